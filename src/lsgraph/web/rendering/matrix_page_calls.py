"""The matrix of goals and regions, its cells and its table, as workers render them."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO, Final

from lsgraph.calls.call import Call, Handler, ReplyHead, Stream
from lsgraph.calls.matrix import EMPTY, KINDS, QUERY, SERVED, MatrixFilter, list_table_rows, read_matrix
from lsgraph.calls.matrix_cell import CellAnswer, read_cell
from lsgraph.export import BOM, disarm, write_sheet
from lsgraph.queries import find_query
from lsgraph.sources import open_sources
from lsgraph.store import JsonTerm, Reader
from lsgraph.web.rendering.matrix_view import show_link, show_matrix
from lsgraph.web.rendering.page_arguments import CellPageCall, MatrixPageCall
from lsgraph.web.rendering.page_templates import PageReader
from lsgraph.web.rendering.presenter import Presenter
from lsgraph.web.rendering.renderer import Renderer, present
from lsgraph.web.rendering.texts import texts

SIGNS: Final[Mapping[str, str]] = {
    "stated": "\N{BLACK SQUARE}",
    "judged": "\N{CIRCLE WITH LEFT HALF BLACK}",
    "registered": "\N{SQUARE WITH HORIZONTAL FILL}",
    "none": "\N{WHITE SQUARE}",
    "not looked": "\N{WHITE DIAMOND}",
    "not read": "\N{LIGHT SHADE}",
    "outside": "\N{HORIZONTAL ELLIPSIS}",
}
"""A form for each state, beside its word."""

TABLE_COLUMNS: Final = (
    "number",
    "goal",
    "goal_name",
    "code",
    "region",
    "region_name",
    "state",
    "kind",
    "thing",
    "thing_name",
    "source",
    "begins",
    "ends",
    "looked",
    "read",
    "plans",
)


@dataclass(frozen=True)
class MatrixTableCall(Call[Stream]):
    """The rows of the matrix that a filter asks for, wanted as CSV, with names in a language."""

    filter: MatrixFilter
    language: str


@dataclass(frozen=True)
class MatrixSheetCall(MatrixTableCall):
    """The same rows wanted as a workbook for Excel; `issued` is the day of the release."""

    issued: str


def list_matrix_pages(renderer: Renderer) -> tuple[Handler, ...]:
    """Return the calls of these pages."""
    pages = _MatrixPages(renderer)
    return (
        MatrixPageCall.answered_by(pages.matrix),
        CellPageCall.answered_by(pages.cell),
        MatrixTableCall.answered_by(give_table),
        MatrixSheetCall.answered_by(give_sheet),
    )


def give_table(store: Reader, asked: MatrixTableCall) -> Stream:
    """Write the rows of the matrix as CSV."""
    found = read_matrix(store, asked.filter)

    def write(output: BinaryIO) -> None:
        text = io.StringIO(newline="")
        writer = csv.writer(text)
        writer.writerow(TABLE_COLUMNS)
        for row in list_table_rows(found, asked.language):
            cells = ("" if row[name] is None else str(row[name]) for name in TABLE_COLUMNS)
            writer.writerow(map(disarm, cells))
        output.write((BOM + text.getvalue()).encode())

    return Stream(ReplyHead("solutions"), write, steady=True)


def give_sheet(store: Reader, asked: MatrixSheetCall) -> Stream:
    """Write the rows of the matrix as a workbook, its counts and days as such."""
    found = read_matrix(store, asked.filter)
    rows = ([row[name] for name in TABLE_COLUMNS] for row in list_table_rows(found, asked.language))
    title = texts(asked.language)["matrix_title"]

    def write(output: BinaryIO) -> None:
        book = io.BytesIO()
        write_sheet(book, title, TABLE_COLUMNS, rows, asked.issued)
        output.write(book.getvalue())

    return Stream(ReplyHead("solutions"), write, steady=True)


class _MatrixPages:
    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer

    def matrix(self, store: Reader, asked: MatrixPageCall) -> Stream:
        """Show the matrix."""
        found = read_matrix(store, asked.filter)
        context = {
            **vars(show_matrix(found, present(asked.reader, found.labels))),
            "chosen": asked.filter,
            "of_filter": asked.of_filter,
            "of_api": asked.of_api,
            "kinds": list(KINDS),
            "query": find_query(self._renderer.files.queries, QUERY).text,
            "served": SERVED,
            "empty": EMPTY,
            "signs": SIGNS,
        }
        return self._renderer.page(asked, "matrix.html", context)

    def cell(self, store: Reader, asked: CellPageCall) -> Stream:
        """Show what stands behind one cell."""
        found, language = read_cell(store, asked.cell), asked.reader.language
        presenter, sources = present(asked.reader, found.labels), open_sources(store, asked.sources)
        context = {
            "cell": found.cell,
            "goal": presenter.link(JsonTerm.iri(found.cell.goal)),
            "region": presenter.link(JsonTerm.iri(found.cell.region)),
            "sign": SIGNS[found.cell.state],
            "links": [show_link(one, presenter, sources, language) for one in found.links],
            "plans": [(presenter.link(JsonTerm.iri(one.plan)), one.looked) for one in found.plans],
            "searches": found.searches,
            "query": found.query,
            "of_filter": asked.of_filter,
            "reference": _write_reference(found, presenter, asked.reader),
        }
        return self._renderer.page(asked, "matrix_cell.html", context)


def _write_reference(found: CellAnswer, presenter: Presenter, reader: PageReader) -> str:
    """Return how to cite a cell: what it says, by what, in which release."""
    words, cell = texts(reader.language), found.cell
    region, goal = (presenter.link(JsonTerm.iri(one)).text for one in (cell.region, cell.goal))
    state = words["state_" + cell.state.replace(" ", "_")]
    graphs = "; ".join(dict.fromkeys(row.source for row in cell.links if row.source))
    return words["matrix_reference"].format(
        region=region, number=cell.number, goal=goal, state=state, release=reader.release
    ) + (f" {graphs}" if graphs else "")
