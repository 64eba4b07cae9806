"""Says in plain words where a query goes wrong and what may be meant."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches
from typing import Final

from lsgraph.errors import QuerySyntaxError
from lsgraph.queries.terminals import KEYWORDS
from lsgraph.queries.tokens import Token, find_place, find_position, read_tokens

_SHOWN_CHARACTERS: Final = 60


def explain_syntax_error(text: str, error: QuerySyntaxError) -> QuerySyntaxError:
    """Return the engine's complaint with the token it stopped at, and near prefixes or keywords.

    The engine names every character class it would have taken; a reader needs the place and the token.
    """
    if error.line is None or error.column is None:
        return error
    tokens = read_tokens(text)
    position = find_position(text, error.line, error.column)
    token = next((one for one in tokens if one.end > position), None)
    if token is None:
        return QuerySyntaxError("the query ends too early", error.line, error.column)
    what = f"{_shorten(token.text)} is not expected here"
    return QuerySyntaxError(what, *find_place(text, token.start), token.text[:200])


def explain_prefix(text: str, known: Collection[str], stray: Token) -> QuerySyntaxError:
    """Return the error of a name whose prefix is not among the known ones, with the nearest of them."""
    prefix = stray.text.partition(":")[0]
    near = get_close_matches(prefix, known, n=3)
    what = f"the prefix {_shorten(prefix)}: is not declared"
    return QuerySyntaxError(
        what, *find_place(text, stray.start), stray.text[:200], tuple(f"{one}:" for one in near)
    )


def explain_word(text: str, odd: Token) -> QuerySyntaxError:
    """Return the error of a word that SPARQL does not have, with the nearest it has."""
    near = get_close_matches(odd.text.upper(), KEYWORDS, n=2, cutoff=0.75)
    what = f"{_shorten(odd.text)} is no word of SPARQL"
    return QuerySyntaxError(what, *find_place(text, odd.start), odd.text[:200], near)


def _shorten(text: str) -> str:
    return text if len(text) <= _SHOWN_CHARACTERS else text[: _SHOWN_CHARACTERS - 1] + "…"
