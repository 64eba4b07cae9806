"""Asks a worker a small question now and then, to know that an answer can be had."""

from __future__ import annotations

import asyncio
import time
from typing import Final

from lsgraph.calls.sparql import ClientQuery
from lsgraph.calls.tables import TableCall
from lsgraph.errors import LsgraphError
from lsgraph.workers import Pool

_PAUSE_SECONDS: Final = 1.0
_WAIT_SECONDS: Final = 2.0
_WORK_SECONDS: Final = 5.0


class WorkerProbe:
    """One question, a query that is an ASK, for all who want to know: at most one a second and one at a time.

    It comes before all calls that wait, so that runaways cannot starve it.
    """

    def __init__(self, pool: Pool, query: str) -> None:
        self._pool = pool
        self._call = TableCall(ClientQuery(query), 1)
        self._asking: asyncio.Task[None] | None = None
        self._asked_at = 0.0
        self._answered_at = time.monotonic()
        self.fault = ""

    @property
    def seconds_unanswered(self) -> float:
        """Return the seconds since a worker answered last."""
        return time.monotonic() - self._answered_at

    async def look(self) -> None:
        """Ask, unless that was done a moment ago, and wait for the answer for two seconds at most."""
        if self._asking is None or self._asking.done():
            if time.monotonic() - self._asked_at < _PAUSE_SECONDS:
                return
            self._asked_at = time.monotonic()
            self._asking = asyncio.create_task(self._ask())
        await asyncio.wait([self._asking], timeout=_WAIT_SECONDS)

    async def _ask(self) -> None:
        try:
            found = await self._pool.call(self._call, seconds=_WORK_SECONDS, urgent=True)
        except LsgraphError as error:
            self.fault = str(error)
        except Exception as error:
            self.fault = type(error).__name__
            self._pool.failures.note("health", error)
        else:
            self.fault = "" if found.verdict else "nothing is stated"
            self._answered_at = time.monotonic()
