"""Whose turn it is: calls that wait, a bound on them, and a fair share for each client."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

from lsgraph.errors import Busy, ShareExceeded

T = TypeVar("T")

RETRY_AFTER: Final = 2
"""Seconds after which a client that was turned away may try again."""


@dataclass(eq=False)
class Turn(Generic[T]):
    """One client's call that waits to be granted what it needs."""

    client: str
    granted: asyncio.Future[T]


@dataclass
class Turns(Generic[T]):
    """Calls waiting and running.

    `queue` bounds those that wait, `share` one client's calls, `running` one client's calls that run. The
    client without a name is the service itself and has no share.
    """

    queue: int
    share: int
    running: int
    _waiting: list[Turn[T]] = field(default_factory=list)
    _running: Counter[str] = field(default_factory=Counter)

    def enter(self, client: str, free: int = 0) -> Turn[T]:
        """Queue a call, with so many workers free; raises Busy or ShareExceeded."""
        waits = sum(turn.client == client for turn in self._waiting)
        if client and self._running[client] + waits >= self.share:
            raise ShareExceeded(RETRY_AFTER)
        if len(self._waiting) >= self.queue + free:
            raise Busy(RETRY_AFTER)
        turn: Turn[T] = Turn(client, asyncio.get_running_loop().create_future())
        self._waiting.append(turn)
        return turn

    def leave(self, turn: Turn[T]) -> None:
        """Take a call out of the queue, if it is there."""
        if turn in self._waiting:
            self._waiting.remove(turn)

    def peek(self) -> Turn[T] | None:
        """Return the call whose turn it is: the oldest of the client with the fewest running, or None."""
        ready = (
            turn for turn in self._waiting if not turn.client or self._running[turn.client] < self.running
        )
        return min(ready, key=lambda turn: self._running[turn.client], default=None)

    def is_next(self, client: str) -> bool:
        """Say whether a call need not queue: nobody waits, and its client may have one more running."""
        most = min(self.running, self.share) if client else None
        return not self._waiting and (most is None or self._running[client] < most)

    def begin(self, client: str) -> None:
        """Count a call as running."""
        self._running[client] += 1

    def end(self, client: str) -> None:
        """Count a call as ended."""
        self._running[client] -= 1
        if self._running[client] <= 0:
            del self._running[client]

    def abandon(self) -> None:
        """Turn away every call that waits."""
        for turn in self._waiting:
            if not turn.granted.done():
                turn.granted.set_exception(Busy(RETRY_AFTER))
        self._waiting.clear()

    @property
    def waiting_count(self) -> int:
        """Return how many calls wait."""
        return len(self._waiting)

    @property
    def running_count(self) -> int:
        """Return how many calls run."""
        return self._running.total()
