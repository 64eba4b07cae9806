"""Gives each thing its preferred names once more, by one property per language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rdflib import SKOS, Literal

from lsgraph.store import Quad, Store
from lsgraph.vocabulary import LSG, Kind, graph_kind

_PROPERTIES: Final = {"sv": LSG.labelSv, "en": LSG.labelEn}


def add_language_labels(store: Store) -> None:
    """Add `lsg:labelSv` and `lsg:labelEn` in the graph that holds the preferred name, nothing else.

    The same names give the same statements, so that reading a release again changes nothing.
    """
    store.add(list(_labels(store)))


def _labels(store: Store) -> Iterator[Quad]:
    for quad in store.quads(None, SKOS.prefLabel):
        name = quad.object
        if quad.graph is None or graph_kind(quad.graph) is Kind.INFERENCE or not isinstance(name, Literal):
            continue
        if (wanted := _PROPERTIES.get(name.language or "")) is not None:
            yield quad._replace(predicate=wanted)
