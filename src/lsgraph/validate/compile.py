"""Shapes as SPARQL queries, one per constraint, each finding the nodes that break it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Final, NamedTuple

from rdflib import SH, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from lsgraph.errors import ShapeFault, ShapesRefused
from lsgraph.validate.checks import Check, Focus, Place
from lsgraph.validate.constraint_expressions import Context, Hierarchy, express, express_shape
from lsgraph.validate.prebinding import name_shapes_graph, read_constraint, read_target
from lsgraph.validate.shape_paths import BadShape, UnknownShape, read_path
from lsgraph.validate.shapes import (
    TARGETS,
    find_name,
    find_targeted,
    is_class,
    is_off,
    own_parameters,
    read_severity,
    read_texts,
)
from lsgraph.vocabulary import SHAPES_GRAPH, shorten

_IGNORED: Final = frozenset(
    {
        *TARGETS,
        SH.path,
        SH.property,
        SH.message,
        SH.name,
        SH.description,
        SH.severity,
        SH.order,
        SH.group,
        SH.defaultValue,
        SH.flags,
        SH.deactivated,
        SH.qualifiedMinCount,
        SH.qualifiedMaxCount,
    }
)
_COMPARISONS: Final = {SH.lessThan: "<", SH.lessThanOrEquals: "<="}


class Compiled(NamedTuple):
    """The checks of all shapes with a target, the shapes that only pySHACL can judge, all focus nodes.

    `places` are those of each shape.
    """

    checks: list[Check]
    others: list[Node]
    places: list[Place]

    @property
    def foci(self) -> set[Focus]:
        """Return the focus nodes that have to be found before the checks run."""
        named = [*(check.focus for check in self.checks), *(place.focus for place in self.places)]
        return {focus for focus in named if focus is not None}


def compile_shapes(
    shapes: Graph, classes: Hierarchy, unreadable: frozenset[tuple[str, str]] = frozenset()
) -> Compiled:
    """Return the shapes as checks: each shape with a target whole, or else among those for pySHACL.

    `unreadable` are the regular expressions, with their flags, that the engine cannot read. Raises
    ShapesRefused with every shape that SHACL does not allow.
    """
    context = Context(shapes, classes, own_parameters(shapes), unreadable)
    compiled, faults = Compiled([], [], []), list[ShapeFault]()
    for shape in find_targeted(shapes):
        try:
            place = _target(context, shape)
            compiled.places.append(place)
            compiled.checks.extend(list(_checks(context, place)))
        except (UnknownShape, RecursionError):
            compiled.others.append(shape)
        except BadShape as error:
            faults.append(ShapeFault(shorten(find_name(shapes, shape)), error.what, error.mend))
    if faults:
        raise ShapesRefused(faults)
    return compiled


def _target(context: Context, shape: Node) -> Place:
    """Return the place of a shape: how to find its focus nodes, first where a query of its own does."""
    shapes = context.shapes
    ways = [
        _way(context, kind, value)
        for kind in TARGETS
        for value in sorted(shapes.objects(shape, kind), key=repr)
    ]
    if is_class(shapes, shape):
        ways.append(_way(context, SH.targetClass, shape))
    found = "{ SELECT DISTINCT ?this WHERE { " + " UNION ".join(f"{{ {way} }}" for way in ways) + " } }"
    path = shapes.value(shape, SH.path)
    place = Place(shape, found, found, None if path is None else read_path(shapes, path))
    return _find_first(place) if (shape, SH.target, None) in shapes else place


def _find_first(place: Place) -> Place:
    focus = Focus(place.found)
    return replace(place, target=f"{{ SELECT ?this WHERE {{ {focus.read()} }} }}", focus=focus)


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
    if (value, SH.select, None) in context.shapes:
        return "{ " + read_target(context.shapes, value).write("", "") + " }"
    raise UnknownShape(term)


def _checks(context: Context, place: Place) -> Iterator[Check]:
    shapes = context.shapes
    for predicate, value in sorted(shapes.predicate_objects(place.shape)):
        if predicate in context.own_parameters:
            raise UnknownShape(f"a constraint component of one's own: {predicate}")
        if predicate == SH.property:
            yield from _property(context, place, value)
        elif str(predicate).startswith(str(SH)) and predicate not in _IGNORED:
            yield from _constraint(context, place, URIRef(str(predicate)), value)


def _property(context: Context, place: Place, shape: Node) -> Iterator[Check]:
    if place.path is not None:
        raise UnknownShape("sh:property within a property shape")
    if not is_off(context.shapes, shape):
        path = context.shapes.value(shape, SH.path)
        if path is None:
            raise BadShape(
                "sh:property leads to a shape without sh:path", "give the property shape its sh:path"
            )
        yield from _checks(context, replace(place, shape=shape, path=read_path(context.shapes, path)))


def _constraint(context: Context, place: Place, parameter: URIRef, value: Node) -> Iterator[Check]:
    if parameter == SH.sparql:
        if not is_off(context.shapes, value):
            yield _sparql(context, place, value)
        return
    make = partial(_check, context.shapes, place, parameter, value)
    expression = express(context, place.shape, parameter, value)
    if expression is not None:
        where = f"{place.target} {place.values} FILTER (!COALESCE({expression}, false))"
        yield make(f"SELECT DISTINCT ?this ?value WHERE {{ {where} }}")
    elif parameter == SH.qualifiedValueShape:
        yield from _qualified(context, place, value)
    elif parameter == SH.uniqueLang:
        if str(value) == "true":
            yield make(_unique_language(place))
    else:
        yield make(_set_query(place, parameter, value))


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
        return f"SELECT ?this WHERE {{ {place.target} FILTER NOT EXISTS {{ ?this {place.way} {term} }} }}"
    if parameter == SH.disjoint:
        where = f"{place.target} {place.values} . ?this {term} ?value"
        return f"SELECT DISTINCT ?this ?value WHERE {{ {where} }}"
    if parameter in _COMPARISONS:
        test = f"FILTER (!COALESCE(?value {_COMPARISONS[parameter]} ?other, false))"
        where = f"{place.target} {place.values} . ?this {term} ?other {test}"
        return f"SELECT DISTINCT ?this ?value ?other WHERE {{ {where} }}"
    raise UnknownShape(str(parameter))


def _count(place: Place, expression: str, operator: str, number: int) -> str:
    values = f"?this {place.way} ?value FILTER ({expression})"
    if (operator, number) == ("<", 1):
        return f"SELECT ?this WHERE {{ {place.target} FILTER NOT EXISTS {{ {values} }} }}"
    group = f"GROUP BY ?this HAVING (COUNT(DISTINCT ?value) {operator} {number})"
    return f"SELECT ?this WHERE {{ {place.target} OPTIONAL {{ {values} }} }} {group}"


def _qualified(context: Context, place: Place, value: Node) -> Iterator[Check]:
    if place.path is None:
        raise UnknownShape("sh:qualifiedValueShape in a node shape")
    expression = express_shape(context, value)
    for parameter, operator, component in (
        (SH.qualifiedMinCount, "<", SH.QualifiedMinCountConstraintComponent),
        (SH.qualifiedMaxCount, ">", SH.QualifiedMaxCountConstraintComponent),
    ):
        number = context.shapes.value(place.shape, parameter)
        if number is not None:
            query = _count(place, expression, operator, int(str(number)))
            yield _check(context.shapes, place, parameter, value, query, component)


def _unique_language(place: Place) -> str:
    where = f"{place.target} {place.values} FILTER (isLiteral(?value) && LANG(?value) != '')"
    having = "GROUP BY ?this (LCASE(LANG(?value)) AS ?language) HAVING (COUNT(DISTINCT ?value) > 1)"
    return f"SELECT ?this ?language WHERE {{ {where} }} {having}"


def _sparql(context: Context, place: Place, constraint: Node) -> Check:
    shapes = context.shapes
    select = read_constraint(shapes, constraint, place.way)
    if not context.unreadable.isdisjoint(select.patterns()):
        raise UnknownShape("a regular expression that the engine cannot read")
    named = name_shapes_graph(SHAPES_GRAPH, place.shape, select.mentioned)
    if select.needy:
        place = _find_first(place)
    again = f"{place.focus.read()} {named}" if place.focus else ""
    query = select.write(f"{place.target} {named}", again, place.way)
    check = _check(shapes, place, SH.sparql, constraint, query, SH.SPARQLConstraintComponent)
    messages = read_texts(shapes, constraint, SH.message) or check.messages
    text = Literal(str(shapes.value(constraint, SH.select)))
    return replace(
        check, messages=messages, constraint=constraint if isinstance(constraint, URIRef) else text
    )


def _check(
    shapes: Graph,
    place: Place,
    parameter: URIRef,
    value: Node,
    query: str,
    component: URIRef | None = None,
) -> Check:
    name = str(parameter).removeprefix(str(SH))
    assert isinstance(place.shape, URIRef | BNode)
    assert isinstance(value, URIRef | BNode | Literal)
    return Check(
        shape=place.shape,
        component=component or SH[f"{name[0].upper()}{name[1:]}ConstraintComponent"],
        query=query,
        parameter=value,
        path=place.path,
        severity=read_severity(shapes, place.shape),
        messages=read_texts(shapes, place.shape, SH.message),
        names=read_texts(shapes, place.shape, SH.name),
        focus_is_value=place.path is None,
        focus=place.focus,
    )
