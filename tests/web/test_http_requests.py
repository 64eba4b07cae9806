"""HTTP/1.1 to the letter: what is answered, what is refused, and that no body is ever taken for a request."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from typing import Any

import httpx
import pytest

from tests.web.http_requests import BODY, CHUNKED, DIRECT, H2C, WEBSOCKET, chunks, get, post, talk

HIDDEN = get(target=b"/health")
"""A request that may be answered when it is sent as one, and never when it is a body."""

ANSWERED: dict[str, tuple[Sequence[bytes], list[int]]] = {
    "a body": ([post() + BODY], [200]),
    "a body byte by byte": ([bytes([one]) for one in post() + BODY], [200]),
    "a body in a second segment": ([post(), BODY], [200]),
    "h2c": ([post(H2C) + BODY], [200]),
    "h2c, the body in a second segment": ([post(H2C), BODY], [200]),
    "h2c, byte by byte": ([bytes([one]) for one in post(H2C) + BODY], [200]),
    "h2c, a body that looks like a request": ([post(H2C, len(HIDDEN), DIRECT), HIDDEN], [400]),
    "h2c, such a body in one segment": ([post(H2C, len(HIDDEN), DIRECT) + HIDDEN], [400]),
    "h2c, chunks": ([post(H2C + CHUNKED, None) + chunks(BODY)], [200]),
    "h2c, no body": ([get(H2C)], [200]),
    "h2c, and a second request": ([get(H2C) + get()], [200, 200]),
    "h2c, three times": ([post(H2C) + BODY + post(H2C) + BODY + post(H2C) + BODY], [200, 200, 200]),
    "h2c, expecting": ([post(H2C + b"Expect: 100-continue\r\n"), BODY], [100, 200]),
    "websocket": ([get(WEBSOCKET)], [200]),
    "websocket with a body": ([post(WEBSOCKET), BODY], [200]),
    "TLS": ([post(b"HttpConnection: Upgrade\r\nUpgrade: TLS/1.0\r\n"), BODY], [200]),
    "nonsense": ([post(b"HttpConnection: x, upgrade\r\nUpgrade: x/y, ;;\r\n"), BODY], [200]),
    "an offer the connection does not know": ([post(b"Upgrade: h2c\r\n"), BODY], [200]),
    "expecting": ([post(b"Expect: 100-continue\r\n"), BODY], [100, 200]),
    "expecting in HTTP/1.0": ([post(b"Expect: 100-continue\r\n", version=b"1.0"), BODY], [200]),
    "chunks": ([post(CHUNKED, None) + chunks(BODY[:5], BODY[5:])], [200]),
    "chunks with an extension": ([post(CHUNKED, None) + b"12;a=b\r\n" + BODY + b"\r\n0\r\n\r\n"], [200]),
    "chunks with a trailer": ([post(CHUNKED, None) + chunks(BODY, trailer=b"Accept: image/png\r\n")], [200]),
    "three at once": ([get() + post() + BODY + get()], [200, 200, 200]),
    "a body nobody reads": ([get(b"Content-Length: 5\r\n") + b"abcde" + get()], [200, 200]),
    "empty lines before it": ([b"\r\n\r\n" + get()], [200]),
    "HTTP/1.0": ([b"GET /sparql?query=ASK%7B%7D HTTP/1.0\r\n\r\n"], [200]),
    "an absolute address": ([get(target=b"http://b/sparql?query=ASK%7B%7D")], [200]),
}

REFUSED: dict[str, Sequence[bytes]] = {
    "both lengths": [post(CHUNKED) + chunks()],
    "both lengths, the other way": [
        post(b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", None) + chunks()
    ],
    "two lengths": [post(b"Content-Length: 3\r\n") + BODY],
    "a length twice": [post(b"Content-Length: 18\r\n") + BODY],
    "a list of lengths": [post(b"Content-Length: 18, 18\r\n", None) + BODY],
    "a length with a sign": [post(b"Content-Length: +18\r\n", None) + BODY],
    "a length below 0": [post(b"Content-Length: -18\r\n", None) + BODY],
    "a length with a space": [post(b"Content-Length: 1 8\r\n", None) + BODY],
    "a length in hexadecimal": [post(b"Content-Length: 0x12\r\n", None) + BODY],
    "no length after the colon": [post(b"Content-Length: \r\n", None) + BODY],
    "a length beyond numbers": [post(b"Content-Length: 99999999999999999999999\r\n", None) + BODY],
    "h2c and both lengths": [post(H2C + CHUNKED) + chunks()],
    "h2c and two lengths": [post(H2C + b"Content-Length: 3\r\n") + BODY],
    "a space before the colon": [post(b"Transfer-Encoding : chunked\r\n") + BODY],
    "another coding": [post(b"Transfer-Encoding: xchunked\r\n", None) + chunks()],
    "chunked, but not last": [post(b"Transfer-Encoding: chunked, identity\r\n", None) + chunks()],
    "another coding before chunked": [post(b"Transfer-Encoding: gzip, chunked\r\n", None) + chunks()],
    "chunked twice": [post(CHUNKED + CHUNKED, None) + chunks(BODY)],
    "chunks in HTTP/1.0": [post(CHUNKED, None, version=b"1.0") + chunks(BODY)],
    "a chunk without a number": [post(CHUNKED, None) + b"zz\r\n" + BODY + b"\r\n0\r\n\r\n"],
    "a chunk below 0": [post(CHUNKED, None) + b"-5\r\n" + BODY + b"\r\n0\r\n\r\n"],
    "a chunk with 0x": [post(CHUNKED, None) + b"0x12\r\n" + BODY + b"\r\n0\r\n\r\n"],
    "a chunk beyond numbers": [post(CHUNKED, None) + b"ffffffffffffffffff\r\n" + BODY],
    "a chunk that is longer than it says": [post(CHUNKED, None) + b"3\r\n" + BODY + b"\r\n0\r\n\r\n"],
    "chunks with bare LF": [post(CHUNKED, None) + b"12\n" + BODY + b"\n0\n\n"],
    "a folded field": [get(b"X-A: b\r\n c\r\n")],
    "NUL in a value": [get(b"X-A: b\0c\r\n")],
    "NUL in a name": [get(b"X\0A: b\r\n")],
    "a bare CR": [get(b"X-A: b\rX-B: c\r\n")],
    "a bare LF": [get(b"X-A: b\nX-B: c\r\n")],
    "bare LF everywhere": [get().replace(b"\r\n", b"\n")],
    "a space in a name": [get(b"X A: b\r\n")],
    "a field without a name": [get(b": b\r\n")],
    "a field without a colon": [get(b"abc\r\n")],
    "no host": [b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\n\r\n"],
    "two hosts": [get(b"Host: b\r\n")],
    "HTTP/0.9": [b"GET /sparql?query=ASK%7B%7D\r\n\r\n"],
    "HTTP/1.2": [get(version=b"1.2")],
    "HTTP/2.0": [get(version=b"2.0")],
    "the preface of HTTP/2": [b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0"],
    "an unknown method": [b"FOO / HTTP/1.1\r\nHost: a\r\n\r\n"],
    "a space in the address": [get(target=b"/a b")],
    "an address outside ASCII": [get(target="/sök".encode())],
    "TLS where none is spoken": [b"\x16\x03\x01\0\xa5\x01\0\0\xa1\x03\x03" + bytes(100)],
    "noise": [b"\xff" * 50 + b"\r\n\r\n"],
}


@pytest.fixture
def port(site: Any) -> int:
    """Return the port of the service."""
    return int(site.url.rpartition(":")[2])


@pytest.mark.parametrize("name", ANSWERED)
def test_a_request_is_answered_once_with_its_own_body(port: int, name: str) -> None:
    segments, expected = ANSWERED[name]
    statuses, _, received = talk(port, segments)
    assert statuses == expected, received


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_http_1_1_is_refused_and_nothing_after_it_is_read(port: int, name: str) -> None:
    statuses, is_closed, received = talk(port, [*REFUSED[name], HIDDEN])
    assert statuses == [400], received
    assert is_closed
    head, _, body = received.partition(b"\r\n\r\n")
    assert b"application/problem+json" in head
    assert json.loads(body)["status"] == 400


def test_a_tunnel_is_refused(port: int) -> None:
    statuses, is_closed, received = talk(port, [b"CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n", HIDDEN])
    assert statuses == [405], received
    assert is_closed
    assert b"\r\nAllow: GET, HEAD, POST, OPTIONS\r\n" in received


RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } # pipelined"


@pytest.mark.parametrize(
    "fault",
    [b"noise\r\n\r\n", post(CHUNKED, None) + b"zz\r\n", get(version=b"2.0")],
    ids=["head", "body", "version"],
)
def test_a_fault_behind_good_requests_is_told_after_their_answers(port: int, fault: bytes) -> None:
    slow = "/sparql?" + str(
        httpx.QueryParams({"query": f"SELECT (COUNT(*) AS ?n) {{ ?a ?b ?c . ?d ?e ?f }} # {fault!r}"})
    )
    segments = [get(target=slow.encode()) + get() + fault]
    statuses, is_closed, received = talk(port, segments, patience=3)
    assert statuses == [200, 200, 400], received
    assert is_closed


def test_a_client_that_asks_twice_and_leaves_frees_its_worker(site: Any, port: int) -> None:
    target = "/sparql?" + str(httpx.QueryParams({"query": RUNAWAY}))
    statuses, is_closed, _ = talk(port, [get(target=target.encode()) + get()], wait=0.5)
    assert (statuses, is_closed) == ([], False)
    left = time.monotonic()
    site.wait_for_workers(busy=0, slow=0)
    assert time.monotonic() - left < 1  # the deadline is 2 seconds


def test_httpx_is_answered(site: Any) -> None:
    headers = {
        "HttpConnection": "Upgrade, HTTP2-Settings",
        "Upgrade": "h2c",
        "HTTP2-Settings": "AAMAAABkAAQBAAAAAAIAAAAA",
    }
    response = httpx.post(site.sparql, data={"query": "ASK {}"}, headers=headers)
    assert response.json()["boolean"] is True
