"""Every check of `queries/checks` is empty on the built graph, and finds the fault in its case.

The case of a check is the smallest graph that makes it return a row: `cases/checks/<check>.trig`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from lsgraph.queries import Query, list_queries
from lsgraph.resources import find_resources
from lsgraph.store import Store, find_format
from lsgraph.vocabulary import shorten

CASES = Path(__file__).parent / "cases" / "checks"
CHECKS = list_queries(find_resources().queries, "checks")


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_no_row_is_a_fault(check: Query, graph: Store) -> None:
    rows = [{name: shorten(term) for name, term in row.items()} for row in graph.select(check.text)]
    assert rows == []


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_a_check_finds_the_fault_in_its_case(check: Query) -> None:
    store = Store()
    store.load(CASES / f"{check.name}.trig", find_format("trig"))
    store.merge()
    assert store.select(check.text) != []


def test_no_case_is_left_over() -> None:
    assert {path.stem for path in CASES.glob("*.trig")} == {check.name for check in CHECKS}
