"""The formats that the SPARQL Protocol asks for: every result form in each, by Accept and by name."""

from __future__ import annotations

import csv
import io
from xml.etree import ElementTree as ET

import httpx
import pytest

from tests.web.answers import COUNT, JSON, LABELS, parse, problem


@pytest.mark.parametrize("name", ["json", "xml", "csv", "tsv"])
@pytest.mark.parametrize("by_accept", [True, False])
def test_solutions_in_every_format(client: httpx.Client, name: str, by_accept: bool) -> None:
    media_types = {"json": JSON, "xml": JSON.replace("json", "xml"), "csv": "text/csv"}
    media_type = media_types.get(name, "text/tab-separated-values")
    parameters = {"query": "SELECT ?s ?o { ?s <urn:p> ?o } ORDER BY ?o LIMIT 2"}
    if by_accept:
        response = client.get("/sparql", params=parameters, headers={"Accept": media_type})
    else:
        response = client.get("/sparql", params={**parameters, "format": name})
    assert response.headers["content-type"].partition(";")[0] == media_type
    expected = {
        "json": lambda: len(response.json()["results"]["bindings"]) == 2,
        "xml": lambda: len(ET.fromstring(response.text)[1]) == 2,
        "csv": lambda: (
            list(csv.reader(io.StringIO(response.text))) == [["s", "o"], ["urn:s0", "0"], ["urn:s1", "1"]]
        ),
        "tsv": lambda: response.text.splitlines()[1] == "<urn:s0>\t0",
    }
    assert expected[name]()


@pytest.mark.parametrize(
    ("name", "expected"),
    [("json", '"boolean":true'), ("xml", "<boolean>true</boolean>"), ("csv", "true"), ("tsv", "true")],
)
def test_a_verdict_in_every_format(client: httpx.Client, name: str, expected: str) -> None:
    response = client.get("/sparql", params={"query": "ASK {}", "format": name})
    assert response.status_code == 200
    assert expected in response.text


@pytest.mark.parametrize(
    ("media_type", "parser"),
    [
        ("text/turtle", "turtle"),
        ("application/n-triples", "nt"),
        ("application/ld+json", "json-ld"),
        ("application/rdf+xml", "xml"),
        ("application/trig", "trig"),
        ("application/n-quads", "nquads"),
    ],
)
@pytest.mark.parametrize("text", [LABELS, "DESCRIBE <urn:s0>"])
def test_graphs_in_every_format(client: httpx.Client, media_type: str, parser: str, text: str) -> None:
    response = client.get("/sparql", params={"query": text}, headers={"Accept": media_type})
    assert response.headers["content-type"].partition(";")[0] == media_type
    expected = client.get("/sparql", params={"query": text, "format": "nt"})
    assert parse(response, parser) == parse(expected, "nt")
    assert len(parse(response, parser)) == (1 if text == LABELS else 2)


def test_a_wildcard_leaves_out_what_weighs_nothing(client: httpx.Client) -> None:
    headers = {"Accept": f"*/*, {JSON};q=0"}
    response = client.get("/sparql", params={"query": "ASK {}"}, headers=headers)
    assert response.headers["content-type"] == "application/sparql-results+xml"


@pytest.mark.parametrize(
    ("text", "accept"),
    [(COUNT, "image/png"), (COUNT, "text/turtle"), (LABELS, "text/csv"), (COUNT, f"{JSON};q=0")],
)
def test_a_format_that_does_not_fit_is_not_acceptable(client: httpx.Client, text: str, accept: str) -> None:
    document = problem(client.get("/sparql", params={"query": text}, headers={"Accept": accept}), 406)
    assert document["available"]


def test_relative_iris_are_resolved_against_the_base(client: httpx.Client) -> None:
    text = "SELECT (<id/goal/x> AS ?n) {}"
    response = client.get("/sparql", params={"query": text, "format": "csv"})
    assert response.text.split() == ["n", "https://w3id.org/lsgraph/id/goal/x"]
