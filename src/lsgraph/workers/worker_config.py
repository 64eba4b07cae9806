"""What the web process tells a parent of workers when it starts it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Self

from lsgraph.calls.codec import decode, encode
from lsgraph.release import Release
from lsgraph.workers.limits import DATA_CALLS, Limits

DATAGRAM_BYTES: Final = 65_536
"""The most bytes that one message between web and parent may have."""


@dataclass(frozen=True)
class WorkerConfig:
    """A release by folder and id, the bytes a worker may take, and the most statements held in memory.

    `store` is where a remote store is asked for the release, or empty; `shared` says that other releases are
    put there too; `calls` is the function that gives the calls to answer.
    """

    root: str
    release: str
    memory: int
    largest_in_memory: int
    store: str = ""
    shared: bool = False
    calls: str = DATA_CALLS

    @classmethod
    def of(cls, release: Release, limits: Limits) -> Self:
        """Return the charge of the workers of a release."""
        charge = cls(
            str(release.root), release.id, limits.memory, limits.largest_in_memory, calls=limits.calls
        )
        if limits.store is None:
            return charge
        return replace(
            charge, store=limits.store.of(release.id).query, shared=not limits.store.is_per_release
        )

    def to_json(self) -> str:
        """Return the charge as JSON."""
        return encode(self).decode()

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return the charge read from JSON."""
        return decode(text.encode(), cls)
