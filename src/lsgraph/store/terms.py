"""The one place where the engine's terms and rdflib's terms meet."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import pyoxigraph as ox
from rdflib import BNode, Literal, URIRef

from lsgraph.errors import StoreError

Term: TypeAlias = URIRef | BNode | Literal
EngineTerm: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal
Solution: TypeAlias = tuple[EngineTerm | None, ...]
"""A row in the engine's own terms, None where unbound; other rooms pass them on without looking inside."""

_STRING = "http://www.w3.org/2001/XMLSchema#string"
_LANG_STRING = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"


class Quad(NamedTuple):
    """A statement and the graph that makes it; `graph` is None in the default graph."""

    subject: URIRef | BNode
    predicate: URIRef
    object: Term
    graph: URIRef | None = None


def is_plain(term: object) -> bool:
    """Say whether the engine's term is one of RDF 1.1, and no triple term."""
    return isinstance(term, ox.NamedNode | ox.BlankNode | ox.Literal)


def from_engine(term: object) -> Term:
    """Return the engine's term as an rdflib term, with its lexical form untouched.

    Raises StoreError for a triple term, which rdflib does not have.
    """
    match term:
        case ox.NamedNode(value=value):
            return URIRef(value)
        case ox.BlankNode(value=value):
            return BNode(value)
        case ox.Literal():
            if term.language:
                return Literal(term.value, lang=term.language)
            datatype = term.datatype.value
            return Literal(
                term.value, datatype=None if datatype == _STRING else URIRef(datatype), normalize=False
            )
    raise StoreError("the answer holds a triple term, which this place cannot take")


def plain_text(text: str) -> EngineTerm:
    """Return a string as the engine's term."""
    return ox.Literal(text)


def to_engine(term: Term) -> EngineTerm:
    """Return the rdflib term as the engine's term."""
    if isinstance(term, URIRef):
        return ox.NamedNode(str(term))
    if isinstance(term, BNode):
        return ox.BlankNode(str(term))
    if term.language:
        return ox.Literal(str(term), language=term.language)
    if term.datatype is None or str(term.datatype) in (_STRING, _LANG_STRING):
        return ox.Literal(str(term))
    return ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype)))


def quad_from_engine(quad: ox.Quad) -> Quad:
    """Return the engine's quad as ours."""
    graph = quad.graph_name
    return Quad(
        from_engine(quad.subject),  # type: ignore[arg-type]
        URIRef(quad.predicate.value),
        from_engine(quad.object),
        URIRef(graph.value) if isinstance(graph, ox.NamedNode) else None,
    )


def quad_to_engine(quad: Quad) -> ox.Quad:
    """Return our quad as the engine's."""
    graph = ox.DefaultGraph() if quad.graph is None else ox.NamedNode(str(quad.graph))
    return ox.Quad(
        to_engine(quad.subject),  # type: ignore[arg-type]
        ox.NamedNode(str(quad.predicate)),
        to_engine(quad.object),
        graph,
    )
