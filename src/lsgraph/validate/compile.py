"""Shapes as SPARQL queries, one per constraint, each finding the nodes that break it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from rdflib import RDF, SH, Graph, Literal, URIRef
from rdflib.term import Node

from lsgraph.queries.graphs import scope_graphs
from lsgraph.validate.paths import UnknownShape, write_path
from lsgraph.validate.report import Severity
from lsgraph.validate.values import Context, Hierarchy, express, express_shape

_TARGETS: Final = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf, SH.target)
_IGNORED: Final = frozenset(
    {
        *_TARGETS,
        SH.path,
        SH.property,
        SH.message,
        SH.name,
        SH.description,
        SH.severity,
        SH.order,
        SH.group,
        SH.flags,
        SH.deactivated,
        SH.qualifiedMinCount,
        SH.qualifiedMaxCount,
    }
)
_COMPARISONS: Final = {SH.lessThan: "<", SH.lessThanOrEquals: "<="}
_NOT_PREBOUND: Final = re.compile(
    r"\b(MINUS|VALUES|SERVICE)\b|\{\s*SELECT\b|\$(PATH|currentShape|shapesGraph)\b", re.IGNORECASE
)
_NAME: Final = re.compile(r"(?<![\w:<\"-])([a-z][a-z0-9-]*):([A-Za-z_][\w-]*)")
_BODY: Final = re.compile(r"\{")


@dataclass(frozen=True)
class Check:
    """One constraint: its query finds ?this, and where there is one ?value and ?path, for each breach.

    Where there is a `focus`, the query reads its focus nodes, which have to be found before.
    """

    shape: URIRef
    component: URIRef
    query: str
    path: URIRef | None = None
    severity: Severity = Severity.VIOLATION
    messages: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    focus_is_value: bool = False
    focus: Focus | None = None


@dataclass(frozen=True)
class Focus:
    """Focus nodes that take a scan of the data to find: found once, kept in a graph, read by many checks."""

    pattern: str

    @property
    def graph(self) -> URIRef:
        """Return the graph in which the nodes stand, as objects."""
        return URIRef(f"urn:lsgraph:focus:{hashlib.sha256(self.pattern.encode()).hexdigest()}")

    def as_update(self) -> str:
        """Return the SPARQL update that finds them."""
        found = scope_graphs(f"SELECT ?this WHERE {{ {self.pattern} }}")
        return f"INSERT {{ {self.read()} }} WHERE {{ {found} }}"

    def read(self) -> str:
        """Return the pattern that gives them as ?this."""
        name = self.graph.n3()
        return f"GRAPH {name} {{ {name} {name} ?this }}"


@dataclass(frozen=True)
class Place:
    """Where a constraint stands: shape, focus nodes as a SPARQL pattern, path to the values."""

    shape: Node
    target: str
    path: str | None
    focus: Focus | None = None

    @property
    def values(self) -> str:
        """Return the pattern from ?this to ?value."""
        return f"?this {self.path} ?value" if self.path else "BIND (?this AS ?value)"


def compile_shapes(shapes: Graph, classes: Hierarchy) -> tuple[list[Check], list[Node]]:
    """Return the checks of all shapes with a target, and the shapes that only pySHACL can judge."""
    context = Context(shapes, classes)
    checks, others = list[Check](), list[Node]()
    for shape in sorted({shape for target in _TARGETS for shape in shapes.subjects(target)}, key=str):
        if _is_off(shapes, shape):
            continue
        try:
            checks.extend(_checks(context, shape, *_target(context, shape)))
        except UnknownShape:
            others.append(shape)
    return checks, others


def read_texts(shapes: Graph, shape: Node, predicate: URIRef) -> dict[str, str]:
    """Return the literals of a shape by language."""
    return {
        value.language or "": str(value)
        for value in shapes.objects(shape, predicate)
        if isinstance(value, Literal)
    }


def read_severity(shapes: Graph, shape: Node) -> Severity:
    """Return the severity of a shape; SHACL's default is Violation."""
    known = {severity.iri: severity for severity in Severity}
    return known.get(URIRef(str(shapes.value(shape, SH.severity))), Severity.VIOLATION)


def _is_off(shapes: Graph, shape: Node) -> bool:
    return bool(getattr(shapes.value(shape, SH.deactivated), "value", False))


def _target(context: Context, shape: Node) -> tuple[str, Focus | None]:
    """Return the pattern of the focus nodes, and how to find them first where a query of the shape does."""
    ways = [
        _way(context, kind, value)
        for kind in _TARGETS
        for value in sorted(context.shapes.objects(shape, kind), key=repr)
    ]
    pattern = "{ SELECT DISTINCT ?this WHERE { " + " UNION ".join(f"{{ {way} }}" for way in ways) + " } }"
    if (shape, SH.target, None) not in context.shapes:
        return pattern, None
    focus = Focus(pattern)
    return f"{{ SELECT ?this WHERE {{ {focus.read()} }} }}", focus


def _way(context: Context, kind: URIRef, value: Node) -> str:
    term = value.n3()
    if kind == SH.targetClass:
        below = context.classes.get(URIRef(str(value)), frozenset({URIRef(str(value))}))
        return f"VALUES ?targetClass {{ {' '.join(sorted(one.n3() for one in below))} }} ?this a ?targetClass"
    if kind == SH.targetNode:
        return f"VALUES ?this {{ {term} }}"
    if kind == SH.targetSubjectsOf:
        return f"?this {term} ?targetValue"
    if kind == SH.targetObjectsOf:
        return f"?targetSubject {term} ?this"
    if (value, RDF.type, SH.SPARQLTarget) in context.shapes:
        return "{ " + _expand(context.shapes, value, str(context.shapes.value(value, SH.select))) + " }"
    raise UnknownShape(term)


def _checks(context: Context, shape: Node, target: str, focus: Focus | None) -> Iterator[Check]:
    shapes = context.shapes
    path = shapes.value(shape, SH.path)
    place = Place(shape, target, None if path is None else write_path(shapes, path), focus)
    for predicate, value in sorted(shapes.predicate_objects(shape), key=repr):
        if predicate == SH.property:
            if path is not None:
                raise UnknownShape("sh:property within a property shape")
            if not _is_off(shapes, value):
                yield from _checks(context, value, target, focus)
        elif str(predicate).startswith(str(SH)) and predicate not in _IGNORED:
            yield from _constraint(context, place, URIRef(str(predicate)), value)


def _constraint(context: Context, place: Place, parameter: URIRef, value: Node) -> Iterator[Check]:
    if parameter == SH.sparql:
        yield _sparql(context, place, value)
        return
    expression = express(context, place.shape, parameter, value)
    if expression is not None:
        where = f"{place.target} {place.values} FILTER (!COALESCE({expression}, false))"
        yield _check(context.shapes, place, parameter, f"SELECT DISTINCT ?this ?value WHERE {{ {where} }}")
    elif parameter == SH.qualifiedValueShape:
        yield from _qualified(context, place, value)
    elif parameter == SH.uniqueLang:
        if str(value) == "true":
            yield _check(context.shapes, place, parameter, _unique_language(place))
    else:
        yield _check(context.shapes, place, parameter, _set_query(place, parameter, value))


def _set_query(place: Place, parameter: URIRef, value: Node) -> str:
    """Return the query of a constraint on all values of a node together."""
    term = value.n3()
    if place.path is None:
        raise UnknownShape(str(parameter))
    if parameter == SH.minCount:
        return _count(place, "true", "<", int(str(value)))
    if parameter == SH.maxCount:
        return _count(place, "true", ">", int(str(value)))
    if parameter == SH.hasValue:
        return f"SELECT ?this WHERE {{ {place.target} FILTER NOT EXISTS {{ ?this {place.path} {term} }} }}"
    if parameter == SH.disjoint:
        where = f"{place.target} {place.values} . ?this {term} ?value"
        return f"SELECT DISTINCT ?this ?value WHERE {{ {where} }}"
    if parameter in _COMPARISONS:
        test = f"FILTER (!COALESCE(?value {_COMPARISONS[parameter]} ?other, false))"
        where = f"{place.target} {place.values} . ?this {term} ?other {test}"
        return f"SELECT DISTINCT ?this ?value ?other WHERE {{ {where} }}"
    raise UnknownShape(str(parameter))


def _count(place: Place, expression: str, operator: str, number: int) -> str:
    values = f"?this {place.path} ?value FILTER ({expression})"
    if (operator, number) == ("<", 1):
        return f"SELECT ?this WHERE {{ {place.target} FILTER NOT EXISTS {{ {values} }} }}"
    group = f"GROUP BY ?this HAVING (COUNT(DISTINCT ?value) {operator} {number})"
    return f"SELECT ?this WHERE {{ {place.target} OPTIONAL {{ {values} }} }} {group}"


def _qualified(context: Context, place: Place, value: Node) -> Iterator[Check]:
    expression = express_shape(context, value)
    for parameter, operator, component in (
        (SH.qualifiedMinCount, "<", SH.QualifiedMinCountConstraintComponent),
        (SH.qualifiedMaxCount, ">", SH.QualifiedMaxCountConstraintComponent),
    ):
        number = context.shapes.value(place.shape, parameter)
        if number is not None:
            query = _count(place, expression, operator, int(str(number)))
            yield _check(context.shapes, place, parameter, query, component)


def _unique_language(place: Place) -> str:
    where = f"{place.target} {place.values} FILTER (isLiteral(?value) && LANG(?value) != '')"
    having = "GROUP BY ?this (LCASE(LANG(?value)) AS ?language) HAVING (COUNT(DISTINCT ?value) > 1)"
    return f"SELECT ?this ?language WHERE {{ {where} }} {having}"


def _sparql(context: Context, place: Place, constraint: Node) -> Check:
    text = str(context.shapes.value(constraint, SH.select))
    if _NOT_PREBOUND.search(text):
        raise UnknownShape("a SPARQL constraint that cannot be bound from outside")
    text = _expand(context.shapes, constraint, text.replace("$this", "?this"))
    query = _BODY.sub(lambda _: "{ " + place.target + " ", text, count=1)
    check = _check(context.shapes, place, SH.sparql, query, SH.SPARQLConstraintComponent)
    messages = read_texts(context.shapes, constraint, SH.message) or check.messages
    return Check(**{**check.__dict__, "messages": messages})


def _check(
    shapes: Graph, place: Place, parameter: URIRef, query: str, component: URIRef | None = None
) -> Check:
    path = shapes.value(place.shape, SH.path)
    name = str(parameter).removeprefix(str(SH))
    return Check(
        shape=place.shape if isinstance(place.shape, URIRef) else URIRef(f"urn:shape:{place.shape}"),
        component=component or SH[f"{name[0].upper()}{name[1:]}ConstraintComponent"],
        query=query,
        path=path if isinstance(path, URIRef) else None,
        severity=read_severity(shapes, place.shape),
        messages=read_texts(shapes, place.shape, SH.message),
        names=read_texts(shapes, place.shape, SH.name),
        focus_is_value=place.path is None,
        focus=place.focus,
    )


def _expand(shapes: Graph, node: Node, text: str) -> str:
    """Return the query with the prefixes that the shape declares written out."""
    spaces = {
        str(shapes.value(declared, SH.prefix)): str(shapes.value(declared, SH.namespace))
        for holder in shapes.objects(node, SH.prefixes)
        for declared in shapes.objects(holder, SH.declare)
    }
    return _NAME.sub(
        lambda found: f"<{spaces[found[1]]}{found[2]}>" if found[1] in spaces else found[0],
        text,
    )
