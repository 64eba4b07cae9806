"""What a graph of shapes holds: the shapes, what they aim at, and what hangs on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from rdflib import OWL, RDF, RDFS, SH, Graph, Literal, URIRef
from rdflib.term import Node

from lsgraph.validate.severity import Severity

Outline: TypeAlias = Mapping[Node, Mapping[Node, Sequence[Node]]]
"""Each node of a graph of shapes with its values by predicate."""

TARGETS: Final = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf, SH.target)
SHAPE_TYPES: Final = (SH.NodeShape, SH.PropertyShape)
CLASS_TYPES: Final = (RDFS.Class, OWL.Class)
SHAPE_VALUES: Final = (SH.property, SH.node, SH["not"], SH.qualifiedValueShape)
SHAPE_LISTS: Final = (SH["and"], SH["or"], SH.xone)


def outline(shapes: Graph) -> Outline:
    """Return the graph as nested mappings, which are quicker to look at many times."""
    found: dict[Node, dict[Node, list[Node]]] = defaultdict(lambda: defaultdict(list))
    for subject, predicate, value in shapes:
        found[subject][predicate].append(value)
    return {node: dict(values) for node, values in found.items()}


def find_targeted(shapes: Graph) -> list[Node]:
    """Return the active shapes that have a target, an implicit one included, sorted."""
    aimed = {shape for target in TARGETS for shape in shapes.subjects(target)}
    aimed |= {
        shape for kind in SHAPE_TYPES for shape in shapes.subjects(RDF.type, kind) if is_class(shapes, shape)
    }
    return sorted((shape for shape in aimed if not is_off(shapes, shape)), key=str)


def is_class(shapes: Graph, node: Node) -> bool:
    """Say whether a shape is a class too, and so aims at its own instances."""
    return isinstance(node, URIRef) and any((node, RDF.type, kind) in shapes for kind in CLASS_TYPES)


def is_off(shapes: Graph, node: Node) -> bool:
    """Say whether a shape or a constraint is switched off."""
    return bool(getattr(shapes.value(node, SH.deactivated), "value", False))


def count_targets(shapes: Graph, wanted: Iterable[Node]) -> int:
    """Return how many targets the shapes declare, each implicit one counted too."""
    return sum(
        sum(1 for target in TARGETS for _ in shapes.objects(shape, target)) + is_class(shapes, shape)
        for shape in wanted
    )


def reach(nodes: Outline, wanted: Iterable[Node]) -> set[Node]:
    """Return the shapes and all active ones that they lead to."""
    seen, waiting = set[Node](), list(wanted)
    while waiting:
        shape = waiting.pop()
        off = nodes.get(shape, {}).get(SH.deactivated, ())
        if shape not in seen and not any(getattr(one, "value", False) for one in off):
            seen.add(shape)
            waiting.extend(inner_shapes(nodes, shape))
    return seen


def inner_shapes(nodes: Outline, shape: Node) -> Iterator[Node]:
    """Yield the shapes that a shape names in its constraints."""
    values = nodes.get(shape, {})
    for predicate in SHAPE_VALUES:
        yield from values.get(predicate, ())
    for predicate in SHAPE_LISTS:
        for first in values.get(predicate, ()):
            yield from read_list(nodes, first)


def read_list(nodes: Outline, node: Node) -> Iterator[Node]:
    """Yield the members of a list; of one that is no list, those before it breaks off."""
    seen = set[Node]()
    while node in nodes and node not in seen and RDF.first in nodes[node]:
        seen.add(node)
        yield nodes[node][RDF.first][0]
        node = nodes[node].get(RDF.rest, (RDF.nil,))[0]


def read_texts(shapes: Graph, shape: Node, predicate: URIRef) -> dict[str, str]:
    """Return the literals of a shape by language."""
    return {
        value.language or "": str(value)
        for value in shapes.objects(shape, predicate)
        if isinstance(value, Literal)
    }


def read_severity(shapes: Graph, shape: Node) -> Severity:
    """Return the severity of a shape; SHACL's default is Violation, and one of one's own counts as such."""
    known = {severity.iri: severity for severity in Severity}
    return known.get(URIRef(str(shapes.value(shape, SH.severity))), Severity.VIOLATION)


def own_parameters(shapes: Graph) -> frozenset[Node]:
    """Return the parameters of the constraint components that the graph itself declares."""
    return frozenset(
        path
        for parameter in shapes.objects(None, SH.parameter)
        for path in shapes.objects(parameter, SH.path)
    )


def find_name(shapes: Graph, node: Node) -> str:
    """Return the IRI of a shape, or of the nearest one that leads to it."""
    seen = set[Node]()
    while not isinstance(node, URIRef) and node not in seen:
        seen.add(node)
        node = min(shapes.subjects(None, node), key=str, default=node)
    return str(node)
