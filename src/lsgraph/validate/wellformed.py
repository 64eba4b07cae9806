"""Whether shapes are what SHACL allows, and what in them nobody would judge."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from rdflib import OWL, RDF, SH, Graph, Literal, URIRef
from rdflib.term import Node

from lsgraph.errors import ShapeFault, ShapesRefused
from lsgraph.store import Store
from lsgraph.validate.parameters import ELSEWHERE, PARAMETERS, ConstraintParameter
from lsgraph.validate.prebinding import read_target
from lsgraph.validate.shape_paths import BadShape
from lsgraph.validate.shapes import (
    CLASS_TYPES,
    SHAPE_LISTS,
    SHAPE_TYPES,
    SHAPE_VALUES,
    TARGETS,
    Outline,
    find_name,
    inner_shapes,
    own_parameters,
)
from lsgraph.vocabulary import PREFIXES, shorten

_TYPES: Final = frozenset[Node](SHAPE_TYPES)
_MARKS: Final = frozenset[Node]((*TARGETS, *SHAPE_VALUES, *SHAPE_LISTS))
_NOTES: Final = (
    str(SH),
    *(PREFIXES[name] for name in ("rdf", "rdfs", "owl", "dcterms", "skos", "schema", "prov", "foaf")),
    "http://purl.org/dc/elements/1.1/",
    "http://purl.org/vocab/vann/",
    "http://www.w3.org/2003/06/sw-vocab",
)
"""Vocabularies whose properties are notes on a shape."""


def refuse_malformed(shapes: Graph, nodes: Outline) -> list[ShapeFault]:
    """Raise ShapesRefused with every part of the shapes that SHACL does not allow or that nothing judges.

    Returned is what SHACL allows in them and yet nobody judges: it must not read as passed.
    """
    every = find_shapes(nodes)
    faults = [
        ShapeFault(shorten(find_name(shapes, node)), what, mend)
        for node, values in nodes.items()
        if node in every or not PARAMETERS.keys().isdisjoint(values)
        for what, mend in _faults(shapes, values, node in every)
    ]
    if faults:
        raise ShapesRefused(faults)
    return [
        ShapeFault(shorten(find_name(shapes, shape)), what, mend)
        for shape, (what, mend) in _find_unjudged(nodes, every, own_parameters(shapes))
    ]


def find_shapes(nodes: Outline) -> set[Node]:
    """Return every node that SHACL takes for a shape (https://www.w3.org/TR/shacl/#shapes)."""
    inner = {one for node in nodes for one in inner_shapes(nodes, node)}
    found = {
        node
        for node, values in nodes.items()
        if not _MARKS.isdisjoint(values) or not _TYPES.isdisjoint(values.get(RDF.type, ()))
    }
    parameters = {one for values in nodes.values() for one in values.get(SH.parameter, ())}
    return {one for one in found | inner if not isinstance(one, Literal)} - parameters


def _find_unjudged(
    nodes: Outline, every: set[Node], own: frozenset[Node]
) -> Iterator[tuple[Node, tuple[str, str]]]:
    used = {inner for shape in every for inner in inner_shapes(nodes, shape)}
    notes = {node for node, values in nodes.items() if OWL.AnnotationProperty in values.get(RDF.type, ())}
    for shape in sorted(every & nodes.keys(), key=str):
        values = nodes[shape]
        types = set(values.get(RDF.type, ()))
        if any(getattr(one, "value", False) for one in values.get(SH.deactivated, ())):
            yield shape, ("is deactivated", "remove sh:deactivated, or the shape")
        elif shape not in used and types.isdisjoint(CLASS_TYPES) and values.keys().isdisjoint(TARGETS):
            yield shape, ("has no target and no other shape uses it", "give it a target, or remove it")
        if types <= _TYPES:
            unknown = (one for one in values.keys() - own - notes if not str(one).startswith(_NOTES))
            for predicate in sorted(unknown, key=str):
                mend = "declare the constraint component, or make it an owl:AnnotationProperty"
                yield shape, (f"{shorten(str(predicate))} is a parameter of no component", mend)


def find_unreadable(shapes: Graph) -> frozenset[tuple[str, str]]:
    """Return the regular expressions of the shapes, with their flags, that the engine cannot read."""
    asked = sorted(_patterns(shapes))
    if not asked:
        return frozenset()
    rows = " ".join(
        f"({number} {Literal(one).n3()} {Literal(flags).n3()})" for number, (one, flags) in enumerate(asked)
    )
    test = "BIND (REGEX('', ?p, ?f) AS ?ok) FILTER (!BOUND(?ok))"
    query = f"SELECT ?n WHERE {{ VALUES (?n ?p ?f) {{ {rows} }} {test} }}"
    return frozenset(asked[int(str(row["n"]))] for row in Store().select(query))


def _patterns(shapes: Graph) -> Iterator[tuple[str, str]]:
    for shape, pattern in shapes.subject_objects(SH.pattern):
        yield str(pattern), str(shapes.value(shape, SH.flags) or "")
    for node in shapes.subjects(SH.select):
        try:
            yield from read_target(shapes, node).patterns()
        except BadShape:
            continue


def _faults(
    shapes: Graph, values: Mapping[Node, Sequence[Node]], is_shape: bool
) -> Iterator[tuple[str, str]]:
    for predicate in sorted(values, key=str):
        known = PARAMETERS.get(URIRef(str(predicate)))
        if known is not None and is_shape:
            yield from _misfits(shapes, predicate, known, values)
        elif known is None and str(predicate).startswith(str(SH)) and predicate not in ELSEWHERE:
            if not hasattr(SH, str(predicate).removeprefix(str(SH))):
                yield f"SHACL has no {shorten(str(predicate))}", "mend the word"
            elif is_shape:
                mend = "say it with other constraints, or remove it"
                yield f"{shorten(str(predicate))} is judged by nothing here", mend
    if is_shape and SH.path not in values and SH.PropertyShape in values.get(RDF.type, ()):
        yield "a property shape without sh:path", "give it one sh:path"


def _misfits(
    shapes: Graph, predicate: Node, known: ConstraintParameter, values: Mapping[Node, Sequence[Node]]
) -> Iterator[tuple[str, str]]:
    given = values[predicate]
    if known.once and len(given) > 1:
        yield f"{shorten(str(predicate))} has {len(given)} values", f"give {known.words}"
    if known.property_only and SH.path not in values:
        yield f"{shorten(str(predicate))} in a shape without sh:path", "put it into a property shape"
    if not all(known.fits(shapes, value) for value in given):
        yield f"{shorten(str(predicate))} has a value that it may not have", f"give {known.words}"
