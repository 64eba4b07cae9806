"""Answers named calls with the workers of a release, each client in its turn.

A call that runs long gets a low priority and moves to the slow lane, where a fresh worker takes the place of
its own, so that short calls keep their pace beside long ones.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from functools import partial
from typing import Final, Self, TypeVar

from lsgraph.calls.call import AnyCall, Call, find_result
from lsgraph.errors import QueryStopped, ReleaseReplaced
from lsgraph.release import Release
from lsgraph.workers.background import Background, Failures
from lsgraph.workers.fair_queue import RETRY_AFTER_SECONDS, FairQueue, Lease, QueueBounds
from lsgraph.workers.forkserver_client import ForkserverClient
from lsgraph.workers.limits import Limits
from lsgraph.workers.network import Network
from lsgraph.workers.reply import Reply
from lsgraph.workers.wire import encode_request
from lsgraph.workers.worker_group import Worker, WorkerGroup

T = TypeVar("T")

_DRAIN_LOOK_SECONDS: Final = 0.05
_KEPT_SECONDS: Final = 2.0


class Pool:
    """The service's workers: those of its release, and those of one it has left until no call wants them."""

    def __init__(
        self,
        release: Release,
        limits: Limits,
        failures: Failures | None = None,
        fork_server: type[ForkserverClient] = ForkserverClient,
    ) -> None:
        self.limits = limits
        self.failures = Failures() if failures is None else failures
        self.calls = 0
        most = max(1, limits.workers + limits.slow - 1)  # one client never holds every worker
        bounds = QueueBounds(limits.queue, limits.share, most, limits.workers)
        self._queue: FairQueue[Worker] = FairQueue(bounds, _take_back)
        self._replaced: Counter[str] = Counter()
        self._fork_server = fork_server
        self._crew = self._make_crew(release)
        self._queue.make_current(self._crew)
        self._leaving: list[WorkerGroup] = []
        self._background = Background(self.failures)

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
        return self._queue.running_count + self._queue.waiting_count > 0

    async def start(self) -> None:
        """Load the release and start its workers; raises ReleaseError."""
        await self._crew.start()

    async def close(self) -> None:
        """Turn away who waits; end every worker and parent."""
        self._queue.close()
        await self._background.close()
        for crew in (self._crew, *self._leaving):
            await crew.close()

    async def switch(self, release: Release) -> None:
        """Answer from another release as soon as it is loaded.

        Calls that run, and those that wait for the old release by its id, end with the old one. Raises
        ReleaseError and then stays with the old one.
        """
        crew = self._make_crew(release)
        await crew.start()
        old, self._crew = self._crew, crew
        self._leaving.append(old)
        self._queue.make_current(crew)
        self._background.start("release left", partial(self._leave, old))

    async def call(
        self,
        call: Call[T],
        client: str = "",
        seconds: float | None = None,
        release: str | None = None,
        *,
        urgent: bool = False,
    ) -> T:
        """Return the result of a call; raises what `stream` raises."""
        reply = await self.stream(call, client, seconds, release, urgent=urgent)
        try:
            return await reply.value(find_result(type(call)))
        finally:
            reply.close()

    async def stream(
        self,
        call: AnyCall,
        client: str = "",
        seconds: float | None = None,
        release: str | None = None,
        *,
        gzip: bool = False,
        urgent: bool = False,
    ) -> Reply:
        """Return a call's answer once its first bytes exist; the reader reads it to its end or closes it.

        `client` is who asks, for the fair share; `seconds` what it may take, if not what calls of its kind
        may; `release` the id of the release to answer from, or None for the current one, and the reply names
        the one it comes from. `gzip` asks for it packed. An urgent call comes before all that wait; one whose
        worker ends as the call reaches it is put to another one. Raises what the call raises, QueryStopped,
        Busy, or ReleaseReplaced when that release is not served any more.
        """
        deadline = seconds or call.allowed_seconds or self.limits.deadline
        request = encode_request(call, deadline, gzip=gzip)
        try:
            return await self._open(await self._lend(client, release, urgent), request, deadline)
        except _WorkerDied:
            return await self._open(await self._lend(client, release, urgent), request, deadline, last=True)

    async def _open(
        self, lease: Lease[Worker], request: bytes, deadline: float, *, last: bool = False
    ) -> Reply:
        worker, loop = lease.resource, asyncio.get_running_loop()
        reply = Reply(_WorkerLease(lease, self._queue, self.limits.slow_after), deadline)
        worker.channel.send(request)
        try:
            await reply.open()
        except QueryStopped as error:
            if error.cause == "crash" and not last and loop.time() - lease.began < self.limits.slow_after:
                raise _WorkerDied from error
            raise
        except BaseException:
            reply.close()
            raise
        return reply

    def state(self) -> dict[str, int]:
        """Return how many workers are idle, busy and slow, how many calls wait, and what happened so far."""
        slow = sum(crew.count_slow() for crew in (self._crew, *self._leaving))
        return {
            "idle": self._crew.count_idle(),
            "busy": self._queue.running_count - slow,
            "slow": slow,
            "waiting": self._queue.waiting_count,
            "alive": self._crew.count_alive(),
            "calls": self.calls,
            "replaced": self._replaced.total(),
        }

    def causes(self) -> dict[str, int]:
        """Return how many workers were replaced so far, by cause."""
        return dict(self._replaced)

    @property
    def network(self) -> Network:
        """Return what of the network its workers can reach."""
        return self._crew.network

    @property
    def seconds_silent(self) -> float:
        """Return how long ago the fork server gave a sign of life."""
        return self._crew.seconds_silent

    @property
    def seconds_without(self) -> float:
        """Return for how long no worker has run; 0 while one does."""
        return self._crew.seconds_without

    async def _lend(self, client: str, release: str | None, urgent: bool) -> Lease[Worker]:
        group = None if release is None else self._find_crew(release)
        lease = await self._queue.acquire(client, self.limits.deadline, group, urgent=urgent)
        lease.resource.used = True
        self.calls += not urgent
        return lease

    def _find_crew(self, release: str) -> WorkerGroup:
        """Return the workers of a release; raises ReleaseReplaced."""
        for crew in (self._crew, *self._leaving):
            if crew.release.id == release:
                return crew
        raise ReleaseReplaced(RETRY_AFTER_SECONDS)

    def _make_crew(self, release: Release) -> WorkerGroup:
        return WorkerGroup(
            release, self.limits, self._queue, self._replaced, self.failures, self._fork_server
        )

    async def _leave(self, crew: WorkerGroup) -> None:
        """Close a crew when no call wants it, but not at once: a page may need it for its next call."""
        try:
            async with asyncio.timeout(2 * self.limits.deadline + _KEPT_SECONDS):
                await asyncio.sleep(_KEPT_SECONDS)
                while self._queue.is_wanted(crew):
                    await asyncio.sleep(_DRAIN_LOOK_SECONDS)
        except TimeoutError:
            pass
        finally:
            self._leaving.remove(crew)
            await crew.close()


class _WorkerDied(Exception):
    """The worker ended as the call reached it."""


class _WorkerLease:
    """A worker lent to one call; tells when the call has run long."""

    def __init__(self, lease: Lease[Worker], queue: FairQueue[Worker], slow_after: float) -> None:
        self.worker = lease.resource
        self._lease, self._queue = lease, queue
        self._alarm = asyncio.get_running_loop().call_later(slow_after, self._run_long)

    def give_back(self, *, idle: bool) -> None:
        """Return the worker: ready for the next call, or to be ended."""
        self._alarm.cancel()
        self._queue.end(self._lease)
        self.worker.crew.end_long(self._lease)
        self.worker.crew.put_back(self.worker, idle=idle)

    def _run_long(self) -> None:
        self._lease.is_long = True
        self.worker.crew.begin_long(self._lease)


def _take_back(worker: Worker) -> None:
    worker.crew.put_back(worker, idle=True)
