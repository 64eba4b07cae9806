"""Who gets a worker, and when: the workers at hand, the calls that wait, and a fair share for each client.

One object knows all of that, so that whatever changes, those who wait are looked at again.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

from lsgraph.errors import Busy, ShareExceeded
from lsgraph.workers.usage_meter import UsageMeter

T = TypeVar("T", bound=Hashable)

RETRY_AFTER_SECONDS: Final = 2
"""Seconds after which a client that was turned away may try again."""


@dataclass(eq=False)
class Lease(Generic[T]):
    """A worker that one client's call has until `FairQueue.end`; `began` is a time of the event loop.

    `is_long` once the call has run long; `in_lane` once another worker has taken the place of its own.
    """

    resource: T
    group: Hashable
    client: str
    began: float
    is_long: bool = False
    in_lane: bool = False


@dataclass(eq=False)
class Ticket(Generic[T]):
    """One client's call that waits for a worker of `group`; None is the current group, whichever that is."""

    client: str
    group: Hashable
    urgent: bool
    granted: asyncio.Future[Lease[T]]


@dataclass(frozen=True)
class QueueBounds:
    """How many calls may wait, one client may have running and waiting (`share`), and running.

    `quick` is the number of workers beside those in the slow lane.
    """

    waiting: int
    share: int
    running: int
    quick: int = 1


@dataclass(eq=False)
class FairQueue(Generic[T]):
    """Grants idle workers to the calls that wait: to the client with the fewest running, the oldest first.

    While others ask, the clients that take much or have a long call running leave them one quick worker.
    The client without a name is the service itself and has no share. Workers and calls belong to groups, and
    a call gets a worker of its own group only. `take_back` gets a worker whose call left as it was granted.
    """

    bounds: QueueBounds
    take_back: Callable[[T], None]
    current: Hashable = None
    _idle: dict[T, Hashable] = field(default_factory=dict)
    _waiting: list[Ticket[T]] = field(default_factory=list)
    _leases: dict[T, Lease[T]] = field(default_factory=dict)
    _running: Counter[str] = field(default_factory=Counter)
    _meter: UsageMeter = field(default_factory=UsageMeter)
    _closed: bool = False

    async def acquire(
        self, client: str, seconds: float, group: Hashable = None, *, urgent: bool = False
    ) -> Lease[T]:
        """Return a worker as soon as it is this call's turn; raises Busy after so many seconds, or at once.

        An urgent call comes before all others and finds room in a full queue.
        """
        self._note(client, 0)
        if lease := self._lend_at_once(client, group):
            return lease
        ticket = self._enter(client, group, urgent=urgent)
        self._grant()
        try:
            async with asyncio.timeout(seconds):
                return await ticket.granted
        except BaseException as error:
            self._give_up(ticket)
            if isinstance(error, TimeoutError):
                raise Busy(RETRY_AFTER_SECONDS) from error
            raise

    def end(self, lease: Lease[T]) -> None:
        """Count a call as ended; its worker is not idle before it is offered again."""
        if self._leases.pop(lease.resource, None) is lease:
            self._running[lease.client] -= 1
            if not self._running[lease.client]:
                del self._running[lease.client]
            self._note(lease.client, asyncio.get_running_loop().time() - lease.began)
            self._grant()

    def offer(self, resource: T, group: Hashable) -> None:
        """Take in a worker that is ready for a call."""
        if not self._closed:
            self._idle[resource] = group
            self._grant()

    def withdraw(self, resource: T) -> None:
        """Forget a worker that is idle no more."""
        self._idle.pop(resource, None)

    def make_current(self, group: Hashable) -> None:
        """Grant workers of that group from now on to calls that did not ask for another one."""
        self.current = group
        self._grant()

    def close(self) -> None:
        """Turn away every call that waits, and all that come."""
        self._closed = True
        self._idle.clear()
        for ticket in self._waiting:
            if not ticket.granted.done():
                ticket.granted.set_exception(Busy(RETRY_AFTER_SECONDS))
        self._waiting.clear()

    def idle(self, group: Hashable) -> list[T]:
        """Return the idle workers of a group, the one lent last at the end."""
        return [resource for resource, own in self._idle.items() if own is group]

    def is_lent(self, resource: T) -> bool:
        """Say whether a call has that worker."""
        return resource in self._leases

    def is_wanted(self, group: Hashable) -> bool:
        """Say whether a call has a worker of that group, or waits for one of that group and no other."""
        asked = any(ticket.group is group for ticket in self._waiting)
        return asked or any(lease.group is group for lease in self._leases.values())

    @property
    def waiting_count(self) -> int:
        """Return how many calls wait."""
        return len(self._waiting)

    @property
    def running_count(self) -> int:
        """Return how many calls run."""
        return len(self._leases)

    def _enter(self, client: str, group: Hashable, *, urgent: bool) -> Ticket[T]:
        waits = sum(ticket.client == client for ticket in self._waiting) if self._waiting else 0
        if client and self._running[client] + waits >= self.bounds.share:
            raise ShareExceeded(RETRY_AFTER_SECONDS)
        full = len(self._waiting) >= self.bounds.waiting + len(self._idle)
        if self._closed or (full and not urgent):
            raise Busy(RETRY_AFTER_SECONDS)
        ticket: Ticket[T] = Ticket(client, group, urgent, asyncio.get_running_loop().create_future())
        self._waiting.append(ticket)
        return ticket

    def _give_up(self, ticket: Ticket[T]) -> None:
        """Take a call out of the queue, or its worker back that was granted too late."""
        if ticket in self._waiting:
            self._waiting.remove(ticket)
        granted = ticket.granted
        if granted.done() and not granted.cancelled() and granted.exception() is None:
            self.end(granted.result())
            self.take_back(granted.result().resource)

    def _grant(self) -> None:
        while self._waiting and self._idle and (found := self._find_next()):
            ticket, resource = found
            self._waiting.remove(ticket)
            ticket.granted.set_result(self._lend(resource, ticket.client))

    def _lend(self, resource: T, client: str) -> Lease[T]:
        lease = Lease(resource, self._idle.pop(resource), client, asyncio.get_running_loop().time())
        self._leases[resource] = lease
        self._running[client] += 1
        return lease

    def _lend_at_once(self, client: str, group: Hashable) -> Lease[T] | None:
        """Lend a worker to a call that need not queue, since nobody waits."""
        if self._waiting or not self._may_begin(client):
            return None
        resource = self._find_idle(group)
        return None if resource is None else self._lend(resource, client)

    def _find_next(self) -> tuple[Ticket[T], T] | None:
        """Return whose turn it is, with a worker for it."""
        for ticket in self._in_turn():
            resource = self._find_idle(ticket.group)
            if resource is not None:
                return ticket, resource
        return None

    def _find_idle(self, group: Hashable) -> T | None:
        wanted = self.current if group is None else group
        return next((one for one in reversed(self._idle) if self._idle[one] is wanted), None)

    def _may_begin(self, client: str) -> bool:
        if not client:
            return True
        most = min(self.bounds.running, self.bounds.share)
        return self._running[client] < most and self._leaves_room(client)

    def _note(self, client: str, seconds: float) -> None:
        """Note what a client took; the service itself is no neighbour for whom others leave room."""
        if client:
            self._meter.add(client, seconds, asyncio.get_running_loop().time())

    def _leaves_room(self, client: str) -> bool:
        """Say whether a quick worker is left for others when this client has one more."""
        spare = self.bounds.quick - 1
        if spare < 1 or len(self._leases) < spare:
            return True
        now = asyncio.get_running_loop().time()
        quick = (lease for lease in self._leases.values() if lease.client and not lease.in_lane)
        if sum(self._is_heavy(lease.client, now) for lease in quick) < spare:
            return True
        return not (self._is_heavy(client, now) and self._meter.has_light(now))

    def _is_heavy(self, client: str, now: float) -> bool:
        long = any(lease.is_long and lease.client == client for lease in self._leases.values())
        return long or self._meter.is_heavy(client, now)

    def _in_turn(self) -> Iterator[Ticket[T]]:
        """Yield the calls that may begin: urgent ones, then those of the clients with the fewest running."""
        firsts: dict[Hashable, Ticket[T]] = {}
        for ticket in self._waiting:  # of one client's calls for one group, the oldest is enough
            if not ticket.granted.done():
                firsts.setdefault((ticket.urgent, ticket.client, ticket.group), ticket)
        ready = (ticket for ticket in firsts.values() if self._may_begin(ticket.client))
        return iter(sorted(ready, key=lambda one: (not one.urgent, self._running[one.client])))
