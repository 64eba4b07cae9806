"""The table of all calls that give data: one line adds one."""

from __future__ import annotations

from lsgraph.calls.call import Handler
from lsgraph.calls.document import DOCUMENT_CALLS
from lsgraph.calls.downloads import DOWNLOAD_CALLS
from lsgraph.calls.pages import PAGE_CALLS
from lsgraph.calls.quality import REVIEW_CALLS
from lsgraph.calls.sparql import SPARQL_CALLS


def list_calls() -> tuple[Handler, ...]:
    """Return the calls that give data."""
    return (*SPARQL_CALLS, *PAGE_CALLS, *DOWNLOAD_CALLS, *REVIEW_CALLS, *DOCUMENT_CALLS)
