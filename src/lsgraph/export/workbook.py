"""A workbook for Excel and LibreOffice: a sheet for each class, and one of national goals by region."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import BinaryIO, Final

import xlsxwriter
from rdflib import RDF, URIRef
from xlsxwriter.format import Format as CellFormat
from xlsxwriter.worksheet import Worksheet

from lsgraph.export.about import TITLE_SV, About
from lsgraph.export.ownership import Ownership
from lsgraph.export.tables import Cell, Column, Table, ThingNames, Value, join, make_tables
from lsgraph.store import Quad, Store
from lsgraph.vocabulary import LSG, Kind, graph_kind

_CELL_CHARACTERS: Final = 32_767  # characters in a cell, by the file format
_LINK_CHARACTERS: Final = 2_079
_LINKS_OF_A_SHEET: Final = 60_000  # the format has room for 65,530
_NAME_CHARACTERS: Final = 31
_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\]")
_CUT: Final = " … (avkortat, se källan)"
_README: Final = "Läs mig"
_GOALS: Final = "Mål och regioner"
_EMPTY_CELL: Final = (
    "Tom ruta: ingen länk i dessa data. Om något har prövats, eller inte kunnat läsas, står i matrisen."
)
_WIDTH: Final = 24
_EXACT_DIGITS: Final = 15
"""Excel keeps so many digits of a number; what is larger is written as text."""
_KINDS: Final = {Kind.JUDGEMENT: "bedömt", Kind.PASSAGE: "sagt", Kind.REGISTER: "register"}


def write_workbook(store: Store, output: BinaryIO, about: About) -> None:
    """Write all things as a workbook: one row each, typed, with links and sources, a region's own marked.

    A text that is longer than a cell may be ends in a note that it was cut.
    """
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(output, options)
    book.set_properties({"title": TITLE_SV, "comments": about.address, "created": _moment(about.issued)})
    styles = _Styles(book)
    _write_readme(book.add_worksheet(_README), about)
    _write_goals(book.add_worksheet(_GOALS), store, styles)
    names = {_README.lower(), _GOALS.lower()}
    for table in make_tables(store, about.region):
        _write_table(book.add_worksheet(_name_sheet(table.title_sv, names)), table, styles)
    book.close()


class _Styles:
    """The formats of cells, for rows of the region's own and for others."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        own = {"bg_color": "#FFF2CC"}
        self.head = book.add_format({"bold": True, "bottom": 1})
        self._plain = {kind: book.add_format(look) for kind, look in _LOOKS.items()}
        self._own = {kind: book.add_format({**look, **own}) for kind, look in _LOOKS.items()}

    def of(self, kind: str, own: bool) -> CellFormat:
        """Return the format of a value."""
        return (self._own if own else self._plain).get(kind) or (self._own if own else self._plain)["text"]


_LOOKS: Final[dict[str, dict[str, str | int]]] = {
    "text": {},
    "date": {"num_format": "yyyy-mm-dd"},
    "link": {"font_color": "#0563C1", "underline": 1},
}


def _write_readme(sheet: Worksheet, about: About) -> None:
    for number, line in enumerate(about.as_text().splitlines()):
        sheet.write_string(number, 0, line)
    sheet.set_column(0, 0, 110)


def _write_table(sheet: Worksheet, table: Table, styles: _Styles) -> None:
    sheet.freeze_panes(1, 2)
    sheet.set_column(0, len(table.columns) - 1, _WIDTH)
    sheet.autofilter(0, 0, max(1, len(table.rows)), len(table.columns) - 1)
    for place, column in enumerate(table.columns):
        sheet.write_string(0, place, column.title_sv, styles.head)
    for number, (row, own) in enumerate(zip(table.rows, table.own, strict=True), start=1):
        for place, (column, cell) in enumerate(zip(table.columns, row, strict=True)):
            links = number * len(table.columns) < _LINKS_OF_A_SHEET
            _write_cell(sheet, number, place, column, cell, styles, own=own, links=links)


def _write_cell(
    sheet: Worksheet,
    row: int,
    place: int,
    column: Column,
    cell: Cell,
    styles: _Styles,
    *,
    own: bool,
    links: bool,
) -> None:
    if len(cell) != 1:
        if cell or own:
            sheet.write_string(row, place, _cut(join(cell)), styles.of("text", own))
        return
    value = cell[0]
    if column.kind == "link" and links and _is_address(value):
        sheet.write_url(row, place, str(value), styles.of("link", own), str(value))
    else:
        _write_value(sheet, row, place, value, styles, own)


def _write_value(sheet: Worksheet, row: int, place: int, value: Value, styles: _Styles, own: bool) -> None:
    if isinstance(value, bool):
        sheet.write_boolean(row, place, value, styles.of("text", own))
    elif isinstance(value, int | Decimal) and abs(float(value)) < 10**_EXACT_DIGITS:
        sheet.write_number(row, place, value, styles.of("text", own))
    elif isinstance(value, date) and value.year >= 1900:
        sheet.write_datetime(row, place, _moment(value.isoformat()), styles.of("date", own))
    else:
        sheet.write_string(row, place, _cut(join((value,))), styles.of("text", own))


def _write_goals(sheet: Worksheet, store: Store, styles: _Styles) -> None:
    """Write which of each region's things serve each national goal, and how that is told."""
    names, ownership = ThingNames(store), Ownership(store)
    coded = {quad.subject: str(quad.object) for quad in store.quads(predicate=LSG.countyCode)}
    regions = sorted(coded, key=lambda region: coded[region])
    heads = ["Nationellt mål", "Adress", *(f"{coded[one]} {names.of(one)}" for one in regions)]
    for place, head in enumerate(heads):
        sheet.write_string(0, place, head, styles.head)
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, len(heads) - 1, _WIDTH)
    goals = _national_goals(store)
    sheet.write_comment(0, 0, _EMPTY_CELL)
    for row, goal in enumerate(goals, start=1):
        sheet.write_string(row, 0, _cut(names.of(goal)), styles.of("text", False))
        sheet.write_url(row, 1, str(goal), styles.of("link", False), str(goal))
        served = list(_serving(store, goal))
        for place, region in enumerate(regions, start=2):
            told = sorted({_tell(quad, names) for quad in served if region in ownership.owners(quad.subject)})
            if told:
                sheet.write_string(row, place, _cut("; ".join(told)), styles.of("text", False))


def _national_goals(store: Store) -> list[URIRef]:
    """Return the goals that stand in a priority area, as figures and the cells of a mapping do too."""
    goals = {quad.subject for quad in store.quads(predicate=RDF.type, obj=LSG.Goal)}
    placed = {quad.subject for quad in store.quads(predicate=LSG.inPriorityArea)}
    return sorted(URIRef(one) for one in goals & placed)


def _serving(store: Store, goal: URIRef) -> Iterator[Quad]:
    for quad in store.quads(None, LSG.contributesTo, goal):
        if quad.graph is not None and graph_kind(quad.graph) in _KINDS:
            yield quad


def _tell(quad: Quad, names: ThingNames) -> str:
    kind = graph_kind(str(quad.graph))
    return f"{names.of(quad.subject) or quad.subject} ({_KINDS[kind] if kind else ''})"


def _is_address(value: Value) -> bool:
    return (
        isinstance(value, str) and value.startswith(("http://", "https://")) and len(value) < _LINK_CHARACTERS
    )


def _cut(text: str) -> str:
    return text if len(text) <= _CELL_CHARACTERS else text[: _CELL_CHARACTERS - len(_CUT)] + _CUT


def _name_sheet(title: str, taken: set[str]) -> str:
    """Return a name that no other sheet has and that the format allows; adds it to those taken."""
    base = _FORBIDDEN.sub(" ", title).strip("' ")[:_NAME_CHARACTERS] or "Blad"
    base = base[:1].upper() + base[1:]
    for name in _candidates(base):
        if name.lower() not in taken:
            taken.add(name.lower())
            return name
    raise AssertionError("there is always one more number")


def _candidates(base: str) -> Iterable[str]:
    yield base
    for number in range(2, 10_000):
        tail = f" {number}"
        yield base[: _NAME_CHARACTERS - len(tail)] + tail


def _moment(day: str) -> datetime:
    return datetime.fromisoformat(day)
