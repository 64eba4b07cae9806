"""One validation: the asserted graphs, the checks that the shapes are, the findings in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from rdflib import RDF, RDFS, SKOS, Graph, Literal, URIRef

from lsgraph.queries import answer_query
from lsgraph.store import Quad, Row, Store, Term
from lsgraph.validate.compile import Check, compile_shapes
from lsgraph.validate.fallback import judge
from lsgraph.validate.report import Finding, Report
from lsgraph.vocabulary import PREFIXES, SHAPES_GRAPH, Kind, graph_kind

_TRIPLES: Final = URIRef(PREFIXES["void"] + "triples")
_COUNTS: Final = URIRef(PREFIXES["cat"] + "counts")
_PLACEHOLDER: Final = re.compile(r"\{[?$](\w+)\}")


def validate(store: Store) -> Report:
    """Return where the asserted named graphs of `store` break the shapes in its graph of shapes.

    Looked at is the merge of the graphs with the subclass closure, and nothing else that follows. Added to
    it is how many statements each graph holds, the catalogue's apart (void:triples): a shape asks for it.
    """
    data, shapes = prepare(store), read_graph(store, SHAPES_GRAPH)
    checks, others = compile_shapes(shapes, read_classes(data))
    found = _run_all(data, checks)
    if others:
        found += judge(shapes, others, read_graph(data, None))
    findings = {finding.order: place(data, finding) for finding in found}
    return Report(tuple(findings[key] for key in sorted(findings)))


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
    data.add_from(store)
    described_inference = URIRef(PREFIXES["cat"] + "inference")
    for graph in data.graphs():
        if graph_kind(graph) is Kind.INFERENCE or graph == described_inference:
            data.drop(graph)
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


def read_graph(store: Store, name: URIRef | None) -> Graph:
    """Return a named graph, or with None the default graph, as an rdflib graph."""
    graph = Graph()
    quads: Iterable[Quad] = store.quads(graph=name) if name else store.query(_EVERYTHING).triples()
    for quad in quads:
        graph.add((quad.subject, quad.predicate, quad.object))
    return graph


_EVERYTHING: Final = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


def _run_all(data: Store, checks: Iterable[Check]) -> list[Finding]:
    """Return the findings of all checks; while they run, the focus nodes found once stand in graphs."""
    checks = list(checks)
    kept = {check.focus for check in checks if check.focus is not None}
    for focus in kept:
        data.update(focus.as_update())
    found = [finding for check in checks for finding in _run(data, check)]
    for focus in kept:
        data.drop(focus.graph)
    return found


def _run(data: Store, check: Check) -> Iterator[Finding]:
    for row in answer_query(data, check.query).rows():
        value = row.get("value", row["this"] if check.focus_is_value else None)
        path = row.get("path", check.path)
        yield Finding(
            severity=check.severity,
            shape=check.shape,
            component=check.component,
            focus=row["this"],
            path=path if isinstance(path, URIRef) else None,
            value=value,
            message={language: _fill(text, row) for language, text in check.messages.items()},
            shape_name=check.names,
        )


def _fill(text: str, row: Row) -> str:
    return _PLACEHOLDER.sub(lambda found: str(row.get(found[1], found[0])), text)


def place(data: Store, finding: Finding) -> Finding:
    """Return the finding with the focus's label and the graphs that show the fault."""
    if not isinstance(finding.focus, URIRef):
        return finding
    return replace(finding, focus_label=_label(data, finding.focus), graphs=_graphs(data, finding))


def _label(data: Store, thing: URIRef) -> str:
    for predicate in (SKOS.prefLabel, RDFS.label):
        labels = {str(quad.object) for quad in data.quads(thing, predicate) if _is_swedish(quad.object)}
        if labels:
            return min(labels)
    return ""


def _is_swedish(term: Term) -> bool:
    return isinstance(term, Literal) and term.language == "sv"


def _graphs(data: Store, finding: Finding) -> tuple[URIRef, ...]:
    focus = finding.focus
    assert isinstance(focus, URIRef)
    ways: tuple[Iterable[Quad], ...] = (
        data.quads(focus),
        data.quads(None, None, focus),
        data.quads(None, focus),
    )
    if finding.path is not None and finding.value is not None:
        ways = (data.quads(focus, finding.path, finding.value), *ways)
    for way in ways:
        if graphs := {quad.graph for quad in way if quad.graph is not None and _tells(quad.graph)}:
            return tuple(sorted(graphs))
    return ()


def _tells(graph: URIRef) -> bool:
    """Say whether a graph is one that somebody wrote statements of the data in."""
    return graph != SHAPES_GRAPH and graph_kind(graph) is not Kind.INFERENCE
