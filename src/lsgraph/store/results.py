"""Makes answers of rows computed outside the engine, and answers of at most so many rows."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import IO, cast

import pyoxigraph as ox

from lsgraph.errors import RequestError
from lsgraph.store.answer import Answer
from lsgraph.store.terms import Solution

_ROWS = 256


def make_answer(variables: Sequence[str], rows: Iterable[Solution]) -> Answer:
    """Return the rows as an answer, made one by one as the answer is read; there is at least one variable.

    The rows pass through the engine's reader of tab-separated values
    (https://www.w3.org/TR/sparql11-results-csv-tsv/), which takes any term. A fault raised while a row is
    made reaches whoever reads the answer.
    """
    reader = cast("IO[bytes]", _PieceReader(variables, iter(rows)))
    found = ox.parse_query_results(reader, format=ox.QueryResultsFormat.TSV)
    assert isinstance(found, ox.QuerySolutions)
    return Answer(found)


def cap_answer(answer: Answer, most: int) -> tuple[Answer, bool]:
    """Return the first rows or triples of an answer, at most so many, and whether there are more.

    Reads them all. Raises RequestError for rows without a column, which cannot be counted out.
    """
    if answer.form == "boolean":
        return answer, False
    if answer.form == "triples":
        triples = list(islice(answer.engine_triples(), most + 1))
        return Answer(iter(triples[:most])), len(triples) > most
    if not answer.variables:
        raise RequestError("an answer without a column cannot be capped; leave the cap out")
    rows = list(islice(answer.solutions(), most + 1))
    return make_answer(answer.variables, rows[:most]), len(rows) > most


class _PieceReader(io.RawIOBase):
    """Rows as a file of tab-separated values."""

    def __init__(self, variables: Sequence[str], rows: Iterator[Solution]) -> None:
        self._rows = rows
        self._held = ("\t".join(f"?{name}" for name in variables) + "\n").encode()

    def readable(self) -> bool:
        """Say that one can read here."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Return at most `size` bytes; none at the end of the rows."""
        if not self._held:
            self._held = "".join(map(_write_row, islice(self._rows, _ROWS))).encode()
        length = len(self._held) if size < 0 else size
        piece, self._held = self._held[:length], self._held[length:]
        return piece


def _write_row(row: Solution) -> str:
    return "\t".join(map(_write_term, row)) + "\n"


def _write_term(term: object) -> str:
    if term is None:
        return ""
    return f"<<( {term} )>>" if isinstance(term, ox.Triple) else str(term)
