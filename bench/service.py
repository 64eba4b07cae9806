"""The service over HTTP beside its peers, on the same data in one sitting."""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from statistics import geometric_mean
from typing import Final

from bench.client import Connection, Endpoint, NoAnswer, press, time_repeats
from bench.generate import SIZES
from bench.measure import measure
from bench.mix import POINT_LOOKUP, Question, read_mix
from bench.peers import STARTERS, Dataset, Engine
from bench.processes import ROOT, LeftOut, free_port, start, stop, wait_for, wait_until_idle
from bench.release import prepare_dataset
from bench.rows import Row, read_rows

Progress = Callable[[str], None]

OURS: Final = "lsgraph"
CLIENTS: Final = 16
_SECONDS: Final = 1.0
_LONGEST_UNDER_PRESSURE: Final = 0.5
_LONGEST_TO_SETTLE: Final = 60.0

_LARGEST_FOR_RDFLIB: Final = 200_000
_PATIENCE: Final = 900.0


@dataclass
class Timing:
    """One query on one engine: seconds cold and warm, answers per second to many clients; or why not.

    `cached` and `cached_rate` are of the same text asked again and again; else each request has its own.
    """

    cold: float | None = None
    warm: float | None = None
    rate: float | None = None
    cached: float | None = None
    cached_rate: float | None = None
    rows: int | None = None
    failure: str = ""


@dataclass
class Measured:
    """One engine: seconds to load, bytes of memory after the mix, and its timings by query."""

    name: str
    load_seconds: float
    memory: int = 0
    timings: dict[str, Timing] = field(default_factory=dict)


@dataclass
class Comparison:
    """All engines on one size; `bare` is the seconds of the call without HTTP, by query.

    `rested` is that of a point lookup after a pause.
    """

    size: str
    reasoned: bool
    statements: int
    engines: list[Measured]
    left_out: dict[str, str]
    bare: dict[str, float]
    rested: float
    disagreements: list[str]
    constant_rate: float
    cached_rate: float

    def find(self, name: str) -> Measured | None:
        """Return what was measured of an engine, if it ran."""
        return next((engine for engine in self.engines if engine.name == name), None)

    def ratio(self, name: str, kind: str = "warm") -> float | None:
        """Return how many times the time of lsgraph an engine takes: geometric mean over shared queries.

        `kind` is `warm` or `cold`.
        """
        ours, theirs = self.find(OURS), self.find(name)
        if ours is None or theirs is None:
            return None
        pairs = [
            (getattr(mine, kind), getattr(theirs.timings[query], kind))
            for query, mine in ours.timings.items()
        ]
        found = [other / mine for mine, other in pairs if mine and other]
        return geometric_mean(found) if found else None

    def rate_ratio(self, name: str) -> float | None:
        """Return how many times more answers per second lsgraph gives to many clients than an engine."""
        ours, theirs = self.find(OURS), self.find(name)
        if ours is None or theirs is None:
            return None
        pairs = [(mine.rate, theirs.timings[query].rate) for query, mine in ours.timings.items()]
        found = [mine / other for mine, other in pairs if mine and other]
        return geometric_mean(found) if found else None


def compare(folder: Path, size: str, tell: Progress, names: Iterable[str] = tuple(STARTERS)) -> Comparison:
    """Serve the data of a size with every engine at once and put the mix to each in turn."""
    data = prepare_dataset(folder, size, tell)
    questions = read_mix()
    with data.whole.open("rb") as file:
        statements = sum(1 for _ in file)
    tell("the bare calls")
    called = measure("bare", _PATIENCE, root=data.root, repeat=_SECONDS)
    bare, rested = called["times"], called["rested"]
    left_out: dict[str, str] = {}
    with tempfile.TemporaryDirectory(dir=folder) as work, ExitStack() as stack:
        engines = list(_start_all(names, data, Path(work), stack, left_out, tell))
        measured = [Measured(engine.name, engine.load_seconds) for engine in engines]
        if (data.root / ".stores").is_dir():  # the bare calls have made the store that is only opened now
            next(one for one in measured if one.name == OURS).load_seconds += called["seconds"]["load"]
        disagreements = [
            fault
            for question in questions
            for fault in _put(question, list(zip(engines, measured, strict=True)), tell)
        ]
        for engine, found in zip(engines, measured, strict=True):
            found.memory = engine.weigh()
        ours = next(engine for engine in engines if engine.name == OURS)
        cached, constant = _compare_with_constant(ours.endpoint, Path(work), questions)
    return Comparison(
        size, data.reasoned, statements, measured, left_out, bare, rested, disagreements, constant, cached
    )


def _start_all(
    names: Iterable[str],
    data: Dataset,
    work: Path,
    stack: ExitStack,
    left_out: dict[str, str],
    tell: Progress,
) -> Iterable[Engine]:
    for name in names:
        if name == "rdflib-endpoint" and SIZES[data.size] > _LARGEST_FOR_RDFLIB:
            left_out[name] = "too slow for this size; see the smaller one"
            continue
        tell(f"starting {name}")
        try:
            engine = stack.enter_context(closing(STARTERS[name](data, work)))
        except LeftOut as reason:
            if name == OURS:
                raise
            left_out[name] = str(reason)
            tell(f"left out: {name}: {reason}")
        else:
            yield engine


def _put(question: Question, engines: list[tuple[Engine, Measured]], tell: Progress) -> list[str]:
    """Put a query to every engine, one after the other; return where their answers differ from ours."""
    answers: dict[str, Counter[Row]] = {}
    for engine, measured in engines:
        timing = measured.timings[question.name] = Timing()
        wait_until_idle([one.process.pid for one, _ in engines], _LONGEST_TO_SETTLE)
        try:
            answers[engine.name] = _time(question, engine.endpoint, timing, cached=engine.name == OURS)
        except (NoAnswer, ValueError) as error:
            timing.failure = str(error)[:200]
            tell(f"{engine.name}: {question.name}: {timing.failure}")
    told = "  ".join(
        f"{measured.name} {_milliseconds(measured.timings[question.name].warm)}" for _, measured in engines
    )
    tell(f"{question.name}: {told}")
    return [
        fault for name, rows in answers.items() if (fault := _differ(question, answers.get(OURS), name, rows))
    ]


def _time(question: Question, endpoint: Endpoint, timing: Timing, *, cached: bool) -> Counter[Row]:
    with closing(Connection(endpoint)) as connection:

        def ask(number: int) -> bytes:
            return connection.ask(endpoint.request(question.vary(number)))

        began = time.perf_counter()
        body = ask(-2)
        timing.cold = time.perf_counter() - began
        rows = read_rows(body)
        timing.rows = rows.total()
        timing.warm = time_repeats(ask, _SECONDS)
        if cached:
            request = endpoint.request(question.text)
            timing.cached = time_repeats(lambda _: connection.ask(request), _SECONDS / 2)
    if timing.warm < _LONGEST_UNDER_PRESSURE:
        timing.rate = press(
            [endpoint], lambda n: endpoint.request(question.vary(1_000 + n)), CLIENTS, _SECONDS
        ).rate
    if cached:
        timing.cached_rate = press([endpoint], lambda _: request, CLIENTS, _SECONDS / 2).rate
    return rows


def _differ(question: Question, ours: Counter[Row] | None, name: str, theirs: Counter[Row]) -> str:
    if ours is None or (question.counted and ours.total() == theirs.total()) or ours == theirs:
        return ""
    only = (ours - theirs).total(), (theirs - ours).total()
    counts = f"{name} has {theirs.total()} rows, lsgraph {ours.total()}"
    return f"{question.name}: {counts}; {only[0]} rows are only ours, {only[1]} only theirs"


def _compare_with_constant(ours: Endpoint, work: Path, questions: list[Question]) -> tuple[float, float]:
    """Return the rates of a cached point lookup and of a server that gives the same bytes as a constant."""
    request = ours.request(next(one.text for one in questions if one.name == POINT_LOOKUP))
    answer, port = work / "constant.json", free_port()
    with closing(Connection(ours)) as connection:
        answer.write_bytes(connection.ask(request))
    log = work / "constant.log"
    process = start([sys.executable, "-m", "bench.constant", port, answer], ROOT, log)
    try:
        constant = Endpoint("127.0.0.1", port, "/sparql")
        same = constant.request("ASK {}")
        wait_for(process, log, lambda: _is_up(constant, same), 30)
        rates = [
            (
                press([ours], lambda _: request, CLIENTS, 1).rate,
                press([constant], lambda _: same, CLIENTS, 1).rate,
            )
            for _ in range(3)
        ]
    finally:
        stop(process)
    return max(rate for rate, _ in rates), max(rate for _, rate in rates)


def _is_up(endpoint: Endpoint, request: bytes) -> bool:
    with closing(Connection(endpoint)) as connection:
        try:
            return bool(connection.ask(request))
        except NoAnswer:
            return False


def _milliseconds(seconds: float | None) -> str:
    return "–" if seconds is None else f"{seconds * 1000:.2f} ms"
