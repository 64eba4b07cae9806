"""Shapes that the compiler does not know go to pySHACL, over an rdflib graph."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pyshacl
from rdflib import RDF, SH, Graph, URIRef
from rdflib.term import Node

from lsgraph.store import Term
from lsgraph.validate.compile import read_texts
from lsgraph.validate.report import Finding, Severity


def judge(shapes: Graph, wanted: Sequence[Node], data: Graph) -> list[Finding]:
    """Return what pySHACL finds against the wanted shapes, and what hangs on them."""
    return list(read_report(_validate(extract(shapes, wanted), data), shapes))


def extract(shapes: Graph, wanted: Sequence[Node]) -> Graph:
    """Return the statements about the wanted shapes and all that they lead to."""
    part, waiting, seen = Graph(), list(wanted), set[Node]()
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        for predicate, value in shapes.predicate_objects(node):
            part.add((node, predicate, value))
            waiting.append(value)
    return part


def read_report(report: Graph, shapes: Graph) -> Iterator[Finding]:
    """Yield each result of a SHACL report as a Finding."""
    for result in report.subjects(RDF.type, SH.ValidationResult):
        shape = report.value(result, SH.sourceShape)
        path = report.value(result, SH.resultPath)
        yield Finding(
            severity=Severity(str(report.value(result, SH.resultSeverity)).removeprefix(str(SH))),
            shape=shape if isinstance(shape, URIRef) else URIRef(f"urn:shape:{shape}"),
            component=URIRef(str(report.value(result, SH.sourceConstraintComponent))),
            focus=_term(report.value(result, SH.focusNode)),
            path=path if isinstance(path, URIRef) else None,
            value=None if (value := report.value(result, SH.value)) is None else _term(value),
            message=read_texts(report, result, SH.resultMessage),
            shape_name=read_texts(shapes, shape, SH.name) if shape is not None else {},
        )


def _validate(shapes: Graph, data: Graph) -> Graph:
    _, report, text = pyshacl.validate(data, shacl_graph=shapes, advanced=True, inplace=True)
    if not isinstance(report, Graph):
        raise TypeError(text)
    return report


def _term(node: Node | None) -> Term:
    assert node is not None
    return node  # type: ignore[return-value]
