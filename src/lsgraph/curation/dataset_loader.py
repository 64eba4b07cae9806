"""Reads `data/` and the ontology into one dataset of asserted named graphs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from rdflib import BNode, Literal, URIRef

from lsgraph.errors import DataError, Fault, StoreError
from lsgraph.resources import Resources
from lsgraph.store import Store, find_changed_literals, find_format
from lsgraph.vocabulary import PREFIXES, SHAPES_GRAPH, Kind, graph_kind, parse_span, shorten

_CATALOGUE: Final = PREFIXES["cat"]
_LINE = re.compile(r"line (\d+)")
_ONTOLOGY_HEADER: Final = "lsgraph.ttl"
_ONTOLOGY_FOLDERS: Final = {
    "modules": "ontology",
    "alignments": "ontology",
    "vocabularies": "vocabularies",
    "shapes": SHAPES_GRAPH.removeprefix(_CATALOGUE),
}
_NARROWER: Final = "; the bounds of a narrower type are for a shape to check"
_KINDS_OF_FOLDER: Final = {
    "passages": {Kind.PASSAGE, Kind.CATALOGUE},
    "judgements": {Kind.JUDGEMENT, Kind.CATALOGUE},
    "naming": {Kind.NAMING, Kind.CATALOGUE},
    "registers": {Kind.REGISTER, Kind.CATALOGUE},
}


def read_dataset(resources: Resources) -> Store:
    """Return all asserted named graphs; raises DataError with every fault found.

    Turtle files of the ontology and of `data/<folder>` go to the catalogue graph named after what they
    hold; TriG files name their graphs themselves.
    """
    store, faults = Store(), list[Fault]()
    for path, graph in _files(resources):
        try:
            part = _read_file(path, graph)
        except StoreError as error:
            faults.append(_syntax_fault(path, resources, error))
            continue
        faults.extend(_faults(part, path, resources))
        faults.extend(_literal_faults(path, _name(path, resources)))
        store.add_from(part)
    if faults:
        raise DataError(faults)
    return store


def read_shapes(resources: Resources) -> Store:
    """Return the project's own shapes, in their graph."""
    store = Store()
    for path in sorted((resources.ontology / "shapes").glob("*.ttl")):
        store.load(path, find_format("turtle"), SHAPES_GRAPH)
    return store


def read_dump(path: Path) -> Store:
    """Return the asserted graphs of an exported release, without its inferences; raises DataError."""
    store = Store()
    try:
        store.load(path, find_format(path.suffix.lstrip(".")))
    except (StoreError, OSError) as error:
        raise DataError(
            [Fault(path.name, _line_of(error), str(error), "export the release again")]
        ) from error
    if faults := list(_literal_faults(path, path.name)):
        raise DataError(faults)
    store.drop(None)
    for graph in store.graphs():
        if graph_kind(graph) is Kind.INFERENCE or graph == URIRef(_CATALOGUE + "inference"):
            store.drop(graph)
    return store


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


def _faults(part: Store, path: Path, resources: Resources) -> Iterator[Fault]:
    is_data = path.is_relative_to(resources.data)
    folder = path.relative_to(resources.data).parts[0] if is_data else ""
    for quad in part.quads():
        if quad.graph is None:
            what = f"{shorten(quad.subject)} {shorten(quad.predicate)} stands outside any graph"
            yield _fault(
                path, resources, quad.subject, what, "put it into the graph of the passage that states it"
            )
        elif is_data and (isinstance(quad.subject, BNode) or isinstance(quad.object, BNode)):
            what = f"a blank node in {shorten(quad.graph)}"
            yield _fault(path, resources, quad.graph, what, "give the node an IRI")
    for graph in part.graphs():
        kind = graph_kind(graph)
        if kind is None or kind is Kind.INFERENCE:
            what = f"{graph} is not a graph that a curator may write"
            mend = "name it res/passage/, res/judgement/, res/naming/, res/register/ or res/catalogue/"
            yield _fault(path, resources, graph, what, mend)
        elif kind not in _KINDS_OF_FOLDER.get(folder, set(Kind)):
            what = f"a graph of kind {kind} in data/{folder}"
            yield _fault(path, resources, graph, what, "move it to the folder of its kind")
        elif kind is Kind.PASSAGE and parse_span(graph) is None:
            what = f"{shorten(graph)} does not name a span"
            yield _fault(
                path, resources, graph, what, "use p:<source>-<start>-<end>, as `lsgraph cite` prints it"
            )


def _literal_faults(path: Path, name: str) -> Iterator[Fault]:
    """Yield a fault for each literal that the store would keep in another form than the one handed in."""
    changed = find_changed_literals(path, find_format(path.suffix.lstrip(".")))
    if not changed:
        return
    lines = path.read_text(encoding="utf-8").splitlines()
    for written, kept in changed:
        alone = re.compile(rf"""(?<![\w.+-])["']?{re.escape(written)}["']?(?![\w.])""")
        line = next((number for number, text in enumerate(lines, 1) if alone.search(text)), 1)
        what = f"{_show(written)} would be kept as {_show(kept)}"
        mend = f"write {_show(kept)}" + (_NARROWER if written.datatype != kept.datatype else "")
        yield Fault(name, line, what, mend)


def _show(literal: Literal) -> str:
    return f'"{literal}"^^{shorten(literal.datatype or "")}'


def _fault(path: Path, resources: Resources, subject: URIRef | BNode, what: str, mend: str) -> Fault:
    needle = shorten(str(subject)).partition(":")[2] or str(subject)
    lines = path.read_text(encoding="utf-8").splitlines()
    line = next((number for number, text in enumerate(lines, 1) if needle in text), 1)
    return Fault(_name(path, resources), line, what, mend)


def _syntax_fault(path: Path, resources: Resources, error: StoreError) -> Fault:
    return Fault(_name(path, resources), _line_of(error), str(error), "mend the syntax there")


def _line_of(error: Exception) -> int:
    match = _LINE.search(str(error))
    return int(match[1]) if match else 1


def _name(path: Path, resources: Resources) -> str:
    folder = resources.ontology if path.is_relative_to(resources.ontology) else resources.data
    return str(path.relative_to(folder.parent))
