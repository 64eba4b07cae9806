"""Sends random requests to a real server on loopback and checks that none of them hurts it.

    python -m tests.fuzz_service --requests 20000 --seed 1

Mutated queries, odd headers, bodies, methods and parameters, over raw sockets. The run fails when an answer
has a status of 500 or above that is not a deliberate 503, when a request is not answered in time, when a
worker is left busy, or when the memory of the front process grows.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from rdflib import RDFS, Literal, URIRef

from lsgraph.release import ReleaseMetadata, point, write_release
from lsgraph.store import Quad, Store
from tests.attack._progress import Progress, tell, tell_figure
from tests.fuzz_requests import PASSAGE, Requests

DEADLINE = 1.0
PATIENCE = 20.0
MOST_GROWTH = 12_000_000
WARM_SHARE = 0.25
SERVER = """
import os, sys
from lsgraph.settings import read_settings
from lsgraph.web import run_service
run_service(read_settings({**os.environ, "PORT": sys.argv[1]}))
"""


@dataclass
class Findings:
    """What the run saw: statuses, causes of 503, what went wrong, and the slowest answer in seconds."""

    statuses: Counter[str] = field(default_factory=Counter)
    causes: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    slowest: float = 0.0
    memory: list[int] = field(default_factory=list)
    replaced: int = 0


async def send(port: int, request: bytes, findings: Findings) -> None:
    """Send one request and judge its answer."""
    began = time.monotonic()
    try:
        async with asyncio.timeout(PATIENCE):
            status, body = await exchange(port, request)
    except TimeoutError:
        findings.faults.append(f"no answer in {PATIENCE:g} s: {request[:300]!r}")
        return
    except (ConnectionError, asyncio.IncompleteReadError):
        status, body = "closed", b""
    findings.slowest = max(findings.slowest, time.monotonic() - began)
    findings.statuses[status] += 1
    judge(status, body, request, findings)


async def exchange(port: int, request: bytes) -> tuple[str, bytes]:
    """Return the status of an answer and its body's first megabyte; `broken` for one without its end."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        with contextlib.suppress(ConnectionError):
            writer.write(request)
            await writer.drain()
        head = b""
        while b"\r\n\r\n" not in head:
            piece = await reader.read(65_536)
            if not piece:
                return "closed", head
            head += piece
            while head.startswith(b"HTTP/1.1 100") and b"\r\n\r\n" in head:
                head = head.partition(b"\r\n\r\n")[2]
        head, _, body = head.partition(b"\r\n\r\n")
        end = body[-5:]
        while piece := await reader.read(65_536):
            end = (end + piece)[-5:]
            if len(body) < 1_000_000:
                body += piece
        status = head.split(b" ")[1].decode("latin-1")
        chunked = b"transfer-encoding: chunked" in head.lower()
        if chunked and end != b"0\r\n\r\n" and not request.startswith(b"HEAD"):
            return "broken", body
        return status, body
    finally:
        writer.close()


def judge(status: str, body: bytes, request: bytes, findings: Findings) -> None:
    """Note a fault for an answer that should not be."""
    if status == "503":
        try:
            problem = json.loads(body)
            findings.causes[problem.get("cause") or f"retry after {problem['retry_after']}"] += 1
        except (ValueError, KeyError):
            deliberate = request.startswith(b"HEAD") or b"<html" in body
            findings.causes["page or HEAD" if deliberate else "unexplained"] += 1
            if not deliberate:
                findings.faults.append(f"503 without a reason: {request[:300]!r} {body[:300]!r}")
    elif status.startswith("5"):
        findings.faults.append(f"{status}: {request[:600]!r} {body[:300]!r}")


@contextlib.contextmanager
def serve(root: Path, **environ: str) -> Iterator[tuple[int, int]]:
    """Serve the releases in a folder from a process of its own; gives its id and its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = root / "server.log"
    settings = {
        **os.environ,
        "LSGRAPH_RELEASES": str(root),
        "LSGRAPH_DEADLINE": str(DEADLINE),
        "LSGRAPH_CACHE": "4M",
        "LSGRAPH_MEMORY": "400M",
        "LSGRAPH_ACCESS_LOG": str(root / "access.log"),
        **environ,
    }
    with (
        log.open("wb") as output,
        subprocess.Popen(
            [sys.executable, "-c", SERVER, str(port)], env=settings, stdout=output, stderr=output
        ) as process,
    ):
        try:
            for _ in range(300):
                with contextlib.suppress(httpx.TransportError):
                    httpx.get(f"http://127.0.0.1:{port}/health")
                    break
                time.sleep(0.1)
            yield process.pid, port
        finally:
            process.terminate()


def write_small(root: Path) -> None:
    """Write and point to a release of three hundred numbers, and keep an older one beside it."""
    for count in (20, 300):
        store, graph = Store(), URIRef(PASSAGE)
        store.add(Quad(URIRef(f"urn:s{one}"), URIRef("urn:p"), Literal(one), graph) for one in range(count))
        store.add([Quad(URIRef("urn:s0"), RDFS.label, Literal("Örebro\0\r län", "sv"), graph)])
        point(root, write_release(root, store, b"", ReleaseMetadata("1", "2020-01-01")).id)


async def fuzz(port: int, pid: int, count: int, seed: int, clients: int) -> Findings:
    """Send so many requests, some at a time."""
    findings, requests = Findings(), Requests(seed)
    waiting, progress = iter(range(count)), Progress("requests", count)

    async def client() -> None:
        for number in waiting:
            await send(port, requests.make(), findings)
            progress.note(number + 1, f"; {len(findings.faults)} findings")
            if number % max(1, count // 40) == 0:
                findings.memory.append(read_memory(pid))

    await asyncio.gather(*(client() for _ in range(clients)))
    return findings


def read_memory(pid: int) -> int:
    """Return the resident bytes of a process."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def check_rest(port: int, findings: Findings) -> None:
    """Check that every worker comes to rest and that the service still answers."""
    url = f"http://127.0.0.1:{port}"
    until = time.monotonic() + 10
    while (state := httpx.get(f"{url}/health").json()["workers"])["busy"] + state["slow"]:
        if time.monotonic() > until:
            findings.faults.append(f"a worker is left busy: {state}")
            break
        time.sleep(0.1)
    if not httpx.get(f"{url}/sparql", params={"query": "ASK { <urn:s1> ?p 1 }"}).json()["boolean"]:
        findings.faults.append("the service gives a wrong answer")


def check_memory(findings: Findings) -> int:
    """Return how many bytes the front process grew after it was warm, and note a fault for too many."""
    warm = findings.memory[max(1, int(len(findings.memory) * WARM_SHARE)) :] or findings.memory
    third = max(1, len(warm) // 3)
    growth = sum(warm[-third:]) // third - sum(warm[:third]) // third
    if growth > MOST_GROWTH:
        findings.faults.append(f"the front process grew by {growth:,} bytes")
    return growth


def attack(count: int, seed: int, clients: int = 8) -> Findings:
    """Send so many requests to a server of its own, tell what came of it, and return it."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write_small(root)
        with serve(root) as (pid, port):
            findings = asyncio.run(fuzz(port, pid, count, seed, clients))
            check_rest(port, findings)
            findings.replaced = httpx.get(f"http://127.0.0.1:{port}/health").json()["replaced"]
        log = (root / "server.log").read_text(encoding="utf-8", errors="replace")
    findings.faults += [f"in the server's log: {text[-1500:]}" for text in log.split("Traceback")[1:]]
    growth = check_memory(findings)
    tell_figure(f"{count:,} requests in {time.monotonic() - began:.0f} s, seed {seed}")
    tell_figure(f"statuses {dict(findings.statuses.most_common())}")
    tell_figure(f"503 by cause {dict(findings.causes)}; workers replaced {findings.replaced}")
    first, last = findings.memory[len(findings.memory) // 4], findings.memory[-1]
    tell_figure(
        f"slowest answer {findings.slowest:.2f} s; front process {first:,} -> {last:,} bytes ({growth:+,})"
    )
    return findings


def main() -> int:
    """Run, report, and return 1 when something was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--clients", type=int, default=8)
    options = parser.parse_args()
    findings = attack(options.requests, options.seed, options.clients)
    for fault in findings.faults[:20]:
        tell(f"FAULT {fault}")
    return 1 if findings.faults else 0


if __name__ == "__main__":
    sys.exit(main())
