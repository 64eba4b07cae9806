"""Reads a query that the engine has found to be SPARQL, down to every GRAPH in it.

Grammar: https://www.w3.org/TR/sparql11-query/#sparqlGrammar
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lsgraph.queries.cursor import Cursor
from lsgraph.queries.graphs.pattern import (
    Bind,
    Element,
    Elsewhere,
    Filter,
    GraphClause,
    Group,
    Lateral,
    Minus,
    Mixed,
    OptionalGroup,
    ProjectedItem,
    SubSelect,
    TripleBlock,
    UnionGroups,
    Values,
)
from lsgraph.queries.tokens import Token

_FORMS: Final = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_AGGREGATES: Final = frozenset(("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"))
_LIMITS: Final = frozenset(("LIMIT", "OFFSET"))
_BEHIND: Final = ("HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES")


def read_groups(cursor: Cursor) -> Iterator[Group]:
    """Yield the group of a query of any form, then the groups of EXISTS elsewhere in it."""
    while not cursor.peek().is_word(*_FORMS):
        if cursor.take().kind == "end":
            return
    if cursor.peek().is_word("SELECT"):
        select = _read_select(cursor)
        yield select.where
        texts = [item.text for item in select.items or ()] + [select.keys or Mixed(()), select.tail]
        yield from (part for text in texts for part in text.parts if isinstance(part, Group))
        return
    if cursor.take().is_word("CONSTRUCT") and cursor.peek().is_sign("{"):
        _skip_template(cursor)
    while not cursor.peek().is_sign("{"):
        if cursor.take().kind == "end":
            return
    yield _read_group(cursor)
    yield from (part for part in _read_tail(cursor).parts if isinstance(part, Group))


def _skip_template(cursor: Cursor) -> None:
    cursor.expect("{")
    inside = cursor.depth
    while cursor.depth >= inside:
        if cursor.take().kind == "end":
            raise cursor.refuse("the template is not closed")


def _read_select(cursor: Cursor) -> SubSelect:
    start, depth = cursor.take().start, cursor.depth
    modifier = cursor.take().text if cursor.peek().is_word("DISTINCT", "REDUCED") else ""
    items = None if cursor.take_sign("*") else tuple(_read_items(cursor))
    while not cursor.peek().is_sign("{"):
        if cursor.take().kind == "end":
            raise cursor.refuse("a group was looked for")
    where = _read_group(cursor)
    keys, key_names = None, frozenset[str]()
    if cursor.take_word("GROUP") and cursor.take_word("BY"):
        keys, key_names = _read_keys(cursor)
    behind = cursor.last.end
    tail = _read_tail(cursor)
    end = cursor.last.end
    has_aggregate = cursor.find_word(_AGGREGATES, start, end, depth) is not None
    return SubSelect(
        modifier=modifier,
        items=items,
        where=where,
        keys=keys,
        key_names=key_names,
        tail=tail,
        is_limited=cursor.find_word(_LIMITS, behind, end, depth) is not None,
        is_one_group=has_aggregate and keys is None,
        values=_read_values(cursor) if cursor.peek().is_word("VALUES") else None,
        start=start,
        end=cursor.last.end,
    )


def _read_items(cursor: Cursor) -> Iterator[ProjectedItem]:
    while cursor.peek().kind == "variable" or cursor.peek().is_sign("("):
        if cursor.peek().kind == "variable":
            name = cursor.take().text
            yield ProjectedItem(Mixed((name,)), name[1:], bare=True)
        else:
            yield ProjectedItem(*_read_brackets(cursor), bare=False)


def _read_keys(cursor: Cursor) -> tuple[Mixed, frozenset[str]]:
    start, names, groups = cursor.last.end, set[str](), list[Group]()
    while not _ends_keys(cursor.peek()):
        if cursor.peek().kind == "variable":
            names.add(cursor.take().text[1:])
            continue
        called = not cursor.peek().is_sign("(") and bool(cursor.take())
        brackets, name = _read_brackets(cursor)
        groups += [part for part in brackets.parts if isinstance(part, Group)]
        if name and not called:
            names.add(name)
    return _mix(cursor, start, groups), frozenset(names)


def _ends_keys(token: Token) -> bool:
    return token.is_word(*_BEHIND) or token.kind == "end" or token.is_sign("}")


def _read_tail(cursor: Cursor) -> Mixed:
    start, groups = cursor.last.end, list[Group]()
    while not (cursor.peek().kind == "end" or cursor.peek().is_sign("}") or cursor.peek().is_word("VALUES")):
        if cursor.peek().is_sign("{"):
            groups.append(_read_group(cursor))
        else:
            cursor.take()
    return _mix(cursor, start, groups)


def _read_group(cursor: Cursor) -> Group:
    start = cursor.peek().start
    cursor.expect("{")
    elements: list[Element] = []
    if cursor.peek().is_word("SELECT"):
        elements.append(_read_select(cursor))
    while not cursor.peek().is_sign("}"):
        if not cursor.take_sign("."):
            elements.append(_read_element(cursor))
    cursor.expect("}")
    return Group(tuple(elements), start, cursor.last.end)


def _read_element(cursor: Cursor) -> Element:
    token = cursor.peek()
    if token.is_sign("{"):
        arms = [_read_group(cursor)]
        while cursor.take_word("UNION"):
            arms.append(_read_group(cursor))
        return UnionGroups(tuple(arms))
    if token.is_word("VALUES"):
        return _read_values(cursor)
    if token.kind != "word" or token.is_word("TRUE", "FALSE"):
        return _read_triples(cursor)
    return _read_keyword(cursor)


def _read_keyword(cursor: Cursor) -> Element:
    token = cursor.take()
    match token.text.upper():
        case "OPTIONAL":
            return OptionalGroup(_read_group(cursor))
        case "MINUS":
            return Minus(_read_group(cursor))
        case "LATERAL":
            return Lateral(_read_group(cursor))
        case "FILTER":
            return Filter(_read_constraint(cursor))
        case "BIND":
            return Bind(*_read_brackets(cursor))
        case "GRAPH":
            name = cursor.take().text
            group = _read_group(cursor)
            return GraphClause(name, group, token.start, cursor.last.end)
        case "SERVICE":
            return _read_service(cursor, token.start)
    raise cursor.refuse(f"{token.text} is not known")


def _read_service(cursor: Cursor, start: int) -> Elsewhere:
    names = set[str]()
    inside = cursor.depth + 1
    while not (cursor.last.is_sign("}") and cursor.depth < inside):
        token = cursor.take()
        if token.kind == "variable":
            names.add(token.text[1:])
        if token.kind == "end":
            raise cursor.refuse("SERVICE is not closed")
    return Elsewhere(cursor.since(start), frozenset(names))


def _read_triples(cursor: Cursor) -> TripleBlock:
    start, names = cursor.peek().start, set[str]()
    while not _ends_triples(cursor.peek()):
        token = cursor.take()
        if token.kind == "variable":
            names.add(token.text[1:])
    if cursor.last.start < start:
        raise cursor.refuse("a pattern was looked for")
    return TripleBlock(cursor.since(start), frozenset(names))


def _ends_triples(token: Token) -> bool:
    keyword = token.kind == "word" and not token.is_word("A", "TRUE", "FALSE")
    return keyword or token.kind == "end" or token.is_sign("{", "}")


def _read_constraint(cursor: Cursor) -> Mixed:
    start = cursor.last.end
    cursor.take_word("NOT")
    if cursor.take_word("EXISTS"):
        return _mix(cursor, start, [_read_group(cursor)])
    if not cursor.peek().is_sign("("):
        cursor.take()
    brackets, _ = _read_brackets(cursor)
    return _mix(cursor, start, [part for part in brackets.parts if isinstance(part, Group)])


def _read_brackets(cursor: Cursor) -> tuple[Mixed, str]:
    """Return the text from a `(` to its `)`, and the name behind its last AS, if any."""
    start, groups = cursor.peek().start, list[Group]()
    cursor.expect("(")
    taken = [cursor.last]
    depth = 1
    while depth:
        if cursor.peek().is_sign("{"):
            groups.append(_read_group(cursor))
            continue
        if cursor.peek().kind == "end":
            raise cursor.refuse("these brackets are not closed")
        taken.append(cursor.take())
        depth += cursor.last.is_sign("(") - cursor.last.is_sign(")")
    named = len(taken) > 3 and taken[-3].is_word("AS") and taken[-2].kind == "variable"
    return _mix(cursor, start, groups), taken[-2].text[1:] if named else ""


def _read_values(cursor: Cursor) -> Values:
    start, names, whole = cursor.take().start, set[str](), True
    while not cursor.peek().is_sign("{"):
        token = cursor.take()
        if token.kind == "end":
            raise cursor.refuse("VALUES needs its rows")
        if token.kind == "variable":
            names.add(token.text[1:])
    while not cursor.take_sign("}"):
        token = cursor.take()
        whole = whole and not token.is_word("UNDEF")
        if token.kind == "end":
            raise cursor.refuse("VALUES is not closed")
    return Values(cursor.since(start), frozenset(names), whole)


def _mix(cursor: Cursor, start: int, groups: list[Group]) -> Mixed:
    """Return the text from a position to the token taken last, with the groups in it set apart."""
    parts: list[str | Group] = []
    for group in groups:
        parts += [cursor.text[start : group.start], group]
        start = group.end
    return Mixed((*parts, cursor.text[start : max(start, cursor.last.end)]))
