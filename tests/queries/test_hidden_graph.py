"""A graph of the store's own is found by no GRAPH with a variable, and nothing else changes."""

from __future__ import annotations

import pytest
from rdflib import Literal, URIRef

from lsgraph.queries import answer_query
from lsgraph.queries.hidden_graph import leave_out
from lsgraph.store import Quad, Store, find_format
from tests.queries.graph_cases import AROUND, DATA, PREFIX, show

OWN = URIRef("urn:own")


@pytest.fixture(scope="module")
def stores() -> tuple[Store, Store]:
    """Return a dataset, and the same with a graph more."""
    plain, more = Store(), Store()
    for store in (plain, more):
        store.load(DATA.encode(), find_format("trig"))
        store.merge()
    for number in range(3):
        more.add([Quad(OWN, URIRef(f"urn:p{number}"), Literal(number), OWN)])
    return plain, more


@pytest.mark.parametrize("text", AROUND)
def test_what_stands_around_graph_means_the_same(stores: tuple[Store, Store], text: str) -> None:
    for store in stores:
        assert show(answer_query(store, leave_out(PREFIX + text, OWN))) == AROUND[text]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?g ?n { GRAPH ?g { SELECT (COUNT(*) AS ?n) { ?s ?p ?o } } } ORDER BY ?g",
        "SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { } }",
        "SELECT ?g { GRAPH ?g { ?s ?p ?o }GRAPH ?g{ ?a ?b ?c } } ORDER BY ?g",
        "SELECT * { FILTER NOT EXISTS { GRAPH $g { <urn:own> ?p '}' } } GRAPH ?h { <urn:own> ?p 1 } # }\n }",
        "SELECT ?s { ?s ?p ?o OPTIONAL { GRAPH ?g { ?s ?q ?r } FILTER (?r = ?o) } } ORDER BY ?s ?p ?o ?g ?q",
    ],
)
def test_nothing_of_the_graph_is_seen(stores: tuple[Store, Store], text: str) -> None:
    plain, more = stores
    assert show(answer_query(more, leave_out(text, OWN))) == show(answer_query(plain, text))


def test_a_graph_that_is_named_is_still_asked() -> None:
    text = "SELECT * { GRAPH <urn:own> { ?s ?p ?o } }"
    assert leave_out(text, OWN) == text
