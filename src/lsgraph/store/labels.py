"""The names of a thing."""

from __future__ import annotations

from typing import Final

from rdflib import RDFS, SKOS, Literal, URIRef

from lsgraph.store.embedded import Store
from lsgraph.vocabulary import SHAPES_GRAPH

_NAMES: Final = (SKOS.prefLabel, RDFS.label)

Labels = dict[str, str]
"""The best name per language; the key is "" for a name without language."""


def find_labels(store: Store, iri: URIRef) -> Labels:
    """Return the preferred name per language, else a stated name."""
    labels: Labels = {}
    for predicate in _NAMES:
        for quad in sorted(store.quads(subject=iri, predicate=predicate), key=lambda quad: str(quad.object)):
            if isinstance(quad.object, Literal) and quad.graph != SHAPES_GRAPH:
                labels.setdefault(quad.object.language or "", str(quad.object))
    return labels
