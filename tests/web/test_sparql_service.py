"""The endpoint under load and attack: whole or visibly not whole, and never down."""

from __future__ import annotations

import concurrent.futures
import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
ENDLESS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
LARGE = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
BOMB = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } ORDER BY ?c ?f ?i ?l"


def ask(site: Any, text: str) -> httpx.Response:
    """Ask the endpoint."""
    return httpx.get(site.sparql, params={"query": text}, timeout=30, verify=False)


def running(pid: int) -> bool:
    """Say whether a process runs."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def children(pid: int) -> list[int]:
    """Return the processes that a process started, and theirs."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [one for child in map(int, found) for one in (child, *children(child))]


def test_a_runaway_is_stopped_with_503_while_a_neighbour_is_answered(site: Any) -> None:
    with concurrent.futures.ThreadPoolExecutor() as threads:
        began = time.monotonic()
        runaways = [threads.submit(ask, site, f"{CROSS} # {one}") for one in range(3)]
        time.sleep(0.2)
        for one in range(10):
            assert ask(site, f"ASK {{ <urn:s{one}> ?p ?o }}").json()["boolean"]
        assert time.monotonic() - began < 1.8
        for runaway in runaways:
            response = runaway.result()
            assert response.status_code == 503
            assert response.json()["cause"] == "time"
            assert "2 seconds" in response.json()["detail"]
    site.wait_for_workers(busy=0, slow=0)


@pytest.mark.parametrize(
    ("text", "status", "cause"),
    [
        (BOMB, 503, "memory"),
        ("SELECT * { ?s ?p ?o " + "OPTIONAL { " * 90 + "}" * 90 + " } LIMIT 1", 200, None),
        ("SELECT * { ?s ?p ?o FILTER(" + "(" * 5000 + "1" + ")" * 5000 + ") }", 413, None),
        ("ASK { FILTER(" + "!" * 9000 + "true) }", 413, None),
    ],
    ids=["memory", "deep and allowed", "too deep", "too repetitive"],
)
def test_bombs_are_contained(site: Any, text: str, status: int, cause: str | None) -> None:
    response = httpx.post(site.sparql, data={"query": text}, timeout=30)
    assert response.status_code == status, response.text
    if cause:
        assert response.json()["cause"] in (cause, "time")
    assert ask(site, "ASK {}").status_code == 200


def test_an_answer_that_fails_on_its_way_is_broken_off(site: Any) -> None:
    with httpx.stream("GET", site.sparql, params={"query": ENDLESS}) as response:
        assert response.status_code == 200
        with pytest.raises(httpx.RemoteProtocolError):
            list(response.iter_raw())
    curl = subprocess.run(
        ["curl", "-sS", site.sparql, "--data-urlencode", f"query={ENDLESS}", "-o", os.devnull],
        capture_output=True,
        check=False,
    )
    assert curl.returncode != 0


def test_a_client_of_http_1_0_never_gets_a_part(site: Any) -> None:
    def ask_1_0(text: str) -> tuple[bytes, bytes]:
        path = "/sparql?" + httpx.QueryParams({"query": text}).__str__()
        host, port = site.url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=30) as link:
            link.sendall(f"GET {path} HTTP/1.0\r\nAccept: text/csv\r\n\r\n".encode())
            received = b"".join(iter(lambda: link.recv(1 << 16), b""))
        head, _, body = received.partition(b"\r\n\r\n")
        return head, body

    head, body = ask_1_0("SELECT ?c ?f { ?a ?b ?c . ?d ?e ?f }")
    assert b" 200 " in head.splitlines()[0]
    assert f"content-length: {len(body)}".encode() in head.lower()
    assert body.count(b"\n") == 301 * 301 + 1
    head, _ = ask_1_0(ENDLESS)
    assert b" 503 " in head.splitlines()[0]


def test_the_first_bytes_leave_before_the_last_row(site: Any) -> None:
    with (
        contextlib.suppress(httpx.RemoteProtocolError),
        httpx.stream("GET", site.sparql, params={"query": ENDLESS}) as one,
    ):
        began = time.monotonic()
        next(one.iter_raw())
        assert time.monotonic() - began < 1


def test_a_client_that_leaves_frees_its_worker(
    tmp_path: Path, write_release_of: Any, serving: Callable[..., AbstractContextManager[Any]]
) -> None:
    write_release_of(tmp_path, 300)
    with serving(tmp_path, LSGRAPH_DEADLINE="60", LSGRAPH_WORKERS="1", LSGRAPH_SLOW="1") as site:
        for text in (CROSS, ENDLESS):
            with pytest.raises(httpx.ReadTimeout):
                httpx.get(
                    site.sparql,
                    params={"query": text},
                    timeout=httpx.Timeout(5, read=1 if text == CROSS else 0.0001),
                )
            site.wait_for_workers(busy=0, slow=0, idle=1)


def test_too_many_are_turned_away_and_told_when_to_come_back(
    tmp_path: Path, write_release_of: Any, serving: Callable[..., AbstractContextManager[Any]]
) -> None:
    write_release_of(tmp_path, 300)
    limits = {"LSGRAPH_WORKERS": "1", "LSGRAPH_SLOW": "1", "LSGRAPH_DEADLINE": "2"}
    with (
        serving(tmp_path, **limits, LSGRAPH_QUEUE="1") as site,
        concurrent.futures.ThreadPoolExecutor(12) as threads,
    ):
        responses = list(threads.map(lambda one: ask(site, f"{CROSS} # {one}"), range(12)))
        assert {one.status_code for one in responses} == {503}
        assert any(int(one.headers.get("retry-after", 0)) > 0 for one in responses)
    with (
        serving(tmp_path, **limits, LSGRAPH_SHARE="2") as site,
        concurrent.futures.ThreadPoolExecutor(12) as threads,
    ):
        responses = list(threads.map(lambda one: ask(site, f"{CROSS} # {one}"), range(6)))
        assert {one.status_code for one in responses} == {429, 503}


def test_a_new_release_is_served_without_a_lost_request(
    tmp_path: Path, write_release_of: Any, serving: Callable[..., AbstractContextManager[Any]]
) -> None:
    old = write_release_of(tmp_path, 300)
    with serving(tmp_path, LSGRAPH_WATCH="0.05") as site, httpx.Client() as client:
        seen: list[str] = []
        for _ in range(400):
            response = client.get(
                site.sparql, params={"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "format": "csv"}
            )
            assert response.status_code == 200
            assert (
                response.text.split()[1]
                == {True: "301", False: "401"}[response.headers["lsgraph-release"] == old.id]
            )
            seen.append(response.headers["lsgraph-release"])
            if len(seen) == 20:
                new = write_release_of(tmp_path, 400)
            if len(seen) > 20 and seen[-1] == new.id:
                break
            time.sleep(0.01)
        assert seen[0] == old.id
        assert seen[-1] == new.id


SERVER = """
import sys
from lsgraph.settings import read_settings
from lsgraph.web import run_service
run_service(read_settings({"LSGRAPH_RELEASES": sys.argv[1], "LSGRAPH_CACHE": "1M", "PORT": sys.argv[2]}))
"""


@pytest.fixture
def process(tmp_path: Path, write_release_of: Any) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """Return a service in a process of its own, and its address."""
    write_release_of(tmp_path, 500)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with subprocess.Popen([sys.executable, "-c", SERVER, str(tmp_path), str(port)]) as server:
        url = f"http://127.0.0.1:{port}"
        try:
            for _ in range(1000):
                with contextlib.suppress(httpx.TransportError):
                    httpx.get(f"{url}/health")
                    break
                time.sleep(0.01)
            yield server, url
        finally:
            server.kill()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_nothing_is_left_behind(process: tuple[subprocess.Popen[bytes], str], number: signal.Signals) -> None:
    server, url = process
    with pytest.raises(httpx.ReadTimeout):
        httpx.get(f"{url}/sparql", params={"query": CROSS}, timeout=0.5)
    others = children(server.pid)
    assert len(others) >= 3
    server.send_signal(number)
    server.wait(10)
    until = time.monotonic() + 5
    while any(map(running, others)):
        assert time.monotonic() < until
        time.sleep(0.02)


def test_the_front_process_stays_small(process: tuple[subprocess.Popen[bytes], str]) -> None:
    server, url = process

    def resident() -> int:
        return int(Path(f"/proc/{server.pid}/statm").read_text().split()[1]) * 4096

    httpx.get(f"{url}/sparql", params={"query": "SELECT * { ?s ?p ?o }"})
    before, size = resident(), 0
    with httpx.stream("GET", f"{url}/sparql", params={"query": LARGE}, timeout=30) as response:
        for piece in response.iter_raw():
            size += len(piece)
    assert size > 1_000_000  # packed; 80 MB unpacked
    assert resident() - before < 15_000_000


# Any request


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from(["GET", "POST", "HEAD", "OPTIONS", "PUT"]),
    st.dictionaries(
        st.sampled_from(["query", "default-graph-uri", "named-graph-uri", "format", "update", "x"]),
        st.one_of(st.text(max_size=40), st.sampled_from(["ASK {}", "SELECT * { ?s ?p ?o }", "csv", "urn:g"])),
    ),
    st.sampled_from(["*/*", "text/html", "text/csv;q=0.1", "image/png", "", "application/json", "/;q=,"]),
    st.sampled_from(["application/x-www-form-urlencoded", "application/sparql-query", "x/y", "", ";;"]),
    st.one_of(st.binary(max_size=60), st.sampled_from([b"query=ASK{}", b"ASK {}", b"query=%F0%28"])),
)
def test_any_request_gets_an_answer(
    site: Any, method: str, parameters: dict[str, str], accept: str, content_type: str, body: bytes
) -> None:
    headers = {"Accept": accept, "Content-Type": content_type}
    content = body if method in ("POST", "PUT") else None
    response = httpx.request(
        method, site.sparql, params=parameters, headers=headers, content=content, timeout=10, verify=False
    )
    assert response.status_code < 500, response.text


@pytest.mark.parametrize(
    "line",
    [
        "GET /sparql?query=%s HTTP/1.1" % ("a" * 60_000),
        "GET /sparql?query=%00 HTTP/1.1",
        "GET /sparql?%ff=%fe HTTP/1.1",
        "GET /sparql?query=ASK%7B%7D&default-graph-uri=%20 HTTP/1.1",
        "POST /sparql HTTP/1.1\r\nContent-Length: 5\r\nContent-Type: application/sparql-query",
    ],
)
def test_odd_requests_do_not_hurt(site: Any, line: str) -> None:
    host, port = site.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as link:
        link.sendall(f"{line}\r\nHost: a\r\nConnection: close\r\n\r\n".encode("latin-1"))
        if "Content-Length" not in line:
            response = http.client.HTTPResponse(link)
            response.begin()
            assert response.status < 500
    assert ask(site, "ASK {}").status_code == 200
