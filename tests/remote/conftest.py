"""Real SPARQL servers on this machine, empty at first, and a front that sees or spoils what goes to them."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from rdflib import Literal, URIRef

from lsgraph.release import Release, ReleaseMetadata, write_release
from lsgraph.settings import read_settings
from lsgraph.store import Address, Quad, Store
from lsgraph.store.publishing import publish
from lsgraph.store.remote import RemoteStore
from lsgraph.web import make_server
from tests.remote.servers import Front, Server, start_fuseki, start_oxigraph

PASSAGE = URIRef("https://w3id.org/lsgraph/res/passage/a-0-10")
OTHER = URIRef("https://w3id.org/lsgraph/res/passage/a-10-20")
VALUE = URIRef("urn:value")


@pytest.fixture(scope="session")
def oxigraph() -> Iterator[Server]:
    """Return an Oxigraph server."""
    with start_oxigraph() as server:
        yield server


@pytest.fixture(scope="session")
def fuseki() -> Iterator[Server]:
    """Return Apache Jena Fuseki; without it a test is left out, visibly."""
    with start_fuseki() as server:
        yield server


@pytest.fixture(scope="session", params=[start_oxigraph, start_fuseki], ids=["oxigraph", "fuseki"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """Return each kind of server in turn; one that is not at hand is left out, visibly."""
    with request.param() as server:
        yield server


@pytest.fixture
def datasets(oxigraph: Server) -> Iterator[Front]:
    """Return a front that gives each release a dataset of its own."""
    with Front(oxigraph.root) as front:
        yield front


@dataclass(frozen=True)
class Filled:
    """A server that holds a release, the store's door to it, and the same release embedded."""

    server: Server
    remote: RemoteStore
    embedded: Store


@pytest.fixture(scope="session")
def filled(server: Server, release: Release) -> Iterator[Filled]:
    """Return a server that holds the project's own graph."""
    embedded = release.open_store()
    with server.fresh() as place:
        publish(place.address, embedded, release.id)
        remote = RemoteStore(place.address.query, release.id)
        remote.begin(60)
        yield Filled(place, remote, embedded)
        remote.close()


def write_values(root: Path, value: str, statements: int = 300) -> Release:
    """Write a release in which every statement has the same value; two are said twice."""
    store = Store()
    things = [URIRef(f"urn:s{number}") for number in range(statements)]
    store.add(Quad(thing, VALUE, Literal(value), PASSAGE) for thing in things)
    store.add(Quad(thing, VALUE, Literal(value), OTHER) for thing in things[:2])
    return write_release(root, store, b"", ReleaseMetadata("1", "2020-01-01"))


@pytest.fixture(scope="session")
def write_release_of() -> Callable[..., Release]:
    """Return what writes a release in which every statement has the same value."""
    return write_values


@contextlib.contextmanager
def serve(root: Path, address: Address | None, **environ: str) -> Iterator[str]:
    """Serve the releases in a folder, from a remote store if there is one; yield the service's address."""
    if address is not None:
        environ["LSGRAPH_STORE"] = address.query
    settings = {"LSGRAPH_RELEASES": str(root), "LSGRAPH_WATCH": "0.05", "PORT": "0", **environ}
    service = make_server(read_settings(settings))
    thread = threading.Thread(target=service.run)
    thread.start()
    try:
        while not service.started:
            assert thread.is_alive()
            time.sleep(0.01)
        yield f"http://127.0.0.1:{service.servers[0].sockets[0].getsockname()[1]}"
    finally:
        service.should_exit = True
        thread.join()


@pytest.fixture(scope="session")
def serving() -> Callable[..., contextlib.AbstractContextManager[str]]:
    """Return what serves a folder of releases, from a remote store or not."""
    return serve
