"""The worker processes of one release: asked for, at hand, lent, slow, ended and replaced."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import time
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from lsgraph.errors import QueryStopped, ReleaseError
from lsgraph.release import Release
from lsgraph.workers.background import Background, Failures
from lsgraph.workers.channel import Channel
from lsgraph.workers.fair_queue import FairQueue, Lease
from lsgraph.workers.forkserver_client import ForkserverClient
from lsgraph.workers.limits import Limits
from lsgraph.workers.network import Network, warn_if_open
from lsgraph.workers.sandbox import address_space
from lsgraph.workers.slow_lane import SlowLane
from lsgraph.workers.worker_config import WorkerConfig

_LOW_PRIORITY: Final = 10
_GROWTH_SHARE: Final = 4
_PAUSE_SECONDS: Final = 0.5
_STATUS_SECONDS: Final = 5.0
_BEAT_SECONDS: Final = 5.0


@dataclass(eq=False)
class Worker:
    """A worker process; `low` in priority once its call has run long, `slow` once it is in the slow lane.

    `cause` is why it will be replaced: `slow` after a call that ran long, `left` by its caller, what stopped
    its call (`time`, `memory`, `depth`, `crash`), or `parent` when that was lost. `size` is its address space
    before its first call, in bytes; `used` once it has had one. `stopped` is what its call's client is told.
    """

    crew: WorkerGroup
    channel: Channel
    opened: bool = False
    used: bool = False
    low: bool = False
    slow: bool = False
    size: int = 0
    cause: str = "crash"
    stopped: QueryStopped | None = None
    status: asyncio.Future[int] = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    async def find_status(self) -> int | None:
        """Return how the worker ended: its exit code, or the negative number of a signal; None if unknown."""
        try:
            return await asyncio.wait_for(asyncio.shield(self.status), _STATUS_SECONDS)
        except TimeoutError:
            return None

    def kill(self) -> None:
        """End the worker in the middle of its call."""
        self.crew.kill(self)


class WorkerGroup:
    """One release's workers and their parent; those ready for a call are offered to the queue, as one group.

    `replaced` counts ended workers by cause, `failures` what went wrong in the background.
    """

    def __init__(
        self,
        release: Release,
        limits: Limits,
        queue: FairQueue[Worker],
        replaced: Counter[str],
        failures: Failures,
        fork_server: type[ForkserverClient] = ForkserverClient,
    ) -> None:
        self.release, self.limits = release, limits
        self.network = Network.OPEN
        self.replaced = replaced
        self._queue = queue
        self._lane = SlowLane(limits.slow, limits.workers, self._admit, self._stop)
        self._background = Background(failures)
        self._keeper = fork_server(WorkerConfig.of(release, limits), self, self._background)
        self._workers: dict[int, Worker] = {}
        self._asked = 0
        self._fill_at: asyncio.TimerHandle | None = None
        self._without_since = time.monotonic()
        self._closing = False
        self._restarting: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Load the release and ask for the first workers; raises ReleaseError."""
        said = await self._keeper.start()
        self.network = Network(said.network)
        warn_if_open(self.network, self.release.id)
        self._fill()
        self._background.repeat("heartbeat", self._beat, _BEAT_SECONDS)

    async def close(self) -> None:
        """End every worker and the parent."""
        self._closing = True
        await self._background.close()
        for worker in self._workers.values():
            self._queue.withdraw(worker)
            worker.channel.close()
            if not worker.status.done():
                worker.status.set_result(-signal.SIGKILL)
        await self._keeper.close()

    def put_back(self, worker: Worker, *, idle: bool) -> None:
        """Take a worker back: idle and ready for the next call, or to be ended."""
        usable = idle and not worker.channel.closed and not self._closing
        if usable and not worker.stopped and (not worker.low or self._promote(worker)):
            self._offer(worker)
        else:
            if idle and worker.low:
                worker.cause = "slow"
            self._end(worker)

    def begin_long(self, lease: Lease[Worker]) -> None:
        """Lower the priority of a call that runs long, and see to a place for it in the slow lane."""
        lease.resource.low = True
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, lease.resource.channel.pid, _LOW_PRIORITY)
        self._lane.enter(lease, asyncio.get_running_loop().time())

    def end_long(self, lease: Lease[Worker]) -> None:
        """Give the place of a call that is over to the next one."""
        self._lane.leave(lease, asyncio.get_running_loop().time())

    def _admit(self, worker: Worker) -> None:
        worker.slow = True
        self._fill()

    def _stop(self, worker: Worker, why: QueryStopped) -> None:
        worker.stopped, worker.cause = why, why.cause
        self.kill(worker)

    def _promote(self, worker: Worker) -> bool:
        """Raise the priority of a worker again where this process may: it is warm by now.

        One that has taken much memory is better replaced.
        """
        if address_space(worker.channel.pid) - worker.size > self.limits.memory // _GROWTH_SHARE:
            return False
        try:
            os.setpriority(os.PRIO_PROCESS, worker.channel.pid, os.getpriority(os.PRIO_PROCESS, 0))
        except OSError:
            return False
        worker.slow = worker.low = False
        return True

    def _offer(self, worker: Worker) -> None:
        self._queue.offer(worker, self)
        self._trim()

    def _trim(self) -> None:
        """End idle workers that are too many, those without a call so far first."""
        while (idle := self._queue.idle(self)) and self._count_quick() > self.limits.workers:
            worker = min(idle, key=lambda one: one.used)
            worker.cause = "slow"
            self._end(worker)

    def _end(self, worker: Worker) -> None:
        self.kill(worker)
        self._forget(worker)

    def kill(self, worker: Worker) -> None:
        """End a worker in the middle of its call."""
        self._keeper.kill(worker.channel.pid)

    def count_idle(self) -> int:
        """Return how many workers are ready."""
        return len(self._queue.idle(self))

    def count_slow(self) -> int:
        """Return how many workers are in the slow lane."""
        return sum(worker.slow for worker in self._workers.values())

    def count_alive(self) -> int:
        """Return how many workers run."""
        return sum(worker.opened and not worker.channel.closed for worker in self._workers.values())

    @property
    def seconds_silent(self) -> float:
        """Return how long ago the fork server gave a sign of life."""
        return self._keeper.seconds_silent

    @property
    def seconds_without(self) -> float:
        """Return for how long no worker has run; 0 while one does."""
        return 0.0 if self.count_alive() else time.monotonic() - self._without_since

    def on_worker(self, pid: int, link: socket.socket) -> None:
        """Take a new worker in."""
        self._asked = max(0, self._asked - 1)
        worker = Worker(self, Channel(pid, lambda: self._queue.withdraw(worker)))
        self._workers[pid] = worker
        opening = self._background.start("worker", partial(self._open, worker, link))
        opening.add_done_callback(lambda done: link.close() if done.cancelled() else None)

    def on_refused(self, why: str) -> None:
        """Ask again for a worker that did not come, a little later."""
        self._asked = max(0, self._asked - 1)  # a refusal nobody waits for asks for no more than are missing
        self._background.failures.note("worker", OSError(f"no worker could be started: {why}"))
        self._fill_later()

    def on_end(self, pid: int, status: int) -> None:
        """Note how a worker ended and see to another."""
        worker = self._workers.get(pid)
        if worker is None:
            return
        if not worker.status.done():
            worker.status.set_result(status)
        if not self._queue.is_lent(worker):
            self._forget(worker)

    def on_lost(self) -> None:
        """Start a new parent; calls wait for it in the queue."""
        self._asked = 0
        for worker in list(self._workers.values()):
            if not worker.status.done():
                worker.status.set_result(1)
            worker.cause = "parent"
            if not self._queue.is_lent(worker):
                self._drop(worker)
        self._restart()

    async def _open(self, worker: Worker, link: socket.socket) -> None:
        try:
            await worker.channel.connect(link)
        except Exception:
            link.close()
            self._end(worker)
            raise
        worker.opened = True
        if self._workers.get(worker.channel.pid) is worker:
            worker.size = address_space(worker.channel.pid)
            self._offer(worker)

    async def _beat(self) -> None:
        """See that the parent lives and that no worker is missing, whatever was forgotten on the way."""
        if self._keeper.is_connected:
            self._keeper.beat()
            self._fill()
        else:
            self._restart()

    def _restart(self) -> None:
        if not self._closing and (self._restarting is None or self._restarting.done()):
            self._restarting = self._background.retry("fork server", self._start_again, _PAUSE_SECONDS)

    async def _start_again(self) -> None:
        await self._keeper.close()
        await self._keeper.start()
        if not self._keeper.is_connected:
            raise ReleaseError("the process that loads the release was lost again")
        self._asked = 0
        self._fill()

    def _forget(self, worker: Worker) -> None:
        self._drop(worker)
        if self._closing:
            return
        if worker.used:
            self._fill()
        else:  # one that ends before its first call may do so again
            self._fill_later()

    def _drop(self, worker: Worker) -> None:
        worker.channel.close()
        if self._workers.pop(worker.channel.pid, None) is not None:
            self._without_since = time.monotonic()
            if not self._closing:
                self.replaced[worker.cause] += 1
        self._queue.withdraw(worker)

    def _fill(self) -> None:
        """Ask for workers until as many as wanted are at hand or on their way, the slow ones not counted."""
        if self._closing:
            return
        for _ in range(self.limits.workers - self._asked - self._count_quick()):
            self._asked += 1
            self._keeper.ask_worker()

    def _fill_later(self) -> None:
        """Ask once after a pause, however many workers were lost within it."""
        if self._fill_at is None or self._fill_at.when() <= asyncio.get_running_loop().time():
            again = self._background.guard("worker", self._fill)
            self._fill_at = asyncio.get_running_loop().call_later(_PAUSE_SECONDS, again)

    def _count_quick(self) -> int:
        return sum(not one.slow for one in self._workers.values())
