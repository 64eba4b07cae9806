"""Requests as bytes on the wire, and what a raw socket gets back."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Sequence

BODY = b"query=ASK%20%7B%7D"
FORM = b"application/x-www-form-urlencoded"
DIRECT = b"application/sparql-query"
CHUNKED = b"Transfer-Encoding: chunked\r\n"
H2C = (
    b"HttpConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
    b"HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA\r\n"
)
WEBSOCKET = (
    b"HttpConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
)
_STATUS = re.compile(rb"HTTP/1\.1 ([1-5]\d\d) ")


def get(fields: bytes = b"", target: bytes = b"/sparql?query=ASK%7B%7D", version: bytes = b"1.1") -> bytes:
    """Return a GET with fields beside Host."""
    return b"GET %b HTTP/%b\r\nHost: a\r\n%b\r\n" % (target, version, fields)


def post(
    fields: bytes = b"", length: int | None = len(BODY), media: bytes = FORM, version: bytes = b"1.1"
) -> bytes:
    """Return the head of a POST with fields beside Host, Content-Type and Content-Length."""
    sized = b"" if length is None else b"Content-Length: %d\r\n" % length
    return b"POST /sparql HTTP/%b\r\nHost: a\r\nContent-Type: %b\r\n%b%b\r\n" % (
        version,
        media,
        sized,
        fields,
    )


def chunks(*pieces: bytes, trailer: bytes = b"") -> bytes:
    """Return a chunked body."""
    return b"".join(b"%x\r\n%b\r\n" % (len(one), one) for one in pieces) + b"0\r\n%b\r\n" % trailer


def talk(
    port: int, segments: Sequence[bytes], *, patience: float = 0.4, wait: float = 10.0
) -> tuple[list[int], bool, bytes]:
    """Send segments one by one; return the statuses that come, whether the server closed, and all bytes.

    Ends once the server closes, or is silent for `patience` seconds after it has answered.
    """
    received = b""
    with socket.create_connection(("127.0.0.1", port), timeout=wait) as link:
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for number, segment in enumerate(segments):
            if 0 < number < 4:
                time.sleep(0.03)
            try:
                link.sendall(segment)
            except OSError:  # the server reads no more; it may have said why
                break
        try:
            while piece := link.recv(65_536):
                received += piece
                link.settimeout(patience)
        except TimeoutError:
            return read_statuses(received), False, received
        except ConnectionResetError:
            pass
    return read_statuses(received), True, received


def read_statuses(received: bytes) -> list[int]:
    """Return the statuses of all responses, those in between included."""
    return [int(status) for status in _STATUS.findall(received)]
