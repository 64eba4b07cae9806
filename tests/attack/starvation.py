"""Six runaway queries of two addresses, while 64 others ask for points: those keep their pace."""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import statistics
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Final
from urllib.parse import quote

from tests.attack._progress import tell, tell_figure
from tests.fuzz_service import serve
from tests.isolation_service import RUNAWAYS, THINGS, write_chain

ABOUT_SECONDS: Final = 110.0
FULL_SECONDS: Final = 40.0
NEIGHBOURS: Final = 64
ALLOWED: Final = 5.0
ALLOWED_IN_A_SAMPLE: Final = 25.0
"""Beside other tests, which want the processors too; without a fair share it is 90 and more."""
_LEAST_SECONDS: Final = 4.0
_PAUSE_SECONDS: Final = 0.5


def run(seed: int, share: float) -> list[str]:
    """Measure the neighbours without and beside the runaways, for a share of 40 seconds each."""
    seconds = max(_LEAST_SECONDS, FULL_SECONDS * share)
    with tempfile.TemporaryDirectory() as folder:
        write_chain(Path(folder))
        with serve(Path(folder), LSGRAPH_DEADLINE="10", LSGRAPH_MEMORY="1500M") as (_, port):
            allowed = ALLOWED if share == 1 else ALLOWED_IN_A_SAMPLE
            return asyncio.run(_attack(port, random.Random(seed), seconds, allowed))


async def _attack(port: int, chance: random.Random, seconds: float, allowed: float) -> list[str]:
    await _measure(port, chance, 1)
    tell(f"{NEIGHBOURS} clients alone for {seconds:.0f} s")
    alone = await _measure(port, chance, seconds)
    stopped: Counter[str] = Counter()
    runaways = [
        asyncio.create_task(_run_away(port, f"127.0.0.{address}", text, stopped))
        for address, text in itertools.product((2, 3), RUNAWAYS)
    ]
    await asyncio.sleep(1)
    tell(f"the same beside six runaways for {seconds:.0f} s")
    beside = await _measure(port, chance, seconds)
    for one in runaways:
        one.cancel()
    await asyncio.gather(*runaways, return_exceptions=True)
    tell(f"alone again for {seconds / 2:.0f} s")
    again = await _measure(port, chance, seconds / 2)
    figures = {"alone": alone, "beside six runaways": beside, "alone again": again}
    for name, taken in figures.items():
        ranks = f"p50 {_rank(taken, 50):.2f} ms, p95 {_rank(taken, 95):.2f} ms"
        tell_figure(f"{name}: {len(taken)} answers, {ranks}")
    ratio = _rank(beside, 95) / max(_rank(alone, 95), _rank(again, 95))
    tell_figure(f"p95 beside runaways {ratio:.2f} times that without them; runaways ended: {dict(stopped)}")
    faults = [] if ratio <= allowed else [f"p95 beside runaways is {ratio:.2f} times that without them"]
    if not stopped.keys() <= {"time", "share", "memory", "The service is busy"}:
        faults.append(f"runaways ended otherwise than they should: {dict(stopped)}")
    return faults


def _rank(taken: list[float], percent: int) -> float:
    return statistics.quantiles(taken, n=100)[percent - 1] * 1000


async def _measure(port: int, chance: random.Random, seconds: float) -> list[float]:
    """Return the seconds that the queries of all neighbours took, each of an address of its own."""
    taken: list[float] = []
    numbers = itertools.count(chance.randrange(10**6) * 1000)

    async def ask_on(address: str, delay: float) -> None:
        await asyncio.sleep(delay)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            number = next(numbers)
            text = f"SELECT ?o {{ <urn:s{number % THINGS}> <urn:p> ?o }} # {number}"
            began = time.perf_counter()
            status, body = await _ask(port, address, text)
            taken.append(time.perf_counter() - began)
            assert status == 200, body
            assert json.loads(body)["results"]["bindings"], body
            await asyncio.sleep(_PAUSE_SECONDS * chance.uniform(0.5, 1.5))

    delays = [chance.uniform(0, _PAUSE_SECONDS) for _ in range(NEIGHBOURS)]
    await asyncio.gather(*(ask_on(f"127.0.1.{one + 1}", delay) for one, delay in enumerate(delays)))
    return taken


async def _run_away(port: int, address: str, text: str, stopped: Counter[str]) -> None:
    for number in itertools.count():
        status, body = await _ask(port, address, f"{text} # {address} {number}")
        assert status in (429, 503), (status, body)
        problem = json.loads(body)
        stopped[problem.get("cause", problem["title"])] += 1


async def _ask(port: int, address: str, text: str) -> tuple[int, bytes]:
    """Return the status and body of an answer of known length."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(address, 0))
    try:
        writer.write(
            f"GET /sparql?query={quote(text)} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode()
        )
        head, _, body = (await reader.read()).partition(b"\r\n\r\n")
        return int(head.split()[1]), body
    finally:
        writer.close()
