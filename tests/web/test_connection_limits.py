"""What one client may take before any route sees its request: bytes, fields, time and connections."""

from __future__ import annotations

import contextlib
import json
import select
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.web.http_requests import BODY, CHUNKED, H2C, get, post, read_statuses, talk

ARRIVAL = 0.6
MOST, SHARE = 40, 10
MEGABYTE = b"x" * 1_048_576

TOO_MUCH: dict[str, tuple[list[bytes], int]] = {
    "an address": ([get(target=b"/sparql?query=" + b"a" * 70_000)], 414),
    "an address that does not end": ([b"GET /" + b"a" * 70_000, *[b"a" * 70_000] * 100], 414),
    "a field": ([get(b"Accept: " + b"a/b," * 10_000 + b"\r\n")], 431),
    "a field of 1.6 MB": ([get(b"Accept: " + b"a/b," * 400_000 + b"\r\n")], 431),
    "a field that does not end": ([get()[:-2] + b"X-A: ", *[MEGABYTE] * 100], 431),
    "a name that does not end": ([get()[:-2], *[MEGABYTE] * 100], 431),
    "fields": ([get(b"X-A: b\r\n" * 100)], 431),
    "fields that do not end": ([get()[:-2], *[b"X-A: b\r\n" * 50] * 100], 431),
    "h2c and a field": ([get(H2C + b"Accept: " + b"a/b," * 10_000 + b"\r\n")], 431),
    "a body that is announced": ([post(length=1_048_577)], 413),
    "a body that waits for a yes": ([post(b"Expect: 100-continue\r\n", 1_048_577)], 413),
    "a body of a page": ([get(b"Content-Length: 1048577\r\n", b"/about")], 413),
    "chunks": ([post(CHUNKED, None), *[b"100000\r\n" + MEGABYTE + b"\r\n"] * 50], 413),
    "an extension that does not end": ([post(CHUNKED, None) + b"5;a=", *[MEGABYTE] * 50], 431),
    "a trailer that does not end": ([post(CHUNKED, None) + b"0\r\nX-A: ", *[MEGABYTE] * 50], 431),
    "a trailer": ([post(CHUNKED, None) + b"0\r\nX-A: " + b"b" * 40_000 + b"\r\n\r\n"], 431),
}

TOO_SLOW: dict[str, tuple[bytes, bytes, list[int]]] = {
    "nothing": (b"", b"", []),
    "empty lines": (b"", b"\r\n", []),
    "half a head": (get()[:-2], b"", [408]),
    "a head byte by byte": (b"GET /", b"a", [408]),
    "no body": (post(), b"", [408]),
    "a body byte by byte": (post(), b"q", [408]),
    "chunks byte by byte": (post(CHUNKED, None), b"1\r\na\r\n", [408]),
    "half a head after an answer": (get() + get()[:-2], b"", [200, 408]),
    "half a body after an answer": (get() + post() + BODY[:3], b"", [200, 408]),
    "a body that nobody waits for": (get(b"Content-Length: 999\r\n"), b"a", [200]),
}


@pytest.fixture(scope="module")
def narrow(
    tmp_path_factory: pytest.TempPathFactory,
    write_release_of: Any,
    serving: Callable[..., AbstractContextManager[Any]],
) -> Iterator[Any]:
    """Return a service with little time and few connections."""
    root = tmp_path_factory.mktemp("narrow")
    write_release_of(root, 300)
    settings = {"LSGRAPH_CONNECTIONS": str(MOST), "LSGRAPH_CONNECTIONS_SHARE": str(SHARE)}
    with serving(root, LSGRAPH_ARRIVAL=str(ARRIVAL), **settings) as site:
        yield site


def find_port(site: Any) -> int:
    """Return the port of a service."""
    return int(site.url.rpartition(":")[2])


def ask(site: Any) -> int:
    """Ask something small and return the status."""
    return httpx.get(site.sparql, params={"query": f"ASK {{}} # {time.monotonic()}"}).status_code


@contextlib.contextmanager
def watching(site: Any) -> Iterator[list[float]]:
    """Ask something small again and again meanwhile; gives the seconds that each answer took."""
    taken: list[float] = []
    over = threading.Event()

    def watch() -> None:
        with httpx.Client(timeout=30) as client:
            while not over.is_set():
                began = time.monotonic()
                assert client.get(site.sparql, params={"query": f"ASK {{}} # {began}"}).status_code == 200
                taken.append(time.monotonic() - began)
                time.sleep(0.01)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield taken
    finally:
        over.set()
        thread.join()


@pytest.mark.parametrize("name", TOO_MUCH)
def test_too_much_is_refused_at_once_and_stops_nobody(narrow: Any, name: str) -> None:
    segments, status = TOO_MUCH[name]
    with watching(narrow) as taken:
        statuses, is_closed, received = talk(find_port(narrow), segments)
    assert statuses == [status], received
    assert is_closed
    head, _, body = received.partition(b"\r\n\r\n")
    assert b"application/problem+json" in head
    assert json.loads(body)["status"] == status
    assert max(taken, default=0) < 2


@pytest.mark.parametrize("name", TOO_SLOW)
def test_what_does_not_arrive_in_time_is_ended(narrow: Any, name: str) -> None:
    begin, drip, expected = TOO_SLOW[name]
    began = time.monotonic()
    with socket.create_connection(("127.0.0.1", find_port(narrow)), timeout=0.1) as link:
        link.sendall(begin)
        received, piece = b"", b"?"
        while piece:
            assert time.monotonic() - began < ARRIVAL + 5
            try:
                link.sendall(drip)
                piece = link.recv(65_536)
            except TimeoutError:
                continue
            except ConnectionError:
                break
            received += piece
            if 408 in read_statuses(received):
                break
    assert read_statuses(received) == expected
    if expected:
        assert time.monotonic() - began > ARRIVAL * 0.9


def test_a_slow_but_timely_request_is_answered(narrow: Any) -> None:
    request = post() + BODY
    third = len(request) // 3
    with socket.create_connection(("127.0.0.1", find_port(narrow)), timeout=5) as link:
        for piece in (request[:third], request[third : 2 * third], request[2 * third :]):
            link.sendall(piece)
            time.sleep(ARRIVAL / 4)
        assert read_statuses(link.recv(65_536)) == [200]
        time.sleep(ARRIVAL * 2)  # between requests another time counts
        link.sendall(get())
        assert read_statuses(link.recv(65_536)) == [200]


def connect(port: int, address: str = "127.0.0.1") -> socket.socket:
    """Return a connection from an address of this machine."""
    return socket.create_connection(("127.0.0.1", port), timeout=5, source_address=(address, 0))


def read_status(link: socket.socket) -> list[int]:
    """Return the statuses that come within a short while."""
    link.settimeout(0.2)
    try:
        return read_statuses(link.recv(65_536))
    except TimeoutError:
        return []
    except ConnectionResetError:
        return [-1]


def test_too_many_connections_are_refused_until_others_have_gone(narrow: Any) -> None:
    with contextlib.ExitStack() as stack:
        links = [stack.enter_context(connect(find_port(narrow))) for _ in range(MOST + 5)]
        statuses = [status for link in links for status in read_status(link)]
        assert statuses == [503] * 5
    until = time.monotonic() + 5
    while ask(narrow) != 200:
        assert time.monotonic() < until


def test_one_address_has_a_share_of_the_connections(narrow: Any) -> None:
    port = find_port(narrow)
    with contextlib.ExitStack() as stack:
        links = [stack.enter_context(connect(port, "127.0.0.2")) for _ in range(SHARE + 3)]
        assert [status for link in links for status in read_status(link)] == [429] * 3
        with connect(port, "127.0.0.3") as other:
            other.sendall(get())
            assert read_statuses(other.recv(65_536)) == [200]
    until = time.monotonic() + 5
    while True:
        with connect(port, "127.0.0.2") as link:
            link.sendall(get())
            if read_statuses(link.recv(65_536)) == [200]:
                break
        assert time.monotonic() < until


def test_requests_without_end_on_one_connection_are_cut(narrow: Any) -> None:
    slow = httpx.QueryParams({"query": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f } # many"})
    statuses, is_closed, _ = talk(find_port(narrow), [get(target=f"/sparql?{slow}".encode()) + get() * 3_000])
    assert statuses[:65] == [200] * 65
    assert statuses[65:] == [429]
    assert is_closed


@pytest.mark.slow
def test_bodies_together_have_a_bound(
    tmp_path: Path, write_release_of: Any, serving: Callable[..., AbstractContextManager[Any]]
) -> None:
    write_release_of(tmp_path, 30)
    with serving(tmp_path, LSGRAPH_ARRIVAL="60") as site, contextlib.ExitStack() as stack:
        port, body = find_port(site), MEGABYTE[:-1]
        links = [stack.enter_context(connect(port)) for _ in range(80)]
        for link in links:
            with contextlib.suppress(ConnectionError):
                link.sendall(post(length=len(MEGABYTE)) + body)
        statuses: list[int] = []
        until = time.monotonic() + 20
        while len(statuses) < 14:
            readable, _, _ = select.select(links, [], [], max(0, until - time.monotonic()))
            assert readable, statuses
            statuses += [status for link in readable for status in read_status(link)]
            links = [link for link in links if link not in readable]
        assert set(statuses) <= {503, -1}  # -1 where the line was cut before this could read
        assert 503 in statuses
        assert len(links) >= 40  # what was let in stays
        for link in links:
            link.close()
        until = time.monotonic() + 5
        while talk(port, [post() + BODY])[0] != [200]:
            assert time.monotonic() < until


SERVER = """
import resource, sys
resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256))
from lsgraph.settings import read_settings
from lsgraph.web import run_service
settings = {"LSGRAPH_RELEASES": sys.argv[1], "LSGRAPH_DEADLINE": "1", "LSGRAPH_ARRIVAL": "3"}
run_service(read_settings({**settings, "PORT": sys.argv[2]}))
"""


@pytest.mark.slow
def test_few_files_and_many_connections_do_no_lasting_harm(tmp_path: Path, write_release_of: Any) -> None:
    write_release_of(tmp_path, 300)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    runaway = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    command = [sys.executable, "-c", SERVER, str(tmp_path), str(port)]
    with subprocess.Popen(command) as server, contextlib.ExitStack() as stack:
        try:
            wait_for(url)
            with httpx.Client(base_url=url, timeout=30) as client:
                assert client.get("/health").status_code == 200
                for _ in range(400):
                    with contextlib.suppress(OSError):
                        stack.enter_context(connect(port)).sendall(b"GET / HTTP/1.1\r\nHost: a\r\n")
                for number in range(6):
                    params = {"query": f"{runaway} # {number}"}
                    assert client.get("/sparql", params=params).json()["cause"] == "time"
                wait_for(url)
                for number in range(20):
                    assert client.get("/sparql", params={"query": f"ASK {{}} # {number}"}).json()["boolean"]
                assert client.get("/health").json()["workers"]["alive"] >= 2
        finally:
            server.terminate()


def wait_for(url: str) -> None:
    """Wait until a service answers a new client."""
    until = time.monotonic() + 60
    while True:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(f"{url}/health").status_code == 200:
                return
        assert time.monotonic() < until
        time.sleep(0.05)
