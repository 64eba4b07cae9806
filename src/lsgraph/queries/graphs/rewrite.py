"""Writes GRAPH with a variable in other words where the engine would get it wrong.

By the standard, `GRAPH ?g { P }` is P put to each named graph by itself, and ?g the name of that graph:
https://www.w3.org/TR/sparql11-query/#sparqlAlgebraEval. So each triple pattern of P gets a GRAPH of its own,
and the variable goes through every sub-SELECT as a column and through every grouping as a key. What has no
triple is joined with `GRAPH ?g {}`, which lists the graphs. An engine that is right gives the same for both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

from lsgraph.errors import QueryRefused
from lsgraph.queries.cursor import Cursor
from lsgraph.queries.graphs.need import is_answered_right, is_plain
from lsgraph.queries.graphs.parse import read_groups
from lsgraph.queries.graphs.pattern import (
    Bind,
    Elsewhere,
    Filter,
    GraphClause,
    Group,
    Minus,
    Mixed,
    OptionalGroup,
    SubSelect,
    TripleBlock,
    UnionGroups,
    Values,
    VariableScope,
    exists_in,
    find_scope,
    groups_of,
    mentions,
    scope_of,
)
from lsgraph.store import Store

_PURPOSE: Final = "GRAPH around more than triples"
_LATERAL: Final = "LATERAL inside GRAPH with a variable is not followed here; put GRAPH inside LATERAL"
_LIMITED: Final = (
    "LIMIT and OFFSET on a sub-SELECT of one group inside GRAPH with a variable are not followed; "
    "leave them out, since it has one row"
)
_TESTED: Final = (
    "EXISTS in a column, HAVING or ORDER BY of a sub-SELECT of one group inside GRAPH with a variable is not "
    "followed; write GRAPH ?g inside the sub-SELECT, and GROUP BY ?g"
)

Rewritten: TypeAlias = Callable[[GraphClause], str]


def scope_graphs(text: str) -> str:
    """Return a query whose GRAPH clauses mean to the engine what they mean in the standard.

    A query that the engine gets right is returned as it is. Raises QuerySyntaxError for a text that is no
    SPARQL, and QueryRefused, with the form that works, for what cannot be said otherwise.
    """
    if is_plain(text):
        return text
    cursor = Cursor(text, _PURPOSE)
    try:
        return _Writer(cursor).splice_all(list(read_groups(cursor)))
    except QueryRefused:
        Store().query(text)  # what is wrong with it otherwise is told first
        raise
    except RecursionError as error:
        raise QueryRefused(f"{_PURPOSE} cannot be followed in a query that nests so deeply") from error


class _Writer:
    """Writes the parts of one query."""

    def __init__(self, cursor: Cursor) -> None:
        self._cursor, self._text = cursor, cursor.text

    def splice_all(self, groups: list[Group]) -> str:
        """Return the query with each GRAPH written as it has to be."""
        return self._splice(0, len(self._text), groups)

    def _splice(self, start: int, end: int, groups: list[Group]) -> str:
        """Return a piece of the query's text with each GRAPH in those groups written as it has to be."""
        pieces: list[str] = []
        for part in sorted(_find_graphs(groups), key=lambda one: one.start):
            pieces += [self._text[start : part.start], self._write_graph(part)]
            start = part.end
        return "".join([*pieces, self._text[start:end]])

    def _write_graph(self, part: GraphClause) -> str:
        if is_answered_right(part):
            return self._splice(part.start, part.end, [part.group])
        if part.variable is None:
            return f"GRAPH {part.name} {{}} " + self._splice(part.start, part.end, [part.group])
        if not mentions(part.group, part.variable):
            return f"{{ {self._inside(part.group, part.name)} }}"
        place = f"?{self._cursor.fresh()}"
        shown = " ".join(f"?{name}" for name in sorted(find_scope(part.group).maybe | {part.variable}))
        joined = f"GRAPH {part.name} {{}} FILTER (SAMETERM({place}, {part.name}))"
        return f"{{ SELECT {shown} {{ {{ {self._inside(part.group, place)} }} {joined} }} }}"

    def _inside(self, group: Group, place: str) -> str:
        """Return what is in the braces of a group, each solution with its graph as `place`."""
        body, filters, waiting, scope = list[str](), list[str](), list[str](), VariableScope()
        first = next((one for one in group.elements if not isinstance(one, Filter)), None)
        if not isinstance(first, TripleBlock):
            body.append(f"GRAPH {place} {{}}")
        for element in group.elements:
            match element:
                case TripleBlock(text):
                    waiting.append(text.rstrip(" .\n"))
                case Filter(constraint):
                    filters.append(f"FILTER {self._mix(constraint, place)}")
                case _:
                    body += _end_triples(waiting, place)
                    body = self._add(body, element, place, scope)
            scope = scope.join(scope_of(element))
        return " ".join([*body, *_end_triples(waiting, place), *filters])

    def _add(self, body: list[str], element: object, place: str, scope: VariableScope) -> list[str]:
        match element:
            case Bind(brackets):
                return [*body, f"BIND {self._mix(brackets, place)}"]
            case Values(text) | Elsewhere(text):
                return [*body, text]
            case OptionalGroup(group):
                return [*body, f"OPTIONAL {{ {self._inside(group, place)} }}"]
            case UnionGroups(arms):
                return [*body, " UNION ".join(f"{{ {self._inside(arm, place)} }}" for arm in arms)]
            case GraphClause():
                return [*body, self._write_graph(element)]
            case Minus(group):
                return self._minus(body, group, place, scope)
            case SubSelect():
                return [*body, f"{{ {self._select(element, place)} }}"]
        raise QueryRefused(_LATERAL)

    def _mix(self, mixed: Mixed, place: str) -> str:
        parts = (
            f"{{ {self._inside(part, place)} }}" if isinstance(part, Group) else part for part in mixed.parts
        )
        return "".join(parts)

    def _minus(self, body: list[str], group: Group, place: str, left: VariableScope) -> list[str]:
        """Add MINUS, whose sides may share the graph's variable only where they share another one too."""
        right = find_scope(group)
        shared = sorted(left.maybe & right.maybe)
        if not shared:
            return body
        inner = self._inside(group, place)
        if left.sure & right.sure:
            return [*body, f"MINUS {{ {inner} }}"]
        other = {name: self._cursor.fresh() for name in shared}
        columns = " ".join(f"(?{name} AS ?{copy})" for name, copy in other.items())
        agree = " && ".join(
            f"(!BOUND(?{name}) || !BOUND(?{copy}) || SAMETERM(?{name}, ?{copy}))"
            for name, copy in other.items()
        )
        share = " || ".join(f"(BOUND(?{name}) && BOUND(?{copy}))" for name, copy in other.items())
        found = f"{{ SELECT {place} {columns} {{ {inner} }} }} FILTER ({agree} && ({share}))"
        return [f"{{ {' '.join(body)} FILTER NOT EXISTS {{ {found} }} }}"]

    def _select(self, select: SubSelect, place: str) -> str:
        if select.is_one_group:
            return self._one_group(select, place)
        items = [self._mix(item.text, place) for item in select.items or ()]
        shown = " ".join([*items, place]) if select.items is not None else "*"
        grouped = "" if select.keys is None else f"GROUP BY {self._mix(select.keys, place)} {place}"
        where, tail = self._inside(select.where, place), self._mix(select.tail, place)
        values = select.values.text if select.values else ""
        text = f"SELECT {select.modifier} {shown} {{ {where} }} {grouped} {tail} {values}"
        return f"GRAPH {place} {{}} LATERAL {{ {text} }}" if select.is_limited else text

    def _one_group(self, select: SubSelect, place: str) -> str:
        """Return a SELECT that has one row for each graph, those without a solution too."""
        if select.is_limited:
            raise QueryRefused(_LIMITED)
        items = [item.text for item in select.items or ()]
        if any(exists_in(text) for text in (*items, select.tail)):
            raise QueryRefused(_TESTED)
        shown = " ".join(self._mix(text, place) for text in items)
        tail, where = self._mix(select.tail, place), self._inside(select.where, place)
        values = select.values.text if select.values else ""
        some = f"SELECT {shown} {place} {{ {where} }} GROUP BY {place} {tail}"
        none = f"SELECT {shown} {{ FILTER (false) }} {tail}"
        others = f"GRAPH {place} {{}} MINUS {{ SELECT {place} {{ {where} }} }}"
        return f"{{ {some} }} UNION {{ {others} {{ {none} }} }} {values}"


def _end_triples(waiting: list[str], place: str) -> Iterator[str]:
    """Yield the triples that wait, in one GRAPH, since blank nodes may join them."""
    if waiting:
        yield f"GRAPH {place} {{ {' . '.join(waiting)} }}"
        waiting.clear()


def _find_graphs(groups: list[Group]) -> Iterator[GraphClause]:
    """Yield the outermost GRAPH clauses in those groups."""
    for group in groups:
        for element in group.elements:
            if isinstance(element, GraphClause):
                yield element
            else:
                yield from _find_graphs(list(groups_of(element)))
