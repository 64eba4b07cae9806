"""Leaves a graph of the store's own out of what `GRAPH ?g` finds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from rdflib import URIRef

from lsgraph.queries.gaps import Edit, apply_edits
from lsgraph.queries.tokens import Token, read_tokens

_OPEN: Final = "{"
_CLOSE: Final = "}"


def leave_out(text: str, graph: URIRef) -> str:
    """Return a query in which each GRAPH with a variable finds every graph but one.

    A clause becomes a group of its own with a condition behind it, so that it means the same anywhere.
    """
    if "GRAPH" not in text.upper():
        return text
    return apply_edits(text, sorted(_find_edits(read_tokens(text), graph)))


def _find_edits(tokens: Sequence[Token], graph: URIRef) -> Iterator[Edit]:
    for place, token in enumerate(tokens[:-2]):
        variable, opening = tokens[place + 1 : place + 3]
        if token.is_word("GRAPH") and variable.kind == "variable" and opening.is_sign(_OPEN):
            end = _find_end(tokens, place + 2)
            yield Edit(token.start, token.start, "{ ")
            yield Edit(end, end, f" FILTER ({variable.text} != <{graph}>) }}")


def _find_end(tokens: Sequence[Token], place: int) -> int:
    """Return where the group ends that a bracket opens."""
    depth = 0
    for token in tokens[place:]:
        depth += token.is_sign(_OPEN) - token.is_sign(_CLOSE)
        if not depth:
            return token.end
    return tokens[-1].end
