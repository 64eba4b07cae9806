"""Every check of `queries/checks` is empty on the built graph: any row is a fault."""

from __future__ import annotations

import pytest

from lsgraph.queries import Query, list_queries
from lsgraph.resources import find_resources
from lsgraph.store import Store
from lsgraph.vocabulary import shorten

CHECKS = list_queries(find_resources().queries, "checks")


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_no_row_is_a_fault(check: Query, graph: Store) -> None:
    rows = [{name: shorten(term) for name, term in row.items()} for row in graph.select(check.text)]
    assert rows == []
