"""The table of all named calls: one line adds one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lsgraph.workers.calls import Call, check, graph, query, select
from lsgraph.workers.page_calls import PAGE_CALLS
from lsgraph.workers.review_calls import REVIEW_CALLS

CALLS: Final[Mapping[str, Call]] = {
    "query": query,
    "check": check,
    "graph": graph,
    "select": select,
    **PAGE_CALLS,
    **REVIEW_CALLS,
}


def list_calls() -> Mapping[str, Call]:
    """Return the calls that give data."""
    return CALLS
