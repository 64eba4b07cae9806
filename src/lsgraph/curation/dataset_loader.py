"""Reads `data/` and the ontology into one dataset of asserted named graphs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from rdflib import RDF, SH, BNode, URIRef

from lsgraph.curation.file_faults import find_faults, find_literal_faults, line_of, name_file
from lsgraph.curation.language_labels import add_language_labels
from lsgraph.errors import DataError, Fault, StoreError
from lsgraph.resources import Resources
from lsgraph.store import Store, find_format
from lsgraph.vocabulary import PREFIXES, SHAPES_GRAPH

_CATALOGUE: Final = PREFIXES["cat"]
_ONTOLOGY_HEADER: Final = "lsgraph.ttl"
_ONTOLOGY_FOLDERS: Final = {
    "modules": "ontology",
    "alignments": "ontology",
    "vocabularies": "vocabularies",
    "shapes": SHAPES_GRAPH.removeprefix(_CATALOGUE),
}
_PREFIXES: Final = URIRef(PREFIXES["shape"].rstrip("/"))
_SHAPE_TYPES: Final = (SH.NodeShape, SH.PropertyShape)


def read_dataset(resources: Resources) -> Store:
    """Return all asserted named graphs; raises DataError with every fault found.

    Turtle files of the ontology and of `data/<folder>` go to the catalogue graph named after what they
    hold; TriG files name their graphs themselves. Preferred names stand by one property per language too.
    """
    store, faults = Store(), list[Fault]()
    for path, graph in _files(resources):
        try:
            part = _read_file(path, graph)
        except StoreError as error:
            faults.append(
                Fault(name_file(path, resources), line_of(error), str(error), "mend the syntax there")
            )
            continue
        faults.extend(find_faults(part, path, resources))
        faults.extend(find_literal_faults(path, name_file(path, resources)))
        store.add_from(part)
    if faults:
        raise DataError(faults)
    add_language_labels(store)
    return store


def read_shapes(resources: Resources) -> Store:
    """Return the project's own shapes, in their graph."""
    store = Store()
    for path in sorted((resources.ontology / "shapes").glob("*.ttl")):
        store.load(path, find_format("turtle"), SHAPES_GRAPH)
    return store


def supply_shapes(store: Store, resources: Resources) -> int:
    """Add those of the project's own shapes that the store lacks, and return how many those are.

    So a graph is judged by all of them, whatever shapes a file brought along.
    """
    own = read_shapes(resources)
    there = {quad.subject for quad in store.quads(graph=SHAPES_GRAPH)}
    lacking: set[URIRef | BNode] = {
        quad.subject
        for kind in _SHAPE_TYPES
        for quad in own.quads(None, RDF.type, kind)
        if isinstance(quad.subject, URIRef) and quad.subject not in there
    }
    if lacking and there:
        own = _extract(own, lacking | ({_PREFIXES} - there))
    if lacking:
        store.add_from(own)
    return len(lacking)


def _extract(own: Store, wanted: set[URIRef | BNode]) -> Store:
    """Return the statements about some subjects, and about the blank nodes that they lead to."""
    part, waiting, seen = Store(), list(wanted), set[URIRef | BNode]()
    while waiting:
        subject = waiting.pop()
        if subject not in seen:
            seen.add(subject)
            quads = list(own.quads(subject))
            part.add(quads)
            waiting.extend(quad.object for quad in quads if isinstance(quad.object, BNode))
    return part


def input_files(resources: Resources) -> list[Path]:
    """Return every file that a graph is made from, sorted."""
    return [path for path, _ in _files(resources)]


def _files(resources: Resources) -> Iterator[tuple[Path, URIRef | None]]:
    for path in sorted(resources.ontology.rglob("*.ttl")):
        folder = path.relative_to(resources.ontology).parts[0]
        if folder in _ONTOLOGY_FOLDERS or folder == _ONTOLOGY_HEADER:
            yield path, URIRef(_CATALOGUE + _ONTOLOGY_FOLDERS.get(folder, "ontology"))
    for path in sorted(resources.data.rglob("*.ttl")):
        yield path, URIRef(_CATALOGUE + path.relative_to(resources.data).parts[0])
    for path in sorted(resources.data.rglob("*.trig")):
        yield path, None


def _read_file(path: Path, graph: URIRef | None) -> Store:
    store = Store()
    store.load(path, find_format(path.suffix.lstrip(".")), graph)
    return store
