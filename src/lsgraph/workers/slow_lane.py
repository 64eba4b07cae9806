"""Calls that run long: at low priority, in a lane of their own, and never with the last quick worker."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Final, Generic

from lsgraph.errors import QueryStopped
from lsgraph.workers.fair_queue import Lease, T

CAUSE: Final = "share"
"""Why a call was stopped that made room for those of others."""


class SlowLane(Generic[T]):
    """The long calls of one release's workers, `places` of them in the lane.

    A call that finds the lane full keeps its quick worker, as long as another one of the `quick` is left.
    When none is, the longest-running call of the client with most long ones is ended. `admit` is given a
    worker that moves to the lane, `end` one whose call makes room, and what to tell its client.
    """

    def __init__(
        self, places: int, quick: int, admit: Callable[[T], None], end: Callable[[T, QueryStopped], None]
    ) -> None:
        self._places, self._quick, self._admit, self._end = places, quick, admit, end
        self._long: list[Lease[T]] = []
        self._ended: set[Lease[T]] = set()

    def enter(self, lease: Lease[T], now: float) -> None:
        """Take in a call that has run long."""
        self._long.append(lease)
        self._settle(now)

    def leave(self, lease: Lease[T], now: float) -> None:
        """Forget a call that is over."""
        if lease in self._long:
            self._long.remove(lease)
            self._ended.discard(lease)
            self._settle(now)

    def _settle(self, now: float) -> None:
        self._fill_lane()
        if sum(not lease.in_lane for lease in self._running()) >= self._quick:
            self._make_room(now)
            self._fill_lane()

    def _fill_lane(self) -> None:
        for lease in self._running():
            if not lease.in_lane and sum(one.in_lane for one in self._running()) < self._places:
                lease.in_lane = True
                self._admit(lease.resource)

    def _make_room(self, now: float) -> None:
        """End the longest-running call of the client with most; the service's own calls stay."""
        counts = Counter(lease.client for lease in self._running() if lease.client)
        if counts:
            most = max(counts.values())
            lease = next(one for one in self._running() if counts.get(one.client) == most)
            self._ended.add(lease)
            self._end(lease.resource, _explain(now - lease.began, most))

    def _running(self) -> list[Lease[T]]:
        """Return the calls that are not being ended, the one that began first at the front."""
        return sorted(
            (lease for lease in self._long if lease not in self._ended), key=lambda lease: lease.began
        )


def _explain(seconds: float, count: int) -> QueryStopped:
    why = "every place for long ones was taken, and it had run longest; narrow it, or try later"
    if count > 1:
        why = f"{count} long ones ran from this address, more than from any other; ask one at a time"
    return QueryStopped(
        CAUSE, f"the query was stopped after {seconds:.0f} seconds to make room for those of others: {why}"
    )
