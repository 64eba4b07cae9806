"""Measures how point queries fare while three runaway queries of another client run.

    python -m tests.isolation_service

Prints the 50th and 95th percentile of point queries on an idle service and beside a cross product, a deep
path and a huge ORDER BY, and fails when the 95th grows to more than three times its idle value.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import httpx
from rdflib import Literal, URIRef

from lsgraph.release import ReleaseMetadata, point, write_release
from lsgraph.store import Quad, Store
from tests.fuzz_service import serve

THINGS = 10_000
SECONDS = 12.0
PACE = 0.005
ALLOWED = 3.0
GRAPH = URIRef("https://w3id.org/lsgraph/res/passage/a-0-10")
RUNAWAYS = (
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "SELECT (COUNT(*) AS ?n) { ?a (<urn:next>|^<urn:next>)* ?b . ?b (<urn:next>|^<urn:next>)* ?c }",
    "SELECT * { ?a <urn:p> ?c . ?d <urn:p> ?f } ORDER BY DESC(?f) ?c LIMIT 10",
)


def write_chain(root: Path) -> None:
    """Write and point to a release of things in one long chain."""
    store = Store()
    things = [URIRef(f"urn:s{one}") for one in range(THINGS)]
    store.add(Quad(one, URIRef("urn:p"), Literal(number), GRAPH) for number, one in enumerate(things))
    links = pairwise(things)
    store.add(Quad(one, URIRef("urn:next"), following, GRAPH) for one, following in links)
    point(root, write_release(root, store, b"", ReleaseMetadata("1", "2020-01-01")).id)


def measure(url: str, seconds: float) -> list[float]:
    """Return the seconds that each of many different point queries took."""
    taken = []
    with httpx.Client(transport=httpx.HTTPTransport(local_address="127.0.0.2")) as client:
        until, number = time.monotonic() + seconds, 0
        while time.monotonic() < until:
            number += 1
            text = f"SELECT ?o {{ <urn:s{number % THINGS}> <urn:p> ?o }} # {time.monotonic()}"
            began = time.perf_counter()
            response = client.get(url, params={"query": text})
            taken.append(time.perf_counter() - began)
            assert response.json()["results"]["bindings"], response.text
            time.sleep(PACE)
    return taken


def run_away(url: str, text: str, stop: threading.Event) -> None:
    """Ask a query that does not end, again whenever it was stopped."""
    number = 0
    while not stop.is_set():
        number += 1
        httpx.get(url, params={"query": f"{text} # {number}"}, timeout=120)


def tell(name: str, taken: Sequence[float]) -> float:
    """Print and return the 95th percentile."""
    ranks = statistics.quantiles(taken, n=100)
    print(f"{name}: {len(taken)} queries, p50 {ranks[49] * 1000:.2f} ms, p95 {ranks[94] * 1000:.2f} ms")
    return ranks[94]


def main() -> int:
    """Measure, report, and return 1 when the service does not keep its pace."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write_chain(root)
        with serve(root, LSGRAPH_DEADLINE="6", LSGRAPH_MEMORY="1500M") as (_, port):
            url = f"http://127.0.0.1:{port}/sparql"
            measure(url, 1)
            print(f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
            idle = tell("idle", measure(url, SECONDS))
            stop = threading.Event()
            threads = [threading.Thread(target=run_away, args=(url, text, stop)) for text in RUNAWAYS]
            for thread in threads:
                thread.start()
            time.sleep(2)
            state = httpx.get(f"http://127.0.0.1:{port}/health").json()["workers"]
            beside = tell(f"beside three runaways {state}", measure(url, SECONDS))
            stop.set()
            for thread in threads:
                thread.join()
            again = tell("idle again", measure(url, SECONDS / 2))
    ratio = beside / max(idle, again)
    print(
        f"p95 beside runaways: {beside / idle:.2f} times that of the idle service before, "
        f"{ratio:.2f} times the worse of the idle ones"
    )
    return 1 if ratio > ALLOWED else 0


if __name__ == "__main__":
    sys.exit(main())
