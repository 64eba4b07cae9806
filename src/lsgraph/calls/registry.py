"""The table of all calls that give data: one line adds one."""

from __future__ import annotations

from lsgraph.calls.call import Handler
from lsgraph.calls.coverage import COVERAGE_CALLS
from lsgraph.calls.difference import DIFFERENCE_CALLS
from lsgraph.calls.document import DOCUMENT_CALLS
from lsgraph.calls.downloads import DOWNLOAD_CALLS
from lsgraph.calls.quality import QUALITY_CALLS
from lsgraph.calls.searches import SEARCH_CALLS
from lsgraph.calls.sparql import SPARQL_CALLS
from lsgraph.calls.tables import TABLE_CALLS
from lsgraph.calls.things import THING_CALLS


def list_calls() -> tuple[Handler, ...]:
    """Return the calls that give data."""
    return (
        *SPARQL_CALLS,
        *TABLE_CALLS,
        *THING_CALLS,
        *SEARCH_CALLS,
        *COVERAGE_CALLS,
        *QUALITY_CALLS,
        *DIFFERENCE_CALLS,
        *DOWNLOAD_CALLS,
        *DOCUMENT_CALLS,
    )
