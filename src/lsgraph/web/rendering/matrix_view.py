"""What the pages of the matrix show: the table, and what stands behind a link of a cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Final, TypeAlias

from lsgraph.calls.matrix import Matrix, MatrixCell, area_iri
from lsgraph.calls.matrix_cell import CellEvidence, CellLink
from lsgraph.sources import Sources
from lsgraph.store import JsonTerm
from lsgraph.vocabulary import parse_span
from lsgraph.web.rendering.excerpts import Excerpt, read_excerpt
from lsgraph.web.rendering.page_parts import Badge, PageLink
from lsgraph.web.rendering.presenter import Presenter

_AROUND_CHARACTERS: Final = 150

TaggedText: TypeAlias = tuple[str, str]
"""A text and its language."""


@dataclass(frozen=True)
class ShownCell:
    """A cell of the table; `kinds` are those of its links, each with their number."""

    number: str
    code: str
    state: str
    kinds: tuple[tuple[str | None, int], ...]
    looked: str | None
    read: int
    plans: int
    hidden: int


@dataclass(frozen=True)
class GoalRow:
    """A goal with its cells, by county code."""

    number: str
    name: PageLink
    cells: tuple[ShownCell, ...]


@dataclass(frozen=True)
class AreaRows:
    """A priority area with the goals that stand under it."""

    number: str
    name: PageLink
    goals: tuple[GoalRow, ...]


@dataclass(frozen=True)
class MatrixTable:
    """The table, how many cells have which state, and the last day on which a plan was looked at."""

    areas: tuple[AreaRows, ...]
    regions: tuple[tuple[str, PageLink], ...]
    counts: Mapping[str, int]
    total: int
    looked: str | None


@dataclass(frozen=True)
class ShownEvidence:
    """A graph in words: a passage's text, a judgement's reasons, a register's address."""

    kind: str
    badge: Badge
    link: PageLink
    excerpt: Excerpt | None
    rationale: TaggedText | None
    title: TaggedText | None
    rating: str
    date: str
    address: str
    rests_on: tuple[ShownEvidence, ...]


@dataclass(frozen=True)
class ShownStep:
    """A statement on the way from what serves the goal to the region."""

    subject: PageLink
    property: str
    object: PageLink
    badges: tuple[Badge, ...]


@dataclass(frozen=True)
class ShownLink:
    """What serves the goal for the region, how that is known, and how the two are tied."""

    thing: PageLink
    kind: str
    states: tuple[str, ...]
    evidence: tuple[ShownEvidence, ...]
    steps: tuple[ShownStep, ...]


def show_matrix(found: Matrix, presenter: Presenter) -> MatrixTable:
    """Return the table of a matrix, and what it counts."""
    regions = dict.fromkeys((cell.code, cell.region) for cell in found.cells)
    return MatrixTable(
        areas=tuple(_show_area(number, found, presenter) for number in found.areas),
        regions=tuple((code, presenter.link(JsonTerm.iri(region))) for code, region in regions),
        counts=Counter(cell.state for cell in found.cells),
        total=len(found.cells),
        looked=max((cell.looked for cell in found.cells if cell.looked), default=None),
    )


def show_link(link: CellLink, presenter: Presenter, sources: Sources | None, language: str) -> ShownLink:
    """Return what stands behind a link, with the words of its passages where sources are at hand."""
    steps = (
        ShownStep(
            presenter.link(JsonTerm.iri(one.subject)),
            presenter.link(JsonTerm.iri(one.predicate)).text,
            presenter.link(JsonTerm.iri(one.object)),
            tuple(presenter.badge(graph) for graph in one.graphs),
        )
        for one in link.steps
    )
    return ShownLink(
        presenter.link(JsonTerm.iri(link.thing)),
        link.kind,
        link.states,
        tuple(_show_evidence(one, presenter, sources, language) for one in link.evidence),
        tuple(steps),
    )


def _show_area(number: str, found: Matrix, presenter: Presenter) -> AreaRows:
    cells = (cell for cell in found.cells if cell.number.partition(".")[0] == number)
    goals = groupby(cells, lambda cell: (cell.number, cell.goal))
    rows = (
        GoalRow(goal_number, presenter.link(JsonTerm.iri(goal)), tuple(map(_show_cell, row)))
        for (goal_number, goal), row in goals
    )
    return AreaRows(number, presenter.link(JsonTerm.iri(area_iri(number))), tuple(rows))


def _show_cell(cell: MatrixCell) -> ShownCell:
    things = {row.thing: row.kind for row in cell.links}
    return ShownCell(
        cell.number,
        cell.code,
        cell.state,
        tuple(Counter(things.values()).items()),
        cell.looked,
        cell.read,
        cell.plans,
        cell.hidden,
    )


def _show_evidence(
    found: CellEvidence, presenter: Presenter, sources: Sources | None, language: str
) -> ShownEvidence:
    return ShownEvidence(
        found.kind,
        presenter.badge(found.graph),
        presenter.link(JsonTerm.iri(found.graph)),
        read_excerpt(sources, parse_span(found.graph), _AROUND_CHARACTERS),
        _choose(found.rationale, language),
        _choose(found.title, language),
        presenter.link(JsonTerm.iri(found.rating)).text if found.rating else "",
        found.date,
        found.address,
        tuple(_show_evidence(one, presenter, sources, language) for one in found.rests_on),
    )


def _choose(texts: Mapping[str, str], language: str) -> TaggedText | None:
    """Return a text and its language, the reader's if there is one."""
    return next(((texts[one], one) for one in (language, *texts) if one in texts), None)
