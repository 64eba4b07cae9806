"""Answers made of rows computed outside the engine."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import BNode

from lsgraph.errors import QueryRefused
from lsgraph.store import RESULT_FORMATS, Format, Solution, Store, find_format, make_answer, plain_text


def rows_of(text: str) -> list[Solution]:
    return list(Store().query(text).solutions())


def test_every_sort_of_term_passes_through_unchanged() -> None:
    text = """SELECT * { VALUES (?a ?b ?c ?d ?e) {
        (<http://x.se/å> "två\\tord\\n\\"citat\\" \\\\" "sv"@sv 1.50 true)
        (UNDEF "" "1e3"^^xsd:double UNDEF lsg:p) } }"""
    rows = rows_of(text)
    answer = make_answer(["a", "b", "c", "d", "e"], rows)
    assert answer.variables == ["a", "b", "c", "d", "e"]
    assert list(answer.solutions()) == rows


def test_a_blank_node_keeps_its_label() -> None:
    store = Store()
    store.load(b"_:here <http://x.se/p> 1 .", find_format("turtle"))
    text = "SELECT ?s { ?s ?p ?o }"
    (row,) = make_answer(["s"], store.query(text).solutions()).rows()
    assert isinstance(row["s"], BNode)
    assert [row] == list(store.query(text).rows())


@given(st.text())
def test_any_text_passes_through_unchanged(text: str) -> None:
    row = (plain_text(text),)
    assert list(make_answer(["x"], [row]).solutions()) == [row]


@pytest.mark.parametrize("known", RESULT_FORMATS, ids=lambda known: known.name)
def test_an_answer_made_of_rows_is_written_as_the_engine_writes_its_own(known: Format) -> None:
    text = "SELECT ?a ?b { VALUES (?a ?b) { (1 'x, \"y\"'@sv) (UNDEF <http://x.se/>) ('' UNDEF) } }"
    own, made = io.BytesIO(), io.BytesIO()
    Store().query(text).write(own, known)
    make_answer(["a", "b"], rows_of(text)).write(made, known)
    assert made.getvalue() == own.getvalue()


def test_rows_are_made_while_the_answer_is_read() -> None:
    made = 0

    def rows() -> Iterator[Solution]:
        nonlocal made
        (row,) = rows_of("SELECT (1 AS ?x) {}")
        for _ in range(10_000):
            made += 1
            yield row

    answer = make_answer(["x"], rows())
    next(answer.rows())
    assert made < 5_000
    assert sum(1 for _ in answer.rows()) + 1 == made == 10_000


def test_a_fault_while_a_row_is_made_reaches_the_reader() -> None:
    def rows() -> Iterator[Solution]:
        yield from rows_of("SELECT (1 AS ?x) {}")
        raise QueryRefused("no more")

    with pytest.raises(QueryRefused, match="no more"):
        make_answer(["x"], rows()).write(io.BytesIO(), find_format("json"))
