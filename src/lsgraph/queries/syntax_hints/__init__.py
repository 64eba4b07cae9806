"""Says where a text stops being SPARQL, why, and what is right, in English and in Swedish.

The engine names every character that it would have taken at the farthest place that it looked at. Here the
tokens are read once more by the grammar, up to the first that cannot stand where it does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from lsgraph.errors import QuerySyntaxError
from lsgraph.queries.prologue import read_prologue
from lsgraph.queries.syntax_hints.characters import QUOTES, find_character
from lsgraph.queries.syntax_hints.cursor import make_error, shorten
from lsgraph.queries.syntax_hints.forms import Queries
from lsgraph.queries.tokens import Token, find_position, read_to_unclosed

__all__ = ["explain_syntax_error", "find_misplaced_aggregate", "find_mistake", "make_error", "shorten"]

_BAD_ESCAPE: Final = re.compile(r"\\(?![tbnrf\"'\\]|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}).?")
_BAD_IRI: Final = "IRI parsing failed"
_NAMES: Final = ("variable", "blank")


def explain_syntax_error(text: str, reported: QuerySyntaxError) -> QuerySyntaxError:
    """Return what is wrong with a text that was refused as `reported`."""
    tokens, unclosed = read_to_unclosed(text)
    odd = find_character(text, tokens)
    if odd is not None:
        return odd
    found = find_mistake(text, tokens)
    if unclosed is not None:
        return found if found is not None and found.token is not None else _explain_string(text, unclosed)
    return found or _explain_reported(text, tokens, reported)


def find_mistake(text: str, tokens: Sequence[Token]) -> QuerySyntaxError | None:
    """Return the first mistake of a query by the grammar, or by the rules beside it; None for none."""
    try:
        doubts = _read(text, tokens)
    except QuerySyntaxError as error:
        return error
    return doubts[0][1] if doubts else None


def find_misplaced_aggregate(text: str, tokens: Sequence[Token]) -> QuerySyntaxError | None:
    """Return what is said of an aggregate in FILTER or BIND, which the engine takes and answers with nothing.

    https://www.w3.org/TR/sparql11-query/#sparqlGrammar, note 11
    """
    with suppress(QuerySyntaxError):
        return next((error for key, error in _read(text, tokens) if key == "aggregate"), None)
    return None


def _read(text: str, tokens: Sequence[Token]) -> list[tuple[str, QuerySyntaxError]]:
    walk = Queries(text, tokens, read_prologue(tokens))
    with suppress(RecursionError):
        walk.read_query()
    return walk.doubts


def _explain_string(text: str, start: int) -> QuerySyntaxError:
    quote = text[start]
    rest = text[start + 1 :].partition("\n")[0]
    escape = _BAD_ESCAPE.search(rest)
    if escape and quote in rest[escape.end() :]:
        position = start + 1 + escape.start()
        return make_error(text, position, "escape", escape.group(), found=escape.group())
    curly = next((one for one in rest if QUOTES.get(one) == quote), None)
    if curly:
        return make_error(text, start, "string_typographic", quote, char=curly, quote=quote)
    return make_error(text, start, "string_open", quote, quote=quote)


def _explain_reported(text: str, tokens: Sequence[Token], reported: QuerySyntaxError) -> QuerySyntaxError:
    """Return the complaint of an engine with what stands near it; one made here stays as it is."""
    if reported.token is not None or reported.line is None or reported.column is None:
        return reported
    position = find_position(text, reported.line, reported.column)
    before = [token for token in tokens if token.start < position]
    iri = next((token for token in reversed(before) if token.kind == "iri"), None)
    if _BAD_IRI in reported.what and iri:
        return make_error(text, iri.start, "iri_invalid", iri.text, found=shorten(iri.text))
    far = next((token for token in tokens if token.kind in _NAMES and max(token.text) > "\uffff"), None)
    if far:
        return make_error(text, far.start, "letter", far.text, found=shorten(far.text))
    near = before[-1] if before else tokens[0] if tokens else None
    if near is None:
        return make_error(text, position, "unexpected_end")
    return make_error(text, near.start, "engine", near.text, found=shorten(near.text))
