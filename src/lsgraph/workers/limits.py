"""How much calls may take, and from where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from lsgraph.store import Address

DATA_CALLS: Final = "lsgraph.calls.registry:list_calls"
"""Where the calls of this room stand; rooms above it add theirs in a function of their own."""


@dataclass(frozen=True)
class Limits:
    """How many calls run (`workers`, and `slow` more that run long) and wait; seconds and bytes for each.

    `slow_after` is in seconds, `memory` in bytes, `share` the calls one client may have running and waiting,
    `largest_in_memory` the statements above which a release is read from disk. With `store`, they are in a
    remote store, and nothing is read from the release. `calls` names the function, as `module:function`, that
    gives the calls which workers answer.
    """

    workers: int = 2
    slow: int = 4
    queue: int = 64
    share: int = 32
    deadline: float = 30.0
    slow_after: float = 0.5
    memory: int = 1_500_000_000
    largest_in_memory: int = 3_000_000
    store: Address | None = None
    calls: str = DATA_CALLS
