"""Puts a release into a remote store, in one request that its readers see as a whole or not at all.

https://www.w3.org/TR/sparql11-update/ · https://www.w3.org/TR/sparql11-http-rdf-update/#http-put
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import islice
from typing import Final

import pyoxigraph as ox

from lsgraph.errors import StoreError, StoreRefused, StoreUnreachable
from lsgraph.store.address import Address
from lsgraph.store.embedded import MERGE, Store
from lsgraph.store.marker import MARKER_GRAPH, Marker, make_marker
from lsgraph.store.protocol import FORM, Connection
from lsgraph.store.remote import RemoteStore

_QUADS: Final = "application/n-quads"
_UPDATE: Final = "application/sparql-update"
_COUNTS: Final = {
    "its default graph": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "graphs": f"SELECT (COUNT(*) AS ?n) {{ GRAPH ?g {{ ?s ?p ?o }} FILTER (?g != {MARKER_GRAPH}) }}",
}
_AT_ONCE: Final = 20_000
_EXISTS: Final = 409
_TOO_LARGE: Final = 413
_PUBLISH_SECONDS: Final = 3_600.0


def publish(address: Address, store: Store, release_id: str) -> None:
    """Put a release, with its default graph merged, where a remote store holds it, and see that it is there.

    A dataset of its own that holds the release already is left as it is. Raises StoreError and its kinds.
    """
    place = address.of(release_id)
    with closing(Connection()) as connection:
        if place.create:
            _create(connection, place.create)
        if address.is_per_release and holds_release(place, release_id):
            return
        _put(connection, place, store, make_marker(release_id))
    with closing(RemoteStore(place.query)) as remote:
        _check(remote, store)


def empty(place: Address) -> None:
    """Remove everything from the dataset at an address; raises StoreError where it takes no updates."""
    if not place.update:
        raise StoreError("it has no update address here (--update)")
    with closing(Connection()) as connection:
        connection.tell("POST", place.update, b"DROP ALL", _UPDATE, _PUBLISH_SECONDS)


def holds_release(place: Address, release_id: str) -> bool:
    """Say whether the store at that address says that it holds a release; raises StoreUnreachable."""
    with closing(RemoteStore(place.query)) as remote:
        marker = remote.read_marker()
    return marker is not None and marker.release == release_id


def _create(connection: Connection, url: str) -> None:
    try:
        connection.tell("POST", url, b"", FORM, _PUBLISH_SECONDS)
    except StoreRefused as error:
        if error.status != _EXISTS:
            raise


def _put(connection: Connection, place: Address, store: Store, marker: Marker) -> None:
    """Send everything as quads where that is taken, else as an update."""
    if place.graphs:
        try:
            connection.tell("PUT", place.graphs, _write_quads(store, marker), _QUADS, _PUBLISH_SECONDS)
        except StoreRefused:
            if not place.update:
                raise
        else:
            return
    try:
        connection.tell("POST", place.update, _write_update(store, marker), _UPDATE, _PUBLISH_SECONDS)
    except StoreRefused as error:
        if error.status != _TOO_LARGE:
            raise
        raise StoreRefused(f"{error}; send it as quads instead (--graph-store)", error.status) from error


def _write_quads(store: Store, marker: Marker) -> Iterator[bytes]:
    """Yield N-Quads: the default graph, the named graphs, and the marker last."""
    last = (ox.Quad(one.subject, one.predicate, one.object, MARKER_GRAPH) for one in marker.triples())
    yield from _write(store.match(None, None, None, None), ox.RdfFormat.N_QUADS)
    yield from _write(last, ox.RdfFormat.N_QUADS)


def _write_update(store: Store, marker: Marker) -> Iterator[bytes]:
    """Yield one SPARQL update: everything away, the named graphs, their merge, the marker."""
    yield b"DROP ALL ;\nINSERT DATA {\n"
    for graph in store.graphs():
        name = ox.NamedNode(str(graph))
        yield f"GRAPH {name} {{\n".encode()
        quads = store.match(None, None, None, name)
        triples = (ox.Triple(one.subject, one.predicate, one.object) for one in quads)
        yield from _write(triples, ox.RdfFormat.N_TRIPLES)
        yield b"}\n"
    yield f"}} ;\n{MERGE} ;\nINSERT DATA {{ GRAPH {MARKER_GRAPH} {{\n".encode()
    yield from _write(marker.triples(), ox.RdfFormat.N_TRIPLES)
    yield b"} }\n"


def _write(statements: Iterable[ox.Quad] | Iterable[ox.Triple], known: ox.RdfFormat) -> Iterator[bytes]:
    waiting = iter(statements)
    while part := list(islice(waiting, _AT_ONCE)):
        yield ox.serialize(part, format=known) or b""  # type: ignore[arg-type]


def _check(remote: RemoteStore, store: Store) -> None:
    """See that the store shows just what it was sent; raises StoreError."""
    if remote.read_marker() is None:
        raise StoreUnreachable(f"the store at {remote.address} took the release but does not show it")
    for what, text in _COUNTS.items():
        [[there], [here]] = [[row["n"] for row in one.select(text)] for one in (remote, store)]
        if str(there) != str(here):
            raise StoreError(
                f"the store at {remote.address} shows {there} statements in {what} where {here} were sent; "
                "does it join all graphs into its default graph, or change what it is given?"
            )
