"""A region's slice of a release: what its own documents say, with the national layer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from rdflib import RDF, URIRef

from lsgraph.errors import StoreError
from lsgraph.store import Quad, Reader, Store, Term
from lsgraph.vocabulary import LSG, PREFIXES, Kind, Span, graph_kind, parse_span

_SPATIAL: Final = URIRef(PREFIXES["dcterms"] + "spatial")
_DERIVED_FROM: Final = URIRef(PREFIXES["prov"] + "wasDerivedFrom")
_REPLACED_BY: Final = URIRef(PREFIXES["dcterms"] + "isReplacedBy")
_SWEDEN: Final = URIRef(PREFIXES["place"] + "sverige")
_INFERENCES: Final = URIRef(PREFIXES["cat"] + "inference")
_COMMON: Final = {"catalogue", "ontology", "shapes", "vocabularies"}
_SUMMARIES: Final = (URIRef(PREFIXES["dcterms"] + "description"), LSG.taskDescription)
_EVIDENCE: Final = (LSG.restsOn, _DERIVED_FROM)
_FOLLOWED: Final = {Kind.REGISTER, Kind.NAMING, Kind.CATALOGUE}


def find_region(store: Store, code: str) -> URIRef:
    """Return the region with that two-digit county code; raises StoreError with the codes there are."""
    codes = {str(quad.object): quad.subject for quad in store.quads(predicate=LSG.countyCode)}
    if code not in codes or not isinstance(codes[code], URIRef):
        raise StoreError(f"no region has the county code {code!r}; the codes are {', '.join(sorted(codes))}")
    return URIRef(codes[code])


def slice_region(store: Store, region: URIRef) -> Store:
    """Return the asserted statements that make up a region's slice.

    Whole passages come along when the work they stand in is about the region, its collaboration region or
    the country; judgements when all they rest on comes along; ontology, code lists and shapes always. Of
    registers, names and the catalogue comes what is said of anything mentioned so far, to the end. A thing
    whose class only another region's passage says brings that one statement along; a summary that rests on
    such a passage stays behind.
    """
    spans = _spans(store, _areas(store, region))
    chosen = {graph for graph in store.graphs() if _is_common(graph) or _is_inside(graph, spans)}
    judged = {graph for graph in store.graphs() if _rests_inside(store, graph, chosen)}
    chosen |= judged | {URIRef(quad.object) for graph in judged for quad in store.quads(graph, _DERIVED_FROM)}
    retired = _replaced_elsewhere(store, chosen)
    common = {quad for graph in chosen for quad in store.quads(graph=graph)}
    quads = {quad for quad in common if quad.subject not in retired}
    quads |= _beside(store, spans, chosen)
    quads |= {quad for quad in store.quads(obj=region) if _is_register(quad)}
    result = Store()
    result.add(_follow(quads, _index(store, chosen), {region, _INFERENCES}))
    return result


def _replaced_elsewhere(store: Store, chosen: set[URIRef]) -> set[Term]:
    """Return the retired names of passages whose successor stays behind."""
    replaced = store.quads(predicate=_REPLACED_BY)
    kinds = ((quad, graph_kind(quad.object)) for quad in replaced if isinstance(quad.object, URIRef))
    return {quad.subject for quad, kind in kinds if kind is Kind.PASSAGE and quad.object not in chosen}


def _areas(store: Store, region: URIRef) -> set[URIRef]:
    wider = (quad.object for quad in store.quads(region, LSG.inCollaborationRegion))
    return {region, _SWEDEN, *(area for area in wider if isinstance(area, URIRef))}


def _spans(store: Store, areas: set[URIRef]) -> list[Span]:
    works = {quad.subject for area in areas for quad in store.quads(None, _SPATIAL, area)}
    extents = (quad for work in works for quad in store.quads(URIRef(work), LSG.extent))
    return [span for quad in extents if (span := parse_span(str(quad.object)))]


def _is_common(graph: URIRef) -> bool:
    return graph.removeprefix(PREFIXES["cat"]) in _COMMON


def _is_inside(iri: URIRef, spans: Iterable[Span]) -> bool:
    span = parse_span(iri)
    return span is not None and any(
        span.source == wide.source and wide.start <= span.start and span.end <= wide.end for wide in spans
    )


def _rests_inside(store: Store, graph: URIRef, chosen: set[URIRef]) -> bool:
    if graph_kind(graph) is not Kind.JUDGEMENT:
        return False
    passages = {quad.object for quad in store.quads(graph, LSG.restsOn)}
    return bool(passages) and passages <= chosen


def _is_register(quad: Quad) -> bool:
    return quad.graph is not None and graph_kind(quad.graph) is Kind.REGISTER


def _beside(store: Store, spans: Iterable[Span], chosen: set[URIRef]) -> set[Quad]:
    """Return what the catalogue says about the chosen spans: dismissals and readings."""
    readings = {quad.subject for quad in store.quads(predicate=LSG.readIn) if quad.object in chosen}
    dismissed = {quad.subject for quad in store.quads(predicate=LSG.dismissalReason)}
    wanted = readings | {iri for iri in dismissed if _is_inside(URIRef(iri), spans)}
    return {quad for iri in wanted for quad in store.quads(URIRef(iri)) if quad.graph is not None}


def _index(store: Store, chosen: set[URIRef]) -> dict[Term, list[Quad]]:
    """Return, by subject, the statements of registers, names and catalogue that may come along."""
    found: dict[Term, list[Quad]] = {}
    unproven = _unproven(store, chosen)
    for graph in store.graphs():
        if graph_kind(graph) in _FOLLOWED and graph not in chosen and graph != _INFERENCES:
            for quad in store.quads(graph=graph):
                if not _is_summary(quad, unproven):
                    found.setdefault(quad.subject, []).append(quad)
    for subject, quads in _classes_elsewhere(store, chosen).items():
        found.setdefault(subject, []).extend(quads)
    return found


def _unproven(store: Store, chosen: set[URIRef]) -> set[Term]:
    """Return the namings whose summary rests on a passage that stays behind."""
    return {quad.subject for quad in store.quads(predicate=LSG.restsOn) if quad.object not in chosen}


def _is_summary(quad: Quad, namings: set[Term]) -> bool:
    """Say whether the statement is the summary in one of these namings, or tells what it rests on."""
    if quad.graph in namings:
        return quad.predicate in _SUMMARIES
    return quad.subject in namings and quad.predicate in _EVIDENCE


def _classes_elsewhere(store: Store, chosen: set[URIRef]) -> dict[Term, list[Quad]]:
    """Return, for things that only passages left out give a class, the statements of the first of those."""
    said: dict[Term, dict[URIRef, list[Quad]]] = {}
    for quad in store.quads(predicate=RDF.type):
        if quad.graph is not None and graph_kind(quad.graph) is not Kind.INFERENCE:
            said.setdefault(quad.subject, {}).setdefault(quad.graph, []).append(quad)
    return {
        subject: graphs[min(graphs)]
        for subject, graphs in said.items()
        if all(graph_kind(graph) is Kind.PASSAGE and graph not in chosen for graph in graphs)
    }


def _follow(quads: set[Quad], index: dict[Term, list[Quad]], seeds: set[URIRef]) -> set[Quad]:
    waiting: list[Term] = [*seeds, *(term for quad in quads for term in quad if term is not None)]
    seen: set[Term] = set()
    while waiting:
        term = waiting.pop()
        if term in seen:
            continue
        seen.add(term)
        for quad in index.get(term, ()):
            quads.add(quad)
            waiting.extend(one for one in quad if one is not None)
    return quads


def region_codes(store: Reader) -> list[tuple[str, URIRef]]:
    """Return the county codes and their regions, sorted by code."""
    coded = store.quads(predicate=LSG.countyCode)
    return sorted({(str(quad.object), URIRef(quad.subject)) for quad in coded})
