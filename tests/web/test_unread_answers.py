"""An answer waits for its reader, and no reader is waited for for ever."""

from __future__ import annotations

import contextlib
import json
import re
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import httpx
import pytest

from lsgraph.release import open_release
from tests.attack import unread_answers
from tests.web.http_requests import get, read_statuses

PIECE_BYTES, TRANSFER = 2.0, 4.0
LARGE = "/sparql?" + str(httpx.QueryParams({"query": "SELECT * { ?a ?b ?c . ?d ?e ?f }", "format": "csv"}))
LIMITED = "/sparql?format=csv&query=SELECT+*+%7B+?a+?b+?c+.+?d+?e+?f+%7D+LIMIT+100000"
NQUADS = "/export/current/lsgraph.nq"


@pytest.fixture(scope="module")
def large(
    tmp_path_factory: pytest.TempPathFactory,
    write_release_of: Any,
    serving: Callable[..., AbstractContextManager[Any]],
) -> Iterator[Any]:
    """Return a service with long answers and little time to read them."""
    root = tmp_path_factory.mktemp("large")
    write_release_of(root, 40_000)
    times = {"LSGRAPH_DEADLINE": str(PIECE_BYTES), "LSGRAPH_TRANSFER": str(TRANSFER)}
    with serving(root, **times, LSGRAPH_ACCESS_LOG=str(root / "access.log")) as site:
        yield site


def ask(site: Any, target: str, fields: bytes = b"", version: bytes = b"1.1") -> socket.socket:
    """Ask over a connection that can hold little, and read nothing."""
    link = socket.socket()
    link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    link.connect(("127.0.0.1", int(site.url.rpartition(":")[2])))
    link.sendall(get(fields, target.encode(), version))
    return link


def count_connections(site: Any) -> int:
    """Return how many connections the service has beside the one that asks this."""
    text = httpx.get(f"{site.url}/metrics", headers={"HttpConnection": "close"}).text
    found = re.search(r"^lsgraph_connections (\d+)", text, re.MULTILINE)
    assert found
    return int(found[1]) - 1


def wait_until_alone(site: Any, seconds: float) -> None:
    """Wait until the service has no other connection."""
    until = time.monotonic() + seconds
    while left := count_connections(site):
        assert time.monotonic() < until, left
        time.sleep(0.05)


def read_last_line(site: Any, path: str) -> dict[str, Any]:
    """Return what the log has on the last request of a path."""
    log, until = site.releases / "access.log", time.monotonic() + 5
    while True:
        lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
        if found := [line for line in lines if line["path"] == path]:
            last: dict[str, Any] = found[-1]
            return last
        assert time.monotonic() < until
        time.sleep(0.02)


def read_body(response: bytes) -> tuple[bytes, bytes]:
    """Return the head and the body of a response."""
    head, _, body = response.partition(b"\r\n\r\n")
    return head, body


@pytest.mark.parametrize("target", [LARGE, NQUADS])
@pytest.mark.parametrize("fields", [b"", b"HttpConnection: close\r\n"], ids=["kept", "closing"])
def test_a_client_that_does_not_read_is_cut_off(large: Any, target: str, fields: bytes) -> None:
    with ask(large, target, fields):
        wait_until_alone(large, 10)
        line = read_last_line(large, target.partition("?")[0])
        assert line["whole"] is False
        assert line["cause"] in ("slow client", "time")
    large.wait_for_workers(busy=0, slow=0)


def test_a_client_that_reads_a_little_at_a_time_has_the_time_of_a_transfer(large: Any) -> None:
    began = time.monotonic()
    with ask(large, NQUADS) as link, contextlib.suppress(ConnectionResetError):
        while link.recv(65_536):
            assert time.monotonic() - began < TRANSFER + 6
            time.sleep(0.02)
    assert time.monotonic() - began > TRANSFER * 0.9  # and not that of a piece
    wait_until_alone(large, 5)


def test_what_was_answered_and_is_not_read_is_let_go(large: Any) -> None:
    small = "/openapi.json"
    links = [ask(large, small, fields) for fields in (b"", b"HttpConnection: close\r\n") for _ in range(5)]
    wait_until_alone(large, 12)
    for link in links:
        link.close()


def test_a_client_that_leaves_in_the_middle_ends_the_answer(large: Any) -> None:
    for target in (LARGE, NQUADS):
        with ask(large, target) as link:
            link.recv(4_096)
        wait_until_alone(large, 3)
        assert read_last_line(large, target.partition("?")[0])["whole"] is False
        large.wait_for_workers(busy=0, slow=0)


def test_the_canonical_file_is_given_as_it_is(large: Any) -> None:
    file = open_release(large.releases).quads_file
    url = large.url + NQUADS
    whole = httpx.get(url)
    assert whole.content == file.read_bytes()
    assert whole.headers["content-type"].startswith("application/n-quads")
    assert whole.headers["lsgraph-release"] == file.parent.name
    head = httpx.head(url, headers={"Accept-Encoding": "identity"})
    assert head.headers["content-length"] == str(len(whole.content))
    assert httpx.get(url, headers={"If-None-Match": whole.headers["etag"]}).status_code == 304
    part = httpx.get(url, headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, whole.content[10:20])
    assert httpx.get(f"{large.url}/export/{file.parent.name}/lsgraph.nq").content == whole.content


def test_a_damaged_file_is_not_given(
    tmp_path: Path, write_release_of: Any, serving: Callable[..., AbstractContextManager[Any]]
) -> None:
    release = write_release_of(tmp_path, 30)
    with serving(tmp_path) as site:
        url = site.url + NQUADS
        assert httpx.get(url).status_code == 200
        release.quads_file.write_bytes(release.quads_file.read_bytes().replace(b"29", b"92"))
        assert httpx.get(url).status_code >= 500
        release.quads_file.write_bytes(b"")
        assert httpx.get(url).status_code >= 500


def test_a_client_of_http_1_0_is_told_how_long_a_download_is(site: Any) -> None:
    with ask(site, "/export/current/lsgraph.trig", version=b"1.0") as link:
        head, body = read_body(b"".join(iter(lambda: link.recv(1 << 16), b"")))
    assert b"transfer-encoding" not in head.lower()
    assert f"content-length: {len(body)}".encode() in head.lower()


def test_clients_of_http_1_0_that_do_not_read_do_not_fill_the_disk(large: Any) -> None:
    links = [ask(large, f"{LIMITED}+%23{one}", version=b"1.0") for one in range(12)]
    statuses = [status for link in links for status in read_statuses(link.recv(4_096))]
    assert statuses.count(200) <= 8
    assert statuses.count(503) >= 4
    wait_until_alone(large, 15)
    for link in links:
        link.close()
    with ask(large, f"{LIMITED}+%23last", version=b"1.0") as link:
        assert read_statuses(link.recv(4_096)) == [200]


@pytest.mark.slow
def test_many_clients_that_do_not_read_leave_the_front_process_small() -> None:
    assert unread_answers.run(seed=1, share=0.05) == []
