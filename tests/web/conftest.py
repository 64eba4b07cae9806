"""A service as people use it: a real server on a free port, over a small release."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from rdflib import RDFS, Literal, URIRef

from lsgraph.release import Release, ReleaseMetadata, point, write_release
from lsgraph.settings import read_settings
from lsgraph.store import Quad, Store
from lsgraph.web import make_server

PASSAGE = "https://w3id.org/lsgraph/res/passage/a-0-10"
OTHER = "https://w3id.org/lsgraph/res/passage/a-10-20"


@dataclass(frozen=True)
class Site:
    """A running service: its address and the folder of its releases."""

    url: str
    releases: Path

    @property
    def sparql(self) -> str:
        """Return the address of the endpoint."""
        return f"{self.url}/sparql"

    def health(self) -> dict[str, dict[str, int]]:
        """Return how the service is."""
        found: dict[str, dict[str, int]] = httpx.get(f"{self.url}/health").json()
        return found

    def wait_for_workers(self, **expected: int) -> None:
        """Wait until the workers are as expected."""
        until = time.monotonic() + 10
        while not expected.items() <= (state := self.health()["workers"]).items():
            assert time.monotonic() < until, state
            time.sleep(0.02)


def write_numbers(root: Path, statements: int, name: str = "") -> Release:
    """Write and point to a release: numbers in one passage, two of them and a label in another.

    With a name, it is that of the organisation x.
    """
    store = Store()
    predicate = URIRef("urn:p")
    store.add(
        Quad(URIRef(f"urn:s{one}"), predicate, Literal(one), URIRef(PASSAGE)) for one in range(statements)
    )
    store.add(Quad(URIRef(f"urn:s{one}"), predicate, Literal(one), URIRef(OTHER)) for one in range(2))
    store.add([Quad(URIRef("urn:s0"), RDFS.label, Literal("Örebro län", "sv"), URIRef(OTHER))])
    if name:
        store.add(
            [Quad(URIRef("https://w3id.org/lsgraph/id/org/x"), RDFS.label, Literal(name), URIRef(OTHER))]
        )
    release = write_release(root, store, b"", ReleaseMetadata("1", "2020-01-01"))
    point(root, release.id)
    return release


@contextlib.contextmanager
def serve(root: Path, **environ: str) -> Iterator[Site]:
    """Serve the releases in a folder."""
    server = make_server(read_settings({"LSGRAPH_RELEASES": str(root), "PORT": "0", **environ}))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield Site(f"http://127.0.0.1:{port}", root)
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="session")
def write_release_of() -> Callable[..., Release]:
    """Return what writes a release of so many numbers and points to it."""
    return write_numbers


@pytest.fixture(scope="session")
def serving() -> Callable[..., contextlib.AbstractContextManager[Site]]:
    """Return what serves a folder of releases, with settings."""
    return serve


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Return a service over 300 numbers with a deadline of two seconds."""
    root = tmp_path_factory.mktemp("site")
    write_numbers(root, 300)
    with serve(root, LSGRAPH_DEADLINE="2", LSGRAPH_MEMORY="400M", LSGRAPH_WATCH="0.1") as site:
        yield site


@pytest.fixture
def client(site: Site) -> Iterator[httpx.Client]:
    """Return a client that begins at the service."""
    with httpx.Client(base_url=site.url) as client:
        yield client
