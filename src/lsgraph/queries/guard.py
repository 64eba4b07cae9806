"""Reads a query's tokens before the engine does: bounds on size, depth, repetition, and SERVICE.

The engine's parser recurses and can end its process, and its SERVICE opens connections; so both are settled
here, by token. The parser, in a worker, still has the verdict on what the query is. It takes keywords without
a space behind them and reads less of a name than the standard has, so what it could read in another way than
it is read here is refused, or written out for it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rdflib import URIRef

from lsgraph.errors import QueryRefused, QuerySyntaxError, QueryTooLarge
from lsgraph.queries.gaps import TIGHT, Edit, apply_edits, find_gaps
from lsgraph.queries.prologue import Prologue, read_prologue
from lsgraph.queries.syntax_hints import explain_syntax_error, find_misplaced_aggregate, make_error, shorten
from lsgraph.queries.terminals import ALL_KEYWORDS, ENGINE_LOCAL
from lsgraph.queries.tokens import Token, read_tokens
from lsgraph.store import Dataset

_UPDATES: Final = frozenset(
    ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH")
)
_FORMS: Final = frozenset(("SELECT", "ASK", "CONSTRUCT", "DESCRIBE"))
_VOLATILE: Final = frozenset(("NOW", "RAND", "UUID", "STRUUID", "BNODE"))
_AGGREGATES: Final = frozenset(("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"))
_CONDITIONS: Final = frozenset(("FILTER", "BIND"))
_OPEN: Final = frozenset(("(", "{", "[", "<<", "<<(", "{|"))
_CLOSE: Final = frozenset((")", "}", "]", ">>", ")>>", "|}"))
_GLUED: Final = (
    *("BY", "DESCRIBE", "DISTINCT", "FILTER", "FROM", "GRAPH", "HAVING", "NAMED", "SERVICE", "SILENT"),
)
_ENGINE_LOCAL: Final = re.compile(ENGINE_LOCAL)
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
    """What a query's tokens show: its form, whether its answer may change by itself, and its FROM graphs.

    `text` is the query as the engine reads it rightly, on the same lines: nearly always as it came.
    """

    form: str | None
    volatile: bool
    dataset: Dataset | None
    text: str
    tokens: Sequence[Token] = ()


def check_query(text: str, bounds: Bounds, services: frozenset[str] = frozenset()) -> Outline:
    """Return the outline of a query that may go to the engine; `services` are the IRIs that SERVICE may name.

    Raises QueryTooLarge, QuerySyntaxError for an unclosed string, an unknown word and a prefix that is not
    declared, and QueryRefused for an update and for SERVICE to an IRI that is not listed.
    """
    if len(text) > bounds.length:
        raise QueryTooLarge(f"the query has {len(text)} characters; at most {bounds.length} are allowed")
    try:
        return _outline(text, read_tokens(text), bounds, services)
    except QuerySyntaxError as error:
        raise explain_syntax_error(text, error) from error


def _outline(text: str, tokens: Sequence[Token], bounds: Bounds, services: frozenset[str]) -> Outline:
    _check_shape(tokens, bounds)
    if "SERVICE" in text.upper():
        _check_services(tokens, services)
    words = {token.text.upper(): token for token in reversed(tokens) if token.kind == "word"}
    form = next((word for word in reversed(words) if word in _FORMS or word in _UPDATES), None)
    if form in _UPDATES:
        raise QueryRefused(f"this service answers queries and carries out no updates, such as {form}")
    if odd := words.keys() - ALL_KEYWORDS:
        first = min((words[one] for one in odd), key=lambda token: token.start)
        raise make_error(text, first.start, "word", first.text, found=shorten(first.text))
    prologue = read_prologue(tokens)
    dataset = _read_dataset(tokens, prologue)
    asked = _write_for_engine(text, tokens, prologue, words)
    _check_aggregates(text, tokens, words)
    return Outline(form, not _VOLATILE.isdisjoint(words), dataset, asked, tokens)


def _check_aggregates(text: str, tokens: Sequence[Token], words: Mapping[str, Token]) -> None:
    """Raise QuerySyntaxError for an aggregate in FILTER or BIND; one before all of these is in none."""
    tests = [words[one].start for one in _CONDITIONS & words.keys()]
    if not tests or _AGGREGATES.isdisjoint(words):
        return
    first = min(tests)
    if any(one.start > first and one.is_word(*_AGGREGATES) for one in tokens):
        misplaced = find_misplaced_aggregate(text, tokens)
        if misplaced:
            raise misplaced


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


def _check_services(tokens: Sequence[Token], services: frozenset[str]) -> None:
    for place in range(len(tokens)):
        if _may_ask_service(tokens, place):
            _check_target(tokens, place, services)


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


def _read_dataset(tokens: Sequence[Token], prologue: Prologue) -> Dataset | None:
    """Return the graphs of FROM and FROM NAMED; None when there are none or one cannot be read."""
    default: list[URIRef] = []
    named: list[URIRef] = []
    for place, token in enumerate(tokens):
        if token.text == "{":
            break
        if not token.is_word("FROM"):
            continue
        following = tokens[place + 1 : place + 3]
        is_named = bool(following) and following[0].is_word("NAMED")
        iri = prologue.read_iri(following[is_named]) if len(following) > is_named else None
        if iri is None:
            return None
        (named if is_named else default).append(URIRef(iri))
    return Dataset(tuple(default), tuple(named)) if default or named else None


def _write_for_engine(
    text: str, tokens: Sequence[Token], prologue: Prologue, words: Mapping[str, Token]
) -> str:
    """Return the text with what the engine would read in another way written so that it reads it rightly.

    Raises QuerySyntaxError for a prefix that is not declared: its beginning could be read as a keyword.
    """
    edits = list(_find_names(text, tokens[prologue.length :], prologue))
    if TIGHT & words.keys():
        edits = sorted([*edits, *find_gaps(text, tokens)])
    return apply_edits(text, edits)


def _find_names(text: str, tokens: Sequence[Token], prologue: Prologue) -> Iterator[Edit]:
    """Yield the names that have to be written out as IRIs."""
    for token in tokens:
        if token.kind != "name":
            continue
        iri = prologue.expand(token.text)
        if iri is None:
            prefix = shorten(token.text.partition(":")[0])
            raise make_error(text, token.start, "prefix", token.text, found=prefix)
        if _is_read_otherwise(token.text):
            yield Edit(token.start, token.end, f"<{iri}>")


def _is_read_otherwise(name: str) -> bool:
    prefix, _, local = name.partition(":")
    if prefix.upper().startswith(_GLUED) or (not name.isascii() and max(name) > "\uffff"):
        return True
    return local.count(".") > 1 and not _ENGINE_LOCAL.fullmatch(local)
