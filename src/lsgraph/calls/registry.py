"""The table of all named calls: one line adds one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lsgraph.calls.downloads import DOWNLOAD_CALLS
from lsgraph.calls.pages import PAGE_CALLS
from lsgraph.calls.quality import REVIEW_CALLS
from lsgraph.calls.sparql import Call, check, graph, query, select

CALLS: Final[Mapping[str, Call]] = {
    "query": query,
    "check": check,
    "graph": graph,
    "select": select,
    **PAGE_CALLS,
    **DOWNLOAD_CALLS,
    **REVIEW_CALLS,
}


def list_calls() -> Mapping[str, Call]:
    """Return the calls that give data."""
    return CALLS
