"""What the page with the editor shows: a query, and its answer or what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lsgraph.queries import Query
from lsgraph.web.rendering.result_table import ResultTable, ResultText


@dataclass(frozen=True)
class QueryProblem:
    """What is wrong with a query, in words of a language; and the line with a caret below the place."""

    title: str
    detail: str
    detail_language: str
    line: int | None = None
    source_line: str = ""
    caret: str = ""


@dataclass(frozen=True)
class QueryView:
    """The names that the template of the page knows; an answer is one of `verdict`, `table` and `graph`."""

    text: str
    sources: bool
    rows_of_text: int
    questions: Sequence[Query]
    described: str = ""
    verdict: bool | None = None
    table: ResultTable | None = None
    graph: ResultText | None = None
    problem: QueryProblem | None = None
    missing: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def show_editor(text: str, questions: Sequence[Query], *, sources: bool) -> QueryView:
    """Return what the page with the editor shows before there is an answer."""
    return QueryView(text, sources, min(24, max(8, text.count("\n") + 2)), questions)
