"""What is wrong with a file that a graph is made from: where, what, and how to mend it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from rdflib import BNode, Literal, URIRef

from lsgraph.errors import Fault
from lsgraph.resources import Resources
from lsgraph.store import Store, find_changed_literals, find_format
from lsgraph.vocabulary import Kind, graph_kind, parse_span, shorten

_LINE: Final = re.compile(r"line (\d+)")
_NARROWER: Final = "; the bounds of a narrower type are for a shape to check"
_KINDS_OF_FOLDER: Final = {
    "passages": {Kind.PASSAGE, Kind.CATALOGUE},
    "judgements": {Kind.JUDGEMENT, Kind.CATALOGUE},
    "naming": {Kind.NAMING, Kind.CATALOGUE},
    "registers": {Kind.REGISTER, Kind.CATALOGUE},
}


def find_faults(part: Store, path: Path, resources: Resources) -> Iterator[Fault]:
    """Yield what is wrong with a file of `ontology/` or `data/`: graphs, folders, blank nodes."""
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


def find_literal_faults(path: Path, name: str) -> Iterator[Fault]:
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
    return Fault(name_file(path, resources), line, what, mend)


def line_of(error: Exception) -> int:
    """Return the line that a complaint of the engine names, or 1."""
    match = _LINE.search(str(error))
    return int(match[1]) if match else 1


def name_file(path: Path, resources: Resources) -> str:
    """Return the name of a file as a curator knows it, such as `data/judgements/alf.trig`."""
    folder = resources.ontology if path.is_relative_to(resources.ontology) else resources.data
    return str(path.relative_to(folder.parent))
