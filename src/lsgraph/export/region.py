"""A region's slice of a release: what its own documents say, with the national layer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from rdflib import Literal, URIRef

from lsgraph.errors import StoreError
from lsgraph.store import Quad, Store
from lsgraph.vocabulary import BASE, LSG, PREFIXES, SHAPES_GRAPH, Kind, Span, graph_kind, parse_span

_SPATIAL: Final = URIRef(PREFIXES["dcterms"] + "spatial")
_SWEDEN: Final = URIRef(PREFIXES["place"] + "sverige")
_COMMON: Final = {"catalogue", "ontology", "shapes", "sources", "vocabularies", "works", "readings"}


def find_region(store: Store, code: str) -> URIRef:
    """Return the region with that two-digit county code; raises StoreError with the codes there are."""
    codes = {str(quad.object): quad.subject for quad in store.quads(predicate=LSG.countyCode)}
    if code not in codes or not isinstance(codes[code], URIRef):
        raise StoreError(f"no region has the county code {code!r}; the codes are {', '.join(sorted(codes))}")
    return URIRef(codes[code])


def slice_region(store: Store, region: URIRef) -> Store:
    """Return the asserted graphs that make up a region's slice.

    Passages come along when the work they stand in is about the region, its collaboration region or the
    country; judgements when all they rest on comes along; registers and names of whatever is mentioned.
    """
    spans = _spans(store, _areas(store, region))
    chosen = {graph for graph in store.graphs() if _belongs(graph, spans)}
    chosen |= {graph for graph in store.graphs() if _rests_inside(store, graph, chosen)}
    quads = [quad for graph in chosen for quad in store.quads(graph=graph)]
    quads += _registers(store, _mentioned(quads) | {region})
    mentioned = _mentioned(quads) | chosen
    quads += [quad for quad in _rest(store) if quad.subject in mentioned]
    result = Store()
    result.add(quads)
    return result


def _areas(store: Store, region: URIRef) -> set[URIRef]:
    wider = (quad.object for quad in store.quads(region, LSG.inCollaborationRegion))
    return {region, _SWEDEN, *(area for area in wider if isinstance(area, URIRef))}


def _spans(store: Store, areas: set[URIRef]) -> list[Span]:
    works = {quad.subject for area in areas for quad in store.quads(None, _SPATIAL, area)}
    extents = (quad for work in works for quad in store.quads(URIRef(work), LSG.extent))
    return [span for quad in extents if (span := parse_span(str(quad.object)))]


def _belongs(graph: URIRef, spans: Iterable[Span]) -> bool:
    kind = graph_kind(graph)
    if kind is Kind.CATALOGUE:
        return graph == SHAPES_GRAPH or graph.removeprefix(PREFIXES["cat"]) in _COMMON
    span = parse_span(graph)
    return kind is Kind.PASSAGE and span is not None and any(_inside(span, wide) for wide in spans)


def _inside(span: Span, wide: Span) -> bool:
    return span.source == wide.source and wide.start <= span.start and span.end <= wide.end


def _rests_inside(store: Store, graph: URIRef, chosen: set[URIRef]) -> bool:
    if graph_kind(graph) is not Kind.JUDGEMENT:
        return False
    passages = {quad.object for quad in store.quads(graph, LSG.restsOn)}
    return passages <= chosen


def _registers(store: Store, mentioned: set[URIRef]) -> list[Quad]:
    """Return register graphs about what is mentioned, and about what those mention, to the end."""
    found: dict[URIRef, list[Quad]] = {}
    waiting = [graph for graph in store.graphs() if graph_kind(graph) is Kind.REGISTER]
    grown = True
    while grown:
        grown = False
        for graph in waiting:
            quads = list(store.quads(graph=graph))
            if graph not in found and any(quad.subject in mentioned for quad in quads):
                found[graph] = [quad for quad in quads if quad.subject in mentioned]
                mentioned = mentioned | _mentioned(found[graph]) | {graph}
                grown = True
    return [quad for quads in found.values() for quad in quads]


def _rest(store: Store) -> list[Quad]:
    """Return names and the descriptions of graphs, to be chosen by subject."""
    kinds = (Kind.NAMING, Kind.CATALOGUE)
    graphs = [graph for graph in store.graphs() if graph_kind(graph) in kinds and not _belongs(graph, ())]
    return [
        quad
        for graph in graphs
        for quad in store.quads(graph=graph)
        if graph != URIRef(PREFIXES["cat"] + "inference")
    ]


def _mentioned(quads: Iterable[Quad]) -> set[URIRef]:
    terms = (term for quad in quads for term in (quad.subject, quad.object, quad.graph))
    return {term for term in terms if isinstance(term, URIRef) and str(term).startswith(BASE)}


def region_codes(store: Store) -> list[tuple[str, URIRef]]:
    """Return the county codes and their regions, sorted by code."""
    coded = store.quads(predicate=LSG.countyCode)
    return sorted(
        (str(quad.object), URIRef(quad.subject)) for quad in coded if isinstance(quad.object, Literal)
    )
