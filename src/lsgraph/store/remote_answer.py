"""Answers that are read while a server still writes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import IO, BinaryIO, Final, TypeVar, cast

import pyoxigraph as ox

from lsgraph.store.answer import Answer, Row
from lsgraph.store.formats import Format
from lsgraph.store.protocol import Body
from lsgraph.store.results import make_answer
from lsgraph.store.terms import Solution

T = TypeVar("T")

RESULTS: Final = (
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "application/json",
)
TRIPLES: Final = ("application/n-triples", "text/turtle")


class RemoteAnswer(Answer):
    """An answer that is read while the server writes it; one that breaks off raises StoreUnreachable."""

    def __init__(self, body: Body) -> None:
        self._body = body
        super().__init__(self._told(lambda: _parse(body)))

    def solutions(self) -> Iterator[Solution]:
        """Yield each solution in the engine's own terms."""
        return self._watch(super().solutions())

    def rows(self) -> Iterator[Row]:
        """Yield each solution as a mapping from bound names to terms."""
        return self._watch(super().rows())

    def engine_triples(self) -> Iterator[ox.Triple]:
        """Return the triples in the engine's own terms."""
        return self._watch(super().engine_triples())

    def write(self, output: BinaryIO, known: Format) -> None:
        """Write the answer as it comes."""
        self._told(lambda: super(RemoteAnswer, self).write(output, known))

    def _watch(self, found: Iterator[T]) -> Iterator[T]:
        try:
            yield from found
        except SyntaxError as error:
            raise self._body.break_off(_first_line(error)) from error

    def _told(self, work: Callable[[], T]) -> T:
        try:
            return work()
        except SyntaxError as error:
            raise self._body.break_off(_first_line(error)) from error


def order_columns(answer: Answer, columns: list[str]) -> Answer:
    """Return an answer with its columns in our order: servers differ in how they read `SELECT *`."""
    found = answer.variables
    if not columns or found == columns or set(found) != set(columns):
        return answer
    places = [found.index(name) for name in columns]
    return make_answer(columns, (tuple(row[place] for place in places) for row in answer.solutions()))


def _parse(body: Body) -> ox.QueryBoolean | ox.QuerySolutions | Iterator[ox.Triple]:
    file = cast("IO[bytes]", body)
    if body.media_type in TRIPLES:
        known = ox.RdfFormat.from_media_type(body.media_type)
        assert known is not None
        quads = ox.parse(file, format=known)
        return (ox.Triple(quad.subject, quad.predicate, quad.object) for quad in quads)
    return ox.parse_query_results(file, format=ox.QueryResultsFormat.from_media_type(body.media_type))


def _first_line(error: SyntaxError) -> str:
    return str(error).partition("\n")[0][:200]
