"""Shapes that the compiler does not know go to pySHACL, over an rdflib graph."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rdflib import RDF, SH, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from lsgraph.errors import ShapeFault, ShapesRefused
from lsgraph.store import Term
from lsgraph.validate.report import Finding
from lsgraph.validate.severity import Severity
from lsgraph.validate.shape_paths import PropertyPath, read_path
from lsgraph.validate.shapes import CLASS_TYPES, TARGETS, find_name, is_class, read_texts
from lsgraph.vocabulary import shorten

_MEND = "say it with constraints of SHACL that lsgraph knows, see docs/curation.md"


def judge(shapes: Graph, wanted: Sequence[Node], data: Graph) -> list[Finding]:
    """Return what pySHACL finds against the wanted shapes; raises ShapesRefused with those it cannot."""
    outcome = _validate(aim(shapes, wanted), data)
    if isinstance(outcome, Graph):
        return list(read_report(outcome, shapes))
    found, faults = list[Finding](), list[ShapeFault]()
    for shape in wanted:
        outcome = _validate(aim(shapes, [shape]), data)
        if isinstance(outcome, Graph):
            found += read_report(outcome, shapes)
        else:
            faults.append(ShapeFault(shorten(find_name(shapes, shape)), outcome, _MEND))
    if faults:
        raise ShapesRefused(faults)
    return found


def aim(shapes: Graph, wanted: Sequence[Node]) -> Graph:
    """Return the shapes with the targets of the wanted ones alone."""
    part, kept = Graph(), set(wanted)
    for subject, predicate, value in shapes:
        if subject not in kept and (
            predicate in TARGETS
            or (predicate == RDF.type and value in CLASS_TYPES and _is_implicit(shapes, subject))
        ):
            continue
        part.add((subject, predicate, value))
    return part


def read_report(report: Graph, shapes: Graph) -> Iterator[Finding]:
    """Yield each result of a SHACL report as a Finding; details of a result are no results of their own."""
    for result in report.objects(None, SH.result):
        shape = report.value(result, SH.sourceShape)
        assert isinstance(shape, URIRef | BNode)
        value = report.value(result, SH.value)
        yield Finding(
            severity=_severity(report.value(result, SH.resultSeverity)),
            shape=shape,
            component=URIRef(str(report.value(result, SH.sourceConstraintComponent))),
            focus=_term(report.value(result, SH.focusNode)),
            path=_path(report, report.value(result, SH.resultPath)),
            value=None if value is None else _term(value),
            constraint=_constraint(report, shapes, report.value(result, SH.sourceConstraint)),
            message=read_texts(report, result, SH.resultMessage),
            shape_name=read_texts(shapes, shape, SH.name),
        )


def _is_implicit(shapes: Graph, node: Node) -> bool:
    kinds = (SH.NodeShape, SH.PropertyShape)
    return is_class(shapes, node) and any((node, RDF.type, kind) in shapes for kind in kinds)


def _validate(shapes: Graph, data: Graph) -> Graph | str:
    """Return pySHACL's report, or why there is none; it is imported where it judges, and only there."""
    import pyshacl
    from pyshacl.errors import ReportableRuntimeError, RuleLoadError, ShapeLoadError

    known = (ReportableRuntimeError, ShapeLoadError, RuleLoadError, re.error)
    try:
        _, report, text = pyshacl.validate(data, shacl_graph=shapes, advanced=True, inplace=True)
    except (*known, LookupError, NotImplementedError, RecursionError, TypeError, ValueError) as error:
        return f"pySHACL cannot judge it: {_first_line(error)}"
    except Exception as error:  # its SPARQL parser raises one class per kind of mistake
        if not type(error).__module__.startswith(("pyparsing", "pyshacl", "rdflib")):
            raise
        return f"pySHACL cannot judge it: {_first_line(error)}"
    return report if isinstance(report, Graph) else str(text)


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]


def _severity(node: Node | None) -> Severity:
    known = {severity.iri: severity for severity in Severity}
    return known.get(URIRef(str(node)), Severity.VIOLATION)


def _path(report: Graph, node: Node | None) -> PropertyPath | None:
    return None if node is None else read_path(report, node)


def _constraint(report: Graph, shapes: Graph, node: Node | None) -> URIRef | Literal | None:
    if node is None or isinstance(node, URIRef):
        return node
    text = report.value(node, SH.select) or shapes.value(node, SH.select)
    return text if isinstance(text, Literal) else None


def _term(node: Node | None) -> Term:
    assert isinstance(node, URIRef | BNode | Literal)
    return node
