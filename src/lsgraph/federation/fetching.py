"""Asks one service one query, through SPARQLWrapper on a line of ours."""

from __future__ import annotations

from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from typing import Final
from urllib.error import URLError

from SPARQLWrapper import JSON, POST, SELECT, SPARQLWrapper

from lsgraph.errors import ServiceFailed
from lsgraph.federation.pinned_connection import PinnedConnection
from lsgraph.store import find_head_fault, write_out

_READ: Final = ("application/sparql-results+json", "application/json")
_AGENT: Final = "lsgraph (SPARQL 1.1 Federated Query)"


@dataclass(frozen=True)
class FederationPolicy:
    """The services that may be asked, and how much one query may take of them together.

    `seconds` for all answers, `rows` and `size` (bytes) for all of them, `clauses` in one query; `private`
    lets them have addresses that are not public.
    """

    services: frozenset[str]
    seconds: float
    private: bool = False
    clauses: int = 8
    rows: int = 10_000
    size: int = 4_000_000


def fetch(service: str, query: str, size: int, line: PinnedConnection) -> bytes:
    """Return what a service answers to a SELECT: results in JSON, of at most `size` bytes.

    Raises ServiceFailed with the reason when that is not the whole answer, or not of that kind.
    """
    asker = _Asker(service, line)
    asker.setQuery(write_out(query))
    asker.setMethod(POST)
    asker.setReturnFormat(JSON)
    asker.setOnlyConneg(True)
    try:
        with asker.query().response as response:
            _check_head(service, response)
            body: bytes = response.read(size + 1)
            rest = response.length
    except (OSError, HTTPException, ValueError) as error:
        raise ServiceFailed(service, _why(error, line)) from error
    if line.is_over:
        raise ServiceFailed(service, "it takes too long")
    if len(body) > size:
        raise ServiceFailed(service, f"its answer is too large: more than {size} bytes; ask it for less")
    if rest:
        raise ServiceFailed(service, "its answer broke off")
    return body


class _Asker(SPARQLWrapper):
    """A client that opens its connections on a line, and reads nothing into the query that it sends."""

    def __init__(self, service: str, line: PinnedConnection) -> None:
        super().__init__(service, agent=_AGENT)
        self._line = line

    def _query(self) -> tuple[HTTPResponse, str]:
        return self._line.open(self._createRequest()), self.returnFormat

    def _parseQueryType(self, query: str) -> str:  # noqa: N802  (the client's own name)
        return str(SELECT)


def _check_head(service: str, response: HTTPResponse) -> None:
    headers = {name.lower(): value for name, value in response.headers.items()}
    coding = headers.get("content-encoding", "identity").strip().lower()
    fault = find_head_fault(response.status, headers, _READ)
    if fault is None and coding != "identity":
        fault = f"answered in the coding {coding[:80]}, which was not asked for"
    if fault:
        raise ServiceFailed(service, f"it {fault}")


def _why(error: Exception, line: PinnedConnection) -> str:
    reason = error.reason if isinstance(error, URLError) and isinstance(error.reason, Exception) else error
    if line.is_over or isinstance(reason, TimeoutError):
        return "it takes too long"
    return str(reason) or type(reason).__name__
