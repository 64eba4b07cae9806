"""The calls behind downloads and descriptions of the whole release."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final

from rdflib import BNode, Graph, Literal, URIRef

from lsgraph.calls.call import Call, ReplyHead, Stream, write_text
from lsgraph.errors import ReleaseMissing
from lsgraph.export import (
    describe_catalogue,
    describe_service,
    describe_void,
    find_export,
    make_dump,
    read_context,
    write_json_ld,
)
from lsgraph.release import Release, open_release
from lsgraph.resources import find_resources
from lsgraph.store import Format, Quad, Reader, Store, find_format

JSON_LD: Final = "json-ld"
"""The name of the format whose triples are compacted with our context."""


@dataclass(frozen=True)
class DumpCall(Call[None]):
    """The dump of a release, or of a region's slice, in an export format, to be made as files."""

    allowed_seconds: ClassVar[float | None] = 300.0

    root: Path
    release: str
    form: str
    region: str | None


@dataclass(frozen=True)
class CatalogueCall(Call[Stream]):
    """The DCAT description of a release, served at the address `site`."""

    root: Path
    release: str
    site: str
    contact: str
    format: str


@dataclass(frozen=True)
class VoidCall(Call[Stream]):
    """The VoID description of a release, served at the address `site`."""

    root: Path
    release: str
    site: str
    format: str


@dataclass(frozen=True)
class ServiceDescriptionCall(Call[Stream]):
    """What the service at `address` is; `services` are the others that it asks."""

    root: Path
    release: str
    address: str
    services: tuple[str, ...]
    format: str


def keep_dump(_store: Reader, asked: DumpCall) -> None:
    """Make the dump of a release in a form, as files, unless it is there."""
    make_dump(find_release(asked.root, asked.release), find_export(asked.form), asked.region)


def give_catalogue(store: Reader, asked: CatalogueCall) -> Stream:
    """Write the DCAT description of a release."""
    graph = describe_catalogue(store, find_release(asked.root, asked.release), asked.site, asked.contact)
    part = Store()
    part.add(_read_triples(graph))
    return give_part(part, find_format(asked.format), graphs=False)


def give_void(store: Reader, asked: VoidCall) -> Stream:
    """Write the VoID description of a release."""
    release, known = find_release(asked.root, asked.release), find_format(asked.format)
    found = describe_void(store, release, asked.site, find_resources().queries)
    head = ReplyHead("triples", known.name)
    return Stream(head, lambda output: found.dump(output, known, default_only=True), steady=True)


def give_service_description(store: Reader, asked: ServiceDescriptionCall) -> Stream:
    """Write what a service is."""
    release, queries = find_release(asked.root, asked.release), find_resources().queries
    found = describe_service(store, release, asked.address, asked.services, queries)
    return give_part(found, find_format(asked.format), graphs=False)


DOWNLOAD_CALLS: Final = (
    DumpCall.answered_by(keep_dump),
    CatalogueCall.answered_by(give_catalogue),
    VoidCall.answered_by(give_void),
    ServiceDescriptionCall.answered_by(give_service_description),
)


def give_part(part: Store, known: Format, *, graphs: bool) -> Stream:
    """Write a part of the graph in an RDF format, with `graphs` or as triples."""
    head = ReplyHead("triples", known.name)
    if known.name == JSON_LD and not graphs:
        text = write_json_ld(part.settled(default_only=True), read_context(find_resources().ontology))
        return write_text(head, text, steady=True)
    return Stream(head, lambda output: part.dump(output, known, default_only=not graphs), steady=True)


def _read_triples(graph: Graph) -> Iterator[Quad]:
    for subject, predicate, value in graph:
        assert isinstance(subject, URIRef | BNode)
        assert isinstance(predicate, URIRef)
        assert isinstance(value, URIRef | BNode | Literal)
        yield Quad(subject, predicate, value)


def find_release(root: Path, release_id: str) -> Release:
    """Return the release of that id in a folder; raises ReleaseMissing, which tells no folder."""
    try:
        return open_release(root, release_id)
    except ReleaseMissing as error:
        raise ReleaseMissing(f"no release {release_id[:64]!r} is kept here") from error
