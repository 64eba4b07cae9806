"""Constraints on one value at a time, as SPARQL expressions over ?value that hold when it conforms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from rdflib import RDF, SH, XSD, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from lsgraph.validate.shape_paths import BadShape, UnknownShape

Hierarchy = Mapping[URIRef, frozenset[URIRef]]
"""For each class, the class itself and all below it."""

_CASTS: Final = frozenset(
    {
        XSD.boolean,
        XSD.date,
        XSD.dateTime,
        XSD.decimal,
        XSD.double,
        XSD.float,
        XSD.gYear,
        XSD.gYearMonth,
        XSD.integer,
        XSD.time,
    }
)
_SAFE: Final = frozenset({XSD.string, RDF.langString, XSD.anyURI})
_LEXICAL: Final = {XSD.hexBinary: "^([0-9A-Fa-f]{2})*$"}
_KINDS: Final = {
    SH.IRI: "isIRI(?value)",
    SH.BlankNode: "isBlank(?value)",
    SH.Literal: "isLiteral(?value)",
    SH.BlankNodeOrIRI: "!isLiteral(?value)",
    SH.BlankNodeOrLiteral: "!isIRI(?value)",
    SH.IRIOrLiteral: "!isBlank(?value)",
}
_SILENT: Final = frozenset({SH.message, SH.name, SH.description, SH.severity, SH.order, SH.group, SH.flags})


@dataclass(frozen=True)
class Context:
    """What an expression may need to look up: the shapes and the classes of the data.

    `own_parameters` belong to constraint components that the shapes declare; `unreadable` are regular
    expressions, with their flags, that the engine cannot read.
    """

    shapes: Graph
    classes: Hierarchy
    own_parameters: frozenset[Node] = frozenset()
    unreadable: frozenset[tuple[str, str]] = frozenset()


def express(context: Context, shape: Node, parameter: URIRef, value: Node) -> str | None:
    """Return the expression of one constraint, or None when it is none on single values."""
    make = _EXPRESSIONS.get(parameter)
    return make(context, shape, value) if make else None


def express_shape(context: Context, shape: Node) -> str:
    """Return the expression of a whole inner shape; raises UnknownShape when it has more than values."""
    parts = ["true"]
    for predicate, value in sorted(context.shapes.predicate_objects(shape), key=repr):
        if predicate in context.own_parameters:
            raise UnknownShape(str(predicate))
        if predicate in _SILENT or not str(predicate).startswith(str(SH)):
            continue
        part = express(context, shape, URIRef(str(predicate)), value)
        if part is None:
            raise UnknownShape(str(predicate))
        parts.append(f"COALESCE({part}, false)")
    return f"({' && '.join(parts)})"


def _class(context: Context, _: Node, value: Node) -> str:
    below = context.classes.get(URIRef(str(value)), frozenset({URIRef(str(value))}))
    listed = ", ".join(sorted(one.n3() for one in below))
    return f"EXISTS {{ ?value a ?valueClass FILTER (?valueClass IN ({listed})) }}"


def _datatype(_: Context, __: Node, value: Node) -> str:
    datatype = URIRef(str(value))
    same = f"DATATYPE(?value) = {datatype.n3()}"
    if datatype in _SAFE:
        return same
    if datatype in _CASTS:
        return f"({same} && DATATYPE({datatype.n3()}(STR(?value))) = {datatype.n3()})"
    if datatype in _LEXICAL:
        return f"({same} && REGEX(STR(?value), {Literal(_LEXICAL[datatype]).n3()}))"
    raise UnknownShape(str(datatype))


def _node_kind(_: Context, __: Node, value: Node) -> str:
    kind = _KINDS.get(URIRef(str(value)))
    if kind is None:
        raise BadShape(f"sh:nodeKind {value}", "give one of the six kinds of SHACL")
    return kind


def _pattern(context: Context, shape: Node, value: Node) -> str:
    flags = context.shapes.value(shape, SH.flags)
    if (str(value), str(flags or "")) in context.unreadable:
        raise UnknownShape("a regular expression that the engine cannot read")
    more = f", {Literal(str(flags)).n3()}" if flags is not None else ""
    return f"(!isBlank(?value) && REGEX(STR(?value), {Literal(str(value)).n3()}{more}))"


def _length(operator: str) -> Callable[[Context, Node, Node], str]:
    return lambda _, __, value: f"(!isBlank(?value) && STRLEN(STR(?value)) {operator} {int(str(value))})"


def _bound(operator: str) -> Callable[[Context, Node, Node], str]:
    return lambda _, __, value: f"?value {operator} {value.n3()}"


def _in(context: Context, _: Node, value: Node) -> str:
    members = [member.n3() for member in Collection(context.shapes, value)]
    return "(" + " || ".join(["false", *(f"sameTerm(?value, {member})" for member in members)]) + ")"


def _language_in(context: Context, _: Node, value: Node) -> str:
    ranges = [Literal(str(one)).n3() for one in Collection(context.shapes, value)]
    return "(" + " || ".join(["false", *(f"LANGMATCHES(LANG(?value), {one})" for one in ranges)]) + ")"


def _several(operator: str) -> Callable[[Context, Node, Node], str]:
    def make(context: Context, _: Node, value: Node) -> str:
        parts = [express_shape(context, one) for one in Collection(context.shapes, value)]
        return f"({operator.join(parts)})"

    return make


def _not(context: Context, _: Node, value: Node) -> str:
    return f"!{express_shape(context, value)}"


_EXPRESSIONS: Final[Mapping[URIRef, Callable[[Context, Node, Node], str]]] = {
    SH["class"]: _class,
    SH.datatype: _datatype,
    SH.nodeKind: _node_kind,
    SH.pattern: _pattern,
    SH.minLength: _length(">="),
    SH.maxLength: _length("<="),
    SH.minInclusive: _bound(">="),
    SH.minExclusive: _bound(">"),
    SH.maxInclusive: _bound("<="),
    SH.maxExclusive: _bound("<"),
    SH["in"]: _in,
    SH.languageIn: _language_in,
    SH["or"]: _several(" || "),
    SH["and"]: _several(" && "),
    SH["not"]: _not,
}
