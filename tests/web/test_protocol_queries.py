"""Queries by the SPARQL Protocol: https://www.w3.org/TR/sparql11-protocol/#query-operation.

Equivalents of every query_* test of W3C's list: by GET, form and directly (query_get, query_post_*), the
dataset (query_dataset_*, query_multiple_dataset), and what is given without Accept (query_content_type_*).
https://www.w3.org/2009/sparql/docs/tests/data-sparql11/protocol/
"""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.web.answers import COUNT, DIRECT, FORM, JSON, OTHER, PASSAGE, count

RESULTS = {
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
}
GRAPHS = {"text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"}


def test_query_by_get(client: httpx.Client) -> None:
    response = client.get("/sparql", params={"query": COUNT})
    assert count(response) == 301
    assert response.headers["content-type"] == JSON


def test_query_by_form(client: httpx.Client) -> None:
    assert count(client.post("/sparql", data={"query": COUNT})) == 301


def test_query_posted_directly(client: httpx.Client) -> None:
    for content_type in (DIRECT, f"{DIRECT}; charset=UTF-8", f'{DIRECT};charset="utf-8"'):
        headers = {"Content-Type": content_type}
        assert count(client.post("/sparql", content=COUNT.encode(), headers=headers)) == 301


def test_swedish_letters_travel_in_every_way(client: httpx.Client) -> None:
    text = 'ASK { ?s rdfs:label "Örebro län"@sv }'
    direct = client.post("/sparql", content=text.encode(), headers={"Content-Type": DIRECT})
    raw_form = client.post("/sparql", content=f"query={text}".encode(), headers={"Content-Type": FORM})
    for response in (
        client.get("/sparql", params={"query": text}),
        client.post("/sparql", data={"query": text}),
        direct,
        raw_form,
    ):
        assert response.json()["boolean"] is True


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({}, 301),
        ({"default-graph-uri": PASSAGE}, 300),
        ({"default-graph-uri": OTHER}, 3),
        ({"default-graph-uri": [PASSAGE, OTHER]}, 301),
        ({"named-graph-uri": OTHER}, 0),
    ],
)
def test_the_request_names_the_default_graph(
    client: httpx.Client, parameters: dict[str, Any], expected: int
) -> None:
    for text in (COUNT, f"SELECT (COUNT(*) AS ?n) FROM <{PASSAGE}> {{ ?s ?p ?o }}"):
        wanted = 300 if text != COUNT and not parameters else expected
        assert count(client.get("/sparql", params={"query": text, **parameters})) == wanted
        assert count(client.post("/sparql", data={"query": text, **parameters})) == wanted
        direct = client.post(
            "/sparql", params=parameters, content=text.encode(), headers={"Content-Type": DIRECT}
        )
        assert count(direct) == wanted


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({}, 2),
        ({"named-graph-uri": OTHER}, 1),
        ({"named-graph-uri": [PASSAGE, OTHER]}, 2),
        ({"default-graph-uri": PASSAGE}, 0),
        ({"default-graph-uri": [PASSAGE, OTHER], "named-graph-uri": OTHER}, 1),
    ],
)
def test_the_request_names_the_named_graphs(
    client: httpx.Client, parameters: dict[str, Any], expected: int
) -> None:
    text = "SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    assert count(client.get("/sparql", params={"query": text, **parameters})) == expected


def test_a_triple_in_two_graphs_counts_once(client: httpx.Client) -> None:
    text = f"SELECT (COUNT(*) AS ?n) FROM <{PASSAGE}> FROM <{OTHER}> {{ ?s <urn:p> ?o }}"
    assert count(client.get("/sparql", params={"query": text})) == 300
    assert count(client.get("/sparql", params={"query": "SELECT (COUNT(*) AS ?n) { ?s <urn:p> ?o }"})) == 300


def test_an_unknown_graph_is_empty_told_and_not_fetched(client: httpx.Client, site: Any) -> None:
    for parameters in (
        {"query": COUNT, "default-graph-uri": f"{site.url}/health"},
        {"query": f"{COUNT.partition('{')[0]} FROM <{site.url}/health> {{ ?s ?p ?o }}"},
        {"query": COUNT, "named-graph-uri": "no IRI"},
        {"query": COUNT, "default-graph-uri": PASSAGE + "1"},
    ):
        answer = client.get("/sparql", params=parameters)
        assert count(answer) == 0
        assert "there is no graph <" in answer.headers["Lsgraph-Warning"]
    assert "nearest are p:a-0-10" in answer.headers["Lsgraph-Warning"]


@pytest.mark.parametrize(
    ("text", "default", "named", "verdict"),
    [
        ("<urn:s0> rdfs:label ?l GRAPH ?g { <urn:s299> ?p ?o }", OTHER, PASSAGE, True),
        ("<urn:s0> rdfs:label ?l GRAPH ?g { <urn:s299> ?p ?o }", PASSAGE, OTHER, False),
        ("GRAPH ?g { <urn:s0> rdfs:label ?l } GRAPH ?h { <urn:s299> ?p ?o }", OTHER, [PASSAGE, OTHER], True),
        ("GRAPH ?g { <urn:s0> rdfs:label ?l ; <urn:p> 299 }", OTHER, [PASSAGE, OTHER], False),
        (f"GRAPH <{OTHER}> {{ ?s rdfs:label ?l }}", PASSAGE, PASSAGE, False),
    ],
)
def test_the_request_names_the_whole_dataset(
    client: httpx.Client, text: str, default: str, named: Any, verdict: bool
) -> None:
    for clause in ("", f"FROM <{PASSAGE}> FROM NAMED <{OTHER}>"):  # the request overrides it
        query = f"ASK {clause} {{ {text} }}"
        graphs = {"default-graph-uri": default, "named-graph-uri": named}
        form = client.post("/sparql", data={"query": query, **graphs})
        direct = client.post("/sparql", params=graphs, content=query, headers={"Content-Type": DIRECT})
        for response in (client.get("/sparql", params={"query": query, **graphs}), form, direct):
            assert response.json()["boolean"] is verdict


@pytest.mark.parametrize(
    ("text", "media_types"),
    [
        ("SELECT (1 AS ?value) {}", RESULTS),
        ("ASK {}", RESULTS),
        ("DESCRIBE <urn:s0>", GRAPHS),
        ("CONSTRUCT { <urn:s> <urn:p> 1 } {}", GRAPHS),
    ],
)
def test_who_asks_for_no_format_gets_one_of_the_standard_s(
    client: httpx.Client, text: str, media_types: set[str]
) -> None:
    del client.headers["accept"]
    response = client.get("/sparql", params={"query": text})
    assert response.status_code == 200
    assert response.headers["content-type"].partition(";")[0] in media_types
