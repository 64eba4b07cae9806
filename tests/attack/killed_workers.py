"""Kills 300 workers, and their fork server now and then, under load: no wrong answer, nobody left waiting."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import os
import random
import signal
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import quote

import httpx

from tests.attack._progress import Progress, tell_figure
from tests.fuzz_service import serve, write_small

ABOUT_SECONDS: Final = 120.0
FULL: Final = 300
CLIENTS: Final = 12
THINGS: Final = 300
_LEAST: Final = 6
_FORK_SERVER_EVERY: Final = 25
_ANSWER_SECONDS: Final = 30.0
_REST_SECONDS: Final = 20.0
_PLANNED: Final = ("crash", "time", "share", "busy")


@dataclass
class Findings:
    """What the run saw."""

    outcomes: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    slowest: float = 0.0
    killed: int = 0


def run(seed: int, share: float) -> list[str]:
    """Kill a share of 300 workers while clients ask what has one right answer."""
    findings = Findings()
    with tempfile.TemporaryDirectory() as folder:
        write_small(Path(folder))
        with serve(Path(folder), LSGRAPH_DEADLINE="10") as (pid, port):
            most = max(_LEAST, round(FULL * share))
            asyncio.run(_attack(port, pid, most, random.Random(seed), findings))
            _look_at_end(port, findings)
        log = (Path(folder) / "server.log").read_text(encoding="utf-8", errors="replace")
    findings.faults += [f"in the server's log: {text[-800:]}" for text in log.split("Traceback")[1:]]
    tell_figure(
        f"{findings.killed} workers and fork servers killed; answers {dict(findings.outcomes)}; "
        f"slowest {findings.slowest:.1f} s"
    )
    return findings.faults


async def _attack(port: int, pid: int, most: int, chance: random.Random, findings: Findings) -> None:
    done = asyncio.Event()
    numbers = itertools.count()

    async def ask_on() -> None:
        while not done.is_set():
            await _ask_something(port, next(numbers), chance, findings)

    clients = [asyncio.create_task(ask_on()) for _ in range(CLIENTS)]
    progress = Progress("killed", most)
    while findings.killed < most:
        await asyncio.sleep(chance.uniform(0.02, 0.3))
        await _kill_one(pid, chance, findings)
        progress.note(findings.killed, f"; {len(findings.faults)} findings")
    done.set()
    await asyncio.gather(*clients)


async def _kill_one(front: int, chance: random.Random, findings: Findings) -> None:
    servers = await asyncio.to_thread(_find_children, front)
    workers = [pid for server in servers for pid in await asyncio.to_thread(_find_children, server)]
    if (findings.killed + 1) % _FORK_SERVER_EVERY == 0:
        workers = servers
    if workers:
        with contextlib.suppress(ProcessLookupError):
            os.kill(chance.choice(workers), signal.SIGKILL)
            findings.killed += 1


def _find_children(pid: int) -> list[int]:
    """Return the processes that a process has started."""
    with contextlib.suppress(OSError):
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


async def _ask_something(port: int, number: int, chance: random.Random, findings: Findings) -> None:
    """Ask for a point, a count, or ninety thousand rows, and judge the answer."""
    thing = number % THINGS
    text, right = chance.choice(
        (
            (f"SELECT ?o {{ <urn:s{thing}> <urn:p> ?o }}", f"o\r\n{thing}\r\n"),
            ("SELECT (COUNT(*) AS ?n) { ?a <urn:p> ?b . ?c <urn:p> ?d }", f"n\r\n{THINGS**2}\r\n"),
            ("SELECT ?b ?d { ?a <urn:p> ?b . ?c <urn:p> ?d }", ""),
        )
    )
    began = time.monotonic()
    try:
        async with asyncio.timeout(_ANSWER_SECONDS):
            status, body, is_whole = await _ask(port, f"{text} # {number}")
    except (TimeoutError, ConnectionError) as error:
        findings.faults.append(f"no answer after {time.monotonic() - began:.1f} s ({type(error).__name__})")
        return
    findings.slowest = max(findings.slowest, time.monotonic() - began)
    outcome = _judge(status, body, is_whole, right)
    findings.outcomes[outcome] += 1
    if outcome.startswith("wrong"):
        findings.faults.append(f"{outcome}: {status} {text} {body[:300]!r}")


def _judge(status: int, body: bytes, is_whole: bool, right: str) -> str:
    if status == 200 and not is_whole:
        return "broken off"
    if status == 200:
        found = body.decode()
        is_right = found == right if right else found.count("\r\n") == THINGS**2 + 1
        return "right" if is_right else "wrong answer"
    problem = json.loads(body) if status == 503 else {}
    cause = "busy" if problem.get("retry_after") else problem.get("cause")
    return f"503 {cause}" if cause in _PLANNED else "wrong status"


async def _ask(port: int, text: str) -> tuple[int, bytes, bool]:
    """Return an answer's status and body, and whether it reached its end."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        request = (
            f"GET /sparql?format=csv&query={quote(text)} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        )
        writer.write(request.encode())
        head, _, body = (await reader.read()).partition(b"\r\n\r\n")
        if b"chunked" not in head.lower():
            return int(head.split()[1]), body, True
        return int(head.split()[1]), *_join_chunks(body)
    finally:
        writer.close()


def _join_chunks(body: bytes) -> tuple[bytes, bool]:
    """Return what the chunks hold, and whether the last one came."""
    joined, place = bytearray(), 0
    while (end := body.find(b"\r\n", place)) > 0:
        size = int(body[place:end], 16)
        if not size:
            return bytes(joined), True
        joined += body[end + 2 : end + 2 + size]
        place = end + 2 + size + 2
    return bytes(joined), False


def _look_at_end(port: int, findings: Findings) -> None:
    """Check that all workers are back and at rest, and that the service is well."""
    until = time.monotonic() + _REST_SECONDS
    while True:
        health = httpx.get(f"http://127.0.0.1:{port}/health")
        workers = health.json()["workers"]
        if health.is_success and workers["idle"] >= 2 and not (workers["busy"] + workers["slow"]):
            break
        if time.monotonic() > until:
            findings.faults.append(f"not at rest: {health.text}")
            break
        time.sleep(0.1)
    if not findings.outcomes["right"]:
        findings.faults.append("nothing was answered at all")
