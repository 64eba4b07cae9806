"""GRAPH around anything is answered as the standard has it: each graph by itself."""

from __future__ import annotations

import pytest

from lsgraph.errors import QueryRefused, QuerySyntaxError
from lsgraph.provenance import answer_with_sources
from lsgraph.queries import answer_query
from lsgraph.queries.graphs import scope_graphs
from lsgraph.queries.graphs.need import is_plain
from lsgraph.store import Dataset, Store, find_format
from lsgraph.validate import validate
from tests.queries.graph_cases import AROUND, DATA, PREFIX, show


@pytest.fixture(scope="module")
def store() -> Store:
    store = Store()
    store.load(DATA.encode(), find_format("trig"))
    store.merge()
    return store


@pytest.mark.parametrize("text", AROUND)
def test_graph_around_anything(store: Store, text: str) -> None:
    answer = answer_query(store, PREFIX + text)
    assert sorted(answer.variables) == sorted(Store().query(PREFIX + text).variables)
    assert show(answer) == AROUND[text]


def test_the_engine_is_still_wrong_without_the_rewrite(store: Store) -> None:
    wrong = [text for text in AROUND if show(store.query(PREFIX + text)) != AROUND[text]]
    assert len(wrong) > 12, "the engine has healed: take queries/graphs away"


def test_the_other_forms_of_query(store: Store) -> None:
    assert answer_query(store, PREFIX + "ASK { GRAPH ?g { { SELECT ?s { ?s :q :d } } } FILTER (?g = :g3) }")
    text = "CONSTRUCT { ?g :has ?n } WHERE { GRAPH ?g { SELECT (COUNT(*) AS ?n) { ?s ?p ?o } } }"
    assert len(list(answer_query(store, PREFIX + text).triples())) == 3
    text = "DESCRIBE ?g { GRAPH ?g { VALUES ?x { 1 } } }"
    assert list(answer_query(store, PREFIX + text).triples()) == []


def test_only_the_named_graphs_of_the_dataset_count(store: Store) -> None:
    text = "SELECT ?g ?n FROM NAMED :g1 FROM NAMED :g3 { GRAPH ?g { SELECT (COUNT(*) AS ?n) { ?s :p ?o } } }"
    assert show(answer_query(store, PREFIX + text)) == ["g1 2", "g3 0"]
    named = tuple(one for one in store.graphs() if not one.endswith("g1"))
    text = "SELECT ?g ?x { GRAPH ?g { VALUES ?x { 1 } } }"
    assert show(answer_query(store, PREFIX + text, Dataset(named, named))) == ["g2 1", "g3 1"]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { GRAPH ?g { ?s ?p ?o . ?o ?q [] ; :p ?x } ?g a ?kind }",
        "SELECT * { GRAPH <http://e/g#1> { ?s ?p ?o } }",
        'SELECT * { GRAPH ?g { ?s ?p "}" FILTER (?o < 3) OPTIONAL { ?s ?q ?r } } }',
        "SELECT * { GRAPH ?g { ?s ?p ?o VALUES ?g { :g1 } { ?s ?q ?r } UNION { ?s ?x ?y } } }",
        "SELECT * { ?s ?p ?o FILTER EXISTS { GRAPH ?g { ?s ?p ?o } } } # GRAPH ?g { SELECT }",
        "SELECT * { { SELECT ?g { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g } }",
    ],
)
def test_what_the_engine_gets_right_is_left_as_it_is(text: str) -> None:
    assert scope_graphs(PREFIX + text) == PREFIX + text


def test_a_text_that_hides_its_graphs_is_read(store: Store) -> None:
    text = "SELECT ?g ?x { GRAPH#c\n?g{VALUES?x{1}}FILTER(1<2)FILTER(?x>0) }"
    assert not is_plain(PREFIX + text)
    assert show(answer_query(store, PREFIX + text)) == ["g1 1", "g2 1", "g3 1"]


def test_a_name_that_is_taken_is_not_used_again(store: Store) -> None:
    text = "SELECT ?witness1 ?g { GRAPH ?g { VALUES (?g ?witness1) { (UNDEF 1) } } }"
    assert show(answer_query(store, PREFIX + text)) == ["1 g1", "1 g2", "1 g3"]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("SELECT * { GRAPH ?g { SELECT (COUNT(*) AS ?n) { ?s ?p ?o } LIMIT 1 } }", "leave them out"),
        (
            "SELECT * { GRAPH ?g { SELECT (COUNT(*) AS ?n) { ?s ?p ?o } HAVING (EXISTS { :a :p ?o }) } }",
            r"GROUP BY \?g",
        ),
        ("SELECT * { GRAPH ?g { VALUES ?x { 1 } LATERAL { ?s :p ?x } } }", "GRAPH inside LATERAL"),
    ],
)
def test_what_cannot_be_said_otherwise_is_refused_with_the_form_that_works(text: str, form: str) -> None:
    with pytest.raises(QueryRefused, match=form):
        scope_graphs(PREFIX + text)


def test_a_mistake_is_told_before_a_refusal() -> None:
    with pytest.raises(QuerySyntaxError):
        scope_graphs("SELECT * { GRAPH ?g { VALUES ?x { 1 } LATERAL { ?s :p ?x } ")
    with pytest.raises(QuerySyntaxError):
        answer_query(Store(), "SELECT * { GRAPH ?g { SELECT } }")


def test_sources_follow_graph_around_anything(store: Store) -> None:
    text = "SELECT ?g ?s ?n { GRAPH ?g { ?s :p ?x { SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?s } } }"
    found = [
        f"{row['g']} {row['n']} {row['source_other_graphs']}".replace("http://e/", "")
        for row in answer_with_sources(store, PREFIX + text).rows()
    ]
    assert sorted(found) == ["g1 1 g1", "g1 2 g1", "g2 1 g2"]
    text = "SELECT ?g ?n { GRAPH ?g { SELECT (COUNT(*) AS ?n) { ?s :p ?o } } }"
    rows = answer_with_sources(store, PREFIX + text).rows()
    assert {str(row["n"]): str(row["source_other_graphs"]) for row in rows}["0"] == ""


SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix : <http://e/> .
<https://w3id.org/lsgraph/res/catalogue/shapes> {
  :S a sh:NodeShape ; sh:message "said in g2"@en ;
    sh:target [ a sh:SPARQLTarget ;
      sh:select "SELECT ?this { GRAPH ?g { BIND (<http://e/a> AS ?this) } FILTER (?g = <http://e/g3>) }" ] ;
    sh:sparql [ sh:select "SELECT $this { GRAPH ?g { BIND (1 AS ?one) } FILTER (?g = <http://e/g2>) }" ] .
}
"""


def test_validation_sees_each_graph_by_itself() -> None:
    data = Store()
    for text in (DATA, SHAPES):
        data.load(text.encode(), find_format("trig"))
    assert [str(finding.focus) for finding in validate(data).findings] == ["http://e/a"]
