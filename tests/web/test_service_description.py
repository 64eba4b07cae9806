"""The service description: https://www.w3.org/TR/sparql11-service-description/."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
import rdflib
from rdflib import RDF, URIRef

from tests.web.answers import COUNT, LABELS, parse

SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")


@pytest.mark.parametrize(
    ("media_type", "parser"),
    [
        ("text/turtle", "turtle"),
        ("application/rdf+xml", "xml"),
        ("application/ld+json", "json-ld"),
        ("application/n-triples", "nt"),
        ("application/n-quads", "nquads"),
        ("application/trig", "trig"),
        ("*/*", "turtle"),
    ],
)
def test_the_service_describes_itself(client: httpx.Client, site: Any, media_type: str, parser: str) -> None:
    response = client.get("/sparql", headers={"Accept": media_type})
    assert response.status_code == 200
    graph = parse(response, parser)
    endpoint = URIRef(site.sparql)
    assert (endpoint, RDF.type, SD.Service) in graph
    assert (endpoint, SD.endpoint, endpoint) in graph
    assert (endpoint, SD.supportedLanguage, SD.SPARQL11Query) in graph
    assert (endpoint, SD.feature, SD.BasicFederatedQuery) not in graph


def test_every_format_described_is_given(client: httpx.Client) -> None:
    graph = rdflib.Graph().parse(data=client.get("/sparql").text, format="turtle")
    formats = {str(one).rpartition("/")[2] for one in graph.objects(None, SD.resultFormat)}
    names = {
        "SPARQL_Results_JSON": "json",
        "SPARQL_Results_XML": "xml",
        "SPARQL_Results_CSV": "csv",
        "SPARQL_Results_TSV": "tsv",
        "Turtle": "ttl",
        "N-Triples": "nt",
        "JSON-LD": "jsonld",
        "RDF_XML": "rdf",
        "TriG": "trig",
        "N-Quads": "nq",
    }
    assert formats == set(names)
    for one, name in names.items():
        text = COUNT if one.startswith("SPARQL") else LABELS
        assert client.get("/sparql", params={"query": text, "format": name}).status_code == 200


def test_a_browser_without_a_query_is_sent_to_the_editor(client: httpx.Client) -> None:
    headers = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    response = client.get("/sparql", headers=headers)
    assert (response.status_code, response.headers["location"]) == (303, "/query")


def test_void_and_the_service_description_count_the_same(client: httpx.Client) -> None:
    void = rdflib.Namespace("http://rdfs.org/ns/void#")
    service = rdflib.Graph().parse(data=client.get("/sparql").text, format="turtle")
    dataset = rdflib.Graph().parse(data=client.get("/void?format=turtle").text, format="turtle")
    whole = rdflib.URIRef("https://w3id.org/lsgraph/res/dataset/lsgraph")
    counted = client.get("/sparql", params={"query": COUNT, "format": "json"}).json()
    expected = {int(counted["results"]["bindings"][0]["n"]["value"])}
    assert {int(str(one)) for one in service.objects(None, void.triples)} == expected
    assert {int(str(one)) for one in dataset.objects(whole, void.triples)} == expected
