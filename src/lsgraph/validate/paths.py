"""SHACL property paths as SPARQL property paths (https://www.w3.org/TR/shacl/#property-paths)."""

from __future__ import annotations

from typing import Final

from rdflib import RDF, SH, Graph, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

_MODIFIERS: Final[dict[Node, str]] = {SH.zeroOrMorePath: "*", SH.oneOrMorePath: "+", SH.zeroOrOnePath: "?"}


class UnknownShape(Exception):
    """A shape uses something that the compiler does not know; pySHACL shall judge it."""


def write_path(shapes: Graph, node: Node) -> str:
    """Return the path at that node; raises UnknownShape for what is no path."""
    if isinstance(node, URIRef):
        return node.n3()
    if (node, RDF.first, None) in shapes:
        return "/".join(write_path(shapes, step) for step in Collection(shapes, node))
    for predicate, value in shapes.predicate_objects(node):
        if predicate == SH.inversePath:
            return f"^({write_path(shapes, value)})"
        if predicate == SH.alternativePath:
            ways = [write_path(shapes, way) for way in Collection(shapes, value)]
            return f"({'|'.join(ways)})"
        if predicate in _MODIFIERS:
            return f"({write_path(shapes, value)}){_MODIFIERS[predicate]}"
    raise UnknownShape(str(node))
