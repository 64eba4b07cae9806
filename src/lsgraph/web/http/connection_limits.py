"""How much a client may take of the server before any route sees its request."""

from __future__ import annotations

import resource
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from lsgraph.errors import (
    AddressShareExceeded,
    Busy,
    ConnectionsTaken,
    HeadTooLarge,
    RequestTooLarge,
)

LONGEST_ADDRESS: Final = 65_000
MOST_FIELDS: Final = 100
MOST_PIPELINED: Final = 64
_RETRY_AFTER_SECONDS: Final = 5
MOST_BODY_BYTES: Final = 67_108_864
_FILES_FOR_ELSE: Final = 64
_MOST_LINGERING: Final = 32


@dataclass(frozen=True)
class ConnectionLimits:
    """Bounds on connections and requests; times are in seconds, sizes in bytes.

    `most` connections may be open, `most_of_address` from one address. `arrival` is the time for a head, and
    again for a body; `piece` that in which a client has to read on, and `transfer` that of a whole answer.
    """

    most: int = 1_000
    most_of_address: int = 100
    arrival: float = 20.0
    piece: float = 30.0
    transfer: float = 600.0
    head: int = 32_000
    body: int = 1_048_576

    def check_unread(self, size: int) -> None:
        """Raise HeadTooLarge for bytes that make neither a whole head nor a piece of a body."""
        if size > self.head + LONGEST_ADDRESS:
            raise HeadTooLarge(self.head, MOST_FIELDS)

    def check_body(self, size: int) -> None:
        """Raise RequestTooLarge for a body of so many bytes."""
        if size > self.body:
            raise RequestTooLarge(f"the body has more than {self.body} bytes")


class OpenConnections:
    """The connections that are open, in all and by address; the addresses of proxies have no bound."""

    def __init__(self, limits: ConnectionLimits, is_proxy: Callable[[str], bool]) -> None:
        self.limits, self._is_proxy = limits, is_proxy
        self.count = self.refused = self.body_bytes = 0
        self._of_address: Counter[str] = Counter()

    @property
    def can_linger(self) -> bool:
        """Say whether a refused connection may stay until its client has read why."""
        return self.count < self.limits.most + _MOST_LINGERING

    def enter(self, address: str) -> None:
        """Count a connection from an address."""
        self.count += 1
        self._of_address[address] += 1

    def leave(self, address: str) -> None:
        """Count a connection no more."""
        self.count -= 1
        self._of_address[address] -= 1
        if not self._of_address[address]:
            del self._of_address[address]

    def hold(self, size: int) -> None:
        """Count bytes of a body that is held until it is answered; raises ConnectionsTaken."""
        self.body_bytes += size
        if self.body_bytes > MOST_BODY_BYTES:
            raise ConnectionsTaken(_RETRY_AFTER_SECONDS)

    def find_excess(self, address: str) -> Busy | None:
        """Return why the newest connection of an address is one too many, or None."""
        if self.count > self.limits.most:
            return ConnectionsTaken(_RETRY_AFTER_SECONDS)
        if self._of_address[address] > self.limits.most_of_address and not self._is_proxy(address):
            return AddressShareExceeded(_RETRY_AFTER_SECONDS)
        return None


def allow_files(wanted: int) -> int:
    """Have the process open files for so many connections; return for how many it may.

    Each may be sent a file. A process whose files are all open could not start a worker or read a release.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = 2 * wanted + _FILES_FOR_ELSE
    if soft < needed:
        soft = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return max(1, min(wanted, (soft - _FILES_FOR_ELSE) // 2))
