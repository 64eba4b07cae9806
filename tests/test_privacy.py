"""No telephone number and no e-mail address stands in any literal, scanning errors included."""

from __future__ import annotations

from rdflib import Literal
from rdflib.namespace import XSD

from lsgraph.sources import find_private
from lsgraph.store import Store
from lsgraph.vocabulary import SHAPES_GRAPH

_TEXT = {None, XSD.string}


def _private(text: str) -> list[str]:
    return [text[start:end] for start, end in find_private(text)]


def test_no_literal_of_the_graph_is_private(graph: Store) -> None:
    texts = {
        str(quad.object)
        for quad in graph.quads()
        if quad.graph
        != SHAPES_GRAPH  # whose messages name properties with their language, as in rationale@en
        and isinstance(quad.object, Literal)
        and (quad.object.language or quad.object.datatype in _TEXT)
    }
    found = {text: private for text in texts if (private := _private(text))}
    assert len(texts) > 5_000
    assert found == {}


def test_the_patterns_find_what_they_should() -> None:
    for text in ("namn.namnsson@example.org", "namn (at) example.org", "070-123 45 67", "019- 602 00 00"):
        assert _private(text), text
