"""What a query is made of, as far as GRAPH matters; the rest stays text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, TypeAlias


class VariableScope(NamedTuple):
    """The variables of a pattern: those that every solution binds, and those that some may bind."""

    sure: frozenset[str] = frozenset()
    maybe: frozenset[str] = frozenset()

    def join(self, other: VariableScope) -> VariableScope:
        """Return the scope of two patterns joined."""
        return VariableScope(self.sure | other.sure, self.maybe | other.maybe)


@dataclass(frozen=True)
class Mixed:
    """Text with the groups of EXISTS in it."""

    parts: tuple[str | Group, ...]


@dataclass(frozen=True)
class TripleBlock:
    """Triple patterns and paths, up to whatever else comes."""

    text: str
    names: frozenset[str]


@dataclass(frozen=True)
class Filter:
    """FILTER with its constraint."""

    constraint: Mixed


@dataclass(frozen=True)
class Bind:
    """BIND with its brackets, and the variable that it may bind."""

    brackets: Mixed
    name: str


@dataclass(frozen=True)
class Values:
    """VALUES, and its variables; `whole` when no value is missing."""

    text: str
    names: frozenset[str]
    whole: bool


@dataclass(frozen=True)
class Elsewhere:
    """SERVICE, which another endpoint answers, and the variables in it."""

    text: str
    names: frozenset[str]


@dataclass(frozen=True)
class OptionalGroup:
    """A group that may match."""

    group: Group


@dataclass(frozen=True)
class Minus:
    """A group whose solutions are taken away."""

    group: Group


@dataclass(frozen=True)
class Lateral:
    """A group that is put to each solution."""

    group: Group


@dataclass(frozen=True)
class UnionGroups:
    """Groups of which one matches; a single one is just a group."""

    arms: tuple[Group, ...]


@dataclass(frozen=True)
class GraphClause:
    """GRAPH: its name as the query writes it, its group, and where it stands in the query's text."""

    name: str
    group: Group
    start: int
    end: int

    @property
    def variable(self) -> str | None:
        """Return the variable that names the graph, without its `?`; None for an IRI."""
        return self.name[1:] if self.name[0] in "?$" else None


@dataclass(frozen=True)
class Group:
    """What stands between braces, from `start` to `end` of the query's text."""

    elements: tuple[Element, ...]
    start: int
    end: int


@dataclass(frozen=True)
class ProjectedItem:
    """A column of a SELECT: its text, its name, and whether it is a bare variable."""

    text: Mixed
    name: str
    bare: bool


@dataclass(frozen=True)
class SubSelect:
    """A SELECT; `items` is None for `*`, `keys` is None when there is no GROUP BY."""

    modifier: str
    items: tuple[ProjectedItem, ...] | None
    where: Group
    keys: Mixed | None
    key_names: frozenset[str]
    tail: Mixed
    """HAVING and ORDER BY, LIMIT and OFFSET."""
    is_limited: bool
    is_one_group: bool
    """Whether its rows are a single group, without GROUP BY."""
    values: Values | None
    start: int
    end: int


Element: TypeAlias = (
    TripleBlock
    | Filter
    | Bind
    | Values
    | Elsewhere
    | OptionalGroup
    | Minus
    | Lateral
    | UnionGroups
    | GraphClause
    | SubSelect
)


def find_scope(group: Group) -> VariableScope:
    """Return the variables of a group: https://www.w3.org/TR/sparql11-query/#variableScope."""
    scope = VariableScope()
    for element in group.elements:
        scope = scope.join(scope_of(element))
    return scope


def scope_of(element: Element) -> VariableScope:
    """Return the variables that an element adds to its group."""
    match element:
        case TripleBlock(_, names) | Values(_, names, True):
            return VariableScope(names, names)
        case Values(_, names) | Elsewhere(_, names):
            return VariableScope(maybe=names)
        case Bind(_, name):
            return VariableScope(maybe=frozenset([name]))
        case OptionalGroup(group):
            return VariableScope(maybe=find_scope(group).maybe)
        case Lateral(group):
            return find_scope(group)
        case UnionGroups(arms):
            scopes = [find_scope(arm) for arm in arms]
            sure = frozenset.intersection(*(one.sure for one in scopes))
            return VariableScope(sure, frozenset().union(*(one.maybe for one in scopes)))
        case GraphClause(_, group):
            named = frozenset([element.variable]) if element.variable else frozenset[str]()
            return find_scope(group).join(VariableScope(named, named))
        case SubSelect():
            return _scope_of_select(element)
    return VariableScope()


def _scope_of_select(select: SubSelect) -> VariableScope:
    inner = find_scope(select.where)
    if select.values:
        inner = inner.join(scope_of(select.values))
    if select.items is None:
        return inner
    kept = inner.sure if select.keys is None else inner.sure & select.key_names
    bare = frozenset(item.name for item in select.items if item.bare)
    return VariableScope(
        frozenset() if select.is_one_group else bare & kept, frozenset(i.name for i in select.items)
    )


def mentions(group: Group, name: str) -> bool:
    """Say whether a variable has a place in a pattern of a group, at any depth; expressions do not count."""
    return any(_mentions(element, name) for element in group.elements)


def _mentions(element: Element, name: str) -> bool:
    match element:
        case TripleBlock(_, names) | Values(_, names) | Elsewhere(_, names) if name in names:
            return True
        case Bind(_, bound) if bound == name:
            return True
        case GraphClause() if element.variable == name:
            return True
        case SubSelect() if name in _own_names(element):
            return True
    return any(mentions(group, name) for group in groups_of(element))


def _own_names(select: SubSelect) -> frozenset[str]:
    values = select.values.names if select.values else frozenset[str]()
    return values | select.key_names | {item.name for item in select.items or ()}


def groups_of(element: Element) -> tuple[Group, ...]:
    """Return the groups directly within an element, those of EXISTS included."""
    match element:
        case Filter(mixed) | Bind(mixed, _):
            return exists_in(mixed)
        case OptionalGroup(group) | Minus(group) | Lateral(group) | GraphClause(_, group):
            return (group,)
        case UnionGroups(arms):
            return arms
        case SubSelect():
            texts = (*(item.text for item in element.items or ()), element.keys, element.tail)
            found = (group for mixed in texts if mixed is not None for group in exists_in(mixed))
            return (element.where, *found)
    return ()


def exists_in(mixed: Mixed) -> tuple[Group, ...]:
    """Return the groups of EXISTS in a text."""
    return tuple(part for part in mixed.parts if isinstance(part, Group))
