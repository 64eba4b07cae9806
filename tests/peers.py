"""A second SPARQL service on this machine, which can be told to misbehave."""

from __future__ import annotations

import contextlib
import json
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final
from urllib.parse import parse_qs

import pyoxigraph as ox

JSON: Final = "application/sparql-results+json"
WHOLE: Final = b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"uri","value":"urn:x"}}]}}'
TEXTS: Final = [
    "a\nb\t\"c\" 'd' \\ \\u0041 \\u0022",
    "} SERVICE <http://a/> {",
    "Västra Götaland 🜁",
    "\x00\x01 \u2028",
    "",
]


class Peer(ThreadingHTTPServer):
    """Answers queries at `/sparql`, and in odd ways at the paths of `WAYS`; keeps what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.store = ox.Store()
        self.asked: list[tuple[str, str]] = []
        self.headers: list[dict[str, str]] = []

    @property
    def root(self) -> str:
        """Return its address, without a path."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that leave."""


class _Handler(BaseHTTPRequestHandler):
    server: Peer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = self.headers["Content-Type"] == "application/x-www-form-urlencoded"
        query = parse_qs(body)["query"][0] if form else body
        self.server.asked.append((self.path, query))
        self.server.headers.append(dict(self.headers))
        way = WAYS.get(self.path)
        if way:
            way(self)
        else:
            self._answer(query)

    def do_GET(self) -> None:
        self.server.asked.append((self.path, ""))
        self.reply(200, JSON, WHOLE)

    def _answer(self, query: str) -> None:
        try:
            found = self.server.store.query(query)
            assert isinstance(found, ox.QuerySolutions)
            self.reply(200, JSON, found.serialize(format=ox.QueryResultsFormat.JSON) or b"")
        except SyntaxError as error:
            self.reply(400, "text/plain", str(error).encode())

    def reply(self, status: int, media_type: str, body: bytes, **headers: str) -> None:
        """Answer."""
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        for name, value in {"Content_Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _results(*terms: dict[str, Any], name: str = "x") -> bytes:
    bindings = [{name: term} for term in terms]
    return json.dumps({"head": {"vars": [name]}, "results": {"bindings": bindings}}).encode()


def _trickle(handler: _Handler) -> None:
    handler.send_response(200)
    handler.flush_headers()
    for _ in range(100):
        handler.wfile.write(b"X-More: 1\r\n")
        handler.wfile.flush()
        time.sleep(0.05)


def _triple(handler: _Handler) -> None:
    term = {"type": "uri", "value": "urn:x"}
    value = {"subject": term, "predicate": term, "object": term}
    handler.reply(200, JSON, _results({"type": "triple", "value": value}))


def _leave(status: int) -> Callable[[_Handler], None]:
    return lambda handler: handler.reply(status, JSON, WHOLE, Location=f"{handler.server.root}/sparql")


WAYS: Final[dict[str, Callable[[_Handler], None]]] = {
    "/whole": lambda handler: handler.reply(200, JSON, WHOLE),
    "/moved": _leave(302),
    "/moved-for-good": _leave(308),
    "/see-other": _leave(303),
    "/fault": lambda handler: handler.reply(500, "text/plain", b"no"),
    "/part": lambda handler: handler.reply(206, JSON, WHOLE),
    "/page": lambda handler: handler.reply(200, "text/html", b"<html>"),
    "/page-as-json": lambda handler: handler.reply(200, JSON, b"<html>"),
    "/coded": lambda handler: handler.reply(200, JSON, WHOLE, Content_Encoding="gzip"),
    "/cut": lambda handler: handler.reply(200, JSON, WHOLE[:-9]),
    "/broken": lambda handler: handler.reply(200, JSON, WHOLE, Content_Length=str(len(WHOLE) + 9)),
    "/limited": lambda handler: handler.reply(200, JSON, WHOLE, X_SPARQL_MaxRows="1"),
    "/capped": lambda handler: handler.reply(200, JSON, WHOLE, Lsgraph_Rows="capped=1"),
    "/missing": lambda handler: handler.reply(200, JSON, WHOLE, Lsgraph_Missing="<urn:x>"),
    "/yes": lambda handler: handler.reply(200, JSON, b'{"head":{},"boolean":true}'),
    "/blank": lambda handler: handler.reply(200, JSON, _results({"type": "bnode", "value": "b"})),
    "/triple": _triple,
    "/other-column": lambda handler: handler.reply(200, JSON, _results(name="other")),
    "/many": lambda handler: handler.reply(200, JSON, _results(*[{"type": "uri", "value": "urn:x"}] * 101)),
    "/large": lambda handler: handler.reply(200, JSON, WHOLE + b" " * 10_001),
    "/deep": lambda handler: handler.reply(200, JSON, b"[" * 9_000),
    "/texts": lambda handler: handler.reply(
        200, JSON, _results(*({"type": "literal", "value": text} for text in TEXTS))
    ),
    "/slow": lambda _: time.sleep(3),
    "/trickle": _trickle,
}


@contextlib.contextmanager
def start_peer(context: ssl.SSLContext | None = None) -> Iterator[Peer]:
    """Yield a peer that runs, over TLS if it has a context."""
    with Peer() as server:
        if context:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
