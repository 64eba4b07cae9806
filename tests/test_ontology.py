"""Laws of the ontology: how its terms are written, and that every one of them is used."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyshacl
import pytest
from rdflib import RDF, RDFS, SH, Graph, URIRef

from lsgraph.curation import read_dataset
from lsgraph.resources import Resources
from lsgraph.store import Quad, Store
from lsgraph.vocabulary import BASE, LSG, PREFIXES, SHAPE, SHAPES_GRAPH, Kind, graph_kind, shorten

ONTOLOGY = URIRef(BASE + "spec")
ONTOLOGY_GRAPH = URIRef(PREFIXES["cat"] + "ontology")
STYLE = BASE + "spec/style/"
TARGETS = {SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf}

GOOD = """
    lsg:Aim a owl:Class ; rdfs:isDefinedBy <https://w3id.org/lsgraph/spec> ;
        rdfs:label "aim"@en , "syfte"@sv ;
        skos:definition "What somebody wants to reach."@en , "Det som någon vill nå."@sv .
"""
BAD = {
    "OwnTerm": ("lsg:Aim a", "<https://w3id.org/lsgraph/spec/aims/Aim> a"),
    "label": ('"aim"@en , ', ""),
    "label-form": ('"aim"@en', '"Aim."@en'),
    "definition": (' , "Det som någon vill nå."@sv', ""),
    "definition-form": ("reach.", "reach"),
    "definition-tells": ("Det som någon vill nå.", "Ett syfte."),
    "comment": ("rdfs:isDefinedBy", 'rdfs:comment "Rarely used."@en ; rdfs:isDefinedBy'),
    "home": ("rdfs:isDefinedBy", "rdfs:isDefinedBy <http://www.w3.org/ns/org> ; rdfs:isDefinedBy"),
    "kind": ("a owl:Class", "a rdfs:Class"),
    "domain": ("a owl:Class", "a owl:ObjectProperty ; rdfs:domain lsg:Plan , lsg:Goal"),
    "range": ("a owl:Class", "a owl:ObjectProperty ; rdfs:range lsg:Plan , lsg:Goal"),
}


@pytest.fixture(scope="module")
def style(resources: Resources) -> Graph:
    return Graph().parse(resources.ontology / "style.ttl")


@pytest.fixture(scope="module")
def dataset(resources: Resources) -> Store:
    return read_dataset(resources)


def parse(text: str) -> Graph:
    head = "".join(f"@prefix {prefix}: <{space}> .\n" for prefix, space in PREFIXES.items())
    return Graph().parse(data=head + text, format="turtle")


def faults(graph: Graph, style: Graph) -> set[tuple[str, str]]:
    """Return each broken rule with the term that breaks it."""
    _, report, _ = pyshacl.validate(graph, shacl_graph=style, meta_shacl=False)
    return {
        (str(report.value(result, SH.sourceShape)).removeprefix(STYLE), _culprit(report, result))
        for result in report.subjects(RDF.type, SH.ValidationResult)
    }


def _culprit(report: Graph, result: URIRef) -> str:
    focus = report.value(result, SH.focusNode)
    return shorten(str(report.value(result, SH.value) if focus == ONTOLOGY else focus))


# --- how terms are written ----------------------------------------------------------------------------------


def test_every_term_is_written_in_the_style_of_the_house(dataset: Store, style: Graph) -> None:
    graph = Graph()
    for quad in dataset.quads(graph=ONTOLOGY_GRAPH):
        graph.add((quad.subject, quad.predicate, quad.object))
    assert faults(graph, style) == set()


@pytest.mark.parametrize("rule", BAD)
def test_a_rule_of_style_finds_its_breach(rule: str, style: Graph) -> None:
    good, bad = BAD[rule]
    assert good in GOOD
    assert faults(parse(GOOD), style) == set()
    assert {broken for broken, _ in faults(parse(GOOD.replace(good, bad)), style)} == {rule}


def test_every_rule_of_style_has_its_breach(style: Graph) -> None:
    rules = {str(rule).removeprefix(STYLE) for rule in style.subjects(RDF.type, SH.PropertyShape)}
    assert rules == set(BAD)


# --- that terms are used ------------------------------------------------------------------------------------


def test_every_term_is_used_by_a_query_a_shape_or_data(
    graph: Store, dataset: Store, resources: Resources
) -> None:
    used = {*_in_queries(resources), *_in_shapes(dataset), *_in_data(graph)}
    assert {shorten(str(term)) for term in _own_terms(dataset) - used} == set()


def test_a_term_that_only_its_own_shape_names_is_not_used() -> None:
    store = Store()
    store.add(
        [
            Quad(SHAPE.Aim, SH.targetClass, LSG.Aim, SHAPES_GRAPH),
            Quad(SHAPE["Aim-name"], SH.path, LSG.Aim, SHAPES_GRAPH),
            Quad(SHAPE["Aim-plan"], SH["class"], LSG.Plan, SHAPES_GRAPH),
        ]
    )
    assert set(_in_shapes(store)) == {LSG.Plan}


def _own_terms(store: Store) -> set[URIRef]:
    return {
        URIRef(str(quad.subject)) for quad in store.quads(None, RDFS.isDefinedBy, ONTOLOGY, ONTOLOGY_GRAPH)
    }


def _in_queries(resources: Resources) -> Iterator[URIRef]:
    for path in resources.queries.rglob("*.rq"):
        yield from (LSG[name] for name in re.findall(r"\blsg:(\w+)", path.read_text(encoding="utf-8")))


def _in_shapes(store: Store) -> Iterator[URIRef]:
    """Yield the terms that a shape uses, unless as target or in the shape named after the term."""
    for quad in store.quads(graph=SHAPES_GRAPH):
        if quad.predicate in TARGETS or not isinstance(quad.object, URIRef):
            continue
        owner = str(quad.subject).removeprefix(str(SHAPE)).partition("-")[0]
        if owner != str(quad.object).removeprefix(str(LSG)):
            yield quad.object


def _in_data(graph: Store) -> Iterator[URIRef]:
    """Yield the terms of asserted statements, ontology and shapes aside."""
    for quad in graph.quads():
        if quad.graph in (None, ONTOLOGY_GRAPH, SHAPES_GRAPH):
            continue
        if graph_kind(quad.graph) is not Kind.INFERENCE:
            yield quad.predicate
            if isinstance(quad.object, URIRef):
                yield quad.object
