"""Reads a file of statements from elsewhere: an exported release, or what a region hands in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from rdflib import BNode, URIRef

from lsgraph.curation.file_faults import find_literal_faults, line_of
from lsgraph.curation.language_labels import add_language_labels
from lsgraph.errors import DataError, Fault, StoreError
from lsgraph.store import Quad, Store, find_format
from lsgraph.vocabulary import PREFIXES, Kind, graph_kind, parse_span, shorten

_INFERENCE: Final = URIRef(PREFIXES["cat"] + "inference")
_LOOSE: Final = "SELECT ?s ?p ?o { ?s ?p ?o FILTER NOT EXISTS { GRAPH ?g { ?s ?p ?o } } }"
_GRAPHS: Final = "res/passage/, res/judgement/, res/naming/, res/register/ or res/catalogue/"
_MEND_LOOSE: Final = (
    "name the graph that makes them with --graph IRI, or write them as TriG or N-Quads in graphs"
)


def read_dump(path: Path, graph: URIRef | None = None) -> Store:
    """Return the asserted graphs of a file, without its inferences; raises DataError.

    Statements outside any graph go into `graph`; without one they are refused, unless they only repeat what
    the named graphs say.
    """
    store = Store()
    try:
        store.load(path, find_format(path.suffix.lstrip(".")))
    except (StoreError, OSError) as error:
        raise DataError([Fault(path.name, line_of(error), str(error), "export the release again")]) from error
    faults = [*find_literal_faults(path, path.name), *_take_loose(store, path, graph)]
    for name in store.graphs():
        if graph_kind(name) is Kind.INFERENCE or name == _INFERENCE:
            store.drop(name)
    faults = faults or list(_faults(store, path))
    if faults:
        raise DataError(faults)
    add_language_labels(store)
    return store


def _take_loose(store: Store, path: Path, graph: URIRef | None) -> Iterator[Fault]:
    """Put the statements outside any graph into `graph`, or yield the fault that they are."""
    loose = [Quad(row["s"], URIRef(str(row["p"])), row["o"], graph) for row in store.select(_LOOSE)]  # type: ignore[arg-type]
    store.drop(None)
    if loose and graph is not None:
        store.add(loose)
    elif loose:
        first = min(loose, key=str)
        what = f"{len(loose):,} statements stand outside any graph, such as {_show(first)}"
        yield Fault(path.name, _find_line(path, first), what, _MEND_LOOSE)


def _faults(store: Store, path: Path) -> Iterator[Fault]:
    if not store.graphs():
        yield Fault(path.name, 1, "holds no statement", "export the release again; nothing was built")
    for name in store.graphs():
        kind = graph_kind(name)
        if kind is None:
            yield Fault(path.name, 1, f"{name} is no graph of this graph's kinds", f"name it {_GRAPHS}")
        elif kind is Kind.PASSAGE and parse_span(name) is None:
            what = f"{shorten(name)} does not name a span"
            yield Fault(path.name, 1, what, "use p:<source>-<start>-<end>, as `lsgraph cite` prints it")
        elif kind is not Kind.CATALOGUE and any(_is_anonymous(quad) for quad in store.quads(graph=name)):
            yield Fault(path.name, 1, f"a blank node in {shorten(name)}", "give the node an IRI")


def _is_anonymous(quad: Quad) -> bool:
    return isinstance(quad.subject, BNode) or isinstance(quad.object, BNode)


def _show(quad: Quad) -> str:
    return " ".join(shorten(str(term)) for term in quad[:3])


def _find_line(path: Path, quad: Quad) -> int:
    needle = shorten(str(quad.subject)).partition(":")[2] or str(quad.subject)
    with path.open(encoding="utf-8", errors="replace") as lines:
        return next((number for number, line in enumerate(lines, 1) if needle in line), 1)
