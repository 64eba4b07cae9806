"""Starts SPARQL servers, and a front before one that records, spoils and delays what passes."""

from __future__ import annotations

import contextlib
import select
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from bench.peers import find_fuseki
from lsgraph.store import Address


@dataclass(frozen=True)
class Server:
    """A running server: its kind, where it listens, and where its dataset is reached."""

    kind: str
    root: str
    address: Address

    @contextlib.contextmanager
    def fresh(self) -> Iterator[Server]:
        """Yield a server of the kind with an empty dataset."""
        if self.kind == "oxigraph":
            with start_oxigraph() as server:
                yield server
            return
        name = uuid.uuid4().hex
        made = httpx.post(f"{self.root}/$/datasets", data={"dbName": name, "dbType": "mem"}, timeout=60)
        assert made.is_success, made.text
        yield Server(self.kind, self.root, fuseki_address(f"{self.root}/{name}"))
        httpx.delete(f"{self.root}/$/datasets/{name}")


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@contextlib.contextmanager
def start_oxigraph() -> Iterator[Server]:
    """Yield an Oxigraph server with its store in memory."""
    root = f"http://127.0.0.1:{free_port()}"
    program = Path(sys.executable).with_name("oxigraph")
    command = [str(program), "serve", "--bind", root.removeprefix("http://")]
    address = Address(f"{root}/query", f"{root}/update", f"{root}/store")
    with run(command, f"{root}/query?query=ASK%7B%7D"):
        yield Server("oxigraph", root, address)


@contextlib.contextmanager
def start_fuseki() -> Iterator[Server]:
    """Yield Apache Jena Fuseki; leaves the test out where Java or the jar is missing."""
    jar = find_fuseki()
    if jar is None:
        pytest.skip("Apache Jena Fuseki is not at hand; `make fuseki` fetches it (needs java and mvn)")
    port = free_port()
    root = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as folder:
        command = [
            "java",
            "-Xmx1G",
            "-jar",
            str(jar),
            "--localhost",
            f"--port={port}",
            "--update",
            "--mem",
            "/ds",
        ]
        with run(command, f"{root}/$/ping", folder):
            yield Server("fuseki", root, fuseki_address(f"{root}/ds"))


def fuseki_address(root: str) -> Address:
    """Return where a dataset of Fuseki is reached."""
    return Address(f"{root}/sparql", f"{root}/update", f"{root}/data")


@contextlib.contextmanager
def run(command: list[str], ping: str, folder: str | None = None) -> Iterator[None]:
    """Run a server until the end of the block, from when it answers at `ping`."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder)
    try:
        for _ in range(600):
            assert process.poll() is None, f"{command[0]} ended with {process.returncode}"
            with contextlib.suppress(OSError), urllib.request.urlopen(ping, timeout=5):
                break
            time.sleep(0.05)
        yield
    finally:
        process.kill()
        process.wait()


@dataclass
class Front:
    """An HTTP server that passes requests on; `mode` says how it spoils the answers to queries.

    `seen` are the texts of what was asked, without our own questions for the marker; `hung_up` is set when a
    client closes a connection that it waited on. Paths begin with a name, which `roots` may send elsewhere.
    """

    root: str
    mode: str = "pass"
    seen: list[str] = field(default_factory=list)
    roots: dict[str, str] = field(default_factory=dict)
    hung_up: threading.Event = field(default_factory=threading.Event)
    client: httpx.Client = field(default_factory=httpx.Client)

    def __enter__(self) -> Front:
        front = self

        class Handler(_Handler):
            owner = front

        self._stack = contextlib.ExitStack()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._stack.close()
        self.client.close()

    @property
    def url(self) -> str:
        """Return where the front listens."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def per_release(self) -> Address:
        """Return datasets for releases behind the front, each on a server of its own."""
        parts = (f"{self.url}/{{release}}/{part}" for part in ("query", "update", "store", "create"))
        return Address(*parts)

    def find_root(self, path: str) -> tuple[str, str]:
        """Return the server that a path leads to, and the path there."""
        name, _, rest = path[1:].partition("/")
        return (self.roots[name], f"/{rest}") if name in self.roots else (self.root, path)

    def make_dataset(self, name: str) -> int:
        """Start a server for a dataset and return the status of doing so."""
        if name in self.roots:
            return 409
        self.roots[name] = self._stack.enter_context(start_oxigraph()).root
        return 201

    @property
    def address(self) -> Address:
        """Return the dataset behind the front."""
        return Address(f"{self.url}/query", f"{self.url}/update", f"{self.url}/store")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    owner: Front

    def do_POST(self) -> None:
        body = self._read()
        if self.path.endswith("/create"):
            self._send(self.owner.make_dataset(self.path.split("/")[1]), "text/plain", b"")
            return
        text = httpx.QueryParams(body.decode()).get("query", "") if self.path.startswith("/query") else ""
        asked = bool(text) and "catalogue/served" not in text
        if asked:
            self.owner.seen.append(text)
        spoil = getattr(self, f"_{self.owner.mode}", None) if asked else None
        if spoil is None:
            self._forward(body)
        else:
            spoil()

    do_PUT = do_POST  # noqa: N815  (the name that http.server looks for)

    def log_message(self, *_: Any) -> None:
        """Be silent."""

    def _read(self) -> bytes:
        if "chunked" not in self.headers.get("Transfer-Encoding", ""):
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def _forward(self, body: bytes) -> None:
        headers = {name: self.headers[name] for name in ("Accept", "Content-Type") if name in self.headers}
        root, path = self.owner.find_root(self.path)
        answer = httpx.request(self.command, root + path, content=body, headers=headers, timeout=60)
        self._send(answer.status_code, answer.headers.get("content-type", "text/plain"), answer.content)

    def _send(self, status: int, media_type: str, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": media_type, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def _page(self) -> None:
        self._send(200, "text/html", b"<h1>Welcome</h1>")

    def _in_time(self) -> None:
        self._send(206, "application/sparql-results+json", _rows(1) + b"]}}")

    def _fails(self) -> None:
        self._send(500, "text/html", b"<h1>NullPointerException</h1> at org.example.Secret")

    def _refuses(self) -> None:
        self._send(400, "text/plain", b"no such function\nsecond line")

    def _elsewhere(self) -> None:
        self._send(302, "text/plain", b"", Location="http://127.0.0.1:1/")

    def _partial(self) -> None:
        self._send(200, "application/sparql-results+json", _rows(1) + b"]}}", X_SPARQL_MaxRows="1")

    def _unframed(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/sparql-results+json")
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(_rows(10))
        self.close_connection = True

    def _drops_once(self) -> None:
        self.owner.mode = "pass"
        self.close_connection = True

    def _hangs(self) -> None:
        readable, _, _ = select.select([self.connection], [], [], 20)
        if readable and not self.connection.recv(1, socket.MSG_PEEK):
            self.owner.hung_up.set()
        self.close_connection = True

    def _short(self) -> None:
        self._cut(10, clean=True)

    def _cut_early(self) -> None:
        self._cut(10, clean=False)

    def _cut_late(self) -> None:
        self._cut(20_000, clean=False)

    def _cancelled(self) -> None:
        """Do as the Oxigraph server does when its time is over: whole by HTTP, broken as JSON."""
        self._cut(20_000, clean=True, end=b"The SPARQL operation has been cancelled")

    def _cut(self, rows: int, *, clean: bool, end: bytes = b"") -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/sparql-results+json")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        body = _rows(rows) + end
        self.wfile.write(f"{len(body):x}\r\n".encode() + body + b"\r\n" + (b"0\r\n\r\n" if clean else b""))
        self.close_connection = True


def _rows(count: int) -> bytes:
    row = b'{"s":{"type":"uri","value":"urn:a"}}'
    return b'{"head":{"vars":["s"]},"results":{"bindings":[' + b",".join([row] * count)
