"""Clients that ask and never read: the front process stays small, and every one of them is cut off.

Each route that can give a long answer is asked by 200 clients at once, over sockets with small buffers; a
share of the attack asks some of them, the canonical file always.
"""

from __future__ import annotations

import contextlib
import random
import socket
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
from rdflib import Literal, URIRef

from lsgraph.release import ReleaseMetadata, point, write_release
from lsgraph.store import Quad, Store
from tests.attack._progress import tell, tell_figure
from tests.fuzz_service import read_memory, serve

ABOUT_SECONDS = 150.0
FULL = 200
STATEMENTS = 60_000
PIECE_SECONDS = 3.0
GRACE_SECONDS = 20.0
MOST_GROWTH = 500_000
"""The bytes that the front process may hold for a client that does not read."""
MOST_AT_FIRST = 45_000_000
"""The bytes that the first answers of each kind may take, for threads and code that is then there."""
GRAPH = URIRef("https://w3id.org/lsgraph/res/passage/a-0-10")
ROUTES = (
    "/export/current/lsgraph.nq",
    "/export/current/lsgraph.trig",
    "/export/{release}/lsgraph.zip",
    "/sparql?query=SELECT*%7B%3Fa%3Fb%3Fc%7D%23{number}&format=csv",
    "/sparql?query=CONSTRUCT+WHERE%7B%3Fa%3Fb%3Fc%7D%23{number}",
    "/sparql?query=SELECT*%7B%3Fa%3Fb%3Fc%7D&format=json",
    "/query?query=SELECT*%7B%3Fa%3Fb%3Fc%7D%23{number}",
    "/rdf-graph-store?default",
    "/doc/nothing-{number}",
    "/static/lsgraph.css",
    "/openapi.json",
)


def write_large(root: Path) -> str:
    """Write and point to a release whose answers do not fit into the system's buffers; return its id."""
    store = Store()
    store.add(
        Quad(URIRef(f"urn:thing:{one}"), URIRef("urn:property"), Literal(f"{one} " + "x" * 60), GRAPH)
        for one in range(STATEMENTS)
    )
    release = write_release(root, store, b"", ReleaseMetadata("1", "2020-01-01"))
    point(root, release.id)
    return release.id


def count_links(pid: int, port: int) -> int:
    """Return how many connections a process has on its port, those that it left to the system not counted."""
    mine = set()
    for one in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(OSError):
            mine.add(str(one.readlink()).removeprefix("socket:[").removesuffix("]"))
    lines = [line.split() for line in Path(f"/proc/{pid}/net/tcp").read_text().splitlines()[1:]]
    here = f":{port:04X}"
    return sum(one[1].endswith(here) and one[3] != "0A" and one[9] in mine for one in lines)


@contextlib.contextmanager
def ask_and_not_read(port: int, path: str, release: str, count: int, seed: int) -> Iterator[None]:
    """Ask so many times, each from an address of its own, over sockets that can hold little."""
    with contextlib.ExitStack() as stack:
        for number in range(count):
            link = stack.enter_context(socket.socket())
            link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
            link.bind((f"127.0.{1 + number // 200}.{2 + number % 200}", 0))
            link.connect(("127.0.0.1", port))
            target = path.format(release=release, number=seed * 1_000 + number)
            link.sendall(f"GET {target} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        yield


def watch_route(pid: int, port: int, before: int, most: int) -> tuple[int, float, list[str]]:
    """Wait until nobody is left; return the peak of memory, the seconds it took, and what was wrong."""
    began, peak, found = time.monotonic(), read_memory(pid), []
    while not count_links(pid, port) and time.monotonic() < began + PIECE_SECONDS:
        time.sleep(0.01)  # until the first is let in
    while count_links(pid, port):
        peak = max(peak, read_memory(pid))
        asked = time.monotonic()
        answer = httpx.get(f"http://127.0.0.1:{port}/metrics", timeout=30, headers={"Connection": "close"})
        if answer.status_code != 200 or time.monotonic() - asked > 5:
            found.append(f"a neighbour waited {time.monotonic() - asked:.1f} s for {answer.status_code}")
        if time.monotonic() - began > PIECE_SECONDS + GRACE_SECONDS:
            found.append(f"{count_links(pid, port)} connections are still open")
            break
        time.sleep(0.2)
    if peak - before > most:
        found.append(f"the front process grew from {before:,} to {peak:,} bytes")
    return peak, time.monotonic() - began, found


def run(seed: int, share: float = 1.0) -> list[str]:
    """Run the attack, or a share of it; print what came of it and return its findings as sentences."""
    count, found = max(2, int(FULL * share)), list[str]()
    routes = (ROUTES[0], *random.Random(seed).sample(ROUTES[1:], max(2, round(share * len(ROUTES)) - 1)))
    with tempfile.TemporaryDirectory() as folder:
        release = write_large(Path(folder))
        with serve(Path(folder), LSGRAPH_DEADLINE=str(PIECE_SECONDS), LSGRAPH_CACHE="64M") as (pid, port):
            httpx.get(f"http://127.0.0.1:{port}/export/")
            before = most = read_memory(pid)
            for path in routes:
                with ask_and_not_read(port, path, release, count, seed):
                    peak, seconds, wrong = watch_route(pid, port, before, MOST_AT_FIRST + count * MOST_GROWTH)
                found += [f"{path}: {one}" for one in wrong]
                most = max(most, peak)
                tell(f"{count} do not read {path}: {before:,} -> {peak:,} bytes, gone after {seconds:.0f} s")
        tell_figure(f"{count} clients that never read, of {len(routes)} routes: front at most {most:,} bytes")
        log = (Path(folder) / "server.log").read_text(encoding="utf-8", errors="replace")
    return [*found, *(f"in the server's log: {text[-800:]}" for text in log.split("Traceback")[1:])]
