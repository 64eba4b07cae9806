"""Functions that the engine knows only with the bracket right behind them (0.5.13): their gaps are closed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from lsgraph.queries.tokens import Token, read_tokens

TIGHT: Final = frozenset(("CONCAT", "COALESCE", "BNODE"))


class Edit(NamedTuple):
    """What stands instead of a piece of the text, from a position to another."""

    start: int
    end: int
    right: str


def find_gaps(text: str, tokens: Sequence[Token]) -> Iterator[Edit]:
    """Yield the spaces between such a function and its bracket, which go behind the bracket."""
    for token, following in pairwise(tokens):
        if token.end < following.start and following.is_sign("(") and token.is_word(*TIGHT):
            yield Edit(token.end, following.end, f"({text[token.end : following.start]}")


def apply_edits(text: str, edits: Sequence[Edit]) -> str:
    """Return the text with the edits made, which stand in order."""
    pieces, reached = [], 0
    for start, end, right in edits:
        pieces += [text[reached:start], right]
        reached = end
    return "".join([*pieces, text[reached:]]) if pieces else text


def close_gaps(text: str) -> str:
    """Return a query as the engine can read it; raises QuerySyntaxError for a sign that SPARQL lacks."""
    return apply_edits(text, list(find_gaps(text, read_tokens(text))))
