"""An answer on its way from a worker: its head, then its pieces; and why it stopped when it did."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator
from typing import Final, Protocol, TypeVar

from lsgraph.calls.call import ReplyHead
from lsgraph.calls.codec import decode
from lsgraph.errors import QueryStopped
from lsgraph.workers.wire import DATA, END, FAULT, HEAD, decode_fault
from lsgraph.workers.worker import OUT_OF_MEMORY_EXIT
from lsgraph.workers.worker_group import Worker

T = TypeVar("T")

_CAUSES: Final = {
    -signal.SIGXCPU: "time",
    -signal.SIGABRT: "memory",
    OUT_OF_MEMORY_EXIT: "memory",
    -signal.SIGSEGV: "depth",
    -signal.SIGBUS: "depth",
}
_MESSAGES: Final = {
    "memory": "the query needed more memory than a query may take and was stopped; narrow it, or sort less",
    "depth": "the query is too deep or too long for the engine, which had to be replaced; make it simpler",
    "crash": "the process that worked on the query ended without an answer and was replaced; try again",
}


class Leased(Protocol):
    """A worker that a call has."""

    worker: Worker

    def give_back(self, *, idle: bool) -> None:
        """Return the worker: ready for the next call, or in the middle of one and to be ended."""


class Reply:
    """One call's answer; must be read to its end or closed.

    The clock runs while the worker works, and stands while the reader takes its time.
    """

    def __init__(self, lease: Leased, seconds: float) -> None:
        self.head = ReplyHead()
        self.release = lease.worker.crew.release
        self._lease, self._channel = lease, lease.worker.channel
        self._seconds = self._left = seconds
        self._late = self._done = False

    async def open(self) -> None:
        """Wait until the first bytes exist; raises what the worker raised, or QueryStopped."""
        kind, payload = await self._next()
        assert kind == HEAD
        self.head = decode(payload, ReplyHead)

    async def read(self) -> bytes | None:
        """Return the answer's next piece, None at its end; raises what the worker raised, or QueryStopped."""
        while not self._done:
            kind, payload = await self._next()
            if kind == DATA:
                return payload
        return None

    async def pieces(self) -> AsyncIterator[bytes]:
        """Yield the answer's bytes; raises QueryStopped or another fault when it is not whole."""
        while (piece := await self.read()) is not None:
            yield piece

    async def whole(self) -> bytes:
        """Return the answer's bytes; raises what `pieces` raises."""
        return b"".join([piece async for piece in self.pieces()])

    async def value(self, kind: type[T]) -> T:
        """Return the answer read as JSON of a value of that type; raises what `pieces` raises."""
        return decode(await self.whole(), kind)

    def close(self) -> None:
        """Free the worker; one that has not finished is ended."""
        if not self._done:
            self._lease.worker.cause = "left"
            self._finish(idle=False)

    async def _next(self) -> tuple[bytes, bytes]:
        frame = await self._read()
        if frame is None:
            raise await self._explain_end()
        kind, payload = frame
        if kind == FAULT:
            self._finish(idle=True)
            raise decode_fault(payload)
        if kind == END:
            self._finish(idle=True)
        return kind, payload

    async def _read(self) -> tuple[bytes, bytes] | None:
        if self._channel.is_ready:
            return await self._channel.read()
        loop = asyncio.get_running_loop()
        began = loop.time()
        alarm = loop.call_later(max(self._left, 0), self._expire)
        try:
            return await self._channel.read()
        except asyncio.CancelledError:
            self.close()
            raise
        finally:
            alarm.cancel()
            self._left -= loop.time() - began

    def _expire(self) -> None:
        self._late = True
        self._lease.worker.kill()

    async def _explain_end(self) -> QueryStopped:
        if stopped := self._lease.worker.stopped:
            self._finish(idle=False)
            return stopped
        status = await self._lease.worker.find_status()
        cause = "time" if self._late else _CAUSES.get(status or 0, "crash")
        self._lease.worker.cause = cause
        self._finish(idle=False)
        if cause == "time":
            return QueryStopped(cause, f"the query was stopped after {self._seconds:g} seconds; narrow it")
        return QueryStopped(cause, _MESSAGES[cause])

    def _finish(self, *, idle: bool) -> None:
        if not self._done:
            self._done = True
            self._lease.give_back(idle=idle)
