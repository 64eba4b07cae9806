"""One validation: the asserted graphs, the checks that the shapes are, the findings in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final, TypeAlias

from rdflib import RDF, RDFS, SKOS, Graph, Literal, URIRef
from rdflib.paths import Path

from lsgraph.errors import QueryError, ShapeFault, ShapesRefused, StoreError
from lsgraph.queries import answer_query
from lsgraph.store import Quad, Reader, Row, Store, Term
from lsgraph.validate.checks import Check
from lsgraph.validate.compile import Compiled, compile_shapes
from lsgraph.validate.report import Finding, Report, ReportScope
from lsgraph.validate.run_pyshacl import judge
from lsgraph.validate.shapes import count_targets, find_name, find_targeted, outline, reach
from lsgraph.validate.wellformed import find_unreadable, refuse_malformed
from lsgraph.vocabulary import PREFIXES, SHAPES_GRAPH, Kind, graph_kind, shorten

ENGINES: Final = ("compiled", "pyshacl")

_TRIPLES: Final = URIRef(PREFIXES["void"] + "triples")
_COUNTS: Final = URIRef(PREFIXES["cat"] + "counts")
_PLACEHOLDER: Final = re.compile(r"\{[?$](\w+)\}")
_TELLING: Final = ("other", "language")
_Key: TypeAlias = tuple[object, ...]


def validate(store: Store, engine: str = ENGINES[0]) -> Report:
    """Return where the asserted named graphs of `store` break the shapes in its graph of shapes.

    Looked at is the merge of the graphs with the subclass closure, and nothing else that follows. Added to
    it is how many statements each graph holds, the catalogue's apart (void:triples): a shape asks for it.
    With "pyshacl" as `engine`, pySHACL judges everything. Raises ShapesRefused with each shape that SHACL
    does not allow or that nothing here can judge.
    """
    data, shapes = prepare(store), read_graph(store, SHAPES_GRAPH)
    nodes = outline(shapes)
    unjudged = refuse_malformed(shapes, nodes)
    compiled = compile_shapes(shapes, read_classes(data), find_unreadable(shapes))
    if engine == "pyshacl":
        compiled = Compiled([], find_targeted(shapes), compiled.places)
    found, number = _run_all(data, compiled)
    if compiled.others:
        known = {key[:2] for key in found}
        judged = judge(shapes, compiled.others, read_graph(data, None))
        found |= {(*_key(one), n): one for n, one in enumerate(judged) if _key(one) not in known}
    placed = (place(data, finding) for finding in found.values())
    aimed = find_targeted(shapes)
    names = sorted({shorten(find_name(shapes, shape)) for shape in compiled.others})
    scope = ReportScope(len(reach(nodes, aimed)), count_targets(shapes, aimed), number, tuple(names))
    return Report(tuple(sorted(placed, key=lambda one: one.order)), scope, tuple(unjudged))


def read_classes(data: Store) -> dict[URIRef, frozenset[URIRef]]:
    """Return for each class in a subclass statement the class itself and all classes below it."""
    children: dict[URIRef, set[URIRef]] = {}
    for quad in data.quads(None, RDFS.subClassOf):
        children.setdefault(URIRef(str(quad.object)), set()).add(URIRef(str(quad.subject)))
    return {parent: frozenset(_descend(parent, children)) for parent in children}


def _descend(top: URIRef, children: Mapping[URIRef, set[URIRef]]) -> set[URIRef]:
    seen, waiting = {top}, [top]
    while waiting:
        fresh = children.get(waiting.pop(), set()) - seen
        seen |= fresh
        waiting.extend(fresh)
    return seen


def prepare(store: Store) -> Store:
    """Return a copy without inferences whose default graph is what validation looks at."""
    data = Store()
    inferred = URIRef(PREFIXES["cat"] + "inference")
    asserted = (
        name for name in store.graphs() if graph_kind(name) is not Kind.INFERENCE and name != inferred
    )
    data.add_from(store, asserted)
    data.add(_counts(data))
    data.merge()
    data.drop(_COUNTS)
    return data


def _counts(data: Store) -> Iterator[Quad]:
    sizes = {
        graph: size for graph, size in data.graph_sizes().items() if graph_kind(graph) is not Kind.CATALOGUE
    }
    declared = (
        quad.subject
        for kind in (Kind.PASSAGE, Kind.JUDGEMENT, Kind.NAMING, Kind.REGISTER)
        for quad in data.quads(None, RDF.type, kind.iri)
    )
    for graph in {*sizes, *declared}:
        if isinstance(graph, URIRef):
            yield Quad(graph, _TRIPLES, Literal(sizes.get(graph, 0)), _COUNTS)


def read_graph(store: Reader, name: URIRef | None) -> Graph:
    """Return a named graph, or with None the default graph, as an rdflib graph."""
    graph = Graph()
    quads: Iterable[Quad] = store.quads(graph=name) if name else store.query(_EVERYTHING).triples()
    for quad in quads:
        graph.add((quad.subject, quad.predicate, quad.object))
    return graph


_EVERYTHING: Final = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


def _run_all(data: Store, compiled: Compiled) -> tuple[dict[_Key, Finding], int]:
    """Return the findings of all checks, and the number of all focus nodes.

    While they run, the focus nodes found once stand in graphs.
    """
    for focus in compiled.foci:
        data.update(focus.as_update())
    found = {key: finding for check in compiled.checks for key, finding in _run(data, check)}
    ways = " UNION ".join(sorted({place.target for place in compiled.places}))
    counting = f"SELECT (COUNT(DISTINCT ?this) AS ?n) WHERE {{ {ways} }}"
    counted = list(answer_query(data, counting).rows()) if ways else []
    for focus in compiled.foci:
        data.drop(focus.graph)
    return found, int(str(counted[0]["n"])) if counted else 0


def _run(data: Store, check: Check) -> Iterator[tuple[_Key, Finding]]:
    try:
        rows = _ask(data, check)
    except (QueryError, StoreError) as error:
        fault = ShapeFault(shorten(str(check.shape)), str(error), "mend the query of sh:select")
        raise ShapesRefused([fault]) from error
    for row in rows:
        value = row.get("value", row["this"] if check.focus_is_value else None)
        path = row.get("path", check.path)
        finding = Finding(
            severity=check.severity,
            shape=check.shape,
            component=check.component,
            focus=row["this"],
            path=path if isinstance(path, URIRef | Path) else None,
            value=value,
            constraint=check.constraint,
            message={language: _fill(text, row) for language, text in check.messages.items()},
            shape_name=check.names,
        )
        yield (*_key(finding), repr(check.parameter), *(repr(row.get(one)) for one in _TELLING)), finding


def _ask(data: Store, check: Check) -> list[Row]:
    """Return the rows of a check; only a query that a shape brought may need to be said otherwise first."""
    if check.constraint is None:
        return data.select(check.query)
    return list(answer_query(data, check.query).rows())


def _key(finding: Finding) -> _Key:
    """Return what makes a finding one of its own: one per value and constraint."""
    return (finding.order, finding.shape)


def _fill(text: str, row: Row) -> str:
    return _PLACEHOLDER.sub(lambda found: str(row.get(found[1], found[0])), text)


def place(data: Reader, finding: Finding) -> Finding:
    """Return the finding with the focus's label and the graphs that show the fault."""
    if not isinstance(finding.focus, URIRef):
        return finding
    return replace(finding, focus_label=_label(data, finding.focus), graphs=_graphs(data, finding))


def _label(data: Reader, thing: URIRef) -> str:
    for predicate in (SKOS.prefLabel, RDFS.label):
        labels = {str(quad.object) for quad in data.quads(thing, predicate) if _is_swedish(quad.object)}
        if labels:
            return min(labels)
    return ""


def _is_swedish(term: Term) -> bool:
    return isinstance(term, Literal) and term.language == "sv"


def _graphs(data: Reader, finding: Finding) -> tuple[URIRef, ...]:
    focus = finding.focus
    assert isinstance(focus, URIRef)
    ways: tuple[Iterable[Quad], ...] = (
        data.quads(focus),
        data.quads(None, None, focus),
        data.quads(None, focus),
    )
    if isinstance(finding.path, URIRef) and finding.value is not None:
        ways = (data.quads(focus, finding.path, finding.value), *ways)
    for way in ways:
        if graphs := {quad.graph for quad in way if quad.graph is not None and _tells(quad.graph)}:
            return tuple(sorted(graphs))
    return ()


def _tells(graph: URIRef) -> bool:
    """Say whether a graph is one that somebody wrote statements of the data in."""
    return graph != SHAPES_GRAPH and graph_kind(graph) is not Kind.INFERENCE
