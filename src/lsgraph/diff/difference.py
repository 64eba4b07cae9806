"""The difference between two releases as a value, and as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from rdflib import URIRef

from lsgraph.queries import Query
from lsgraph.store import Quad, Term
from lsgraph.vocabulary import Kind, graph_kind, shorten

_KINDS: Final[tuple[Kind | None, ...]] = (*Kind, None)

Row: TypeAlias = tuple[Term | None, ...]
Graphs: TypeAlias = tuple[URIRef, ...]


@dataclass(frozen=True)
class Change:
    """A statement (without a graph), the graphs that made it before, and those that make it now."""

    statement: Quad
    before: Graphs
    after: Graphs

    @property
    def kind(self) -> Kind | None:
        """Return the first kind of the graphs, in the order of `Kind`; None for a graph that is not ours."""
        return _KINDS[self.rank]

    @property
    def rank(self) -> int:
        """Return the place of the kind."""
        return min(_KINDS.index(graph_kind(graph)) for graph in self.after or self.before)


@dataclass(frozen=True)
class Rewording:
    """Words of a thing, by property and language, that are gone and those that stand in their place."""

    thing: Term
    predicate: URIRef
    language: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True)
class Rejudgement:
    """A judgement in both releases: what it says no longer, what it says now, and its confidence."""

    judgement: URIRef
    lost: tuple[Quad, ...]
    gained: tuple[Quad, ...]
    confidence_before: Term | None
    confidence_after: Term | None


@dataclass(frozen=True)
class Reanswer:
    """A stored query whose rows, as a bag, are no longer the same."""

    query: Query
    columns: tuple[str, ...]
    lost: tuple[Row, ...]
    gained: tuple[Row, ...]


@dataclass(frozen=True)
class Difference:
    """What changed from one release to another; each changed statement stands in one list only.

    `added` and `removed` hold statements that no graph of the other release makes, `moved` those that other
    graphs make than before, inferences included. Statements with a blank node have no name that lasts:
    `nameless` lists the graphs where such statements changed.
    """

    things_added: tuple[URIRef, ...]
    things_removed: tuple[URIRef, ...]
    added: tuple[Change, ...]
    removed: tuple[Change, ...]
    moved: tuple[Change, ...]
    reworded: tuple[Rewording, ...]
    rejudged: tuple[Rejudgement, ...]
    answers: tuple[Reanswer, ...]
    nameless: Graphs
    queries: int

    def __bool__(self) -> bool:
        changes = (self.added, self.removed, self.moved, self.reworded, self.rejudged, self.answers)
        return any(changes) or bool(self.nameless)

    def as_text(self) -> str:
        """Return everything that changed, a line for each statement."""
        return "\n".join(self._lines()) + "\n"

    def _lines(self) -> Iterator[str]:
        yield (
            f"things: {len(self.things_added)} added, {len(self.things_removed)} removed\n"
            f"statements: {len(self.added)} added, {len(self.removed)} removed, "
            f"{len(self.moved)} made by other graphs\n"
            f"{len(self.reworded)} reworded, {len(self.rejudged)} re-judged; "
            f"{len(self.answers)} of {self.queries} stored queries answer differently"
        )
        yield from _titled("things added", (f"  + {shorten(one)}" for one in self.things_added))
        yield from _titled("things removed", (f"  - {shorten(one)}" for one in self.things_removed))
        yield from _titled("reworded", map(_tell_rewording, self.reworded))
        yield from _titled("re-judged", map(_tell_rejudgement, self.rejudged))
        yield from _titled("queries that answer differently", map(_tell_answer, self.answers))
        yield from _titled("statements added", (_tell_change("+", one) for one in self.added))
        yield from _titled("statements removed", (_tell_change("-", one) for one in self.removed))
        yield from _titled("statements made by other graphs", map(_tell_move, self.moved))
        yield from _titled("graphs with other blank nodes", (f"  {shorten(one)}" for one in self.nameless))


def _titled(title: str, lines: Iterable[str]) -> Iterator[str]:
    told = list(lines)
    if told:
        yield f"\n{title.upper()} · {len(told)}"
        yield from told


def _show(term: Term | None) -> str:
    if term is None:
        return "–"
    return shorten(term) if isinstance(term, URIRef) else term.n3()


def _tell(quad: Quad) -> str:
    return f"{_show(quad.subject)} {_show(quad.predicate)} {_show(quad.object)}"


def _tell_change(sign: str, one: Change) -> str:
    return f"  {sign} {_tell(one.statement)}  ({', '.join(map(shorten, one.after or one.before))})"


def _tell_move(one: Change) -> str:
    before, after = (", ".join(map(shorten, graphs)) for graphs in (one.before, one.after))
    return f"    {_tell(one.statement)}  ({before} → {after})"


def _tell_rewording(one: Rewording) -> str:
    language = f" @{one.language}" if one.language else ""
    head = f"  {_show(one.thing)} {shorten(one.predicate)}{language}"
    return "\n".join(
        [head, *(f"    - {text}" for text in one.before), *(f"    + {text}" for text in one.after)]
    )


def _tell_rejudgement(one: Rejudgement) -> str:
    lines = [f"  {shorten(one.judgement)}"]
    if one.confidence_before != one.confidence_after:
        lines.append(f"    {_show(one.confidence_before)} → {_show(one.confidence_after)}")
    lines += [f"    - {_tell(quad)}" for quad in one.lost] + [f"    + {_tell(quad)}" for quad in one.gained]
    return "\n".join(lines)


def _tell_answer(one: Reanswer) -> str:
    rows = [("-", row) for row in one.lost] + [("+", row) for row in one.gained]
    told = [f"    {sign} {' | '.join(map(_show, row))}" for sign, row in rows]
    return "\n".join([f"  {one.query.name}: {one.query.title}", *told])
