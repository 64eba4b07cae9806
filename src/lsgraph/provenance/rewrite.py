"""Rewrites a SELECT so that every row also shows what its triple patterns matched.

A pattern that every row has matched needs nothing but its own variables. A pattern that may have been left
out (OPTIONAL, UNION) or whose variables are not seen outside (a sub-SELECT) has them copied where it matches:
an unbound copy says that it did not. Groups and DISTINCT rows keep their query as it is; a second query, the
table, lists what was matched for each key. Adding columns never adds, drops or merges a row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple, TypeAlias

from lsgraph.errors import QueryRefused
from lsgraph.provenance.ast import (
    Constant,
    Element,
    GroupPattern,
    InGraph,
    Item,
    Optional,
    Path,
    Place,
    Select,
    SelectQuery,
    Triple,
    Union,
    Variable,
    Verbatim,
    Walk,
)
from lsgraph.queries.cursor import Cursor


@dataclass(frozen=True)
class TripleOrigin:
    """A triple of the default graph; `guard` is a column that is bound where the pattern matched, or None."""

    guard: str | None
    subject: Place
    predicate: Place
    object: Place


@dataclass(frozen=True)
class WalkOrigin:
    """Every way in which a path leads from one end to the other, in the default graph or a named one."""

    guard: str | None
    subject: Place
    path: Path
    object: Place
    graph: Place | None


@dataclass(frozen=True)
class GraphOrigin:
    """A triple of a named graph."""

    guard: str | None
    graph: Place


@dataclass(frozen=True)
class GroupedOrigin:
    """What another query lists for the same keys; `keys` are the names here, `table_keys` the names there."""

    guard: str | None
    keys: tuple[str, ...]
    table: RewritePlan
    table_keys: tuple[str, ...]


Origin: TypeAlias = TripleOrigin | WalkOrigin | GraphOrigin | GroupedOrigin


@dataclass(frozen=True)
class RewritePlan:
    """A SPARQL text and where the triples behind each of its rows are found."""

    text: str
    origins: tuple[Origin, ...]


Columns: TypeAlias = Callable[[str], Sequence[str]]


def make_plan(query: SelectQuery, cursor: Cursor, columns: Columns) -> RewritePlan:
    """Return the plan for a query; `columns` gives the names of the columns of a SELECT.

    Raises QueryRefused when the triples behind its rows cannot be told exactly.
    """
    return _Planner(query.prologue, cursor, columns).plan(query.select, None)


class _Part(NamedTuple):
    """A piece of SPARQL and the origins whose columns it binds."""

    text: str
    origins: tuple[Origin, ...] = ()


class _Scope(NamedTuple):
    """Whether a group has matched in every row of its query, and the named graph it stands in."""

    certain: bool
    graph: Place | None


class _Copies:
    """The copies of variables, and the mark, that a group binds at its end."""

    def __init__(self, cursor: Cursor, *, certain: bool) -> None:
        self._cursor, self._certain = cursor, certain
        self._names: dict[str, str] = {}
        self._mark: str | None = None

    def see(self, place: Place) -> Place:
        """Return where the value of a place is seen from outside."""
        if self._certain or isinstance(place, Constant):
            return place
        if place.name not in self._names:
            self._names[place.name] = self._cursor.fresh()
        return Variable(self._names[place.name])

    def guard(self, *places: Place) -> str | None:
        """Return a column that is bound if this group has matched, one of the places' if there is one."""
        if self._certain:
            return None
        for place in places:
            if isinstance(place, Variable):
                return self._names[place.name]
        self._mark = self._mark or self._cursor.fresh()
        return self._mark

    def binds(self) -> Iterator[str]:
        """Yield what binds them."""
        yield from (f"BIND (?{name} AS ?{copy})" for name, copy in self._names.items())
        if self._mark:
            yield f"BIND (1 AS ?{self._mark})"


class _Planner:
    def __init__(self, prologue: str, cursor: Cursor, columns: Columns) -> None:
        self._prologue, self._cursor, self._columns = prologue, cursor, columns

    def plan(self, select: Select, graph: Place | None) -> RewritePlan:
        """Return the plan of a SELECT that is asked by itself, its WHERE put to `graph`."""
        part = self._select(select, _Scope(certain=True, graph=graph))
        return RewritePlan(self._prologue + part.text, part.origins)

    def _select(self, select: Select, setting: _Scope) -> _Part:
        if select.modifier or select.keys is not None:
            return self._keyed(select, setting)
        where, origins = self._group(select.where, setting)
        if setting.certain and setting.graph is not None:
            where = f"{{ GRAPH {setting.graph} {where} }}"
        if select.items is None:
            return _Part(f"SELECT * {where} {select.tail} {select.values}", origins)
        shown = [item.name for item in select.items]
        seen = dict.fromkeys(name for origin in origins for name in _names(origin) if name not in shown)
        items = " ".join([*(item.text for item in select.items), *(f"?{name}" for name in seen)])
        return _Part(f"SELECT {items or '*'} {where} {select.tail} {select.values}", origins)

    def _keyed(self, select: Select, setting: _Scope) -> _Part:
        """Return a SELECT whose rows stand for several matches, with its keys as columns and their table."""
        _check_repeatable(select)
        if select.items is None:
            names = self._columns(self._prologue + select.text)
            select = replace(select, items=tuple(Item(f"?{name}", name, bare=True) for name in names))
        if select.keys is None:
            table = replace(select, modifier="", tail="")
        else:
            keys = self._name_keys(select.keys)
            select = replace(select, keys=keys)
            table = replace(select, modifier="", tail="", keys=None, items=keys or None)
        table_keys = tuple(item.name or "" for item in table.items or ())
        plan = self.plan(table, setting.graph)
        return self._show_keys(select, setting, plan, table_keys)

    def _show_keys(
        self, select: Select, setting: _Scope, plan: RewritePlan, table_keys: tuple[str, ...]
    ) -> _Part:
        items = [item.text for item in select.items or ()]
        guard, keys = None, table_keys
        if setting.certain:
            shown = {item.name for item in select.items or ()}
            items += [f"?{name}" for name in keys if name not in shown]
        else:
            guard, keys = self._cursor.fresh(), tuple(self._cursor.fresh() for _ in table_keys)
            items += [f"(?{name} AS ?{key})" for name, key in zip(table_keys, keys, strict=True)]
            items.append(f"(1 AS ?{guard})")
        where = self._cursor.text[select.where.start : select.where.end]
        grouped = f"GROUP BY {' '.join(key.text for key in select.keys)}" if select.keys else ""
        head = f"SELECT {select.modifier} {' '.join(items) or '*'}"
        text = f"{head} {where} {grouped} {select.tail} {select.values}"
        return _Part(text, (GroupedOrigin(guard, keys, plan, table_keys),))

    def _name_keys(self, keys: tuple[Item, ...]) -> tuple[Item, ...]:
        named: dict[str, Item] = {}
        for key in keys:
            name = key.name or self._cursor.fresh()
            text = key.text if key.name else f"{key.text[:-1]} AS ?{name})"
            named.setdefault(name, Item(text, name, key.bare))
        return tuple(named.values())

    def _group(self, group: GroupPattern, setting: _Scope) -> _Part:
        copies = _Copies(self._cursor, certain=setting.certain)
        parts = [self._element(element, setting, copies) for element in group.elements]
        texts = [part.text for part in parts]
        origins = dict.fromkeys(origin for part in parts for origin in part.origins)
        return _Part(f"{{ {' '.join([*texts, *copies.binds()])} }}", tuple(origins))

    def _element(self, element: Element, setting: _Scope, copies: _Copies) -> _Part:
        maybe = setting._replace(certain=False)
        match element:
            case Verbatim(text):
                return _Part(text)
            case Triple() | Walk():
                return _Part(str(element), (_origin(element, setting.graph, copies),))
            case Optional(group):
                text, origins = self._group(group, maybe)
                return _Part(f"OPTIONAL {text}", origins)
            case Union(arms):
                parts = [self._group(arm, setting if len(arms) == 1 else maybe) for arm in arms]
                found = tuple(origin for part in parts for origin in part.origins)
                return _Part(" UNION ".join(part.text for part in parts), found)
            case InGraph(graph, group):
                text, origins = self._group(group, _Scope(setting.certain, copies.see(graph)))
                return _Part(f"GRAPH {graph} {text}", origins)
            case Select():
                return self._sub_select(element, maybe)

    def _sub_select(self, select: Select, setting: _Scope) -> _Part:
        text, origins = self._select(select, setting)
        return _Part(f"{{ {text} }}", origins)


_ONCE_MORE: Final = (
    "sources=true asks this query a second time for what stands behind each group or distinct row"
)


def _check_repeatable(select: Select) -> None:
    """Raise QueryRefused for a SELECT whose groups or distinct rows may differ when asked again."""
    if select.unsteady:
        raise QueryRefused(f"{_ONCE_MORE}, and {select.unsteady} may then answer differently")
    if select.loose:
        raise QueryRefused(
            f"{_ONCE_MORE}, and {select.loose} in its WHERE may then take other rows or another order"
        )
    if select.keys is None:
        return
    if select.values:
        raise QueryRefused("sources=true does not follow VALUES behind GROUP BY; put it inside the WHERE")
    shown = {item.name for item in select.items or () if item.bare}
    if select.modifier and any(key.name not in shown for key in select.keys):
        raise QueryRefused(
            f"sources=true follows {select.modifier} over groups only when every key of GROUP BY is a column"
        )


def _origin(pattern: Triple | Walk, graph: Place | None, copies: _Copies) -> Origin:
    if isinstance(pattern, Triple) and graph is not None:
        return GraphOrigin(copies.guard(), graph)
    subject, target = copies.see(pattern.subject), copies.see(pattern.object)
    if isinstance(pattern, Walk):
        guard = copies.guard(pattern.subject, pattern.object)
        return WalkOrigin(guard, subject, pattern.path, target, graph)
    predicate = copies.see(pattern.predicate)
    guard = copies.guard(pattern.subject, pattern.predicate, pattern.object)
    return TripleOrigin(guard, subject, predicate, target)


def places(origin: Origin) -> tuple[Place | None, ...]:
    """Return the places that an origin reads."""
    match origin:
        case TripleOrigin(_, subject, predicate, target):
            return subject, predicate, target
        case WalkOrigin(_, subject, _, target, graph):
            return subject, target, graph
        case GraphOrigin(_, graph):
            return (graph,)
        case GroupedOrigin(_, keys):
            return tuple(map(Variable, keys))


def _names(origin: Origin) -> Iterator[str]:
    yield from (place.name for place in places(origin) if isinstance(place, Variable))
    if origin.guard:
        yield origin.guard
