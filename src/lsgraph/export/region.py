"""A region's slice of a release: whole graphs of the region and the country, closed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from rdflib import RDF, URIRef

from lsgraph.errors import ExportMissing
from lsgraph.export.ownership import Ownership
from lsgraph.store import Quad, Reader, Store, Term
from lsgraph.vocabulary import LSG, PREFIXES, Kind, graph_kind, parse_span

_REPLACED_BY: Final = URIRef(PREFIXES["dcterms"] + "isReplacedBy")
_INFERENCES: Final = URIRef(PREFIXES["cat"] + "inference")
_COMMON: Final = frozenset(
    URIRef(PREFIXES["cat"] + name) for name in ("catalogue", "ontology", "shapes", "vocabularies")
)
_STATING: Final = (Kind.REGISTER, Kind.PASSAGE, Kind.JUDGEMENT)
"""Kinds of graph that state something, in the order in which a class is taken from them."""


def find_region(store: Reader, code: str) -> URIRef:
    """Return the region with that two-digit county code; raises ExportMissing with the codes there are."""
    codes = {str(quad.object): quad.subject for quad in store.quads(predicate=LSG.countyCode)}
    if code not in codes or not isinstance(codes[code], URIRef):
        raise ExportMissing(
            f"no region has the county code {code!r}; the codes are {', '.join(sorted(codes))}"
        )
    return URIRef(codes[code])


def region_codes(store: Reader) -> list[tuple[str, URIRef]]:
    """Return the county codes and their regions, sorted by code."""
    coded = store.quads(predicate=LSG.countyCode)
    return sorted({(str(quad.object), URIRef(quad.subject)) for quad in coded})


def slice_region(store: Reader, region: URIRef) -> Store:
    """Return the asserted statements that make up a region's slice; a slice of it is itself.

    Whole graphs come along: passages in works about the region, its collaboration region or the country,
    registers and judgements that mention what the region owns or what no region owns; ontology, code lists
    and shapes always. Of whatever else these mention come its classes, its names and what the catalogue says
    of it, and there it stops: evidence that is another region's comes as a pointer, without its statements.
    """
    ownership, result = Ownership(store), Store()
    stating = (graph for graph in store.graphs() if graph_kind(graph) in _STATING)
    whole = {graph for graph in stating if ownership.holds(graph, region)}
    result.add(_Slice(store, ownership, whole).close(region))
    return result


class SliceSize(NamedTuple):
    """How many statements a slice has, and which share of all asserted statements that is."""

    statements: int
    share: float


def measure_slice(store: Reader, region: URIRef) -> SliceSize:
    """Return the size of a region's slice."""
    sizes = store.graph_sizes().items()
    whole = sum(size for graph, size in sizes if graph_kind(graph) is not Kind.INFERENCE)
    statements = len(slice_region(store, region))
    return SliceSize(statements, statements / whole if whole else 0.0)


class _Slice:
    """The statements of a slice as they are gathered, and the things still to be named."""

    def __init__(self, store: Reader, ownership: Ownership, whole: set[URIRef]) -> None:
        self._store, self._ownership = store, ownership
        self._whole = whole | _COMMON
        self._described = _index(store)
        self._quads: set[Quad] = set()
        self._waiting: list[Term] = []
        self._seen: set[Term] = set()

    def close(self, region: URIRef) -> set[Quad]:
        """Return all statements of the slice."""
        retired = {quad.subject for quad in self._store.quads(None, RDF.type, LSG.RetiredIdentifier)}
        for graph in self._whole:
            self._add(quad for quad in self._store.quads(graph=graph) if quad.subject not in retired)
        works = {work for work, _, areas in self._ownership.works() if not areas or region in areas}
        self._waiting += [region, _INFERENCES, *works, *self._find_beside(works)]
        while self._waiting:
            self._take(self._waiting.pop())
        for one in retired:
            if all(quad.object in self._seen for quad in self._store.quads(one, _REPLACED_BY)):
                self._add(quad for quad in self._store.quads(one) if quad.graph in _COMMON)
        return self._quads

    def _find_beside(self, works: set[URIRef]) -> set[Term]:
        """Return what the catalogue says beside passages: dismissed stretches of works, and readings."""
        readings = {
            quad.subject for quad in self._store.quads(predicate=LSG.readIn) if quad.object in self._whole
        }
        dismissed = {quad.subject for quad in self._store.quads(predicate=LSG.dismissalReason)}
        return {*readings, *(one for one in dismissed if not works.isdisjoint(self._works_around(one)))}

    def _works_around(self, iri: Term) -> list[URIRef]:
        span = parse_span(str(iri))
        return self._ownership.works_around(span) if span else []

    def _add(self, quads: Iterable[Quad]) -> None:
        for quad in quads:
            if quad not in self._quads:
                self._quads.add(quad)
                self._waiting.extend(term for term in quad if term is not None)

    def _take(self, term: Term) -> None:
        """Take what names and describes a thing or a graph, and the classes of a thing."""
        if term not in self._seen and isinstance(term, URIRef):
            self._seen.add(term)
            self._add(self._described.get(term, ()))
            if graph_kind(term) is None:
                self._add(self._find_classes(term))
            elif graph_kind(term) is Kind.PASSAGE:
                self._waiting += self._works_around(term)

    def _find_classes(self, thing: URIRef) -> list[Quad]:
        """Return, for each class that only graphs left behind give a thing, the first statement of it."""
        said: dict[Term, list[Quad]] = {}
        for quad in self._store.quads(thing, RDF.type):
            if quad.graph is not None and graph_kind(quad.graph) is not Kind.INFERENCE:
                said.setdefault(quad.object, []).append(quad)
        return [min(quads, key=_rank) for quads in said.values() if not any(map(self._is_kept, quads))]

    def _is_kept(self, quad: Quad) -> bool:
        return quad.graph in self._whole or quad in self._described.get(quad.subject, ())


def _rank(quad: Quad) -> tuple[int, str]:
    kind = graph_kind(str(quad.graph))
    return (_STATING.index(kind) if kind in _STATING else len(_STATING), str(quad.graph))


def _index(store: Reader) -> dict[Term, list[Quad]]:
    """Return, by subject, what names and describes things: naming graphs, and the catalogue's own."""
    found: dict[Term, list[Quad]] = {}
    for graph in store.graphs():
        describing = graph_kind(graph) in (Kind.NAMING, Kind.CATALOGUE)
        if describing and graph not in _COMMON and graph != _INFERENCES:
            for quad in store.quads(graph=graph):
                found.setdefault(quad.subject, []).append(quad)
    return found
