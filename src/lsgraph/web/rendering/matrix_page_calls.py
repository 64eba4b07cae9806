"""The matrix of goals and regions, its cells and its table, as workers render them."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Mapping
from itertools import groupby
from typing import Any, BinaryIO, Final

from lsgraph.calls.call import Args, Handler, ReplyHead, Stream, answer_named
from lsgraph.calls.matrix import (
    EMPTY,
    KINDS,
    QUERY,
    SERVED,
    Matrix,
    MatrixCell,
    area_iri,
    list_table_rows,
    read_filter,
    read_matrix,
)
from lsgraph.calls.matrix_cell import CellAnswer, CellEvidence, CellLink, read_cell
from lsgraph.export import BOM, disarm
from lsgraph.queries import find_query
from lsgraph.sources import Sources, open_sources
from lsgraph.store import Reader
from lsgraph.vocabulary import parse_span
from lsgraph.web.rendering.excerpts import read_excerpt
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
_AROUND_CHARACTERS: Final = 150


def list_matrix_pages(renderer: Renderer) -> tuple[Handler, ...]:
    """Return the calls of these pages."""
    pages = _MatrixPages(renderer)
    return (
        answer_named("matrix_page", pages.matrix),
        answer_named("matrix_cell_page", pages.cell),
        answer_named("matrix_table", give_table),
    )


def give_table(store: Reader, args: Args) -> Stream:
    """Write the rows of the matrix that `filter` asks for as CSV, with names in `language`."""
    found = read_matrix(store, read_filter(args))

    def write(output: BinaryIO) -> None:
        text = io.StringIO(newline="")
        writer = csv.writer(text)
        writer.writerow(TABLE_COLUMNS)
        for row in list_table_rows(found, args["language"]):
            cells = ("" if row[name] is None else str(row[name]) for name in TABLE_COLUMNS)
            writer.writerow(map(disarm, cells))
        output.write((BOM + text.getvalue()).encode())

    return Stream(ReplyHead("solutions"), write, steady=True)


class _MatrixPages:
    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer

    def matrix(self, store: Reader, args: Args) -> Stream:
        """Show the matrix that `filter` asks for; `of_filter` and `of_api` are query strings."""
        found = read_matrix(store, read_filter(args))
        context = {
            **show_matrix(found, present(args, found.labels)),
            "chosen": args["filter"],
            "of_filter": args["of_filter"],
            "of_api": args["of_api"],
            "kinds": list(KINDS),
            "query": find_query(self._renderer.files.queries, QUERY).text,
        }
        return self._renderer.page(args, "matrix.html", context)

    def cell(self, store: Reader, args: Args) -> Stream:
        """Show what stands behind one cell, with the words of its passages from the folder `sources`."""
        found = read_cell(store, args)
        presenter, sources = present(args, found.labels), open_sources(store, args["sources"])
        language = args["reader"]["language"]
        context = {
            "cell": found.cell,
            "goal": presenter.link(_iri(found.cell.goal)),
            "region": presenter.link(_iri(found.cell.region)),
            "sign": SIGNS[found.cell.state],
            "links": [_show_link(one, presenter, sources, language) for one in found.links],
            "plans": [(presenter.link(_iri(one.plan)), one.looked) for one in found.plans],
            "searches": found.searches,
            "query": found.query,
            "of_filter": args["of_filter"],
            "reference": _write_reference(found, presenter, args),
        }
        return self._renderer.page(args, "matrix_cell.html", context)


def show_matrix(found: Matrix, presenter: Presenter) -> dict[str, Any]:
    """Return what the template of the table needs of a matrix, and what it counts."""
    regions = dict.fromkeys((cell.code, cell.region) for cell in found.cells)
    return {
        "areas": [_show_area(number, found, presenter) for number in found.areas],
        "regions": [(code, presenter.link(_iri(region))) for code, region in regions],
        "counts": Counter(cell.state for cell in found.cells),
        "total": len(found.cells),
        "looked": max((cell.looked for cell in found.cells if cell.looked), default=None),
        "served": SERVED,
        "empty": EMPTY,
        "signs": SIGNS,
    }


def _show_area(number: str, found: Matrix, presenter: Presenter) -> dict[str, Any]:
    cells = (cell for cell in found.cells if cell.number.partition(".")[0] == number)
    goals = groupby(cells, lambda cell: (cell.number, cell.goal))
    return {
        "number": number,
        "name": presenter.link(_iri(area_iri(number))),
        "goals": [
            {"number": goal_number, "name": presenter.link(_iri(goal)), "cells": list(map(_show_cell, row))}
            for (goal_number, goal), row in goals
        ],
    }


def _show_cell(cell: MatrixCell) -> dict[str, Any]:
    things = {row.thing: row.kind for row in cell.links}
    return {
        "number": cell.number,
        "code": cell.code,
        "state": cell.state,
        "kinds": [(kind, count) for kind, count in Counter(things.values()).items()],
        "looked": cell.looked,
        "read": cell.read,
        "plans": cell.plans,
        "hidden": cell.hidden,
    }


def _show_link(
    link: CellLink, presenter: Presenter, sources: Sources | None, language: str
) -> dict[str, Any]:
    return {
        "thing": presenter.link(_iri(link.thing)),
        "kind": link.kind,
        "states": link.states,
        "evidence": [_show_evidence(one, presenter, sources, language) for one in link.evidence],
        "steps": [
            {
                "subject": presenter.link(_iri(one.subject)),
                "property": presenter.link(_iri(one.predicate)).text,
                "object": presenter.link(_iri(one.object)),
                "badges": [presenter.badge(graph) for graph in one.graphs],
            }
            for one in link.steps
        ],
    }


def _show_evidence(
    found: CellEvidence, presenter: Presenter, sources: Sources | None, language: str
) -> dict[str, Any]:
    """Return a graph in words: a passage's text, a judgement's reasons, a register's address."""
    return {
        "kind": found.kind,
        "badge": presenter.badge(found.graph),
        "link": presenter.link(_iri(found.graph)),
        "excerpt": read_excerpt(sources, parse_span(found.graph), _AROUND_CHARACTERS),
        "rationale": _choose(found.rationale, language),
        "title": _choose(found.title, language),
        "rating": presenter.link(_iri(found.rating)).text if found.rating else "",
        "date": found.date,
        "address": found.address,
        "rests_on": [_show_evidence(one, presenter, sources, language) for one in found.rests_on],
    }


def _choose(texts: Mapping[str, str], language: str) -> tuple[str, str] | None:
    """Return a text and its language, the reader's if there is one."""
    return next(((texts[one], one) for one in (language, *texts) if one in texts), None)


def _write_reference(found: CellAnswer, presenter: Presenter, args: Args) -> str:
    """Return how to cite a cell: what it says, by what, in which release."""
    words, reader, cell = texts(args["reader"]["language"]), args["reader"], found.cell
    named = (presenter.link(_iri(one)).text for one in (cell.region, cell.goal))
    state = words["state_" + cell.state.replace(" ", "_")]
    graphs = "; ".join(dict.fromkeys(row.source for row in cell.links if row.source))
    release = reader.get("release", "")
    return words["matrix_reference"].format(
        region=next(named), number=cell.number, goal=next(named), state=state, release=release
    ) + (f" {graphs}" if graphs else "")


def _iri(iri: str) -> dict[str, str]:
    return {"type": "uri", "value": iri}
