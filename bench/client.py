"""A client that costs little beside what it measures: requests made beforehand, raw sockets, no threads.

Speaks as much of HTTP/1.1 as answers of SPARQL services need: lengths, chunks, and connections that close.
"""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from statistics import median
from typing import Final
from urllib.parse import urlencode

RESULTS_JSON: Final = "application/sparql-results+json"
_PIECE: Final = 262_144


class NoAnswer(Exception):
    """A service did not answer, or not with 200."""


@dataclass(frozen=True)
class Endpoint:
    """Where a service answers queries; `parameters` go with every query."""

    host: str
    port: int
    path: str
    parameters: tuple[tuple[str, str], ...] = ()

    def request(self, query: str) -> bytes:
        """Return a query as the bytes of a GET."""
        encoded = urlencode([("query", query), *self.parameters])
        return self.get(f"{self.path}?{encoded}")

    def get(self, target: str) -> bytes:
        """Return the bytes of a GET of a path on this host."""
        head = f"GET {target} HTTP/1.1\r\nHost: {self.host}:{self.port}\r\nAccept: {RESULTS_JSON}\r\n\r\n"
        return head.encode("ascii")


class Exchange:
    """One answer as it comes in."""

    def __init__(self) -> None:
        self._data = bytearray()
        self._body_at = -1
        self._length = -1
        self._chunked = self._closes = False
        self.status = 0

    @property
    def closes(self) -> bool:
        """Say whether the connection ends with this answer."""
        return self._closes

    def feed(self, piece: bytes) -> bool:
        """Take bytes in; say whether the answer is whole."""
        if not piece:
            if self._body_at >= 0 and self._length < 0 and not self._chunked:
                self._closes = True
                return True
            raise NoAnswer("the connection broke off")
        self._data += piece
        if self._body_at < 0 and not self._read_head():
            return False
        if self._length >= 0:
            return len(self._data) >= self._body_at + self._length
        return self._chunked and self._data.endswith(b"0\r\n\r\n")

    def body(self) -> bytes:
        """Return the whole answer's body."""
        raw = bytes(self._data[self._body_at :])
        return _join_chunks(raw) if self._chunked else raw

    def _read_head(self) -> bool:
        end = self._data.find(b"\r\n\r\n")
        if end < 0:
            return False
        self._body_at = end + 4
        status, *lines = self._data[:end].decode("latin-1").split("\r\n")
        self.status = int(status.split(" ")[1])
        headers = {
            key.strip().lower(): value.strip() for key, _, value in (line.partition(":") for line in lines)
        }
        self._closes = headers.get("connection", "").lower() == "close"
        self._chunked = headers.get("transfer-encoding", "").lower() == "chunked"
        self._length = int(headers.get("content-length", -1))
        return True


class Connection:
    """A connection that is made anew when the server has closed it."""

    def __init__(self, endpoint: Endpoint, timeout: float = 60.0) -> None:
        self._endpoint, self._timeout = endpoint, timeout
        self._socket: socket.socket | None = None

    def ask(self, request: bytes) -> bytes:
        """Return the body of the answer to a request; raises NoAnswer."""
        exchange = Exchange()
        try:
            link = self._open()
            link.sendall(request)
            while not exchange.feed(link.recv(_PIECE)):
                pass
        except (OSError, NoAnswer) as error:
            self.close()
            raise NoAnswer(str(error) or "no answer in time") from error
        if exchange.closes:
            self.close()
        if exchange.status != 200:
            raise NoAnswer(f"status {exchange.status}: {exchange.body()[:200].decode('utf-8', 'replace')}")
        return exchange.body()

    def close(self) -> None:
        """Hang up."""
        if self._socket:
            self._socket.close()
        self._socket = None

    def _open(self) -> socket.socket:
        if self._socket is None:
            self._socket = connect(self._endpoint, self._timeout)
        return self._socket


def connect(endpoint: Endpoint, timeout: float) -> socket.socket:
    """Return a connected socket without Nagle's delay."""
    link = socket.create_connection((endpoint.host, endpoint.port), timeout)
    link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return link


def time_repeats(
    ask: Callable[[int], object], seconds: float, least: int = 3, most: int = 300, rest: float = 0.0
) -> float:
    """Return the median seconds of one call, repeated for so long; the first call is not counted.

    What takes longer than that by itself is repeated just once. `rest` is a pause before each, in seconds.
    """
    began = time.perf_counter()
    ask(-1)
    end = time.perf_counter() + seconds
    if end - began > 2 * seconds:
        least = 1
    times: list[float] = []
    while len(times) < least or (time.perf_counter() < end and len(times) < most):
        time.sleep(rest)
        began = time.perf_counter()
        ask(len(times))
        times.append(time.perf_counter() - began)
    return median(times)


@dataclass
class Pressure:
    """What many clients at once were answered: requests per second and their times."""

    seconds: float = 0.0
    times: list[float] = field(default_factory=list)
    failures: int = 0

    @property
    def rate(self) -> float:
        """Return the answers per second."""
        return len(self.times) / self.seconds if self.seconds else 0.0


def press(
    endpoints: Sequence[Endpoint], request: Callable[[int], bytes], clients: int, seconds: float
) -> Pressure:
    """Have so many clients, spread over the endpoints, ask one request after the other.

    `request` gives the n-th one's bytes.
    """
    return _Crowd(endpoints, request, seconds).run(clients)


@dataclass
class _Caller:
    link: socket.socket
    exchange: Exchange
    began: float


class _Crowd:
    def __init__(
        self, endpoints: Sequence[Endpoint], request: Callable[[int], bytes], seconds: float
    ) -> None:
        self._endpoints: Iterator[Endpoint] = cycle(endpoints)
        self._request, self._seconds = request, seconds
        self._number = 0
        self._result = Pressure()
        self._selector = selectors.DefaultSelector()

    def run(self, clients: int) -> Pressure:
        began = time.perf_counter()
        for _ in range(clients):
            self._call(connect(next(self._endpoints), 30))
        end = began + self._seconds
        while self._selector.get_map() and time.perf_counter() < began + 4 * self._seconds + 5:
            for key, _ in self._selector.select(0.5):
                self._hear(key.data, end)
        self._result.seconds = time.perf_counter() - began
        for key in list(self._selector.get_map().values()):
            self._result.failures += 1
            key.data.link.close()
        self._selector.close()
        return self._result

    def _call(self, link: socket.socket) -> None:
        caller = _Caller(link, Exchange(), 0.0)
        self._selector.register(link, selectors.EVENT_READ, caller)
        self._ask(caller)

    def _ask(self, caller: _Caller) -> None:
        self._number += 1
        caller.exchange, caller.began = Exchange(), time.perf_counter()
        caller.link.sendall(self._request(self._number))

    def _hear(self, caller: _Caller, end: float) -> None:
        try:
            whole = caller.exchange.feed(caller.link.recv(_PIECE))
        except (OSError, NoAnswer):
            self._result.failures += 1
            self._drop(caller, end)
            return
        if not whole:
            return
        now = time.perf_counter()
        if caller.exchange.status == 200:
            self._result.times.append(now - caller.began)
        else:
            self._result.failures += 1
        if caller.exchange.closes or now >= end:
            self._drop(caller, end)
        else:
            self._ask(caller)

    def _drop(self, caller: _Caller, end: float) -> None:
        self._selector.unregister(caller.link)
        caller.link.close()
        if time.perf_counter() < end:
            self._call(connect(next(self._endpoints), 30))


def _join_chunks(raw: bytes) -> bytes:
    pieces, at = list[bytes](), 0
    while True:
        line_end = raw.index(b"\r\n", at)
        size = int(raw[at:line_end].split(b";")[0], 16)
        if size == 0:
            return b"".join(pieces)
        pieces.append(raw[line_end + 2 : line_end + 2 + size])
        at = line_end + 2 + size + 2
