"""How much of the workers each client took lately."""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final

FADE_SECONDS: Final = 10.0
"""What was taken so long ago counts a third; who has not been seen for so long is gone."""

_HEAVY_WORKERS: Final = 0.5
_MOST_CLIENTS: Final = 4_096


@dataclass(eq=False)
class UsageMeter:
    """Worker-seconds of each client, fading; times are those of the event loop."""

    _taken: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)

    def add(self, client: str, seconds: float, now: float) -> None:
        """Note that a client was seen, and that it took so many worker-seconds."""
        self._taken[client] = (self._read(client, now) + seconds, now)
        self._taken.move_to_end(client)
        if len(self._taken) > _MOST_CLIENTS:
            self._taken.popitem(last=False)

    def is_heavy(self, client: str, now: float) -> bool:
        """Say whether a client took more than half a worker lately."""
        return self._read(client, now) > _HEAVY_WORKERS * FADE_SECONDS

    def has_light(self, now: float) -> bool:
        """Say whether a client was seen lately that took less than that."""
        for client, (_, seen) in reversed(self._taken.items()):
            if now - seen > FADE_SECONDS:
                return False
            if not self.is_heavy(client, now):
                return True
        return False

    def _read(self, client: str, now: float) -> float:
        taken, seen = self._taken.get(client, (0.0, now))
        return taken * math.exp((seen - now) / FADE_SECONDS)
