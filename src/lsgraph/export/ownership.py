"""Which region a graph belongs to: by the works that it lies in, or by the things that it mentions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, TypeAlias

from rdflib import URIRef

from lsgraph.store import Reader, Term
from lsgraph.vocabulary import LSG, ORG, PREFIXES, SCHEMA, Kind, Span, graph_kind, parse_span

BELONGS: Final = (
    LSG.planOwner,
    LSG.goalOf,
    LSG.subGoalOf,
    LSG.measureOf,
    LSG.ownedBy,
    LSG.attachedTo,
    LSG.operatedBy,
    LSG.referenceGroupOf,
    LSG.heldBy,
    LSG.inMeeting,
    LSG.searchSubject,
    ORG.unitOf,
    ORG.postIn,
    ORG.organization,
)
"""Relations by which a thing is its value's: what a region owns is found by following them."""

_SPATIAL: Final = URIRef(PREFIXES["dcterms"] + "spatial")

Areas: TypeAlias = frozenset[URIRef]
"""Regions and collaboration regions; none means that something is the whole country's."""

NATIONAL: Final[Areas] = frozenset()


class Ownership:
    """The regions that graphs of a dataset belong to.

    A passage belongs to the places of the works that it lies in, and is national when one of them is about
    no region. A register or judgement belongs to the regions whose things it mentions. Where it mentions
    none, but speaks only of things that no passage outside some regions' works speaks of, it is theirs. What
    is a collaboration region's and no region's belongs to all its regions.
    """

    def __init__(self, store: Reader) -> None:
        self._store = store
        self._members = _find_members(store)
        self._owners = _find_owners(store, {*self._regions(), *self._members})
        self._works = _find_works(store, self._place_owners())
        self._homes = self._find_homes()

    def holds(self, graph: URIRef, region: URIRef) -> bool:
        """Say whether a passage, register or judgement belongs to the region, or is national."""
        regions = self.regions(graph)
        return not regions or region in regions

    def regions(self, graph: URIRef) -> Areas:
        """Return the regions that a graph belongs to; none for a national one."""
        return self._resolve(self._find_areas(graph))

    def owners(self, thing: Term) -> Areas:
        """Return the regions that own a thing; none where no region does."""
        return self._resolve(self._owners.get(thing, NATIONAL))

    def regions_of(self, thing: Term) -> Areas:
        """Return the regions that own a thing, or that alone speak of it; none where it is the country's."""
        return self.owners(thing) or self._resolve(self._homes.get(thing, NATIONAL))

    def works_around(self, span: Span) -> list[URIRef]:
        """Return the works that a span lies in."""
        return [work for wide, work, _ in self._works.get(span.source, ()) if _is_inside(span, wide)]

    def works(self) -> Iterator[tuple[URIRef, Span, Areas]]:
        """Yield each work with a span that it covers, and its regions."""
        for found in self._works.values():
            yield from ((work, span, self._resolve(areas)) for span, work, areas in found)

    def _regions(self) -> set[URIRef]:
        return {URIRef(quad.subject) for quad in self._store.quads(predicate=LSG.countyCode)}

    def _resolve(self, areas: Areas) -> Areas:
        regions = frozenset(area for area in areas if area not in self._members)
        return regions or frozenset().union(*(self._members[area] for area in areas))

    def _find_areas(self, graph: URIRef) -> Areas:
        if graph_kind(graph) is Kind.PASSAGE:
            return self._place(graph)
        quads = list(self._store.quads(graph=graph))
        terms = {term for quad in quads for term in (quad.subject, quad.object)}
        owned = frozenset().union(*(self._owners.get(term, NATIONAL) for term in terms))
        homes = [self._homes.get(quad.subject, NATIONAL) for quad in quads]
        return owned or (NATIONAL if NATIONAL in homes else frozenset().union(*homes))

    def _place(self, passage: URIRef) -> Areas:
        span = parse_span(passage)
        works = self._works.get(span.source, ()) if span else ()
        around = [areas for wide, _, areas in works if span and _is_inside(span, wide)]
        return NATIONAL if NATIONAL in around else frozenset().union(*around)

    def _find_homes(self) -> dict[Term, Areas]:
        """Return the areas of things that only passages in works about them speak of."""
        homes: dict[Term, Areas] = {}
        elsewhere: set[Term] = set()
        for graph in self._store.graphs():
            if graph_kind(graph) is Kind.PASSAGE:
                areas = self._place(graph)
                for quad in self._store.quads(graph=graph):
                    if areas:
                        homes[quad.subject] = homes.get(quad.subject, NATIONAL) | areas
                    else:
                        elsewhere |= {quad.subject, quad.object}
        return {thing: areas for thing, areas in homes.items() if thing not in elsewhere}

    def _place_owners(self) -> dict[Term, Areas]:
        """Return the owners of the places that works are about: regions, counties, what lies there."""
        areas = (*self._regions(), *self._members)
        owners: dict[Term, Areas] = {area: frozenset({area}) for area in areas}
        for region in self._regions():
            places = (quad.object for quad in self._store.quads(region, _SPATIAL))
            owners |= {URIRef(place): frozenset({region}) for place in places if isinstance(place, URIRef)}
        return _spread(self._store, owners, (SCHEMA.containedInPlace,))


def _find_members(store: Reader) -> dict[URIRef, Areas]:
    """Return the regions of each collaboration region."""
    members: dict[URIRef, set[URIRef]] = {}
    coded = {quad.subject for quad in store.quads(predicate=LSG.countyCode)}
    for quad in store.quads(predicate=LSG.inCollaborationRegion):
        if quad.subject in coded and isinstance(quad.object, URIRef):
            members.setdefault(quad.object, set()).add(URIRef(quad.subject))
    return {area: frozenset(regions) for area, regions in members.items()}


def _find_owners(store: Reader, areas: set[URIRef]) -> dict[Term, Areas]:
    """Return for each thing the regions and collaboration regions that it belongs to, near or far."""
    return _spread(store, {area: frozenset({area}) for area in areas}, BELONGS)


def _spread(store: Reader, known: dict[Term, Areas], relations: tuple[URIRef, ...]) -> dict[Term, Areas]:
    """Return the owners handed on along relations; what they begin with owns itself alone."""
    parts: dict[Term, set[Term]] = {}
    for relation in relations:
        for quad in store.quads(predicate=relation):
            parts.setdefault(quad.object, set()).add(quad.subject)
    owners = dict(known)
    waiting: list[Term] = list(known)
    while waiting:
        whole = waiting.pop()
        for part in parts.get(whole, set()) - known.keys():
            areas = owners.get(part, NATIONAL) | owners[whole]
            if areas != owners.get(part):
                owners[part] = areas
                waiting.append(part)
    return owners


def _find_works(store: Reader, places: dict[Term, Areas]) -> dict[str, list[tuple[Span, URIRef, Areas]]]:
    """Return by source the spans of works, with their areas: none when one place is no region's."""
    works: dict[str, list[tuple[Span, URIRef, Areas]]] = {}
    extents = {(quad.subject, quad.object) for quad in store.quads(predicate=LSG.extent)}
    for work, extent in sorted(extents):
        span = parse_span(str(extent))
        about = [places.get(quad.object, NATIONAL) for quad in store.quads(URIRef(work), _SPATIAL)]
        areas = NATIONAL if NATIONAL in about else frozenset().union(*about)
        if span:
            works.setdefault(span.source, []).append((span, URIRef(work), areas))
    return works


def _is_inside(span: Span, wide: Span) -> bool:
    return wide.start <= span.start and span.end <= wide.end
