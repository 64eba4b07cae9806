"""Reads a query's tokens before the engine does: bounds on size, depth, repetition, and SERVICE.

The engine's parser recurses and can end its process, and its SERVICE opens connections; so both are settled
here, by token. The parser, in a worker, still has the verdict on what the query is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rdflib import URIRef

from lsgraph.errors import QueryRefused, QueryTooLarge
from lsgraph.queries.tokens import Token, declared_base, declared_prefixes, may_hide, read_tokens, resolve
from lsgraph.store import Dataset
from lsgraph.vocabulary import PREFIXES

_UPDATES: Final = frozenset(
    ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH")
)
_FORMS: Final = frozenset(("SELECT", "ASK", "CONSTRUCT", "DESCRIBE"))
_VOLATILE: Final = frozenset(("NOW", "RAND", "UUID", "STRUUID", "BNODE"))
_OPEN: Final = frozenset(("(", "{", "[", "<<", "<<(", "{|"))
_CLOSE: Final = frozenset((")", "}", "]", ">>", ")>>", "|}"))
_REPEATED: Final = frozenset(
    (
        *("+", "-", "!", "*", "/", "|", "^", "?", "&&", "||"),
        *("UNION", "OPTIONAL", "MINUS", "LATERAL", "EXISTS", "BIND", "FILTER", "GRAPH", "SELECT", "VALUES"),
    )
)


@dataclass(frozen=True)
class Bounds:
    """How long (characters), how deep (brackets) and how repetitive (per operator) a query may be."""

    length: int = 65_536
    depth: int = 100
    repetition: int = 500


@dataclass(frozen=True)
class Outline:
    """What a query's tokens show: its form, whether its answer may change by itself, and its FROM graphs."""

    form: str | None
    volatile: bool
    dataset: Dataset | None


def check_query(text: str, bounds: Bounds, services: frozenset[str] = frozenset()) -> Outline:
    """Return the outline of a query that may go to the engine; `services` are the IRIs that SERVICE may name.

    Raises QueryTooLarge, QuerySyntaxError for an unclosed string, and QueryRefused for an update and for
    SERVICE to an IRI that is not listed.
    """
    if len(text) > bounds.length:
        raise QueryTooLarge(f"the query has {len(text)} characters; at most {bounds.length} are allowed")
    tokens = read_tokens(text)
    _check_shape(tokens, bounds)
    _check_services(text, tokens, services)
    words = [token.text.upper() for token in tokens if token.kind == "word"]
    form = next((word for word in words if word in _FORMS or word in _UPDATES), None)
    if form in _UPDATES:
        raise QueryRefused(f"this service answers queries and carries out no updates, such as {form}")
    return Outline(form, not _VOLATILE.isdisjoint(words), _read_dataset(tokens))


def _check_shape(tokens: Sequence[Token], bounds: Bounds) -> None:
    depth = 0
    seen = Counter[str]()
    for token in tokens:
        if token.kind not in ("sign", "word"):
            continue
        sign = token.text.upper()
        if sign in _OPEN:
            depth += 1
            if depth > bounds.depth:
                raise QueryTooLarge(f"the query nests more than {bounds.depth} brackets")
        elif sign in _CLOSE:
            depth -= 1
        elif sign in _REPEATED:
            seen[sign] += 1
            if seen[sign] > bounds.repetition:
                raise QueryTooLarge(f"the query has more than {bounds.repetition} times {sign}")


def _check_services(text: str, tokens: Sequence[Token], services: frozenset[str]) -> None:
    for place, token in enumerate(tokens):
        if _may_ask_service(tokens, place):
            _check_target(tokens, place, services)
        elif may_hide(tokens, place) and "SERVICE" in text.upper():
            raise QueryRefused(
                f"{token.text[:60]} may be an IRI or a comparison; write a prefixed name, or put spaces "
                "around the sign of comparison"
            )


def _may_ask_service(tokens: Sequence[Token], place: int) -> bool:
    """Say whether the engine may read a token as SERVICE; it needs no space around the keyword.

    `SERVICE:a{…}`, `SERVICESILENT<…>{…}` and `trueSERVICE<…>{…}` all reach the network (pyoxigraph 0.5.13).
    """
    token = tokens[place]
    if token.kind == "word":
        return "SERVICE" in token.text.upper()
    if token.kind != "name" or "SERVICE" not in token.text.partition(":")[0].upper():
        return False
    before = place > 0 and tokens[place - 1].is_word("GRAPH")
    return not before and place + 1 < len(tokens) and tokens[place + 1].text == "{"


def _check_target(tokens: Sequence[Token], place: int, services: frozenset[str]) -> None:
    token, following = tokens[place], tokens[place + 1 : place + 3]
    target = next((one for one in following if not one.is_word("SILENT")), token)
    if not token.is_word("SERVICE") or target.kind != "iri" or target.text[1:-1] not in services:
        raise QueryRefused(f"SERVICE {target.text[:200]} is refused: this service asks no other service")


def _read_dataset(tokens: Sequence[Token]) -> Dataset | None:
    """Return the graphs of FROM and FROM NAMED; None when there are none or one cannot be read."""
    if not any(token.is_word("FROM") for token in tokens):
        return None
    prefixes = {**PREFIXES, **declared_prefixes(tokens)}
    base = declared_base(tokens)
    default: list[URIRef] = []
    named: list[URIRef] = []
    for place, token in enumerate(tokens):
        if token.text == "{":
            break
        if not token.is_word("FROM"):
            continue
        following = tokens[place + 1 : place + 3]
        is_named = bool(following) and following[0].is_word("NAMED")
        iri = _read_iri(following[is_named:], prefixes, base)
        if iri is None:
            return None
        (named if is_named else default).append(iri)
    return Dataset(tuple(default), tuple(named)) if default or named else None


def _read_iri(tokens: Sequence[Token], prefixes: Mapping[str, str], base: str) -> URIRef | None:
    if not tokens:
        return None
    token = tokens[0]
    if token.kind == "iri":
        return URIRef(resolve(base, token.text[1:-1]))
    prefix, _, local = token.text.partition(":")
    if token.kind == "name" and prefix in prefixes:
        return URIRef(prefixes[prefix] + re.sub(r"\\(.)", r"\1", local))
    return None
