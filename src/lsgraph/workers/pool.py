"""Answers named calls with the workers of a release, each client in its turn.

A call that runs long moves to the slow lane: its worker gets a low priority and a fresh one takes its
place, so that short calls keep their pace beside long ones.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from typing import Any, Self

from lsgraph.errors import Busy, QueryStopped
from lsgraph.release import Release
from lsgraph.workers.background import Background, Failures
from lsgraph.workers.crew import Crew, Worker
from lsgraph.workers.frames import encode_request
from lsgraph.workers.limits import Limits
from lsgraph.workers.reply import Reply
from lsgraph.workers.turns import RETRY_AFTER, Turns


class Pool:
    """The service's workers: those of the release it answers from."""

    def __init__(self, release: Release, limits: Limits, failures: Failures | None = None) -> None:
        self.limits = limits
        self.failures = Failures() if failures is None else failures
        self.calls = 0
        most = max(1, limits.workers + limits.slow - 1)  # one client never holds every worker
        self._turns: Turns[Worker] = Turns(limits.queue, limits.share, most)
        self._replaced: Counter[str] = Counter()
        self._crew = Crew(release, limits, self._grant, self._replaced, self.failures)
        self._background = Background(self.failures)
        self._closing = False

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    @property
    def release(self) -> Release:
        """Return the release that new calls are answered from."""
        return self._crew.release

    @property
    def is_busy(self) -> bool:
        """Say whether a call runs or waits."""
        return self._turns.running_count + self._turns.waiting_count > 0

    async def start(self) -> None:
        """Load the release and start its workers; raises ReleaseError."""
        await self._crew.start()

    async def close(self) -> None:
        """Turn away who waits; end every worker and parent."""
        self._closing = True
        self._turns.abandon()
        await self._background.close()
        await self._crew.close()

    async def switch(self, release: Release) -> None:
        """Answer from another release as soon as it is loaded; calls that run end with the old one.

        Raises ReleaseError and then stays with the old one.
        """
        crew = Crew(release, self.limits, self._grant, self._replaced, self.failures)
        await crew.start()
        old, self._crew = self._crew, crew
        self._background.start("release left", _leave(old, 2 * self.limits.deadline))

    async def call(
        self, name: str, args: dict[str, Any], client: str = "", seconds: float | None = None
    ) -> Any:
        """Return what a call answers, read as JSON; raises what the call raises, QueryStopped or Busy."""
        reply = await self.stream(name, args, client, seconds)
        try:
            return await reply.value()
        finally:
            reply.close()

    async def stream(
        self, name: str, args: dict[str, Any], client: str = "", seconds: float | None = None
    ) -> Reply:
        """Return a call's answer once its first bytes exist; the reader reads it to its end or closes it.

        `client` is who asks, for the fair share. A call whose worker ends as the call reaches it is put to
        another one. Raises what the call raises, QueryStopped or Busy.
        """
        deadline = seconds or self.limits.deadline
        request = encode_request(name, args, deadline)
        try:
            return await self._open(await self._lend(client), client, request, deadline)
        except _Unlucky:
            return await self._open(await self._lend(client), client, request, deadline, last=True)

    async def _open(
        self, worker: Worker, client: str, request: bytes, deadline: float, *, last: bool = False
    ) -> Reply:
        reply = Reply(Loan(worker, client, self._turns, self.limits.slow_after), deadline)
        began = time.monotonic()
        worker.channel.send(request)
        try:
            await reply.open()
        except QueryStopped as error:
            if error.cause == "crash" and not last and time.monotonic() - began < self.limits.slow_after:
                raise _Unlucky from error
            raise
        except BaseException:
            reply.close()
            raise
        return reply

    def state(self) -> dict[str, int]:
        """Return how many workers are idle, busy and slow, how many calls wait, and what happened so far."""
        slow = self._crew.count_slow()
        return {
            "idle": self._crew.count_idle(),
            "busy": self._turns.running_count - slow,
            "slow": slow,
            "waiting": self._turns.waiting_count,
            "alive": self._crew.count_alive(),
            "calls": self.calls,
            "replaced": self._replaced.total(),
        }

    def causes(self) -> dict[str, int]:
        """Return how many workers were replaced so far, by cause."""
        return dict(self._replaced)

    @property
    def seconds_without(self) -> float:
        """Return for how long no worker has run; 0 while one does."""
        return self._crew.seconds_without

    async def _lend(self, client: str) -> Worker:
        if self._closing:
            raise Busy(RETRY_AFTER)
        if self._turns.is_next(client) and (worker := self._crew.take()):
            self._turns.begin(client)
            self.calls += 1
            return worker
        turn = self._turns.enter(client, self._crew.count_idle())
        self._grant()
        if turn.granted.done():
            return turn.granted.result()
        alarm = asyncio.get_running_loop().call_later(self.limits.deadline, _turn_away, turn.granted)
        try:
            return await turn.granted
        except asyncio.CancelledError:
            if not turn.granted.cancelled():
                worker = turn.granted.result()
                self._turns.end(client)
                worker.crew.put_back(worker, idle=True)
            raise
        finally:
            alarm.cancel()
            self._turns.leave(turn)

    def _grant(self) -> None:
        """Give idle workers to those whose turn it is."""
        while (turn := self._turns.peek()) and (worker := self._crew.take()):
            self._turns.leave(turn)
            if turn.granted.done():
                worker.crew.put_back(worker, idle=True)
                return
            self._turns.begin(turn.client)
            self.calls += 1
            turn.granted.set_result(worker)


class _Unlucky(Exception):
    """The worker ended as the call reached it."""


class Loan:
    """A worker lent to one call; moves it to the slow lane when the call runs long."""

    def __init__(self, worker: Worker, client: str, turns: Turns[Worker], slow_after: float) -> None:
        self.worker = worker
        self._client, self._turns, self._slow_after = client, turns, slow_after
        self._alarm = asyncio.get_running_loop().call_later(slow_after, self._demote)

    def give_back(self, *, idle: bool) -> None:
        """Return the worker: ready for the next call, or to be ended."""
        self._alarm.cancel()
        self._turns.end(self._client)
        self.worker.crew.put_back(self.worker, idle=idle)

    def _demote(self) -> None:
        if not self.worker.crew.demote(self.worker):
            self._alarm = asyncio.get_running_loop().call_later(self._slow_after, self._demote)


def _turn_away(granted: asyncio.Future[Worker]) -> None:
    if not granted.done():
        granted.set_exception(Busy(RETRY_AFTER))


async def _leave(crew: Crew, seconds: float) -> None:
    try:
        await crew.drain(seconds)
    finally:
        await crew.close()
