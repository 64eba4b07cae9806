"""What a region lays on top of a dataset: its own file or folder, merged, with clashes refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from rdflib import OWL, RDF, SKOS, Literal, URIRef

from lsgraph.curation.blank_nodes import drop_repeated
from lsgraph.curation.dump_reader import read_dump
from lsgraph.errors import DataError, Fault
from lsgraph.store import Reader, Store, Term
from lsgraph.vocabulary import BASE, LSG, PREFIXES, SHAPES_GRAPH, Kind, graph_kind, shorten

_SUFFIXES: Final = (".trig", ".nq", ".jsonld")
_TRIPLES: Final = ".ttl"
_CATALOGUES: Final = ("catalogue", "sources", "vocabularies")
_MINTED: Final = re.compile(rf"{re.escape(BASE)}(id|def|res)/(?P<kind>[a-z0-9-]+)/(?P<slug>.+)")
_FREE: Final = frozenset(("catalogue", "naming", "passage", "stretch", "reading", "retired", "inference"))
"""Names below `res/` that follow from others."""
_BELONGING: Final = (URIRef(PREFIXES["dcterms"] + "spatial"), LSG.planOwner, LSG.searchSubject)
_SINGLE: Final = (
    "SELECT DISTINCT ?path { GRAPH ?g { ?shape sh:maxCount 1 ; sh:path ?path FILTER isIRI(?path) } }"
)


class Layer(NamedTuple):
    """A dataset and the name that a message calls it by."""

    name: str
    store: Store
    files: tuple[Path, ...] = ()


def lay_over(base: Layer, paths: Sequence[Path]) -> None:
    """Add to `base` what files and folders hold; raises DataError with every fault found in any of them.

    A fault is a file that cannot be read, a thing that two of the datasets tell otherwise, or a new thing of
    a region without the region's code in its name.
    """
    faults, below = list[Fault](), [base]
    for path in paths:
        layer = _read(path)
        single = _find_single(base.store)
        faults += (fault for other in below for fault in _find_clashes(layer, other, single))
        faults += _find_uncoded(layer, below)
        below.append(layer)
    if faults:
        raise DataError(sorted(set(faults)))
    for layer in below[1:]:
        drop_repeated(layer.store, base.store)
        base.store.add_from(layer.store)


def overlay_files(path: Path) -> list[Path]:
    """Return the files of an overlay, sorted; raises DataError for a folder without any."""
    if path.is_file():
        return [path]
    found = sorted(one for one in path.rglob("*") if one.suffix in (*_SUFFIXES, _TRIPLES) and one.is_file())
    if not found:
        what = f"the folder holds no file of statements ({', '.join((*_SUFFIXES, _TRIPLES))})"
        raise DataError([Fault(path.name, 1, what, "name the file or folder with your region's data")])
    return found


def _read(path: Path) -> Layer:
    store, faults, files = Store(), list[Fault](), overlay_files(path)
    for file in files:
        try:
            store.add_from(read_dump(file, _catalogue_of(file, path)))
        except DataError as error:
            faults += error.faults
    if faults:
        raise DataError(faults)
    return Layer(path.name, store, tuple(files))


def _catalogue_of(file: Path, folder: Path) -> URIRef | None:
    """Return the catalogue graph of a Turtle file, which is named after its folder, as in `data/`."""
    place = file.parent.name if file != folder else ""
    return URIRef(PREFIXES["cat"] + place) if file.suffix == _TRIPLES and place in _CATALOGUES else None


def _find_single(base: Reader) -> set[URIRef]:
    """Return the properties of which a thing has one value."""
    shaped = {URIRef(str(row["path"])) for row in base.query(_SINGLE).rows()}
    declared = {URIRef(quad.subject) for quad in base.quads(None, RDF.type, OWL.FunctionalProperty)}
    return shaped | declared | {SKOS.prefLabel}


def _find_clashes(layer: Layer, other: Layer, single: Iterable[URIRef]) -> Iterator[Fault]:
    """Yield what two datasets tell otherwise of one thing: names, and facts of which there is only one."""
    for way in sorted(single):
        ours, theirs = _values(layer.store, way), _values(other.store, way)
        for key in sorted(ours.keys() & theirs.keys()):
            if len(theirs[key]) == 1 and ours[key] - theirs[key]:
                thing, mine, known = key[0], _show(ours[key]), _show(theirs[key])
                what = (
                    f"{shorten(thing)} has {shorten(way)} {mine} in {layer.name} and {known} in {other.name}"
                )
                mend = "give your own thing a name with your region's code, or tell the known one alike"
                yield _locate(layer, thing, what, mend)


def _values(store: Reader, way: URIRef) -> dict[tuple[str, str], frozenset[Term]]:
    """Return the values of a property by thing and, of texts, language."""
    found: dict[tuple[str, str], set[Term]] = {}
    for quad in store.quads(predicate=way):
        told = quad.graph is not None and quad.graph != SHAPES_GRAPH
        if told and isinstance(quad.subject, URIRef) and graph_kind(str(quad.graph)) is not Kind.INFERENCE:
            language = quad.object.language or "" if isinstance(quad.object, Literal) else ""
            found.setdefault((quad.subject, language), set()).add(quad.object)
    return {key: frozenset(values) for key, values in found.items()}


def _find_uncoded(layer: Layer, below: Sequence[Layer]) -> Iterator[Fault]:
    """Yield the new things of a region whose names lack its code."""
    codes = {
        quad.subject: str(quad.object) for one in below for quad in one.store.quads(None, LSG.countyCode)
    }
    owners = {quad.object for way in _BELONGING for quad in layer.store.quads(predicate=way)}
    known = {term for one in below for term in _subjects(one.store)}
    allowed = sorted(code for region, code in codes.items() if region in owners)
    for thing in sorted(_subjects(layer.store) - known) if allowed else ():
        match = _MINTED.fullmatch(thing)
        if match and match["kind"] not in _FREE and not set(re.split("[-.]", match["slug"])) & set(allowed):
            what = f"{shorten(thing)} is new and its name does not carry the region's code"
            better = shorten(thing.removesuffix(match["slug"]) + f"{allowed[0]}-{match['slug']}")
            yield _locate(layer, thing, what, f"call it {better}, or use the name of the known thing")


def _subjects(store: Reader) -> set[str]:
    return {str(quad.subject) for quad in store.quads() if isinstance(quad.subject, URIRef)}


def _show(values: Iterable[Term]) -> str:
    return " and ".join(
        sorted(f'"{one}"' if isinstance(one, Literal) else shorten(str(one)) for one in values)
    )


def _locate(layer: Layer, thing: str, what: str, mend: str) -> Fault:
    """Return a fault with the first file and line that names the thing."""
    names = {thing, shorten(thing)}
    for file in layer.files:
        with file.open(encoding="utf-8", errors="replace") as lines:
            for number, line in enumerate(lines, 1):
                if any(re.search(rf"{re.escape(name)}(?![\w-])", line) for name in names):
                    return Fault(file.name, number, what, mend)
    return Fault(layer.name, 1, what, mend)
