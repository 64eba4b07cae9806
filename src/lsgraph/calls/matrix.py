"""The matrix: which national goal each region serves, through what, how that is known, and what is not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Final, TypeAlias

from rdflib import URIRef

from lsgraph.queries import answer_query, find_query
from lsgraph.resources import find_resources
from lsgraph.store import Labels, Reader, Term, find_all_labels
from lsgraph.vocabulary import PREFIXES, shorten

TableRow: TypeAlias = Mapping[str, str | int | None]
"""A row of the table by column: what a `MatrixRow` has, and `goal_name`, `region_name`, `thing_name`."""

QUERY: Final = "pages/matrix"
SERVED: Final = ("stated", "registered", "judged")
"""How a link is known, the strongest first."""
EMPTY: Final = ("none", "not looked", "not read")
"""What a cell without a link says: looked and found none, not looked, not read."""
KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "plan": ("plan",),
    "goal": ("goal",),
    "measure": ("measure",),
    "group": ("group",),
    "organisation": ("body",),
    "instrument": ("instrument", "agreement"),
    "other": (),
}
"""What may serve a goal, by the prefixes of its IRI; the last is whatever no other one has."""

_KIND_OF_PREFIX: Final = {prefix: kind for kind, prefixes in KINDS.items() for prefix in prefixes}


@dataclass(frozen=True)
class MatrixFilter:
    """Which links and goals to show: kinds and states of links, a priority area, a year; empty for all.

    A link whose thing has begun after the year or ended before it is left out; of most things neither is
    known.
    """

    kinds: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    area: str = ""
    year: str = ""

    def takes(self, row: MatrixRow) -> bool:
        """Say whether a link is among those asked for."""
        if row.thing is None:
            return True
        known = (not self.kinds or row.kind in self.kinds) and (not self.states or row.state in self.states)
        begun = not (self.year and row.begins and row.begins[:4] > self.year)
        lasts = not (self.year and row.ends and row.ends[:4] < self.year)
        return known and begun and lasts


@dataclass(frozen=True)
class MatrixRow:
    """One row of the stored query: a link between a goal and a region, or what is known where there is none.

    `source` is the graph that says that the thing serves the goal. The region was held against the national
    strategy on the day `looked`; of its `plans`, `read` could be read for that.
    """

    number: str
    goal: str
    code: str
    region: str
    state: str
    thing: str | None = None
    kind: str | None = None
    source: str | None = None
    begins: str | None = None
    ends: str | None = None
    looked: str | None = None
    read: int = 0
    plans: int = 0

    @property
    def area(self) -> str:
        """Return the number of the priority area that the goal stands under."""
        return self.number.partition(".")[0]


@dataclass(frozen=True)
class MatrixCell:
    """What is known of one goal and one region: its state, its links, and how many the filter hides."""

    number: str
    goal: str
    code: str
    region: str
    state: str
    links: tuple[MatrixRow, ...] = ()
    hidden: int = 0
    looked: str | None = None
    read: int = 0
    plans: int = 0


@dataclass(frozen=True)
class Matrix:
    """All cells that a filter asks for, by goal and then by county code, with the names in them.

    `areas` are the numbers of all priority areas, whatever the filter.
    """

    cells: tuple[MatrixCell, ...]
    areas: tuple[str, ...]
    labels: Mapping[str, Labels]


def read_rows(store: Reader) -> list[MatrixRow]:
    """Return the rows of the stored query, in its order."""
    text = find_query(find_resources().queries, QUERY).text
    return [_read_row(row) for row in answer_query(store, text).rows()]


def read_cells(rows: Iterable[MatrixRow], chosen: MatrixFilter) -> list[MatrixCell]:
    """Return the cells that rows make, in their order; a cell whose links are all hidden is `outside`."""
    inside = (row for row in rows if not chosen.area or row.area == chosen.area)
    cells = groupby(inside, lambda row: (_read_number(row.number), row.code))
    return [_make_cell(list(found), chosen) for _, found in cells]


def read_matrix(store: Reader, chosen: MatrixFilter) -> Matrix:
    """Return the matrix, with the names of goals, areas, regions and of what serves a goal."""
    rows = read_rows(store)
    cells = tuple(read_cells(rows, chosen))
    areas = tuple(sorted({row.area for row in rows}, key=int))
    named = {iri for cell in cells for iri in (cell.goal, cell.region)} | set(map(area_iri, areas))
    named |= {row.thing for cell in cells for row in cell.links if row.thing}
    return Matrix(cells, areas, find_all_labels(store, map(URIRef, named)))


def area_iri(number: str) -> str:
    """Return the priority area of the goal with that number."""
    return PREFIXES["area"] + number.partition(".")[0]


def list_table_rows(matrix: Matrix, language: str) -> Iterator[TableRow]:
    """Yield the links and empty cells that are shown, each with the names of what it mentions."""
    for cell in matrix.cells:
        empty = MatrixRow(
            cell.number,
            cell.goal,
            cell.code,
            cell.region,
            cell.state,
            looked=cell.looked,
            read=cell.read,
            plans=cell.plans,
        )
        for row in cell.links or (empty,):
            yield _name_row(row, matrix.labels, language)


def _read_row(row: Mapping[str, Term]) -> MatrixRow:
    found = {name: str(term) for name, term in row.items()}
    thing = found.get("thing")
    return MatrixRow(
        found["number"],
        found["goal"],
        found["code"],
        found["region"],
        found["state"],
        thing,
        _read_kind(thing) if thing else None,
        found.get("source"),
        found.get("begins"),
        found.get("ends"),
        found.get("looked"),
        int(found.get("read", 0)),
        int(found.get("plans", 0)),
    )


def _read_kind(thing: str) -> str:
    return _KIND_OF_PREFIX.get(shorten(thing).partition(":")[0], "other")


def _read_number(number: str) -> tuple[int, ...]:
    return tuple(map(int, number.split(".")))


def _make_cell(rows: list[MatrixRow], chosen: MatrixFilter) -> MatrixCell:
    first = rows[0]
    links = tuple(dict.fromkeys(row for row in rows if row.thing and chosen.takes(row)))
    hidden = len({row.thing for row in rows if row.thing} - {row.thing for row in links})
    states = {row.state for row in links}
    state = next((one for one in SERVED if one in states), "outside" if hidden else first.state)
    return MatrixCell(
        first.number,
        first.goal,
        first.code,
        first.region,
        state,
        links,
        hidden,
        first.looked,
        first.read,
        first.plans,
    )


def _name_row(row: MatrixRow, labels: Mapping[str, Labels], language: str) -> TableRow:
    named: dict[str, str | int | None] = {}
    for name, value in vars(row).items():
        named[name] = value
        if name in ("goal", "region", "thing"):
            named[f"{name}_name"] = _name(labels.get(value or "", {}), language)
    return named


def _name(labels: Labels, language: str) -> str | None:
    return next((labels[one] for one in (language, "sv", "en", "") if labels.get(one)), None)
