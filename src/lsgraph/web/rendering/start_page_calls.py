"""The start page: the matrix by area, three answers, ways in, and how fresh it all is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from lsgraph.calls.call import Handler, Stream
from lsgraph.calls.matrix import EMPTY, SERVED, Matrix, MatrixCell, MatrixFilter, area_iri, read_matrix
from lsgraph.calls.sparql import ClientQuery
from lsgraph.calls.tables import JsonRow, TableCall, table
from lsgraph.provenance import COLUMNS, list_carriers
from lsgraph.queries import Query
from lsgraph.release import list_releases
from lsgraph.store import JsonTerm, Reader
from lsgraph.vocabulary import Kind
from lsgraph.web.rendering.matrix_page_calls import SIGNS
from lsgraph.web.rendering.page_arguments import StartPageCall
from lsgraph.web.rendering.page_parts import Badge, PageLink
from lsgraph.web.rendering.presenter import Presenter
from lsgraph.web.rendering.renderer import Renderer, present
from lsgraph.web.rendering.structured_data import describe_dataset

_ANSWERS: Final = 3
_ROWS: Final = 3
_ANSWER_KEYWORD: Final = "answer"
"""The keyword of the stored questions that are answered on the start page."""


@dataclass(frozen=True)
class AreaOfRegion:
    """How many goals of an area a region serves, and the strongest way that one of them is known."""

    state: str
    served: int
    goals: int


@dataclass(frozen=True)
class StartArea:
    """A priority area with what each region serves of it."""

    number: str
    name: str
    cells: tuple[AreaOfRegion, ...]


@dataclass(frozen=True)
class AnswerRow:
    """A row in words, with the first passage that says so."""

    words: tuple[PageLink, ...]
    badges: tuple[Badge, ...]


@dataclass(frozen=True)
class StartAnswer:
    """A stored question with its first rows."""

    name: str
    question: str
    rows: tuple[AnswerRow, ...]
    more: bool


@dataclass(frozen=True)
class SourceRead:
    """A source, how long it is and how much of it is unread, in characters."""

    link: PageLink
    characters: int
    unread: int


@dataclass(frozen=True)
class StatementsOfKind:
    """A kind of graph with how many statements are in it."""

    name: str
    count: int


def list_start_page(renderer: Renderer) -> tuple[Handler, ...]:
    """Return the call of this page."""
    return (StartPageCall.answered_by(_StartPage(renderer).show),)


class _StartPage:
    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer

    def show(self, store: Reader, asked: StartPageCall) -> Stream:
        """Show the page."""
        matrix = read_matrix(store, MatrixFilter())
        presenter = present(asked.reader, matrix.labels)
        questions = [one for one in self._renderer.questions if _ANSWER_KEYWORD in one.keywords]
        context = {
            "areas": [_show_area(number, matrix, presenter) for number in matrix.areas],
            "regions": _list_regions(matrix, presenter),
            "counts": Counter(cell.state for cell in matrix.cells),
            "total": len(matrix.cells),
            "looked": max((cell.looked for cell in matrix.cells if cell.looked), default=None),
            "states": (*SERVED, *EMPTY),
            "signs": SIGNS,
            "answers": [_answer(one, store, asked) for one in questions[:_ANSWERS]],
            "questions": [one for one in self._renderer.questions if "start" in one.keywords],
            "kinds": [StatementsOfKind(kind.value, asked.kinds.get(kind.value, 0)) for kind in Kind],
            "issued": asked.issued,
            "sources": _show_sources(asked),
            "earlier": _find_earlier(asked),
            "shown": asked.shown,
            "structured": describe_dataset(asked.reader, asked.issued),
        }
        return self._renderer.page(asked, "start.html", context)


def _show_area(number: str, matrix: Matrix, presenter: Presenter) -> StartArea:
    cells: dict[str, list[MatrixCell]] = {}
    for cell in matrix.cells:
        if cell.number.partition(".")[0] == number:
            cells.setdefault(cell.code, []).append(cell)
    name = presenter.link(JsonTerm.iri(area_iri(number))).text
    return StartArea(number, name, tuple(_sum_up(found) for found in cells.values()))


def _sum_up(cells: Sequence[MatrixCell]) -> AreaOfRegion:
    states = [cell.state for cell in cells]
    state = next(one for one in (*SERVED, "none", "not read", "not looked") if one in states)
    return AreaOfRegion(state, sum(one in SERVED for one in states), len(cells))


def _list_regions(matrix: Matrix, presenter: Presenter) -> list[PageLink]:
    regions = dict.fromkeys(cell.region for cell in matrix.cells)
    return [presenter.link(JsonTerm.iri(region)) for region in regions]


def _answer(question: Query, store: Reader, asked: StartPageCall) -> StartAnswer:
    """Return the first rows of a stored question, each with what says so."""
    found = table(store, TableCall(ClientQuery(question.text, sources=True), _ROWS)).rows
    assert found is not None
    presenter = present(asked.reader, found.labels)
    rows = tuple(_show_row(row, presenter) for row in found.rows)
    return StartAnswer(question.name, question.description[asked.reader.language], rows, found.cut)


def _show_row(row: JsonRow, presenter: Presenter) -> AnswerRow:
    passages = list_carriers(COLUMNS[0], row[COLUMNS[0]].value)
    said = (term for name, term in row.items() if name not in COLUMNS and term.type == "literal")
    badges = tuple(presenter.badge(graph) for graph in islice(passages, 1))
    return AnswerRow(tuple(map(presenter.link, said)), badges)


def _show_sources(asked: StartPageCall) -> list[SourceRead]:
    found = asked.read_found()
    presenter = present(asked.reader, found.labels)
    return [
        SourceRead(presenter.link(JsonTerm.iri(one.iri)), one.end - one.start, one.unread)
        for one in found.sources
    ]


def _find_earlier(asked: StartPageCall) -> str | None:
    """Return the id of the release before the one that is shown, if it is kept."""
    ids = [one.id for one in list_releases(asked.root)]
    later = ids.index(asked.shown) if asked.shown in ids else len(ids)
    return next(iter(ids[later + 1 :]), None)
