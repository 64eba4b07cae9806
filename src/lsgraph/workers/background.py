"""Background work that no unforeseen exception ends: each is counted, told in the log, and taken up again."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Final, ParamSpec

from lsgraph.errors import LsgraphError

P = ParamSpec("P")

_LOG_EVERY_SECONDS: Final = 10.0


@dataclass
class Failures:
    """Exceptions of background work, counted by name of work; one of each is logged every 10 s."""

    counts: Counter[str] = field(default_factory=Counter)
    _logged_at: dict[str, float] = field(default_factory=dict)

    def note(self, name: str, error: Exception) -> None:
        """Count an exception and tell of it."""
        self.counts[name] += 1
        now = time.monotonic()
        if now - self._logged_at.get(name, -_LOG_EVERY_SECONDS) < _LOG_EVERY_SECONDS:
            return
        self._logged_at[name] = now
        foreseen = isinstance(error, OSError | LsgraphError)
        logging.getLogger("lsgraph.background").warning(
            "%s failed (%d times so far) and is tried again: %s",
            name,
            self.counts[name],
            error or type(error).__name__,
            exc_info=None if foreseen else error,
        )


@dataclass
class Background:
    """The background work of one owner, which ends it by `close`."""

    failures: Failures = field(default_factory=Failures)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def start(self, name: str, work: Callable[[], Awaitable[None]]) -> asyncio.Task[None]:
        """Run some work once; what it raises is noted."""
        return self._keep(self._run_once(name, work))

    def retry(self, name: str, work: Callable[[], Awaitable[None]], pause: float) -> asyncio.Task[None]:
        """Run some work until it ends without an exception, after so many seconds each time."""
        return self._keep(self._retry(name, work, pause))

    def repeat(self, name: str, work: Callable[[], Awaitable[None]], pause: float) -> asyncio.Task[None]:
        """Run some work again and again, after so many seconds each time."""
        return self._keep(self._repeat(name, work, pause))

    def guard(self, name: str, callback: Callable[P, None]) -> Callable[P, None]:
        """Return a callback for the event loop; what it raises is noted."""

        def guarded(*args: P.args, **kwargs: P.kwargs) -> None:
            try:
                callback(*args, **kwargs)
            except Exception as error:
                self.failures.note(name, error)

        return guarded

    async def close(self) -> None:
        """End all work, and wait for that; not to be called from within it."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _keep(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _run_once(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        await self._try(name, work)

    async def _try(self, name: str, work: Callable[[], Awaitable[None]]) -> bool:
        try:
            await work()
        except Exception as error:
            self.failures.note(name, error)
            return False
        return True

    async def _retry(self, name: str, work: Callable[[], Awaitable[None]], pause: float) -> None:
        await asyncio.sleep(pause)
        while not await self._try(name, work):
            await asyncio.sleep(pause)

    async def _repeat(self, name: str, work: Callable[[], Awaitable[None]], pause: float) -> None:
        while True:
            await asyncio.sleep(pause)
            await self._try(name, work)
