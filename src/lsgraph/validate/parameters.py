"""Every parameter of SHACL that is judged here: what its values may be.

Syntax rules: https://www.w3.org/TR/shacl/#syntax-rules
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from rdflib import RDF, SH, XSD, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from lsgraph.validate.shape_paths import BadShape, read_path

Fits = Callable[[Graph, Node], bool]


class ConstraintParameter(NamedTuple):
    """What a parameter's values must be, in words and as a test; `once`: at most one value."""

    words: str
    fits: Fits
    once: bool = False
    property_only: bool = False


def _is_iri(_: Graph, node: Node) -> bool:
    return isinstance(node, URIRef)


def _is_resource(_: Graph, node: Node) -> bool:
    return isinstance(node, URIRef | BNode)


def _is_term(_: Graph, node: Node) -> bool:
    return isinstance(node, URIRef | Literal)


def _is_any(_: Graph, __: Node) -> bool:
    return True


def _is_literal(_: Graph, node: Node) -> bool:
    return isinstance(node, Literal)


def _is_text(_: Graph, node: Node) -> bool:
    return isinstance(node, Literal) and (node.language is not None or node.datatype in (None, XSD.string))


def _is_count(_: Graph, node: Node) -> bool:
    return isinstance(node, Literal) and isinstance(node.value, int) and node.value >= 0


def _is_boolean(_: Graph, node: Node) -> bool:
    return isinstance(node, Literal) and isinstance(node.value, bool)


def _is_list(graph: Graph, node: Node) -> bool:
    seen = set[Node]()
    while node != RDF.nil:
        rest = list(graph.objects(node, RDF.rest))
        if node in seen or len(rest) != 1 or len(list(graph.objects(node, RDF.first))) != 1:
            return False
        seen.add(node)
        node = rest[0]
    return True


def _is_path(graph: Graph, node: Node) -> bool:
    try:
        read_path(graph, node)
    except BadShape:
        return False
    return True


def _is_kind(_: Graph, node: Node) -> bool:
    kinds = (SH.IRI, SH.BlankNode, SH.Literal, SH.BlankNodeOrIRI, SH.BlankNodeOrLiteral, SH.IRIOrLiteral)
    return node in kinds


_IRI: Final = ConstraintParameter("an IRI", _is_iri)
_ONE_IRI: Final = ConstraintParameter("one IRI", _is_iri, once=True)
_SHAPE: Final = ConstraintParameter("a shape", _is_resource)
_LIST: Final = ConstraintParameter("a list that ends with rdf:nil", _is_list)
_ONE_LIST: Final = ConstraintParameter("one list that ends with rdf:nil", _is_list, once=True)
_LITERAL: Final = ConstraintParameter("one literal", _is_literal, once=True)
_COUNT: Final = ConstraintParameter("one integer from 0", _is_count, once=True)
_SET_COUNT: Final = ConstraintParameter("one integer from 0", _is_count, once=True, property_only=True)
_BOOLEAN: Final = ConstraintParameter("true or false", _is_boolean, once=True)
_SET_BOOLEAN: Final = ConstraintParameter("true or false", _is_boolean, once=True, property_only=True)
_TEXT: Final = ConstraintParameter("a text", _is_text)
_ONE_TEXT: Final = ConstraintParameter("one text", _is_text, once=True)
_TERM: Final = ConstraintParameter("an IRI or a literal", _is_term)
_ANY: Final = ConstraintParameter("a term", _is_any)
_SET_IRI: Final = ConstraintParameter("an IRI", _is_iri, property_only=True)

PARAMETERS: Final[dict[URIRef, ConstraintParameter]] = {
    SH.path: ConstraintParameter("one property path", _is_path, once=True),
    SH.targetClass: _IRI,
    SH.targetNode: _TERM,
    SH.targetSubjectsOf: _IRI,
    SH.targetObjectsOf: _IRI,
    SH.target: _SHAPE,
    SH["class"]: _IRI,
    SH.datatype: _ONE_IRI,
    SH.nodeKind: ConstraintParameter("one of the six kinds of node", _is_kind, once=True),
    SH.minCount: _SET_COUNT,
    SH.maxCount: _SET_COUNT,
    SH.minExclusive: _LITERAL,
    SH.minInclusive: _LITERAL,
    SH.maxExclusive: _LITERAL,
    SH.maxInclusive: _LITERAL,
    SH.minLength: _COUNT,
    SH.maxLength: _COUNT,
    SH.pattern: _TEXT,
    SH.flags: _ONE_TEXT,
    SH.languageIn: _ONE_LIST,
    SH.uniqueLang: _SET_BOOLEAN,
    SH.equals: _IRI,
    SH.disjoint: _IRI,
    SH.lessThan: _SET_IRI,
    SH.lessThanOrEquals: _SET_IRI,
    SH["not"]: _SHAPE,
    SH["and"]: _LIST,
    SH["or"]: _LIST,
    SH.xone: _LIST,
    SH.node: _SHAPE,
    SH.property: _SHAPE,
    SH.qualifiedValueShape: ConstraintParameter("one shape", _is_resource, once=True),
    SH.qualifiedMinCount: _COUNT,
    SH.qualifiedMaxCount: _COUNT,
    SH.qualifiedValueShapesDisjoint: _BOOLEAN,
    SH.closed: _BOOLEAN,
    SH.ignoredProperties: _ONE_LIST,
    SH.hasValue: _ANY,
    SH["in"]: _ONE_LIST,
    SH.sparql: _SHAPE,
    SH.expression: _ANY,
    SH.deactivated: _BOOLEAN,
    SH.severity: _ONE_IRI,
    SH.message: _TEXT,
    SH.name: _TEXT,
    SH.description: _TEXT,
    SH.order: _LITERAL,
    SH.group: _IRI,
    SH.defaultValue: _ANY,
}
ELSEWHERE: Final = frozenset(
    {SH.prefixes, SH.declare, SH.parameter, SH.validator, SH.nodeValidator, SH.propertyValidator}
    | {SH.labelTemplate, SH.optional, SH.select, SH.ask, SH.construct, SH.prefix, SH.namespace, SH.returnType}
)
