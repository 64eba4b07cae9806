"""What a slice leaves out is no fault of it: such findings inform, and do not stop a build."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from rdflib import RDF, SH, URIRef

from lsgraph.store import Reader
from lsgraph.validate.report import Finding, Report
from lsgraph.validate.severity import Severity
from lsgraph.validate.stored_checks import SPACE
from lsgraph.vocabulary import LSG, PREFIXES, Kind, graph_kind

_EVIDENCE: Final = (LSG.restsOn, URIRef(PREFIXES["prov"] + "wasDerivedFrom"))
_SILENT: Final = URIRef(SPACE + "silent-passage")
_TRIPLES: Final = URIRef(PREFIXES["void"] + "triples")
_STATING: Final = (Kind.PASSAGE, Kind.REGISTER, Kind.JUDGEMENT)


def excuse_left_out(report: Report, store: Reader) -> Report:
    """Return the report of a slice, in which what is missing beyond its edge only informs.

    Beyond the edge lie evidence that comes as a pointer, without its statements, and things of which a graph
    here says the class and nothing more.
    """
    findings = (_lower(one) if _is_beyond(one, store) else one for one in report.findings)
    return replace(report, findings=tuple(sorted(findings, key=lambda one: one.order)))


def _lower(finding: Finding) -> Finding:
    return replace(finding, severity=Severity.INFO)


def _is_beyond(finding: Finding, store: Reader) -> bool:
    focus = finding.focus
    if finding.severity is not Severity.VIOLATION or not isinstance(focus, URIRef):
        return False
    if finding.shape == _SILENT or finding.path == _TRIPLES:
        return any(next(store.quads(None, way, focus), None) for way in _EVIDENCE)
    lacking = finding.component == SH.MinCountConstraintComponent or str(finding.shape).startswith(SPACE)
    return lacking and _is_only_classed(store, focus)


def _is_only_classed(store: Reader, thing: URIRef) -> bool:
    """Say whether a class of the thing stands in a graph that states nothing but classes."""
    graphs = {quad.graph for quad in store.quads(thing, RDF.type) if quad.graph is not None}
    return any(
        graph_kind(graph) in _STATING and all(one.predicate == RDF.type for one in store.quads(graph=graph))
        for graph in graphs
    )
