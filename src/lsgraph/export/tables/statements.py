"""Statements as tables: one CSV file per class, one row per statement, with its kind and passage."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Final

from rdflib import RDF, BNode, Literal, URIRef

from lsgraph.store import Store, Term, find_labels
from lsgraph.vocabulary import SHAPES_GRAPH, Kind, graph_kind, shorten

COLUMNS: Final = (
    "id",
    "name",
    "property",
    "property_name",
    "value",
    "value_name",
    "language",
    "kind",
    "passage",
)

BOM: Final = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""Lets spreadsheet programs read å, ä and ö."""

_FORMULA: Final = re.compile(r"[=+\-@\t\r]")
_NUMBER: Final = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?([eE][+-]?[0-9]+)?")


def write_tables(store: Store) -> Iterator[tuple[str, bytes]]:
    """Yield a file name and CSV bytes for each class that has members, both sorted.

    Values without an IRI (lists of the ontology) have no place in a table; the other formats carry them.
    """
    names = _Names(store)
    for kind, members in sorted(_members(store).items()):
        rows = [row for iri in sorted(members) for row in _rows(store, iri, names)]
        yield f"{kind}.csv", _to_csv(rows)


class _Names:
    """Swedish names, looked up once each."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._found: dict[URIRef, str] = {}

    def of(self, term: Term) -> str:
        if not isinstance(term, URIRef):
            return ""
        if term not in self._found:
            labels = find_labels(self._store, term)
            self._found[term] = labels.get("sv") or labels.get("en") or labels.get("", "")
        return self._found[term]


def _members(store: Store) -> dict[str, set[URIRef]]:
    members: dict[str, set[URIRef]] = {}
    for quad in store.quads(predicate=RDF.type):
        asserted = quad.graph is not None and graph_kind(quad.graph) is not Kind.INFERENCE
        if asserted and quad.graph != SHAPES_GRAPH and isinstance(quad.subject, URIRef):
            members.setdefault(_file_stem(quad.object), set()).add(quad.subject)
    return members


def _file_stem(cls: Term) -> str:
    name = shorten(str(cls))
    return name.removeprefix("lsg:").replace(":", "-")


def _rows(store: Store, iri: URIRef, names: _Names) -> Iterator[tuple[str, ...]]:
    said = sorted(
        store.quads(subject=iri), key=lambda quad: (quad.predicate, str(quad.object), quad.graph or "")
    )
    for quad in said:
        if quad.graph is None or isinstance(quad.object, BNode):
            continue
        kind = graph_kind(quad.graph)
        yield (
            str(iri),
            names.of(iri),
            shorten(quad.predicate),
            names.of(quad.predicate),
            str(quad.object),
            names.of(quad.object),
            quad.object.language or "" if isinstance(quad.object, Literal) else "",
            str(kind or ""),
            str(quad.graph) if kind is Kind.PASSAGE else "",
        )


def disarm(text: str) -> str:
    """Return a cell that no spreadsheet program reads as a formula: an apostrophe goes before one.

    https://owasp.org/www-community/attacks/CSV_Injection
    """
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def _to_csv(rows: list[tuple[str, ...]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows(map(disarm, row) for row in rows)
    return (BOM + text.getvalue()).encode()
