"""What a SELECT is made of, as far as the triples behind its rows depend on it; the rest stays text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True)
class Variable:
    """A variable, without its `?`."""

    name: str

    def __str__(self) -> str:
        """Return the variable as SPARQL."""
        return f"?{self.name}"


@dataclass(frozen=True)
class Constant:
    """An IRI or literal as the query writes it; the engine knows which term that is."""

    text: str

    def __str__(self) -> str:
        """Return the constant as SPARQL."""
        return self.text


Place: TypeAlias = Variable | Constant


@dataclass(frozen=True)
class PathLink:
    """A path of one property."""

    iri: Constant

    def __str__(self) -> str:
        """Return the path as SPARQL."""
        return str(self.iri)


@dataclass(frozen=True)
class Inverse:
    """A path walked backwards."""

    path: Path

    def __str__(self) -> str:
        """Return the path as SPARQL."""
        return f"(^{self.path})"


@dataclass(frozen=True)
class Sequence:
    """One path and then another."""

    first: Path
    second: Path

    def __str__(self) -> str:
        """Return the path as SPARQL."""
        return f"({self.first}/{self.second})"


@dataclass(frozen=True)
class Alternative:
    """One path or another."""

    first: Path
    second: Path

    def __str__(self) -> str:
        """Return the path as SPARQL."""
        return f"({self.first}|{self.second})"


@dataclass(frozen=True)
class Repeated:
    """A path walked as often as its sign says: `?`, `*` or `+`."""

    path: Path
    sign: str

    def __str__(self) -> str:
        """Return the path as SPARQL."""
        return f"({self.path}{self.sign})"


@dataclass(frozen=True)
class Negated:
    """A step by any property but these, forwards, and backwards by any but those."""

    forward: tuple[Constant, ...]
    backward: tuple[Constant, ...]

    def __str__(self) -> str:
        """Return the path as SPARQL."""
        return f"!({'|'.join([*map(str, self.forward), *(f'^{iri}' for iri in self.backward)])})"


Path: TypeAlias = PathLink | Inverse | Sequence | Alternative | Repeated | Negated


def is_shallow(path: Path, depth: int) -> bool:
    """Say whether a path nests at most so many paths."""
    if depth == 0:
        return False
    match path:
        case Sequence(first, second) | Alternative(first, second):
            return is_shallow(first, depth - 1) and is_shallow(second, depth - 1)
        case Inverse(inner) | Repeated(inner, _):
            return is_shallow(inner, depth - 1)
    return True


@dataclass(frozen=True)
class Triple:
    """A triple pattern."""

    subject: Place
    predicate: Place
    object: Place

    def __str__(self) -> str:
        """Return the pattern as SPARQL."""
        return f"{self.subject} {self.predicate} {self.object} ."


@dataclass(frozen=True)
class Walk:
    """A pattern with a path that is not just a row of properties: the engine answers which ends it joins."""

    subject: Place
    path: Path
    object: Place

    def __str__(self) -> str:
        """Return the pattern as SPARQL."""
        return f"{self.subject} {self.path} {self.object} ."


@dataclass(frozen=True)
class Verbatim:
    """What matches no triple for a row: FILTER, BIND, VALUES and MINUS."""

    text: str


@dataclass(frozen=True)
class Optional:
    """A group that may match."""

    group: GroupPattern


@dataclass(frozen=True)
class Union:
    """Groups of which one matches; a single one is just a group."""

    arms: tuple[GroupPattern, ...]


@dataclass(frozen=True)
class InGraph:
    """A group that matches in a named graph."""

    graph: Place
    group: GroupPattern


@dataclass(frozen=True)
class GroupPattern:
    """What stands between braces, from `start` to `end` of the query's text."""

    elements: tuple[Element, ...]
    start: int
    end: int


@dataclass(frozen=True)
class Item:
    """A column, or a key of GROUP BY: its text, its name if it has one, and whether it is a bare variable."""

    text: str
    name: str | None
    bare: bool


@dataclass(frozen=True)
class Select:
    """A SELECT; `items` is None for `*`, `keys` is None when its rows are not groups."""

    modifier: str
    items: tuple[Item, ...] | None
    where: GroupPattern
    keys: tuple[Item, ...] | None
    tail: str
    """HAVING, ORDER BY, LIMIT and OFFSET."""
    values: str
    text: str
    unsteady: str | None
    """A function within that may answer differently when asked again."""
    loose: str | None
    """What within its WHERE depends on the order in which the engine finds rows."""


@dataclass(frozen=True)
class SelectQuery:
    """A whole query: what stands before its SELECT, and the graphs of FROM and FROM NAMED, if any."""

    prologue: str
    select: Select
    default: tuple[Constant, ...]
    named: tuple[Constant, ...]


Element: TypeAlias = Triple | Walk | Verbatim | Optional | Union | InGraph | Select
