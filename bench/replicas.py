"""One, two and four replicas of a release on this machine: how many answers a second they give together."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from statistics import geometric_mean
from typing import Final

from bench.client import Endpoint, press
from bench.measure import measure
from bench.mix import Question, read_mix
from bench.peers import Engine, start_lsgraph
from bench.release import prepare_dataset
from bench.service import CLIENTS

COUNTS: Final = (1, 2, 4)
_SECONDS: Final = 1.0
_LONGEST: Final = 0.1
_WARMED: Final = 100_000
_PATIENCE: Final = 900.0


@dataclass(frozen=True)
class Replicas:
    """So many services with one worker each: bytes of memory and answers a second, by query."""

    count: int
    memory: int
    rates: dict[str, float]

    def gain(self, single: Replicas) -> float:
        """Return how many times the rates of a single one they reach: geometric mean over the queries."""
        return geometric_mean(rate / single.rates[name] for name, rate in self.rates.items())


def replicate(folder: Path, size: str, tell: Callable[[str], None]) -> list[Replicas]:
    """Serve the data of a size with one, two and four services, the clients spread over them.

    The queries are those of the mix that take less than 100 ms as a call in the process.
    """
    data = prepare_dataset(folder, size, tell)
    times: dict[str, float] = measure("bare", _PATIENCE, root=data.root, repeat=_SECONDS)["times"]
    found = []
    for count in COUNTS:
        with tempfile.TemporaryDirectory(dir=folder) as work, ExitStack() as stack:
            tell(f"starting {count} of lsgraph")
            engines = [
                stack.enter_context(closing(start_lsgraph(data, Path(work), "LSGRAPH_WORKERS=1")))
                for _ in range(count)
            ]
            rates = _press_all(engines, {name for name, seconds in times.items() if seconds < _LONGEST})
            found.append(Replicas(count, sum(engine.weigh() for engine in engines), rates))
    return found


def _press_all(engines: list[Engine], names: set[str]) -> dict[str, float]:
    endpoints = [engine.endpoint for engine in engines]
    return {question.name: _press(endpoints, question) for question in read_mix() if question.name in names}


def _press(endpoints: list[Endpoint], question: Question) -> float:
    def request(number: int) -> bytes:
        return endpoints[0].request(question.vary(number))

    press(endpoints, request, CLIENTS, _SECONDS / 4)
    return press(endpoints, lambda number: request(number + _WARMED), CLIENTS, _SECONDS).rate
