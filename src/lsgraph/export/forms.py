"""The table of export formats and how each is written."""

from __future__ import annotations

import io
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import IO, BinaryIO, Final

from lsgraph.errors import ExportMissing
from lsgraph.export.about import LICENCE, About
from lsgraph.export.crate import write_crate
from lsgraph.export.json_ld import read_context, write_json_ld
from lsgraph.export.network import write_network
from lsgraph.export.parquet import write_parquet
from lsgraph.export.region import find_region, slice_region
from lsgraph.export.tables import ThingNames, write_tables
from lsgraph.export.wide_csv import write_for_excel, write_wide
from lsgraph.export.workbook import write_workbook
from lsgraph.release import Release
from lsgraph.resources import find_resources
from lsgraph.store import Format, Quad, Store, find_format
from lsgraph.vocabulary import graph_kind

_ZIP: Final = "application/zip"
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PARQUET: Final = "application/vnd.apache.parquet"
_ZIP_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_SPOOLED_BYTES: Final = 64_000_000


@dataclass(frozen=True)
class Export:
    """A format in which a release is given away."""

    name: str
    media_type: str
    suffix: str
    title_sv: str
    title_en: str
    write: Callable[[Store, BinaryIO, About], None]
    file_type: str
    """Its code in the list of the EU: http://publications.europa.eu/resource/authority/file-type"""
    content_type: str = ""
    """The media type of the files in a package."""

    @property
    def is_packed(self) -> bool:
        """Say whether its files are compressed as they are."""
        return self.media_type in (_ZIP, _XLSX)


def export(release: Release, form: str, output: BinaryIO, region: str | None = None) -> None:
    """Write a release, or a region's slice of it with the national layer, in a format.

    Raises ExportMissing for an unknown format or region, ReleaseDamaged for a release that is not whole.
    """
    chosen, manifest = find_export(form), release.manifest
    store = release.open_graphs()
    about = About(release.id, manifest.issued, manifest.version)
    if region is not None:
        place = find_region(store, region)
        about = replace(about, region=place, code=region, region_name=ThingNames(store).of(place))
        store = slice_region(store, place)
    chosen.write(store, output, about)


def find_export(name: str) -> Export:
    """Return the export format of that name or suffix; raises ExportMissing."""
    for one in EXPORTS:
        if name in (one.name, one.suffix):
            return one
    raise ExportMissing(
        f"no export format {name!r}; the formats are {', '.join(one.name for one in EXPORTS)}"
    )


def _write_quads(store: Store, output: BinaryIO, _about: About) -> None:
    output.write(store.canonical())


def _dump(name: str) -> Callable[[Store, BinaryIO, About], None]:
    def write(store: Store, output: BinaryIO, _about: About) -> None:
        store.dump(output, find_format(name))

    return write


def _write_json_ld(store: Store, output: BinaryIO, _about: About) -> None:
    store.merge()
    context = read_context(find_resources().ontology)
    output.write(write_json_ld(store.settled(default_only=True), context))


def _zip_by_kind(name: str) -> Callable[[Store, BinaryIO, About], None]:
    def write(store: Store, output: BinaryIO, _about: About) -> None:
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


def _zip_statements(store: Store, output: BinaryIO, about: About) -> None:
    write_zip(output, chain(_tell(about), write_tables(store)))


def _zip(
    files: Callable[[Store, About], Iterator[tuple[str, bytes]]],
) -> Callable[[Store, BinaryIO, About], None]:
    """Return the writer of a package that says of itself what it is."""

    def write(store: Store, output: BinaryIO, about: About) -> None:
        write_zip(output, chain(_tell(about), files(store, about)))

    return write


def _tell(about: About) -> Iterator[tuple[str, bytes]]:
    yield "README.txt", about.as_text().encode()
    yield "CITATION.cff", about.as_citation().encode()
    yield "LICENSE.txt", f"CC BY 4.0\n{LICENCE}\n".encode()


def write_zip(output: BinaryIO, files: Iterator[tuple[str, bytes]]) -> None:
    """Write files as a ZIP archive whose bytes depend on their names and contents only.

    It is made beside the output, which may not be one to go back in: that would change its bytes.
    """
    with tempfile.SpooledTemporaryFile(_SPOOLED_BYTES) as draft:
        _fill(draft, files)
        draft.seek(0)
        shutil.copyfileobj(draft, output)


def _fill(draft: IO[bytes], files: Iterator[tuple[str, bytes]]) -> None:
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(zipfile.ZipInfo(name, _ZIP_EPOCH), data, zipfile.ZIP_DEFLATED)


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
        "csv",
        _ZIP,
        "csv.zip",
        "En tabell per klass",
        "One table per class",
        _zip_statements,
        "CSV",
        "text/csv",
    ),
    Export(
        "xlsx",
        _XLSX,
        "xlsx",
        "Arbetsbok: ett blad per klass, en rad per sak",
        "Workbook: a sheet for each class, a row for each thing",
        write_workbook,
        "XLSX",
    ),
    Export(
        "csv-wide",
        _ZIP,
        "tables.csv.zip",
        "En rad per sak, med CSVW-metadata",
        "A row for each thing, with CSVW metadata",
        _zip(write_wide),
        "CSV",
        "text/csv",
    ),
    Export(
        "csv-excel",
        _ZIP,
        "excel.csv.zip",
        "En rad per sak, för svensk Excel",
        "A row for each thing, for Excel in Swedish",
        _zip(write_for_excel),
        "CSV",
        "text/csv",
    ),
    Export(
        "network",
        _ZIP,
        "gexf.zip",
        "Noder och kanter för Gephi",
        "Nodes and edges for Gephi",
        _zip(write_network),
        "XML",
        "application/gexf+xml",
    ),
    Export(
        "parquet",
        _ZIP,
        "parquet.zip",
        "Utsagor och tabeller som Parquet",
        "Statements and tables as Parquet",
        _zip(write_parquet),
        "PARQUET",
        _PARQUET,
    ),
    Export(
        "ro-crate",
        _ZIP,
        "crate.zip",
        "RO-Crate för arkiv",
        "RO-Crate for archives",
        _zip(write_crate),
        "ZIP",
        "application/ld+json",
    ),
)
