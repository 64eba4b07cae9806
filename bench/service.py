"""The service over HTTP beside its peers, on the same data in one sitting."""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from statistics import geometric_mean, median
from typing import Final

from bench.client import Connection, Endpoint, NoAnswer, Pressure, press, time_repeats
from bench.generate import SIZES, generate
from bench.measure import measure
from bench.mix import POINT_LOOKUP, Question, read_mix
from bench.peers import STARTERS, Dataset, Engine
from bench.processes import ROOT, LeftOut, free_port, start, stop, wait_for
from bench.release import make_release, write_dataset
from bench.rows import Row, read_rows

Progress = Callable[[str], None]

CLIENTS: Final = 16
_SECONDS: Final = 1.5
_LARGEST_FOR_RDFLIB: Final = 200_000


@dataclass
class Timing:
    """One query on one engine: seconds cold and warm, answers per second to many clients; or why not."""

    cold: float | None = None
    warm: float | None = None
    rate: float | None = None
    cached: float | None = None
    cached_rate: float | None = None
    rows: int = 0
    failure: str = ""


@dataclass
class Measured:
    """One engine: what it took to load, what it weighs after the mix, and its timings by query."""

    name: str
    load_seconds: float
    memory: int = 0
    timings: dict[str, Timing] = field(default_factory=dict)


@dataclass
class Comparison:
    """All engines on one size; `bare` is the seconds of the call without HTTP, by query."""

    size: str
    statements: int
    engines: list[Measured]
    left_out: dict[str, str]
    bare: dict[str, float]
    disagreements: list[str]
    constant_rate: float
    cached_rate: float

    def ratio(self, name: str) -> float | None:
        """Return how many times slower an engine is than lsgraph: geometric mean of warm times it shares."""
        ours, theirs = (self._find(one) for one in ("lsgraph", name))
        shared = [
            (mine.warm, other.warm)
            for query, mine in ours.timings.items()
            if (other := theirs.timings.get(query)) and mine.warm and other.warm
        ]
        return geometric_mean([other / mine for mine, other in shared]) if shared else None

    def _find(self, name: str) -> Measured:
        return next(engine for engine in self.engines if engine.name == name)
