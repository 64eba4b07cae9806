"""Says in plain words where a query goes wrong and what may be meant."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from itertools import pairwise
from typing import Final

from lsgraph.errors import QuerySyntaxError
from lsgraph.queries.tokens import Token, declared_prefixes, find_place, find_position, read_tokens
from lsgraph.vocabulary import PREFIXES

_WORDS: Final = """
BASE PREFIX VERSION SELECT DISTINCT REDUCED CONSTRUCT DESCRIBE ASK FROM NAMED WHERE ORDER BY ASC DESC
LIMIT OFFSET GROUP HAVING AS VALUES UNDEF OPTIONAL GRAPH SERVICE SILENT BIND UNION MINUS LATERAL FILTER
EXISTS NOT IN A TRUE FALSE COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT SEPARATOR STR LANG LANGMATCHES
LANGDIR DATATYPE BOUND IRI URI BNODE RAND ABS CEIL FLOOR ROUND CONCAT STRLEN UCASE LCASE ENCODE_FOR_URI
CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER YEAR MONTH DAY HOURS MINUTES SECONDS TIMEZONE TZ NOW UUID
STRUUID MD5 SHA1 SHA256 SHA384 SHA512 COALESCE IF STRLANG STRLANGDIR STRDT SAMETERM ISIRI ISURI ISBLANK
ISLITERAL ISNUMERIC HASLANG HASLANGDIR REGEX SUBSTR REPLACE ISTRIPLE TRIPLE SUBJECT PREDICATE OBJECT
ADJUST
"""
_KEYWORDS: Final = frozenset(_WORDS.split())
_LONGEST_SHOWN: Final = 60


def explain_syntax_error(text: str, error: QuerySyntaxError) -> QuerySyntaxError:
    """Return the engine's complaint with the token it stopped at, and near prefixes or keywords.

    The engine names every character class it would have taken; a reader needs the place and the token.
    """
    if error.line is None or error.column is None:
        return error
    tokens = read_tokens(text)
    stray = _find_unknown_prefix(tokens)
    if stray is not None:
        return _explain_prefix(text, tokens, stray)
    odd = next((one for one in tokens if one.kind == "word" and one.text.upper() not in _KEYWORDS), None)
    if odd is not None:
        return _explain_word(text, odd)
    position = find_position(text, error.line, error.column)
    token = next((one for one in tokens if one.end > position), None)
    if token is None:
        return QuerySyntaxError("the query ends too early", error.line, error.column)
    what = f"{_shorten(token.text)} is not expected here"
    return QuerySyntaxError(what, *find_place(text, token.start), token.text[:200])


def _find_unknown_prefix(tokens: Sequence[Token]) -> Token | None:
    known = {*PREFIXES, *declared_prefixes(tokens)}
    declaring = {id(name) for word, name in pairwise(tokens) if word.is_word("PREFIX")}
    return next(
        (
            one
            for one in tokens
            if one.kind == "name" and one.text.partition(":")[0] not in known and id(one) not in declaring
        ),
        None,
    )


def _explain_prefix(text: str, tokens: Sequence[Token], stray: Token) -> QuerySyntaxError:
    prefix = stray.text.partition(":")[0]
    near = get_close_matches(prefix, {**PREFIXES, **declared_prefixes(tokens)}, n=3)
    what = f"the prefix {_shorten(prefix)}: is not declared"
    return QuerySyntaxError(
        what, *find_place(text, stray.start), stray.text[:200], tuple(f"{one}:" for one in near)
    )


def _explain_word(text: str, odd: Token) -> QuerySyntaxError:
    near = get_close_matches(odd.text.upper(), _KEYWORDS, n=2, cutoff=0.75)
    what = f"{_shorten(odd.text)} is no word of SPARQL"
    return QuerySyntaxError(what, *find_place(text, odd.start), odd.text[:200], near)


def _shorten(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"
