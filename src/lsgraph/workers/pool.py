"""Lends workers to calls: a bounded queue, a fair share for each client, and a slow lane.

A call that runs long moves to the slow lane: its worker gets the lowest priority and a fresh one takes its
place, so that short calls keep their pace beside long ones.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import time
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any, Final, Self

from lsgraph.errors import Busy, ReleaseError
from lsgraph.release import Release
from lsgraph.workers.channel import Channel
from lsgraph.workers.charge import Charge
from lsgraph.workers.frames import encode_request
from lsgraph.workers.keeper import Keeper
from lsgraph.workers.reply import Reply
from lsgraph.workers.turns import RETRY_AFTER, Turns

_LOWEST_PRIORITY: Final = 19
_PAUSE: Final = 0.5
_PATIENCE: Final = 5.0


@dataclass(frozen=True)
class Limits:
    """How many calls run (`workers`, and `slow` more that run long) and wait; seconds and bytes for each.

    `slow_after` is in seconds, `memory` in bytes, `share` the calls one client may have running and waiting,
    `largest_in_memory` the statements above which a release is read from disk.
    """

    workers: int = 2
    slow: int = 2
    queue: int = 64
    share: int = 32
    deadline: float = 30.0
    slow_after: float = 0.5
    memory: int = 1_500_000_000
    largest_in_memory: int = 3_000_000


@dataclass(eq=False)
class _Worker:
    """A worker process as the pool sees it; `client` is whose call it works on, or None."""

    channel: Channel
    client: str | None = None
    demotion: asyncio.TimerHandle | None = None
    slow: bool = False
    opened: bool = False
    used: bool = False
    status: asyncio.Future[int] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Pool:
    """The workers of one release."""

    def __init__(self, release: Release, limits: Limits) -> None:
        self.release, self.limits = release, limits
        self.networkless = False
        self.calls = self.replaced = 0
        charge = Charge(str(release.root), release.id, limits.memory, limits.largest_in_memory)
        self._keeper = Keeper(charge, self)
        most = max(1, limits.workers + limits.slow - 1)  # one client never holds every worker
        self._turns: Turns[_Worker] = Turns(limits.queue, limits.share, most)
        self._workers: dict[int, _Worker] = {}
        self._idle: list[_Worker] = []
        self._asked = 0
        self._closing = False
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def start(self) -> None:
        """Load the release and ask for the first workers; raises ReleaseError."""
        said = await self._keeper.start()
        self.networkless = bool(said.get("networkless"))
        self._fill()

    async def close(self) -> None:
        """End every worker and the parent."""
        self._closing = True
        self._turns.abandon()
        for task in self._tasks:
            task.cancel()
        for worker in self._workers.values():
            worker.channel.close()
        await self._keeper.close()

    async def drain(self, seconds: float) -> None:
        """Wait until no call runs or waits, for at most so many seconds, then close."""
        until = time.monotonic() + seconds
        while (self._turns.running_count or self._turns.waiting_count) and time.monotonic() < until:
            await asyncio.sleep(0.05)
        await self.close()

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

        `client` is who asks, for the fair share. Raises what the call raises, QueryStopped or Busy.
        """
        deadline = seconds or self.limits.deadline
        worker = await self._lend(client)
        reply = Reply(self, worker.channel, deadline)
        worker.channel.send(encode_request(name, args, deadline))
        try:
            await reply.open()
        except BaseException:
            reply.close()
            raise
        return reply

    def state(self) -> dict[str, int]:
        """Return how many workers are idle, busy and slow, how many calls wait, and what happened so far."""
        slow = sum(worker.slow for worker in self._workers.values())
        return {
            "idle": len(self._idle),
            "busy": self._turns.running_count - slow,
            "slow": slow,
            "waiting": self._turns.waiting_count,
            "calls": self.calls,
            "replaced": self.replaced,
        }

    # Lending

    async def _lend(self, client: str) -> _Worker:
        if self._closing:
            raise Busy(RETRY_AFTER)
        turn = self._turns.enter(client)
        self._grant()
        if turn.granted.done():
            return turn.granted.result()
        alarm = asyncio.get_running_loop().call_later(self.limits.deadline, self._turn_away, turn.granted)
        try:
            return await turn.granted
        except asyncio.CancelledError:
            if not turn.granted.cancelled():
                self.take_back(turn.granted.result().channel, idle=True)
            raise
        finally:
            alarm.cancel()
            self._turns.leave(turn)

    def _turn_away(self, granted: asyncio.Future[_Worker]) -> None:
        if not granted.done():
            granted.set_exception(Busy(RETRY_AFTER))

    def _grant(self) -> None:
        loop = asyncio.get_running_loop()
        while self._idle and (turn := self._turns.peek()):
            worker = self._idle.pop()
            if worker.channel.closed:
                continue
            self._turns.leave(turn)
            if turn.granted.done():
                self._idle.append(worker)
                continue
            self._turns.begin(turn.client)
            self.calls += 1
            worker.client, worker.used = turn.client, True
            worker.demotion = loop.call_later(self.limits.slow_after, self._demote, worker)
            turn.granted.set_result(worker)

    def _demote(self, worker: _Worker) -> None:
        """Move a worker to the slow lane, when there is room, and ask for one in its place."""
        if sum(one.slow for one in self._workers.values()) >= self.limits.slow:
            worker.demotion = asyncio.get_running_loop().call_later(
                self.limits.slow_after, self._demote, worker
            )
            return
        worker.slow = True
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, worker.channel.pid, _LOWEST_PRIORITY)
        self._fill()

    def take_back(self, channel: Channel, *, idle: bool) -> None:
        """Take a worker back: idle and ready for the next call, or in the middle of one and to be ended."""
        worker = self._workers.get(channel.pid)
        if worker is None or worker.client is None:
            return
        self._release(worker)
        if idle and not worker.slow and not channel.closed:
            self._idle.append(worker)
            self._grant()
        else:
            self._retire(worker)

    def kill(self, channel: Channel) -> None:
        """End a worker in the middle of a call."""
        self._keeper.kill(channel.pid)

    async def status_of(self, channel: Channel) -> int | None:
        """Return how a worker ended: its exit code, or the negative number of a signal; None if unknown."""
        worker = self._workers.get(channel.pid)
        if worker is None:
            return None
        try:
            return await asyncio.wait_for(asyncio.shield(worker.status), _PATIENCE)
        except TimeoutError:
            return None

    # Coming and going of workers

    def on_worker(self, pid: int, link: socket.socket) -> None:
        """Take a new worker in."""
        worker = _Worker(Channel(pid))
        self._workers[pid] = worker
        self._start_task(self._open(worker, link))

    async def _open(self, worker: _Worker, link: socket.socket) -> None:
        await worker.channel.connect(link)
        self._asked -= 1
        worker.opened = True
        if self._workers.get(worker.channel.pid) is worker:
            self._idle.append(worker)
            self._grant()

    def on_end(self, pid: int, status: int) -> None:
        """Note how a worker ended and see to another."""
        worker = self._workers.get(pid)
        if worker is None:
            return
        if not worker.status.done():
            worker.status.set_result(status)
        if worker.client is None:
            self._forget(worker)

    def on_lost(self) -> None:
        """Start a new parent; calls wait for it in the queue."""
        for worker in list(self._workers.values()):
            if not worker.status.done():
                worker.status.set_result(1)
            if worker.client is None:
                self._forget(worker, fill=False)
        self._asked = 0
        if not self._closing:
            self._start_task(self._restart())

    async def _restart(self) -> None:
        await self._keeper.close()
        while not self._closing:
            await asyncio.sleep(_PAUSE)
            with contextlib.suppress(ReleaseError):
                await self._keeper.start()
                self._fill()
                return

    def _retire(self, worker: _Worker) -> None:
        """End a worker that no call works with any more."""
        self._keeper.kill(worker.channel.pid)
        self._forget(worker)

    def _release(self, worker: _Worker) -> None:
        if worker.client is not None:
            self._turns.end(worker.client)
            worker.client = None
        if worker.demotion:
            worker.demotion.cancel()

    def _forget(self, worker: _Worker, *, fill: bool = True) -> None:
        worker.channel.close()
        self._workers.pop(worker.channel.pid, None)
        if worker in self._idle:
            self._idle.remove(worker)
        self.replaced += 1
        if not fill or self._closing:
            return
        if worker.used:
            self._fill()
        else:  # one that ends before its first call may do so again
            asyncio.get_running_loop().call_later(_PAUSE, self._fill)

    def _fill(self) -> None:
        """Ask for workers until as many as wanted are at hand or on their way, the slow ones not counted."""
        if self._closing:
            return
        at_hand = self._asked + sum(not one.slow and one.opened for one in self._workers.values())
        for _ in range(self.limits.workers - at_hand):
            self._asked += 1
            self._keeper.ask_worker()

    def _start_task(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
