"""SHACL property paths as SPARQL property paths (https://www.w3.org/TR/shacl/#property-paths)."""

from __future__ import annotations

from typing import TypeAlias

from rdflib import Graph, URIRef
from rdflib.extras.shacl import SHACLPathError, build_shacl_path, parse_shacl_path
from rdflib.paths import Path
from rdflib.term import IdentifiedNode, Node

PropertyPath: TypeAlias = URIRef | Path


class UnknownShape(Exception):
    """A shape uses something that the compiler does not know; pySHACL shall judge it."""


class BadShape(Exception):
    """A shape is not what SHACL allows; carries why, and how to mend it."""

    def __init__(self, what: str, mend: str) -> None:
        self.what, self.mend = what, mend
        super().__init__(f"{what}; {mend}")


def read_path(graph: Graph, node: Node) -> PropertyPath:
    """Return the path at that node; raises BadShape for what is none."""
    try:
        return parse_shacl_path(graph, node)
    except (SHACLPathError, TypeError, ValueError, RecursionError) as error:
        raise BadShape(str(error), "write a property path as SHACL 2.3.1 has it") from error


def write_path(path: PropertyPath) -> str:
    """Return the path in SPARQL."""
    text: str = path.n3()
    return text


def describe_path(path: PropertyPath, graph: Graph) -> IdentifiedNode:
    """Return the path's node, with its statements added to `graph` when it is not one property."""
    node, _ = build_shacl_path(path, graph)
    return node
