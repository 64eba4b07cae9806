"""Gives BNODE with an argument another blank node in each solution.

https://www.w3.org/TR/sparql11-query/#func-bnode. The engine (pyoxigraph 0.5.13) gives one node for the whole
query. A string of its own for each solution, put before the argument, makes the difference.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from lsgraph.queries.tokens import Token

_AGGREGATES: Final = ("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT")


class Insertion(NamedTuple):
    """A position in a text and what to write there."""

    position: int
    text: str


def mend_labels(text: str, tokens: Sequence[Token]) -> Iterator[Insertion]:
    """Yield what to write into a query; a `SELECT *`, which would show the string, is left as it is."""
    if _shows_all(tokens):
        return
    stem = "solution"
    while stem in text:
        stem += "_"
    named: dict[int, str] = {}
    for place, token in enumerate(tokens[:-2]):
        if token.is_word("BNODE") and tokens[place + 1].is_sign("(") and not tokens[place + 2].is_sign(")"):
            position = _find_position(tokens, place)
            if position is not None:
                group = _find_group(tokens, place)
                if group not in named:
                    named[group] = f"?{stem}{len(named) + 1}"
                    yield Insertion(position, f" BIND (STRUUID() AS {named[group]}) ")
                yield Insertion(tokens[place + 1].end, f"CONCAT({named[group]}, ")
                yield Insertion(tokens[find_closing(tokens, place + 1)].start, ")")


def find_closing(tokens: Sequence[Token], opening: int, signs: str = "()") -> int:
    """Return the place of the bracket that closes the one at a place, or of the last token."""
    depth = 0
    for place in range(opening, len(tokens)):
        depth += tokens[place].is_sign(signs[0]) - tokens[place].is_sign(signs[1])
        if not depth:
            return place
    return len(tokens) - 1


def _shows_all(tokens: Sequence[Token]) -> bool:
    return any(
        token.is_word("SELECT") and any(one.is_sign("*") for one in tokens[place + 1 : place + 3])
        for place, token in enumerate(tokens)
    )


def _find_group(tokens: Sequence[Token], place: int) -> int:
    """Return the place of the `{` that a place stands in, or -1."""
    depth = 0
    for before in range(place, -1, -1):
        depth += tokens[before].is_sign("}") - tokens[before].is_sign("{")
        if depth < 0:
            return before
    return -1


def _find_position(tokens: Sequence[Token], place: int) -> int | None:
    """Return where the solution can be named for a call in BIND or in a column; None elsewhere."""
    start, depth = place, 0
    for before in range(place - 1, _find_group(tokens, place), -1):
        depth += tokens[before].is_sign(")") - tokens[before].is_sign("(")
        if depth < 0:
            start, depth = before, 0
    if tokens[start - 1].is_word("BIND"):
        return tokens[start - 1].start
    head = next((one for one in range(start, -1, -1) if tokens[one].is_word("SELECT", "HAVING", "ORDER")), -1)
    if (
        head < 0
        or not tokens[head].is_word("SELECT")
        or _find_group(tokens, head) != _find_group(tokens, start)
    ):
        return None
    opening = next((one for one in range(start, len(tokens)) if tokens[one].is_sign("{")), -1)
    if opening < 0 or any(token.is_word(*_AGGREGATES) for token in tokens[head:opening]):
        return None
    end = find_closing(tokens, opening, "{}")
    grouped = any(one.is_word("GROUP", "HAVING") for one in tokens[end + 1 : end + 2])
    return None if grouped or tokens[opening + 1].is_word("SELECT") else tokens[end].start
