"""Wide tables: one for each class, a row for each thing, a column for each property and language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from rdflib import RDF, XSD, BNode, Literal, URIRef

from lsgraph.export.ownership import Ownership
from lsgraph.export.tables.model import Cell, Column, Kind, Table, Value
from lsgraph.store import Quad, Reader, Term, find_labels
from lsgraph.vocabulary import LSG, PREFIXES, graph_kind, shorten
from lsgraph.vocabulary import Kind as GraphKind

_LEFT_OUT: Final = frozenset(
    URIRef(PREFIXES["cat"] + name) for name in ("ontology", "shapes", "graphs", "inference")
)
_INTEGERS: Final = frozenset((XSD.integer, XSD.gYear, XSD.nonNegativeInteger, XSD.int, XSD.long))
_DECIMALS: Final = frozenset((XSD.decimal, XSD.double, XSD.float))
_STATED: Final = {
    GraphKind.PASSAGE: "stated",
    GraphKind.JUDGEMENT: "judged",
    GraphKind.REGISTER: "registered",
}


class _Key(NamedTuple):
    property: URIRef
    language: str


class ThingNames:
    """Preferred names, looked up once each."""

    def __init__(self, store: Reader) -> None:
        self._store = store
        self._found: dict[URIRef, dict[str, str]] = {}

    def of(self, term: Term, language: str = "sv") -> str:
        """Return the name of a thing in a language, or in whatever there is; empty for a literal."""
        if not isinstance(term, URIRef):
            return ""
        if term not in self._found:
            self._found[term] = dict(find_labels(self._store, term))
        labels = self._found[term]
        return labels.get(language) or labels.get("sv") or labels.get("en") or labels.get("", "")


def make_tables(store: Reader, region: URIRef | None = None) -> Iterator[Table]:
    """Yield a table for each class that has members, sorted by name.

    Looked at are the asserted graphs but ontology and shapes. Things without an IRI have no row. With
    `region`, what that region owns is marked.
    """
    names, ownership = ThingNames(store), Ownership(store)
    codes = {quad.subject: str(quad.object) for quad in store.quads(predicate=LSG.countyCode)}
    for cls, members in sorted(_find_members(store).items()):
        made = _Maker(store, names, ownership, codes, region)
        yield made.make(cls, sorted(members))


def _find_members(store: Reader) -> dict[URIRef, set[URIRef]]:
    members: dict[URIRef, set[URIRef]] = {}
    for quad in store.quads(predicate=RDF.type):
        named = isinstance(quad.subject, URIRef) and isinstance(quad.object, URIRef)
        if named and _is_told(quad):
            members.setdefault(URIRef(quad.object), set()).add(URIRef(quad.subject))
    return members


def _is_told(quad: Quad) -> bool:
    return (
        quad.graph is not None
        and quad.graph not in _LEFT_OUT
        and graph_kind(quad.graph) is not GraphKind.INFERENCE
        and not isinstance(quad.object, BNode)
    )


class _Maker:
    """Makes the table of one class."""

    def __init__(
        self,
        store: Reader,
        names: ThingNames,
        ownership: Ownership,
        codes: dict[URIRef | BNode, str],
        region: URIRef | None,
    ) -> None:
        self._store, self._names, self._ownership = store, names, ownership
        self._codes, self._region = codes, region

    def make(self, cls: URIRef, members: list[URIRef]) -> Table:
        """Return the table of a class."""
        told = [[quad for quad in self._store.quads(thing) if _is_told(quad)] for thing in members]
        found = [_group(quads) for quads in told]
        keys = sorted({key for one in found for key in one if key.property != RDF.type})
        columns, getters = list(_FIRST), keys
        rows = [list(self._first(thing)) for thing in members]
        for key in getters:
            values = [one.get(key, []) for one in found]
            for column, cells in self._columns(key, values):
                columns.append(column)
                for row, cell in zip(rows, cells, strict=True):
                    row.append(cell)
        for row, thing, quads in zip(rows, members, told, strict=True):
            row.extend(self._last(thing, quads))
        own = tuple(self._region in self._ownership.regions_of(thing) for thing in members)
        name = shorten(cls).removeprefix("lsg:").replace(":", "-")
        titles = (self._names.of(cls, language) or name for language in ("sv", "en"))
        sv, en = titles
        return Table(name, sv, en, (*columns, *_LAST), tuple(map(tuple, rows)), own)

    def _first(self, thing: URIRef) -> Iterator[Cell]:
        yield (str(thing),)
        for language in ("sv", "en"):
            name = self._names.of(thing, language)
            yield (name,) if name else ()

    def _last(self, thing: URIRef, quads: list[Quad]) -> Iterator[Cell]:
        regions = self._ownership.regions_of(thing)
        yield tuple(sorted(self._codes[one] for one in regions if one in self._codes))
        kinds = {_STATED.get(kind) for quad in quads if (kind := graph_kind(str(quad.graph)))}
        yield tuple(sorted(kind for kind in kinds if kind))
        yield tuple(sorted({str(quad.graph) for quad in quads if graph_kind(str(quad.graph)) in _STATED}))

    def _columns(self, key: _Key, values: list[list[Term]]) -> Iterator[tuple[Column, list[Cell]]]:
        """Yield the column of a property and, of links, one with the names of what they lead to."""
        kind = _find_kind(term for one in values for term in one)
        multiple = any(len(one) > 1 for one in values)
        local = shorten(key.property).removeprefix("lsg:").replace(":", "_").replace("-", "_")
        name = f"{local}_{key.language}" if key.language else local
        suffix = f" ({key.language})" if key.language else ""
        sv, en = ((self._names.of(key.property, one) or local) + suffix for one in ("sv", "en"))
        cells: list[Cell] = [tuple(_convert(term, kind) for term in one) for one in values]
        yield Column(name, sv, en, kind, multiple, key.language, str(key.property)), cells
        if kind == "link":
            called: list[Cell] = [
                tuple(self._names.of(term) or shorten(str(term)) for term in one) for one in values
            ]
            yield Column(f"{name}_name", f"{sv}: namn", f"{en}: name", "text", multiple), called


def _group(quads: list[Quad]) -> dict[_Key, list[Term]]:
    found: dict[_Key, set[Term]] = {}
    for quad in quads:
        language = quad.object.language or "" if isinstance(quad.object, Literal) else ""
        found.setdefault(_Key(quad.predicate, language), set()).add(quad.object)
    return {key: sorted(terms, key=str) for key, terms in found.items()}


def _find_kind(terms: Iterable[Term]) -> Kind:
    """Return the narrowest type that all values of a column have."""
    kinds = {_kind_of(term) for term in terms}
    if kinds <= {"integer", "decimal"} and "decimal" in kinds:
        return "decimal"
    return kinds.pop() if len(kinds) == 1 else "text"


def _kind_of(term: Term) -> Kind:
    if not isinstance(term, Literal):
        return "link"
    if term.datatype in _INTEGERS:
        return "integer" if str(term).lstrip("-+").isdigit() else "text"
    if term.datatype in _DECIMALS:
        return "decimal"
    if term.datatype == XSD.date and isinstance(term.value, date):
        return "date"
    return "boolean" if term.datatype == XSD.boolean else "text"


def _convert(term: Term, kind: Kind) -> Value:
    text = str(term)
    if kind == "integer":
        return int(text)
    if kind == "decimal":
        return Decimal(text)
    if kind == "date":
        return date.fromisoformat(text[:10])
    return text in ("true", "1") if kind == "boolean" else text


_FIRST: Final = (
    Column("id", "Adress", "Address", "link"),
    Column("name_sv", "Namn", "Name (Swedish)", "text"),
    Column("name_en", "Namn (engelska)", "Name", "text"),
)
_LAST: Final = (
    Column("region", "Region (länskod)", "Region (county code)", "text", True),
    Column("told", "Hur det är sagt", "How it is told", "text", True),
    Column("sources", "Källor", "Sources", "link", True),
)
