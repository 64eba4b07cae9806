"""The call that tells what changed between two releases, each list cut, with its whole length."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final, Generic, TypeVar

from lsgraph.calls.call import Call
from lsgraph.calls.downloads import find_release
from lsgraph.calls.quality import REVIEW_SECONDS, SHOWN
from lsgraph.calls.term_names import JsonStatement, TermNames
from lsgraph.diff import Change, Difference, Reanswer, Rejudgement, Rewording, compare
from lsgraph.queries import list_queries
from lsgraph.store import JsonTerm, Labels, Reader, Term

T = TypeVar("T")
Item = TypeVar("Item")


@dataclass(frozen=True)
class CutList(Generic[T]):
    """How long a list is, and the first of it."""

    count: int
    shown: tuple[T, ...]


@dataclass(frozen=True)
class ShownChange:
    """A statement, the graphs that made it before, and those that make it now."""

    statement: JsonStatement
    before: tuple[JsonTerm, ...]
    after: tuple[JsonTerm, ...]


@dataclass(frozen=True)
class ShownChanges:
    """How many statements changed, and the first of them for each kind of graph."""

    count: int
    kinds: Mapping[str, CutList[ShownChange]]


@dataclass(frozen=True)
class ShownRewording:
    """Words of a thing that are gone and those that stand in their place."""

    thing: JsonTerm
    predicate: JsonTerm
    language: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True)
class ShownRejudgement:
    """What a judgement says no longer and what it says now; its confidence before and after."""

    judgement: JsonTerm
    lost: tuple[JsonStatement, ...]
    gained: tuple[JsonStatement, ...]
    confidence: tuple[JsonTerm | None, JsonTerm | None]


@dataclass(frozen=True)
class ShownReanswer:
    """A stored query and the rows that it gives no longer, and those it gives now."""

    name: str
    description: Mapping[str, str]
    columns: tuple[str, ...]
    lost: CutList[tuple[JsonTerm | None, ...]]
    gained: CutList[tuple[JsonTerm | None, ...]]


@dataclass(frozen=True)
class DifferenceResult:
    """What changed from one release to another, each an id, and the names of all that is mentioned.

    Its parts are those of `lsgraph.diff.Difference`.
    """

    before: str
    after: str
    things_added: CutList[JsonTerm]
    things_removed: CutList[JsonTerm]
    added: ShownChanges
    removed: ShownChanges
    moved: ShownChanges
    reworded: CutList[ShownRewording]
    rejudged: CutList[ShownRejudgement]
    answers: CutList[ShownReanswer]
    queries: int
    nameless: tuple[JsonTerm, ...]
    labels: Mapping[str, Labels]


@dataclass(frozen=True)
class DifferenceCall(Call[DifferenceResult]):
    """The releases `before` and `after`, which is this one, to compare; `queries` are the stored ones."""

    allowed_seconds: ClassVar[float | None] = REVIEW_SECONDS

    root: Path
    before: str
    after: str
    queries: Path


def difference(store: Reader, asked: DifferenceCall) -> DifferenceResult:
    """Tell what changed from another release to this one; raises ReleaseMissing."""
    before = find_release(asked.root, asked.before).open_store()
    after = store.local_copy()
    found = compare(before, after, list_queries(asked.queries, "competency"))
    return _show(found, TermNames(after, before), asked)


DIFFERENCE_CALLS: Final = (DifferenceCall.answered_by(difference),)


def _show(found: Difference, names: TermNames, asked: DifferenceCall) -> DifferenceResult:
    return DifferenceResult(
        before=asked.before,
        after=asked.after,
        things_added=_cut(found.things_added, names.term),
        things_removed=_cut(found.things_removed, names.term),
        added=_show_changes(found.added, names),
        removed=_show_changes(found.removed, names),
        moved=_show_changes(found.moved, names),
        reworded=_cut(found.reworded, lambda one: _show_rewording(one, names)),
        rejudged=_cut(found.rejudged, lambda one: _show_rejudgement(one, names)),
        answers=_cut(found.answers, lambda one: _show_reanswer(one, names), len(found.answers)),
        queries=found.queries,
        nameless=names.terms(found.nameless),
        labels=names.found,
    )


def _cut(items: Sequence[Item], write: Callable[[Item], T], most: int = SHOWN) -> CutList[T]:
    return CutList(len(items), tuple(write(one) for one in items[:most]))


def _show_changes(changes: Sequence[Change], names: TermNames) -> ShownChanges:
    kinds = Counter(str(one.kind or "") for one in changes)
    cut = {
        kind: _cut(
            [one for one in changes if str(one.kind or "") == kind], lambda one: _show_change(one, names)
        )
        for kind in kinds
    }
    return ShownChanges(len(changes), cut)


def _show_change(one: Change, names: TermNames) -> ShownChange:
    before, after = names.terms(one.before), names.terms(one.after)
    return ShownChange(names.statement(one.statement), before, after)


def _show_rewording(one: Rewording, names: TermNames) -> ShownRewording:
    return ShownRewording(
        names.term(one.thing), names.term(one.predicate), one.language, one.before, one.after
    )


def _show_rejudgement(one: Rejudgement, names: TermNames) -> ShownRejudgement:
    return ShownRejudgement(
        names.term(one.judgement),
        tuple(map(names.statement, one.lost)),
        tuple(map(names.statement, one.gained)),
        (names.optional(one.confidence_before), names.optional(one.confidence_after)),
    )


def _show_reanswer(one: Reanswer, names: TermNames) -> ShownReanswer:
    def write(row: Sequence[Term | None]) -> tuple[JsonTerm | None, ...]:
        return tuple(map(names.optional, row))

    return ShownReanswer(
        one.query.name, one.query.description, one.columns, _cut(one.lost, write), _cut(one.gained, write)
    )
