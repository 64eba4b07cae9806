"""Writes terms as JSON and gathers the names of all that it wrote."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from rdflib import URIRef

from lsgraph.calls.tables import JsonRow
from lsgraph.store import JsonTerm, Labels, Quad, Reader, Term, find_labels

JsonStatement: TypeAlias = tuple[JsonTerm, JsonTerm, JsonTerm]


class TermNames:
    """The names of terms, each from the first store that has one, by IRI in `found`."""

    def __init__(self, *stores: Reader) -> None:
        self._stores = stores
        self.found: dict[str, Labels] = {}

    def term(self, term: Term) -> JsonTerm:
        """Return a term as JSON has it."""
        if isinstance(term, URIRef) and term not in self.found:
            named = (find_labels(store, term) for store in self._stores)
            self.found[str(term)] = next(filter(None, named), {})
        return JsonTerm.of(term)

    def optional(self, term: Term | None) -> JsonTerm | None:
        """Return a term as JSON has it, if there is one."""
        return None if term is None else self.term(term)

    def terms(self, terms: Iterable[Term]) -> tuple[JsonTerm, ...]:
        """Return terms as JSON has them."""
        return tuple(map(self.term, terms))

    def rows(self, rows: Iterable[Mapping[str, Term]]) -> tuple[JsonRow, ...]:
        """Return what rows bind."""
        return tuple({name: self.term(term) for name, term in row.items()} for row in rows)

    def statement(self, quad: Quad) -> JsonStatement:
        """Return the three terms of a statement."""
        return self.term(quad.subject), self.term(quad.predicate), self.term(quad.object)
