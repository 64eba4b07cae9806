"""The names of things."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from rdflib import RDFS, SKOS, Literal, URIRef

from lsgraph.store.reader import Reader
from lsgraph.vocabulary import LSG, SHAPES_GRAPH

_NAMES: Final = (SKOS.prefLabel, RDFS.label)

Labels = dict[str, str]
"""The best name per language; the key is "" for a name without language."""


def find_labels(store: Reader, iri: URIRef) -> Labels:
    """Return the preferred name per language, else a stated name."""
    return find_all_labels(store, [iri]).get(str(iri), {})


def find_all_labels(store: Reader, iris: Iterable[URIRef]) -> dict[str, Labels]:
    """Return the names of those of the things that have one, by IRI."""
    return _find(store, iris, _NAMES)


def find_inverse_labels(store: Reader, properties: Iterable[URIRef]) -> dict[str, Labels]:
    """Return how those of the properties that say so read from their value's end, by IRI."""
    return _find(store, properties, (LSG.inverseLabel,))


def _find(store: Reader, iris: Iterable[URIRef], predicates: Iterable[URIRef]) -> dict[str, Labels]:
    wanted = sorted(set(iris))
    found: dict[str, Labels] = {}
    for predicate in predicates:
        quads = store.quads_about(wanted, predicate)
        for quad in sorted(quads, key=lambda quad: str(quad.object)):
            if isinstance(quad.object, Literal) and quad.graph != SHAPES_GRAPH:
                found.setdefault(str(quad.subject), {}).setdefault(
                    quad.object.language or "", str(quad.object)
                )
    return found
