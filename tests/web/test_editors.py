"""Editors of SPARQL find prefixes, examples and classes by their own queries.

The queries are those of the editor of the Swiss Institute of Bioinformatics in our own words: it asks the
endpoint with a parameter more, and where it gets no row it reads the service description as a file.
https://github.com/sib-swiss/sparql-editor
"""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest
from rdflib import Graph
from rdflib.plugins.sparql import prepareQuery

from lsgraph.queries import find_query, list_queries
from lsgraph.resources import Resources
from lsgraph.vocabulary import BASE, PREFIXES

JSON = "application/sparql-results+json"
PARTITIONS = Path(__file__).with_name("editor_partitions.rq").read_text(encoding="utf-8")
DECLARED = """PREFIX sh: <http://www.w3.org/ns/shacl#>
SELECT DISTINCT ?prefix ?namespace { [] sh:prefix ?prefix ; sh:namespace ?namespace } ORDER BY ?prefix"""
EXAMPLES = """PREFIX sh: <http://www.w3.org/ns/shacl#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX spex: <https://purl.expasy.org/sparql-examples/ontology#>
SELECT DISTINCT ?example ?comment ?text {
  ?example a sh:SPARQLExecutable ; rdfs:comment ?comment ; sh:select|sh:ask|sh:construct|spex:describe ?text
} ORDER BY ?example"""
CLASSES = "SELECT DISTINCT ?class { [] a ?class }"
PROPERTIES = "SELECT DISTINCT ?property { [] ?property [] }"


def ask(service: str, query: str) -> list[dict[str, str]]:
    """Return the rows that an editor gets, each value as its text."""
    parameters = {"ac": "1", "query": query}
    answer = httpx.get(f"{service}/sparql", params=parameters, headers={"Accept": JSON}, timeout=30)
    assert answer.status_code == 200, answer.text
    rows = answer.json()["results"]["bindings"]
    return [{name: term["value"] for name, term in row.items()} for row in rows]


def test_prefixes_are_found(service: str) -> None:
    found = {row["prefix"]: row["namespace"] for row in ask(service, DECLARED)}
    assert found == PREFIXES
    assert {"lsg", "org", "goal", "skos", "schema"} <= found.keys()


def test_every_stored_question_is_found_once_with_its_words(service: str, resources: Resources) -> None:
    rows = ask(service, EXAMPLES)
    stored = {one.name: one for one in list_queries(resources.queries, "competency")}
    assert [row["example"] for row in rows] == [f"{BASE}res/question/{name}" for name in sorted(stored)]
    assert len(rows) > 100
    for row in rows:
        assert row["comment"] == stored[row["example"].rpartition("/")[2]].description["en"]


def test_an_example_needs_no_prefix_of_ours(service: str) -> None:
    """Whoever copies one to another program gets what is asked for here."""
    for row in ask(service, EXAMPLES):
        prepareQuery(row["text"])
        assert not row["text"].startswith("#")


@pytest.mark.parametrize("name", ["alf-amounts", "acts-amended-and-repealed", "ethics-applications"])
def test_an_example_answers_what_the_stored_question_does(
    service: str, resources: Resources, name: str
) -> None:
    [text] = [row["text"] for row in ask(service, EXAMPLES) if row["example"].endswith(f"/{name}")]
    rows = ask(service, text)
    assert rows == ask(service, find_query(resources.queries, f"competency/{name}").text)
    assert rows


def test_examples_have_labels_in_both_languages_and_keywords(service: str, resources: Resources) -> None:
    query = """PREFIX sh: <http://www.w3.org/ns/shacl#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
    PREFIX schema: <https://schema.org/>
    SELECT ?example ?sv ?en (GROUP_CONCAT(?keyword) AS ?keywords) {
      ?example a sh:SPARQLSelectExecutable ; rdfs:label ?sv , ?en ; schema:keywords ?keyword ;
        schema:target <https://w3id.org/lsgraph/res/dataset/sparql>
      FILTER (LANG(?sv) = "sv" && LANG(?en) = "en")
    } GROUP BY ?example ?sv ?en"""
    stored = list_queries(resources.queries, "competency")
    found = {row["example"].rpartition("/")[2]: row for row in ask(service, query)}
    assert found.keys() == {one.name for one in stored if "SELECT" in one.text}
    for one in stored:
        assert found[one.name]["sv"] == one.description["sv"]
        assert found[one.name]["keywords"]


def test_classes_and_properties_are_found_with_what_their_values_are(service: str) -> None:
    assert ask(service, PARTITIONS) == []  # so an editor reads the description of the service
    turtle = httpx.get(f"{service}/sparql", headers={"Accept": "text/turtle"}, timeout=60)
    result = Graph().parse(data=turtle.content, format="turtle").query(PARTITIONS)
    rows = [{str(name): str(value) for name, value in row.items()} for row in result.bindings]
    assert len(rows) > 1_000
    lsg, org = PREFIXES["lsg"], PREFIXES["org"]
    found = {(row["class"], row["property"], row.get("valueClass")) for row in rows}
    assert (lsg + "Goal", lsg + "goalOf", lsg + "Strategy") in found
    assert {org + "Organization", lsg + "Goal", lsg + "Passage"} <= {one for one, _, _ in found}
    parts = {(*row.values(),) for row in rows if row["class"] == lsg + "Goal"}
    assert len(parts) == len([row for row in rows if row["class"] == lsg + "Goal"])
    assert {row.get("className") for row in rows if row["class"] == lsg + "Goal"} == {"goal"}


def test_what_an_editor_falls_back_on_is_answered(service: str) -> None:
    classes = {row["class"] for row in ask(service, CLASSES)}
    assert {PREFIXES["lsg"] + "Goal", PREFIXES["sh"] + "SPARQLExecutable"} <= classes
    assert len(ask(service, PROPERTIES)) > 150


def test_the_questions_are_described_like_all_else(service: str) -> None:
    page = httpx.get(f"{service}/res/catalogue/questions", headers={"Accept": "text/html"}, timeout=60)
    assert page.status_code == 200
    answer = httpx.get(f"{service}/res/namespace/lsg", headers={"Accept": "application/ld+json"})
    assert PREFIXES["lsg"] in json.dumps(answer.json())
