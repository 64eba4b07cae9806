"""Reads a report back from the RDF that a release keeps."""

from __future__ import annotations

from typing import Final, cast

from rdflib import SH, Graph, URIRef
from rdflib.term import Node

from lsgraph.store import Store, Term
from lsgraph.validate.compile import read_texts
from lsgraph.validate.report import Finding, Report, Severity
from lsgraph.validate.run import place, read_graph
from lsgraph.vocabulary import SHAPES_GRAPH

_SEVERITIES: Final = {severity.iri: severity for severity in Severity}


def read_report(turtle: bytes, store: Store) -> Report:
    """Return the report that `Report.as_turtle` wrote, with names and graphs from the release's own store."""
    told, shapes = Graph().parse(data=turtle, format="turtle"), read_graph(store, SHAPES_GRAPH)
    found = (place(store, _read_finding(told, shapes, result)) for result in told.objects(None, SH.result))
    return Report(tuple(sorted(found, key=lambda finding: finding.order)))


def _read_finding(told: Graph, shapes: Graph, result: Node) -> Finding:
    severity, shape, component, focus, path, value = (
        cast("Term | None", told.value(result, predicate))
        for predicate in (
            SH.resultSeverity,
            SH.sourceShape,
            SH.sourceConstraintComponent,
            SH.focusNode,
            SH.resultPath,
            SH.value,
        )
    )
    assert focus is not None
    return Finding(
        severity=_SEVERITIES[URIRef(str(severity))],
        shape=URIRef(str(shape)),
        component=URIRef(str(component)),
        focus=focus,
        path=None if path is None else URIRef(str(path)),
        value=value,
        message=read_texts(told, result, SH.resultMessage),
        shape_name=read_texts(shapes, URIRef(str(shape)), SH.name),
    )
