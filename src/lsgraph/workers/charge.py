"""What the web process tells a parent of workers when it starts it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Final, Self

DATAGRAM: Final = 65_536
"""The most bytes that one message between web and parent may have."""


@dataclass(frozen=True)
class Charge:
    """A release by folder and id, the bytes a worker may take, and the most statements held in memory."""

    root: str
    release: str
    memory: int
    largest_in_memory: int

    def to_json(self) -> str:
        """Return the charge as JSON."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return the charge read from JSON."""
        return cls(**json.loads(text))
