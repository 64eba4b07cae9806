"""The table of export formats and how each is written."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from lsgraph.errors import StoreError
from lsgraph.export.json_ld import read_context, write_json_ld
from lsgraph.export.region import find_region, slice_region
from lsgraph.export.tables import write_tables
from lsgraph.release import Release
from lsgraph.resources import find_resources
from lsgraph.store import Format, Quad, Store, find_format
from lsgraph.vocabulary import graph_kind

_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Export:
    """A format in which a release is given away."""

    name: str
    media_type: str
    suffix: str
    title_sv: str
    title_en: str
    write: Callable[[Store, BinaryIO], None]
    file_type: str
    """Its code in the list of the EU: http://publications.europa.eu/resource/authority/file-type"""
    content_type: str = ""
    """The media type of the files in a package."""


def export(release: Release, form: str, output: BinaryIO, region: str | None = None) -> None:
    """Write a release, or a region's slice of it with the national layer, in a format.

    Raises StoreError for an unknown format or region, ReleaseDamaged for a release that is not whole.
    """
    chosen = find_export(form)
    store = release.open_graphs()
    if region is not None:
        store = slice_region(store, find_region(store, region))
    chosen.write(store, output)


def find_export(name: str) -> Export:
    """Return the export format of that name or suffix; raises StoreError."""
    for one in EXPORTS:
        if name in (one.name, one.suffix):
            return one
    raise StoreError(f"no export format {name!r}; the formats are {', '.join(one.name for one in EXPORTS)}")


def _write_quads(store: Store, output: BinaryIO) -> None:
    output.write(store.canonical())


def _dump(name: str) -> Callable[[Store, BinaryIO], None]:
    def write(store: Store, output: BinaryIO) -> None:
        store.dump(output, find_format(name))

    return write


def _write_json_ld(store: Store, output: BinaryIO) -> None:
    store.merge()
    context = read_context(find_resources().ontology)
    output.write(write_json_ld(store.settled(default_only=True), context))


def _zip_by_kind(name: str) -> Callable[[Store, BinaryIO], None]:
    def write(store: Store, output: BinaryIO) -> None:
        known = find_format(name)
        write_zip(output, _files_by_kind(store, known))

    return write


def _files_by_kind(store: Store, known: Format) -> Iterator[tuple[str, bytes]]:
    kinds: dict[str, list[Quad]] = {}
    for graph in store.graphs():
        quads = kinds.setdefault(str(graph_kind(graph) or "other").lower(), [])
        quads.extend(quad._replace(graph=None) for quad in store.quads(graph=graph))
    for kind, quads in sorted(kinds.items()):
        part, text = Store(), io.BytesIO()
        part.add(quads)
        part.dump(text, known, default_only=True)
        yield f"{kind}.{known.suffix}", text.getvalue()


def _zip_tables(store: Store, output: BinaryIO) -> None:
    write_zip(output, write_tables(store))


def write_zip(output: BinaryIO, files: Iterator[tuple[str, bytes]]) -> None:
    """Write files as a ZIP archive whose bytes depend on their names and contents only."""
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(zipfile.ZipInfo(name, _ZIP_EPOCH), data, zipfile.ZIP_DEFLATED)


_ZIP = "application/zip"

EXPORTS: Final = (
    Export(
        "n-quads",
        "application/n-quads",
        "nq",
        "Alla grafer, en utsaga per rad",
        "All graphs, one statement a line",
        _write_quads,
        "RDF_N_QUADS",
    ),
    Export(
        "trig",
        "application/trig",
        "trig",
        "Alla grafer, läsbart",
        "All graphs, readable",
        _dump("trig"),
        "RDF_TRIG",
    ),
    Export(
        "json-ld",
        "application/ld+json",
        "jsonld",
        "Alla utsagor som JSON-LD, var och en en gång",
        "All statements as JSON-LD, each once",
        _write_json_ld,
        "JSON_LD",
    ),
    Export(
        "json-ld-graphs",
        "application/ld+json",
        "graphs.jsonld",
        "Alla grafer som JSON-LD",
        "All graphs as JSON-LD",
        _dump("json-ld"),
        "JSON_LD",
    ),
    Export(
        "turtle",
        _ZIP,
        "ttl.zip",
        "En Turtle-fil per slags graf",
        "One Turtle file per kind of graph",
        _zip_by_kind("turtle"),
        "RDF_TURTLE",
        "text/turtle",
    ),
    Export(
        "csv", _ZIP, "csv.zip", "En tabell per klass", "One table per class", _zip_tables, "CSV", "text/csv"
    ),
)
