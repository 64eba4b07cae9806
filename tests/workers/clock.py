"""An event loop whose clock is in the hand of the test: when all wait for a time, it is that time."""

from __future__ import annotations

import asyncio
import gc
import selectors
from collections.abc import Coroutine
from typing import Any


class _Jumper(selectors.DefaultSelector):
    """A selector that never waits: where nothing is ready, the time that was to be waited has passed."""

    now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if not ready and timeout is None:
            raise AssertionError("all wait, and for nothing")
        if not ready and timeout:
            self.now += timeout
        return ready


class ClockLoop(asyncio.SelectorEventLoop):
    """A loop of which an hour takes no time."""

    def __init__(self) -> None:
        self._clock = _Jumper()
        super().__init__(self._clock)

    def time(self) -> float:
        """Return the time, which is 0 at the beginning."""
        return self._clock.now


def run_by_clock(work: Coroutine[Any, Any, None]) -> None:
    """Run some work to its end with a clock that stands while anything is to be done.

    Exceptions of tasks and callbacks that nobody looks at are told.
    """
    told: list[dict[str, Any]] = []
    with asyncio.Runner(loop_factory=ClockLoop) as runner:
        runner.get_loop().set_exception_handler(lambda _, context: told.append(context))
        runner.run(work)
        gc.collect()
    assert told == []


def now() -> float:
    """Return the loop's time."""
    return asyncio.get_running_loop().time()
