"""Warnings beside an answer: what a query may not mean is told, and ordinary queries get none."""

from __future__ import annotations

import re
import time

import pyoxigraph as ox
import pytest
from rdflib import XSD, URIRef

from lsgraph.queries import list_queries
from lsgraph.queries.guard import Bounds, check_query
from lsgraph.queries.pitfalls import QueryWarning, find_warnings, write_header
from lsgraph.queries.pitfalls.find import DERIVED
from lsgraph.resources import Resources
from lsgraph.store import Dataset, Store, find_format
from lsgraph.vocabulary import PREFIXES

DATA = """
p:a-0-10 {
    lsg:Goal a owl:Class . lsg:hasTheme a owl:ObjectProperty . lsg:size a owl:DatatypeProperty .
    theme:biobank a skos:Concept . theme:cancer a skos:Concept .
    body:ki a org:Organization ; lsg:hasTheme theme:biobank ; skos:prefLabel "Östra"@sv ; lsg:size 3 .
    plan:a dcterms:issued "2019-05-01"^^xsd:date ; dcterms:created "2019-05-01"^^xsd:date ; rdfs:label "Åre" .
    plan:b dcterms:issued "2019"^^xsd:gYear ; skos:notation "4" .
    lsg:begins skos:closeMatch schema:startDate .
    <urn:year> dcterms:isReplacedBy lsg:begins ;
        dcterms:identifier "https://w3id.org/lsgraph/spec/year"^^xsd:anyURI .
    <urn:gone> dcterms:identifier "https://w3id.org/lsgraph/spec/gone"^^xsd:anyURI .
}
"""


@pytest.fixture(scope="module")
def store() -> Store:
    store = Store()
    head = "\n".join(f"@prefix {name}: <{iri}> ." for name, iri in PREFIXES.items())
    store.load((head + DATA).encode(), find_format("trig"))
    store.merge()
    return store


def warn(store: Store, text: str) -> list[QueryWarning]:
    outline = check_query(text, Bounds())
    return find_warnings(store, outline.tokens, outline.dataset)


KI = "<https://w3id.org/lsgraph/id/org/kii>"
TOLD = {
    "SELECT * { ?s lsg:hasTema theme:biobanker }": [
        "lsg:hasTema is in no graph .* lsg:hasTheme",
        "theme:biobanker .* theme:biobank",
    ],
    "SELECT * { ?s a lsg:Organisation }": ["lsg:Organisation is in no graph .* org:Organization"],
    "SELECT * { ?s lsg:year ?year }": ["lsg:year is no longer used; write lsg:begins"],
    "SELECT * { ?s lsg:gone ?year }": ["lsg:gone is no longer used$"],
    "SELECT * { ?s schema:startDate ?day }": ["nothing here has schema:startDate; nearest are lsg:begins"],
    f"ASK {{ {KI} ?p ?o }}": [f"{KI} is in no graph .* body:ki"],
    "SELECT * { GRAPH p:a-0-11 { ?s ?p ?o } }": ["p:a-0-11 is in no graph"],
    "SELECT * FROM p:a-0-11 FROM p:a-0-10 { ?s ?p ?o }": ["there is no graph <.*a-0-11> here, .* p:a-0-10"],
    "SELECT * { GRAPH ?g { ?s ?p ?o FILTER (?g != <urn:a>) } }": [
        r"\?g has no value in FILTER and BIND inside"
    ],
    "SELECT * { GRAPH $g { ?s ?p ?o OPTIONAL { ?s a ?c BIND (STR(?g) AS ?n) } } }": ["behind the brace"],
    "SELECT * FROM NAMED <urn:none> { GRAPH ?g { ?s ?p ?o } }": ["there is no graph <urn:none>"],
    "SELECT (COUNT(*) AS ?n) ?o { ?s a ?o } GROUP BY ?o HAVING (?n > 1)": [r"HAVING cannot see \?n"],
    "SELECT * { { SELECT (SUM(?x) AS ?n) { ?s lsg:size ?x } HAVING (?n > 1) } }": [r"HAVING cannot see \?n"],
    "SELECT (GROUP_CONCAT(?s) AS ?all) { ?s a ?kind }": [r"write GROUP_CONCAT\(STR\(\?s\)\)"],
    "SELECT (GROUP_CONCAT(DISTINCT ?t; SEPARATOR=', ') AS ?x) { ?s lsg:hasTheme ?t }": ["takes strings only"],
    "SELECT (GROUP_CONCAT(?t) AS ?all) { ?s lsg:size ?t }": ["takes strings only"],
    "SELECT (GROUP_CONCAT(?c) AS ?all) { ?s a ?c }": ["takes strings only"],
    "SELECT (GROUP_CONCAT(?p) AS ?all) { body:ki ?p ?o }": ["takes strings only"],
    "SELECT (GROUP_CONCAT(?g) AS ?all) { GRAPH ?g { ?s ?p ?o } }": ["takes strings only"],
    "SELECT ?s (SUM(?x) AS ?n) { ?s a ?c OPTIONAL { ?s lsg:size ?x } } GROUP BY ?s": ["one missing .* SUM"],
    "SELECT (AVG(?x) AS ?n) { ?s a ?c OPTIONAL { ?s lsg:size ?x } }": [r"one missing \?x empties AVG"],
    "SELECT * { ?s dcterms:issued ?d FILTER (?d > 2018) }": [
        "xsd:date, xsd:gYear; a comparison with xsd:int"
    ],
    'SELECT * { ?s dcterms:created ?d FILTER (?d >= "2018"^^xsd:gYear) }': ["xsd:date; .* with xsd:gYear"],
    'SELECT * { ?s dcterms:issued ?d FILTER (?d = "2019-05-01"^^xsd:date) }': ["xsd:gYear; .* with xsd:date"],
    "SELECT * { ?s rdfs:label ?l } ORDER BY DESC(?l)": [r"ORDER BY \?l sorts strings without a language"],
    'ASK { ?s ?p "3"^^xsd:nonNegativeInteger }': ["xsd:nonNegativeInteger is not kept here: .* xsd:integer"],
    "ASK { ?s ?p ?o FILTER (DATATYPE(?o) = xsd:dateTimeStamp) }": ["write xsd:dateTime"],
    'SELECT * { ?s ?p ?o BIND (BNODE("x") AS ?b) }': [r"write BNODE\(\)"],
    'SELECT (SAMPLE(BNODE("x")) AS ?b) { ?s ?p ?o }': [r"write BNODE\(\)"],
}


@pytest.mark.parametrize("text", TOLD)
def test_a_pitfall_is_told_in_both_languages(store: Store, text: str) -> None:
    found = warn(store, text)
    assert len(found) == len(TOLD[text])
    for warning, expected in zip(found, TOLD[text], strict=True):
        assert re.search(expected, warning.en), warning.en
        assert warning.sv not in ("", warning.en)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s lsg:hasTheme theme:biobank ; a org:Organization . ?s ?p ?o }",
        "CONSTRUCT { ?s lsg:mine lsg:Fresh } WHERE { ?s a lsg:Goal }",
        "PREFIX mine: <https://w3id.org/lsgraph/spec/> SELECT (STR(lsg:) AS ?space) { ?s mine:size ?x }",
        "SELECT ?o (COUNT(*) AS ?n) { ?s a ?o } GROUP BY ?o HAVING (COUNT(*) > 1 && ?o != lsg:Goal)",
        "SELECT ?k (COUNT(*) AS ?n) { ?s a ?c } GROUP BY (STR(?c) AS ?k) HAVING (?k != '')",
        "SELECT (GROUP_CONCAT(STR(?s)) AS ?all) (GROUP_CONCAT(?l) AS ?names) { ?s skos:prefLabel ?l }",
        "SELECT (SUM(?x) AS ?n) { ?s lsg:size ?x OPTIONAL { ?s rdfs:label ?l } }",
        "SELECT * { ?s dcterms:issued ?d FILTER (YEAR(?d) > 2018) FILTER (STR(?d) > '2018') }",
        "SELECT * { ?s lsg:size ?n FILTER (?n > 2018) }",
        'SELECT * { ?s dcterms:created ?d FILTER (?d > "2018-01-01"^^xsd:date) } ORDER BY ?d',
        "SELECT * { ?s skos:prefLabel ?l } ORDER BY ?l",
        "SELECT * FROM p:a-0-10 { ?s ?p ?o BIND (BNODE() AS ?b) }",
        'SELECT * { ?s ?p "lsg:hasTema" } # lsg:hasTema',
        "DESCRIBE body:ki",
        'SELECT (BNODE("x") AS ?b) { ?s ?p ?o }',
        "SELECT * { GRAPH ?g { ?s ?p ?o FILTER (?o != ?s) } FILTER (?g != <urn:a>) }",
        "SELECT * { GRAPH ?g { ?g ?p ?o FILTER (?g != <urn:a>) } GRAPH ?h { ?x ?y ?z } }",
        "ASK {}",
    ],
)
def test_an_ordinary_query_is_told_nothing(store: Store, text: str) -> None:
    assert warn(store, text) == []


def test_the_dataset_of_the_request_is_looked_at(store: Store) -> None:
    tokens = check_query("ASK {}", Bounds()).tokens
    [warning] = find_warnings(store, tokens, Dataset((URIRef("urn:none"),), ()))
    assert warning.code == "unknown-graph"


def keeps(datatype: str, value: str) -> bool:
    engine, name = ox.Store(), ox.NamedNode(datatype)
    engine.add(ox.Quad(name, name, ox.Literal(value, datatype=name)))
    [quad] = engine
    return isinstance(quad.object, ox.Literal) and quad.object.datatype == name


def test_the_datatypes_told_are_those_that_the_engine_changes() -> None:
    samples = ("1", "-1", "0", "2020-01-01T10:00:00Z", "P1D", "2020", "a", "AA==")
    known = {one for one in map(str, dir(XSD)) if one.startswith(str(XSD._NS))}
    assert {one for one in known if not all(keeps(one, value) for value in samples)} == set(DERIVED)


def test_many_warnings_fit_a_header() -> None:
    header = write_header([f'å "{number}" \\ ' + "x" * 90 for number in range(100)])
    assert header.isascii()
    assert len(header) < 2_100
    assert header.startswith('"%C3%A5 %220%22 %5C x')
    assert header.endswith('more"')


def test_looking_costs_next_to_nothing(store: Store) -> None:
    text = "SELECT * { ?s lsg:hasTheme theme:biobank ; a org:Organization ; ?p ?o }"
    tokens = check_query(text, Bounds()).tokens
    began = time.perf_counter()
    for _ in range(200):
        find_warnings(store, tokens, None)
    assert (time.perf_counter() - began) / 200 < 0.002


@pytest.mark.parametrize("group", ["competency", "pages", "checks"])
def test_no_stored_query_has_a_pitfall(resources: Resources, graph: Store, group: str) -> None:
    told = {
        (query.name, warning.en)
        for query in list_queries(resources.queries, group)
        for warning in warn(graph, query.text)
        # these ask for the datatypes that are not kept, and for the terms that are no longer used
        if query.name not in ("datatype-outside-owl", "old-date-property")
    }
    assert told == set()
