"""Reads a SELECT that the engine has found to be SPARQL; what it does not know it refuses.

Expressions are kept as text, so that nothing of their meaning can be lost on the way.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from lsgraph.errors import QueryRefused
from lsgraph.provenance.ast import (
    Constant,
    Element,
    GroupPattern,
    InGraph,
    Item,
    Optional,
    Place,
    Select,
    SelectQuery,
    Union,
    Variable,
    Verbatim,
)
from lsgraph.provenance.parse_triples import read_place, read_triples
from lsgraph.queries.cursor import Cursor
from lsgraph.queries.tokens import Token

_AGGREGATES: Final = frozenset(("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"))
_UNSTEADY: Final = frozenset(("NOW", "RAND", "UUID", "STRUUID", "BNODE"))
_LOOSE: Final = frozenset(("LIMIT", "OFFSET", "SAMPLE", "GROUP_CONCAT"))
_HAVING: Final = frozenset(("HAVING",))
_REFUSED: Final = {
    "SERVICE": "another service does not say where its triples come from",
    "LATERAL": "LATERAL is not traced",
}


def read_query(cursor: Cursor) -> SelectQuery:
    """Return the query; raises QueryRefused for what is no SELECT or not traced."""
    while not cursor.peek().is_word("SELECT"):
        if cursor.peek().is_word("ASK", "CONSTRUCT", "DESCRIBE") or cursor.peek().kind == "end":
            raise QueryRefused("sources=true adds columns to the rows of a SELECT; other forms have no rows")
        cursor.take()
    prologue = cursor.text[: cursor.peek().start]
    default: list[Constant] = []
    named: list[Constant] = []
    select = _read_select(cursor, default, named)
    if cursor.peek().kind != "end":
        raise cursor.refuse("the query should end here")
    return SelectQuery(prologue, select, tuple(default), tuple(named))


def _read_select(cursor: Cursor, default: list[Constant], named: list[Constant]) -> Select:
    start, depth = cursor.take().start, cursor.depth
    modifier = cursor.take().text.upper() if cursor.peek().is_word("DISTINCT", "REDUCED") else ""
    items = None if cursor.take_sign("*") else tuple(_read_items(cursor))
    while cursor.take_word("FROM"):
        (named if cursor.take_word("NAMED") else default).append(_read_iri(cursor))
    cursor.take_word("WHERE")
    where = _read_group(cursor)
    keys = tuple(_read_keys(cursor)) if cursor.take_word("GROUP") else None
    tail = cursor.last.end
    _skip_tail(cursor)
    end = cursor.last.end
    if keys is None and cursor.find_word(_AGGREGATES, start, end, depth):
        keys = ()
    if keys is None and cursor.find_word(_HAVING, tail, end, depth):
        raise QueryRefused("sources=true does not follow HAVING without groups; use FILTER")
    return Select(
        modifier=modifier,
        items=items,
        where=where,
        keys=keys,
        tail=cursor.since(tail).strip(),
        values=_read_values(cursor) if cursor.peek().is_word("VALUES") else "",
        text=cursor.since(start),
        unsteady=cursor.find_word(_UNSTEADY, start, cursor.last.end),
        loose=cursor.find_word(_LOOSE, where.start, where.end),
    )


def _read_items(cursor: Cursor) -> Iterator[Item]:
    while cursor.peek().kind == "variable" or cursor.peek().is_sign("("):
        yield _read_item(cursor)


def _read_item(cursor: Cursor) -> Item:
    if cursor.peek().kind == "variable":
        name = cursor.take().text[1:]
        return Item(f"?{name}", name, bare=True)
    brackets = _read_brackets(cursor)
    return Item(brackets.text, brackets.alias, bare=False)


def _read_keys(cursor: Cursor) -> Iterator[Item]:
    if not cursor.take_word("BY"):
        raise cursor.refuse("BY was looked for")
    while not _ends_keys(cursor.peek()):
        token = cursor.peek()
        if token.kind == "variable" or token.is_sign("("):
            yield _read_item(cursor)
        else:
            cursor.take()
            _read_brackets(cursor)
            yield Item(f"({cursor.since(token.start)})", None, bare=False)


def _ends_keys(token: Token) -> bool:
    after = token.is_word("HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES")
    return after or token.kind == "end" or token.is_sign("}")


def _read_iri(cursor: Cursor) -> Constant:
    token = cursor.take()
    if token.kind not in ("iri", "name"):
        raise cursor.refuse(f"{token.text!r} is no IRI")
    return Constant(token.text)


def _read_group(cursor: Cursor) -> GroupPattern:
    start = cursor.peek().start
    cursor.expect("{")
    elements: list[Element] = []
    if cursor.peek().is_word("SELECT"):
        elements.append(_read_select(cursor, [], []))
    else:
        while not cursor.peek().is_sign("}"):
            if not cursor.take_sign("."):
                elements.extend(_read_element(cursor))
    cursor.expect("}")
    return GroupPattern(tuple(elements), start, cursor.last.end)


def _read_element(cursor: Cursor) -> list[Element]:
    token = cursor.peek()
    if token.is_sign("{"):
        arms = [_read_group(cursor)]
        while cursor.take_word("UNION"):
            arms.append(_read_group(cursor))
        return [Union(tuple(arms))]
    if token.kind != "word" or token.is_word("TRUE", "FALSE"):
        return [*read_triples(cursor)]
    keyword = token.text.upper()
    if keyword in _REFUSED:
        raise cursor.refuse(_REFUSED[keyword])
    if keyword == "OPTIONAL":
        cursor.take()
        return [Optional(_read_group(cursor))]
    if keyword == "GRAPH":
        cursor.take()
        return [InGraph(_read_graph(cursor), _read_group(cursor))]
    return [_read_verbatim(cursor)]


def _read_verbatim(cursor: Cursor) -> Verbatim:
    token = cursor.peek()
    if token.is_word("VALUES"):
        return Verbatim(_read_values(cursor))
    cursor.take()
    if token.is_word("MINUS"):
        _read_group(cursor)
    elif token.is_word("FILTER"):
        _read_constraint(cursor)
    elif token.is_word("BIND"):
        _read_brackets(cursor)
    else:
        raise cursor.refuse(f"{token.text} is not known")
    return Verbatim(cursor.since(token.start))


def _read_graph(cursor: Cursor) -> Place:
    place = read_place(cursor)
    if isinstance(place, Variable) or cursor.last.kind in ("iri", "name"):
        return place
    raise cursor.refuse("GRAPH needs a variable or an IRI")


def _read_constraint(cursor: Cursor) -> None:
    cursor.take_word("NOT")
    if cursor.take_word("EXISTS"):
        _read_group(cursor)
        return
    if not cursor.peek().is_sign("("):
        cursor.take()
    _read_brackets(cursor)


class _Brackets(NamedTuple):
    text: str
    alias: str | None


def _read_brackets(cursor: Cursor) -> _Brackets:
    """Return the text from a `(` to its `)`, and the name behind its last AS.

    A group of EXISTS within is read as a group.
    """
    start = cursor.peek().start
    cursor.expect("(")
    taken = [cursor.last]
    depth = 1
    while depth:
        token = cursor.peek()
        if token.is_sign("{"):
            _read_group(cursor)
            continue
        if token.kind == "end" or token.is_sign("<<", "<<("):
            raise cursor.refuse("this expression is not followed to its end")
        taken.append(cursor.take())
        depth += cursor.last.is_sign("(") - cursor.last.is_sign(")")
    named = len(taken) > 3 and taken[-3].is_word("AS") and taken[-2].kind == "variable"
    return _Brackets(cursor.since(start), taken[-2].text[1:] if named else None)


def _read_values(cursor: Cursor) -> str:
    start = cursor.take().start
    while not cursor.peek().is_sign("{"):
        if cursor.take().kind == "end":
            raise cursor.refuse("VALUES needs its rows")
    while not cursor.take_sign("}"):
        if cursor.peek().is_sign("<<", "<<(") or cursor.take().kind == "end":
            raise cursor.refuse("these VALUES are not followed to their end")
    return cursor.since(start)


def _skip_tail(cursor: Cursor) -> None:
    while not (cursor.peek().kind == "end" or cursor.peek().is_sign("}") or cursor.peek().is_word("VALUES")):
        if cursor.peek().is_sign("("):
            _read_brackets(cursor)
        elif cursor.peek().is_sign("{"):
            _read_group(cursor)
        else:
            cursor.take()
