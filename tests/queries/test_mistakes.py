"""Everyday mistakes are told with their place, the reason and the right form; what is SPARQL has none."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path
from random import Random
from typing import Any

import pytest

from lsgraph.calls.sparql import ask
from lsgraph.errors import QueryError, QuerySyntaxError
from lsgraph.queries import list_queries
from lsgraph.queries.guard import Bounds, check_query
from lsgraph.queries.syntax_hints import find_mistake
from lsgraph.queries.syntax_hints.messages import MESSAGES
from lsgraph.queries.tokens import read_tokens
from lsgraph.resources import find_resources
from lsgraph.store import Store
from tests.attack.hidden_service import make_store, make_text
from tests.queries.test_tokens_against_engine import HARMLESS, accepts

CASES: dict[str, list[dict[str, Any]]] = tomllib.loads(
    (Path(__file__).parents[1] / "cases" / "mistakes.toml").read_text(encoding="utf-8")
)
ALL_CASES = [case for cases in CASES.values() for case in cases]
HINTS = Path(__file__).parents[2] / "src" / "lsgraph" / "queries" / "syntax_hints"


@pytest.mark.parametrize(
    "case", [case for cases in CASES.values() for case in cases], ids=lambda case: case["query"]
)
def test_a_mistake_is_told_with_place_reason_and_right_form(case: dict[str, Any]) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        ask(Store(), case["query"])
    error, line, column = caught.value, case["line"], case["column"]
    assert (error.line, error.column) == (line, column)
    assert str(error) == f"line {line}, column {column}: {case['english']}"
    assert error.tell_in_swedish() == f"rad {line}, kolumn {column}: {case['swedish']}"


def test_there_are_enough_cases() -> None:
    assert len(CASES["everyday"]) >= 100
    assert len(CASES["character"]) >= 15


@pytest.mark.parametrize("group", ["competency", "checks", "pages", "export"])
def test_stored_queries_have_no_mistake(group: str) -> None:
    for query in list_queries(find_resources().queries, group):
        assert find_mistake(query.text, read_tokens(query.text)) is None, query.name


def test_what_the_engine_accepts_has_no_mistake() -> None:
    random, store, accepted = Random(2), make_store(), 0
    for _ in range(2_500):
        try:
            text = check_query(make_text(random, "http://a/", HARMLESS), Bounds()).text
        except QueryError:
            continue
        if accepts(store, text):
            accepted += 1
            assert find_mistake(text, read_tokens(text)) is None, text
    assert accepted > 150


@pytest.mark.parametrize(
    "text", ["(" * 90 + "1", "{" * 90, "SELECT * { FILTER(" + "(" * 90, "'" * 3 + "a" * 60_000]
)
def test_a_deep_or_long_mistake_is_told_too(text: str) -> None:
    with pytest.raises(QuerySyntaxError, match="line 1"):
        ask(Store(), text)


@pytest.mark.parametrize(
    "piece", ["(1 AS ?a) ", "?a, ", "a.b.", "{ ?s ?p ?o } ", "((", "_:a ", "VALUES ", "x "]
)
def test_the_time_for_a_mistake_grows_with_length_only(piece: str) -> None:
    text = f"SELECT {piece * (60_000 // len(piece))}"
    began = time.process_time()
    with pytest.raises(QueryError):
        ask(Store(), text)
    assert time.process_time() - began < 3


def test_every_sentence_is_said_somewhere() -> None:
    files = [*HINTS.glob("*.py"), HINTS.parent / "guard.py"]
    code = "".join(file.read_text(encoding="utf-8") for file in files if not file.stem.endswith("messages"))
    assert [key for key in MESSAGES if f'"{key}"' not in code] == []
