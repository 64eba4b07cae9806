"""Reads a report back from the RDF that a release keeps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, cast

from rdflib import SH, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from lsgraph.errors import ShapeFault
from lsgraph.store import Reader, Term
from lsgraph.validate.report import SCHEMA, Finding, Report, ReportScope
from lsgraph.validate.severity import Severity
from lsgraph.validate.shape_paths import read_path
from lsgraph.validate.shapes import read_texts
from lsgraph.validate.validator import place, read_graph
from lsgraph.vocabulary import SHAPES_GRAPH

_SEVERITIES: Final = {severity.iri: severity for severity in Severity}


def read_report(turtle: bytes, store: Reader) -> Report:
    """Return the report that `Report.as_turtle` wrote, with names and graphs from the release's own store."""
    told, shapes = Graph().parse(data=turtle, format="turtle"), read_graph(store, SHAPES_GRAPH)
    found = (place(store, _read_finding(told, shapes, result)) for result in told.objects(None, SH.result))
    findings = tuple(sorted(found, key=lambda finding: finding.order))
    texts = _read_told(told)
    unjudged = (ShapeFault(*text.split("\n")) for text in texts.get("notJudged", []))
    return Report(findings, _read_scope(texts), tuple(sorted(unjudged)))


def _read_told(told: Graph) -> dict[str, list[str]]:
    """Return what the report tells beyond SHACL's own terms, by name."""
    found: dict[str, list[str]] = {}
    for node in told.objects(None, SCHEMA.additionalProperty):
        found.setdefault(str(told.value(node, SCHEMA.name)), []).append(str(told.value(node, SCHEMA.value)))
    return found


def _read_scope(texts: Mapping[str, list[str]]) -> ReportScope:
    names = ("shapes", "targets", "focusNodes", "checks")
    shapes, targets, nodes, checks = (int(texts.get(name, ["0"])[0]) for name in names)
    return ReportScope(shapes, targets, nodes, tuple(sorted(texts.get("judgedByPySHACL", []))), checks)


def _read_finding(told: Graph, shapes: Graph, result: Node) -> Finding:
    severity, shape, component, focus, path, value, constraint = (
        cast("Term | None", told.value(result, predicate))
        for predicate in (
            SH.resultSeverity,
            SH.sourceShape,
            SH.sourceConstraintComponent,
            SH.focusNode,
            SH.resultPath,
            SH.value,
            SH.sourceConstraint,
        )
    )
    assert focus is not None
    return Finding(
        severity=_SEVERITIES[URIRef(str(severity))],
        shape=shape if isinstance(shape, BNode) else URIRef(str(shape)),
        component=URIRef(str(component)),
        focus=focus,
        path=None if path is None else read_path(told, path),
        value=value,
        constraint=_read_constraint(told, constraint),
        message=read_texts(told, result, SH.resultMessage),
        shape_name=read_texts(shapes, URIRef(str(shape)), SH.name),
    )


def _read_constraint(told: Graph, node: Term | None) -> URIRef | Literal | None:
    text = None if node is None else told.value(node, SH.select)
    return text if isinstance(text, Literal) else node if isinstance(node, URIRef) else None
