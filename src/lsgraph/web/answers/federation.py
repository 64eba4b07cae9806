"""Asks the other services that a query names, in threads beside the event loop."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import Final

from lsgraph.calls.sparql import CheckCall, ClientQuery
from lsgraph.errors import Busy, QueryRefused, QueryTooLarge, ServiceFailed, ShareExceeded
from lsgraph.federation import (
    FederationPlan,
    FederationPolicy,
    Filled,
    PinnedConnection,
    fill,
    find_clauses,
    may_federate,
)
from lsgraph.workers import Pool

_THREADS: Final = 8
_MOST: Final = 32
_SHARE: Final = 4
_SLACK_SECONDS: Final = 1.0
_RETRY_SECONDS: Final = 1


class Services:
    """The services that may be asked, for a bounded number of queries at a time."""

    def __init__(self, peers: FederationPolicy) -> None:
        self._peers = peers
        self._threads = ThreadPoolExecutor(_THREADS, "service")
        self._lock = threading.Lock()
        self._asking = Counter[str]()
        self._lines = dict[int, PinnedConnection]()
        self._is_closed = False

    @property
    def allowed(self) -> frozenset[str]:
        """Return the addresses that SERVICE may name."""
        return self._peers.services

    def are_meant(self, text: str) -> bool:
        """Say whether a query may ask a service while any may be asked."""
        return bool(self._peers.services) and may_federate(text)

    async def fill(self, pool: Pool, query: ClientQuery, client: str) -> ClientQuery:
        """Return the query with what services answered, or as it is when it asks none.

        A worker parses the query before anybody is asked. Raises QueryRefused, QuerySyntaxError,
        QueryTooLarge, ServiceFailed, Busy, and what calls of workers raise.
        """
        length = len(query.text) if query.length is None else query.length
        if len(query.text) > length:
            raise QueryTooLarge(f"the query has {len(query.text)} characters; at most {length} are allowed")
        plan = await asyncio.to_thread(find_clauses, query.text, self._peers.services, self._peers.clauses)
        if plan is None:
            return query
        if query.sources:
            raise QueryRefused(
                "sources=true cannot follow SERVICE: another service does not say where its triples come from"
            )
        groups = tuple(clause.query for clause in plan.clauses)
        check = CheckCall(plan.without_services(), length, groups)
        variables = [list(one) for one in await pool.call(check, client)]
        filled = await self._ask(plan, variables, client)
        return replace(query, text=filled.text, length=len(filled.text), missing=tuple(filled.missing))

    def close(self) -> None:
        """Cut what is being asked, and ask nothing more."""
        with self._lock:
            self._is_closed = True
            lines = list(self._lines.values())
        for line in lines:
            line.cut()
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _ask(self, plan: FederationPlan, variables: list[list[str]], client: str) -> Filled:
        line = PinnedConnection(self._peers.seconds, self._peers.private)
        work = self._begin(plan, variables, line, client)
        try:
            async with asyncio.timeout(self._peers.seconds + _SLACK_SECONDS):
                return await asyncio.wrap_future(work)
        except TimeoutError as error:
            names = " and ".join(dict.fromkeys(clause.service for clause in plan.clauses))
            raise ServiceFailed(names, "it takes too long") from error
        finally:
            line.cut()

    def _begin(
        self, plan: FederationPlan, variables: list[list[str]], line: PinnedConnection, client: str
    ) -> Future[Filled]:
        with self._lock:
            if self._asking[client] >= _SHARE:
                raise ShareExceeded(_RETRY_SECONDS)
            if self._is_closed or self._asking.total() >= _MOST:
                raise Busy(_RETRY_SECONDS)
            self._asking[client] += 1
            self._lines[id(line)] = line
        try:
            work = self._threads.submit(fill, plan, variables, self._peers, line)
        except RuntimeError as error:  # no thread can be started, or none any more
            self._end(line, client)
            raise Busy(_RETRY_SECONDS) from error
        work.add_done_callback(lambda _: self._end(line, client))
        return work

    def _end(self, line: PinnedConnection, client: str) -> None:
        """Count a piece of work out once its thread is free, which is later than when its client left."""
        with self._lock:
            self._lines.pop(id(line), None)
            self._asking[client] -= 1
            if not self._asking[client]:
                del self._asking[client]
