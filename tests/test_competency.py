"""Every competency question gives just the rows that were read off the documents.

The expected rows stand in `cases/queries/competency/<question>.csv`: its columns are a choice of the
query's columns, IRIs are shortened with the project's prefixes, and rows may stand in any order.
"""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from rdflib import URIRef

from lsgraph.queries import Query, list_queries
from lsgraph.resources import find_resources
from lsgraph.store import Store, Term
from lsgraph.vocabulary import shorten

EXPECTED = Path(__file__).parent / "cases" / "queries" / "competency"
QUESTIONS = list_queries(find_resources().queries, "competency")


def _show(term: Term | None) -> str:
    if term is None:
        return ""
    return shorten(term) if isinstance(term, URIRef) else str(term)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_the_answer_is_what_the_documents_say(question: Query, graph: Store) -> None:
    path = EXPECTED / f"{question.name.rpartition('/')[2]}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        columns = next(reader)
        expected = Counter(tuple(row) for row in reader)
    found = Counter(tuple(_show(row.get(name)) for name in columns) for row in graph.select(question.text))
    assert found == expected


def test_no_expected_rows_are_left_over() -> None:
    names = {question.name.rpartition("/")[2] for question in QUESTIONS}
    assert {path.stem for path in EXPECTED.glob("*.csv")} == names


def test_there_are_enough_questions() -> None:
    assert len(QUESTIONS) >= 20


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_a_question_is_asked_in_both_languages(question: Query) -> None:
    assert question.description["sv"].endswith(("?", "."))
    assert question.description["en"].endswith(("?", "."))
    assert question.keywords
