"""A shortage of open files passes without an outage that lasts."""

from __future__ import annotations

import contextlib
import resource
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from lsgraph.errors import Busy
from lsgraph.federation import FederationPlan, FederationPolicy, PinnedConnection
from lsgraph.release import Release, open_release
from lsgraph.web import app
from lsgraph.web.answers import responder
from lsgraph.web.answers.federation import Services
from tests.fuzz_service import serve

CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@contextlib.contextmanager
def few_files(pid: int, most: int) -> Iterator[None]:
    """Let a process have so many open files for a while."""
    before = resource.prlimit(pid, resource.RLIMIT_NOFILE)
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (most, before[1]))
    yield
    resource.prlimit(pid, resource.RLIMIT_NOFILE, before)


def wait_until(is_so: Callable[[], bool]) -> None:
    """Wait until something is so, which may raise until then."""
    until = time.monotonic() + 20
    while True:
        with contextlib.suppress(httpx.TransportError, KeyError):
            if is_so():
                return
        assert time.monotonic() < until
        time.sleep(0.1)


@pytest.mark.slow
def test_unfinished_connections_while_queries_time_out_end_nothing_for_good(
    tmp_path: Path, write_release_of: Callable[[Path, int], Release]
) -> None:
    write_release_of(tmp_path, 300)
    clients = [httpx.Client(timeout=20) for _ in range(4)]
    with serve(tmp_path) as (pid, port), contextlib.ExitStack() as held:
        url = f"http://127.0.0.1:{port}"
        for client in clients:
            assert held.enter_context(client).get(f"{url}/health").is_success

        def time_out(client: httpx.Client) -> list[int]:
            asked = [f"{CROSS} # {id(client)} {number}" for number in range(4)]
            return [client.get(f"{url}/sparql", params={"query": text}).status_code for text in asked]

        with few_files(pid, 64), ThreadPoolExecutor() as threads:
            for _ in range(400):
                link = held.enter_context(socket.create_connection(("127.0.0.1", port)))
                link.sendall(b"GET /sparql HTTP/1.1\r\n")
            newer = write_release_of(tmp_path, 200)
            statuses = {status for found in threads.map(time_out, clients) for status in found}
        assert statuses == {503}
        held.close()
        wait_until(lambda: httpx.get(f"{url}/health").json()["release"] == newer.id)
        wait_until(lambda: httpx.get(f"{url}/health").json()["workers"]["alive"] == 2)
        answer = httpx.get(f"{url}/sparql", params={"query": "ASK { <urn:s199> ?p 199 }"})
        assert answer.json()["boolean"] is True


def test_the_current_release_is_followed_after_any_exception(
    tmp_path: Path,
    write_release_of: Callable[[Path, int], Release],
    serving: Callable[..., contextlib.AbstractContextManager[Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write_release_of(tmp_path, 3)
    errors = iter((OSError(24, "Too many open files"), RuntimeError("unforeseen"), MemoryError()))

    def fail_at_first(root: Path) -> Release:
        for error in errors:
            raise error
        return open_release(root)

    with serving(tmp_path, LSGRAPH_WATCH="0.05") as site:
        monkeypatch.setattr(app, "open_release", fail_at_first)
        newer = write_release_of(tmp_path, 4)
        wait_until(lambda: site.health()["release"] == newer.id)


def test_a_fault_of_ours_as_an_answer_begins_frees_its_worker(
    tmp_path: Path,
    write_release_of: Callable[[Path, int], Release],
    serving: Callable[..., contextlib.AbstractContextManager[Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object) -> None:
        raise KeyError("unforeseen")

    write_release_of(tmp_path, 300)
    with serving(tmp_path) as site:
        site.wait_for_workers(idle=2)
        with monkeypatch.context() as patched:
            patched.setattr(responder, "_describe", fail)
            long = {"query": "SELECT * { ?a ?b ?c . ?d ?e ?f }"}
            assert httpx.get(site.sparql, params=long).status_code == 500
        site.wait_for_workers(idle=2, busy=0, slow=0)


def test_a_thread_that_cannot_be_started_takes_no_place_for_good(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("can't start new thread")

    services = Services(FederationPolicy(frozenset(), 1.0))
    monkeypatch.setattr(ThreadPoolExecutor, "submit", fail)
    for _ in range(50):
        with pytest.raises(Busy) as caught:
            services._begin(FederationPlan("", ()), [], PinnedConnection(1.0, False), "client")
        assert type(caught.value) is Busy
