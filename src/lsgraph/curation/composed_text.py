"""Brings the texts of a graph into the one form in which they can be found: composed letters (NFC)."""

from __future__ import annotations

import unicodedata
from typing import Final, cast

from rdflib import BNode, Literal, URIRef

from lsgraph.store import Quad, Store
from lsgraph.vocabulary import shorten

_SUSPECT: Final = """SELECT ?s ?p ?o ?g WHERE {
  GRAPH ?g { ?s ?p ?o FILTER (isLiteral(?o) && REGEX(STR(?o), "[\\\\p{M}\u2126\u212a\u212b]")) }
}"""


def compose_texts(store: Store) -> list[str]:
    """Write every text of the store in composed letters; return each change in words, sorted."""
    changed = [quad for quad in _suspects(store) if not unicodedata.is_normalized("NFC", str(quad.object))]
    store.remove(changed)
    store.add(quad._replace(object=_compose(cast("Literal", quad.object))) for quad in changed)
    return sorted(_tell(quad) for quad in changed)


def _suspects(store: Store) -> list[Quad]:
    return [
        Quad(cast("URIRef | BNode", row["s"]), cast("URIRef", row["p"]), row["o"], cast("URIRef", row["g"]))
        for row in store.select(_SUSPECT)
    ]


def _compose(text: Literal) -> Literal:
    plain = unicodedata.normalize("NFC", str(text))
    return Literal(plain, lang=text.language, datatype=None if text.language else text.datatype)


def _tell(quad: Quad) -> str:
    place = shorten(quad.graph or "")
    what = f"{shorten(str(quad.subject))} {shorten(str(quad.predicate))}"
    return f"{what} in {place}: letters in two parts are written as one"
