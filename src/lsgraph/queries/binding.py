"""Binds variables of a query to terms, by VALUES at the head of every group that may see them.

The engine's own substitution refuses variables that the SELECT does not project, and a remote server has
none; VALUES says the same to every engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from lsgraph.errors import QueryError
from lsgraph.queries.term_writing import write_term
from lsgraph.queries.tokens import Token, read_tokens
from lsgraph.store import Term

_FORMS: Final = ("SELECT", "CONSTRUCT", "ASK", "DESCRIBE")


class _Group(NamedTuple):
    """The outer group of a query or subquery: the places of the token behind its `{` and of its `}`."""

    start: int
    end: int


def bind_text(text: str, values: Mapping[str, Term]) -> str:
    """Return the SPARQL text with those variables bound; a variable it does not have changes nothing.

    Raises QueryError when the query has no group to bind them in.
    """
    tokens = read_tokens(text)
    known = _names(tokens)
    if not known & set(values):
        return text
    groups = sorted(_groups(tokens), reverse=True)
    if not groups:
        raise QueryError("a query without WHERE { … } leaves no room for a parameter")
    for group in groups:
        seen = known if group == groups[-1] else _names(tokens[group.start : group.end])
        clause = "".join(
            f" VALUES ?{name} {{ {write_term(term)} }}"
            for name, term in sorted(values.items())
            if name in seen
        )
        position = tokens[group.start - 1].end
        text = text[:position] + clause + text[position:]
    return text


def variables(text: str) -> set[str]:
    """Return the names of the variables of a query, strings and comments left aside."""
    return _names(read_tokens(text))


def _names(tokens: Iterable[Token]) -> set[str]:
    return {token.text[1:] for token in tokens if token.kind == "variable"}


def _groups(tokens: Sequence[Token]) -> Iterator[_Group]:
    """Yield the outer group of the query and of each of its subqueries."""
    for place, token in enumerate(tokens):
        if token.is_word(*_FORMS) and (opening := _opening(tokens, place)) is not None:
            yield _Group(opening + 1, _closing(tokens, opening))


def _opening(tokens: Sequence[Token], place: int) -> int | None:
    """Return the place of the `{` of the group that belongs to the query form at `place`."""
    if tokens[place].is_word("CONSTRUCT") and place + 1 < len(tokens):
        if not tokens[place + 1].is_sign("{"):
            raise QueryError("CONSTRUCT WHERE leaves no room for a parameter; write the template out")
        place = _closing(tokens, place + 1)
    depth = 0
    for index in range(place + 1, len(tokens)):
        token = tokens[index]
        depth += token.is_sign("(") - token.is_sign(")")
        if depth == 0 and token.is_sign("{"):
            return index
    return None


def _closing(tokens: Sequence[Token], opening: int) -> int:
    """Return the place of the `}` that closes what opens at a place, or of the last token."""
    depth = 0
    for place in range(opening, len(tokens)):
        depth += tokens[place].is_sign("{") - tokens[place].is_sign("}")
        if depth == 0:
            return place
    return len(tokens) - 1
