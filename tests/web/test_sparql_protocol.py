"""The SPARQL Protocol, request by request: https://www.w3.org/TR/sparql11-protocol/."""

from __future__ import annotations

import csv
import io
import json
import warnings
from typing import Any
from xml.etree import ElementTree as ET

import httpx
import pytest
import rdflib
from rdflib import RDF, URIRef

PASSAGE = "https://w3id.org/lsgraph/res/passage/a-0-10"
OTHER = "https://w3id.org/lsgraph/res/passage/a-10-20"
SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
JSON = "application/sparql-results+json"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
LABELS = "CONSTRUCT { ?s rdfs:label ?o } WHERE { ?s rdfs:label ?o }"


@pytest.fixture
def client(site: Any) -> Any:
    """Return a client that begins at the endpoint."""
    with httpx.Client(base_url=site.url) as client:
        yield client


def count(response: httpx.Response) -> int:
    """Return the one number of an answer."""
    assert response.status_code == 200, response.text
    return int(response.json()["results"]["bindings"][0]["n"]["value"])


def problem(response: httpx.Response, status: int) -> dict[str, Any]:
    """Return the problem document of a refused request."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    document: dict[str, Any] = response.json()
    assert document["status"] == status
    assert document["title"]
    assert document["detail"]
    return document


def parse(response: httpx.Response, parser: str) -> set[tuple[Any, ...]]:
    """Return the triples of an answer, in whichever graph they are."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # rdflib warns of itself
        dataset = rdflib.Dataset(default_union=True).parse(data=response.content, format=parser)
        return set(dataset.triples((None, None, None)))


# The three ways to ask


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


# Datasets


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


def test_an_unknown_graph_is_refused_and_not_fetched(client: httpx.Client, site: Any) -> None:
    for parameters in (
        {"query": COUNT, "default-graph-uri": f"{site.url}/health"},
        {"query": f"SELECT * FROM <{site.url}/health> {{ ?s ?p ?o }}"},
        {"query": COUNT, "named-graph-uri": "no IRI"},
    ):
        assert "no graph" in problem(client.get("/sparql", params=parameters), 403)["detail"]


# Formats


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


# What is refused


@pytest.mark.parametrize(
    ("method", "arguments", "status"),
    [
        ("GET", {"params": {"query": ["ASK {}", "ASK {}"]}}, 400),
        ("GET", {"params": {"quary": "ASK {}"}}, 400),
        ("GET", {"params": {"default-graph-uri": PASSAGE}}, 400),
        ("GET", {"params": {"query": ""}}, 400),
        ("GET", {"params": {"query": "SELECT * {"}}, 400),
        ("GET", {"params": {"query": "DELETE WHERE { ?s ?p ?o }"}}, 403),
        ("GET", {"params": {"update": "CLEAR ALL"}}, 403),
        ("GET", {"params": {"query": "SELECT * { SERVICE <http://a/> {} }"}}, 403),
        ("GET", {"params": {"query": "ASK { " + "{" * 200 + "}" * 200 + " }"}}, 413),
        ("GET", {"params": b"query=%FF"}, 400),
        ("POST", {"data": {}}, 415),
        ("POST", {"content": b"", "headers": {"Content-Type": FORM}}, 400),
        ("POST", {"data": {"query": ["ASK {}", "ASK {}"]}}, 400),
        ("POST", {"data": {"query": "ASK {}"}, "params": {"query": "ASK {}"}}, 400),
        ("POST", {"data": {"update": "CLEAR ALL"}}, 403),
        ("POST", {"content": b"CLEAR ALL", "headers": {"Content-Type": "application/sparql-update"}}, 403),
        ("POST", {"content": b"CLEAR ALL", "headers": {"Content-Type": DIRECT}}, 403),
        (
            "POST",
            {"content": b"ASK {}", "params": {"query": "ASK {}"}, "headers": {"Content-Type": DIRECT}},
            400,
        ),
        ("POST", {"content": b"ASK {}"}, 415),
        ("POST", {"content": b"ASK {}", "headers": {"Content-Type": "text/plain"}}, 415),
        ("POST", {"json": {"query": "ASK {}"}}, 415),
        ("POST", {"files": {"query": b"ASK {}"}}, 415),
        ("POST", {"content": "ASK {}".encode("utf-16"), "headers": {"Content-Type": DIRECT}}, 400),
        ("POST", {"content": b"ASK {}", "headers": {"Content-Type": f"{DIRECT}; charset=utf-16"}}, 415),
        ("POST", {"content": b"query=ASK", "headers": {"Content-Type": f"{FORM}; charset=latin-1"}}, 415),
        ("POST", {"content": b"#" * 70_000, "headers": {"Content-Type": DIRECT}}, 413),
        ("POST", {"content": b"#" * 1_100_000, "headers": {"Content-Type": DIRECT}}, 413),
        ("PUT", {"content": b"ASK {}", "headers": {"Content-Type": DIRECT}}, 405),
        ("DELETE", {}, 405),
        ("PATCH", {}, 405),
    ],
)
def test_a_wrong_request_gets_its_status_and_a_problem(
    client: httpx.Client, method: str, arguments: dict[str, Any], status: int
) -> None:
    response = client.request(method, "/sparql", **arguments)
    problem(response, status)
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["cache-control"] == "no-store"


def test_a_refused_method_names_the_allowed(client: httpx.Client) -> None:
    assert client.put("/sparql").headers["allow"] == "GET, HEAD, POST, OPTIONS"


def test_a_syntax_error_says_where_and_what_may_be_meant(client: httpx.Client) -> None:
    document = problem(client.get("/sparql", params={"query": "SELECT *\n{ ?s rfds:label ?o }"}), 400)
    assert (document["line"], document["column"], document["token"]) == (2, 6, "rfds:label")
    assert document["suggestions"] == ["rdfs:"]


def test_a_browser_gets_a_page(client: httpx.Client) -> None:
    headers = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    response = client.get("/sparql", params={"query": "SELECT * {"}, headers=headers)
    assert response.status_code == 400
    assert response.headers["content-type"].startswith("text/html")
    assert "line 1" in response.text


# Headers


def test_every_answer_names_its_release_and_can_be_asked_again(client: httpx.Client, site: Any) -> None:
    release = site.health()["release"]
    first = client.get("/sparql", params={"query": COUNT})
    assert first.headers["lsgraph-release"] == release
    assert "Accept" in first.headers["vary"]
    again = client.get("/sparql", params={"query": COUNT}, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert again.headers["lsgraph-release"] == release


def test_tags_differ_by_query_format_and_dataset(client: httpx.Client) -> None:
    asked: list[dict[str, str]] = [
        {"query": COUNT},
        {"query": COUNT + " "},
        {"query": COUNT, "format": "csv"},
        {"query": COUNT, "default-graph-uri": PASSAGE},
        {"query": COUNT, "named-graph-uri": PASSAGE},
    ]
    tags = [client.get("/sparql", params=parameters).headers["etag"] for parameters in asked]
    assert len(set(tags)) == len(asked)


def test_an_answer_that_changes_by_itself_is_never_kept(client: httpx.Client) -> None:
    text = "SELECT (STRUUID() AS ?n) {}"
    first, second = (client.get("/sparql", params={"query": text}) for _ in range(2))
    assert first.text != second.text
    assert "etag" not in first.headers
    assert first.headers["cache-control"] == "no-store"


def test_a_kept_answer_is_the_same(client: httpx.Client, site: Any) -> None:
    text = "SELECT ?o { ?s <urn:p> ?o } ORDER BY DESC(?o) LIMIT 11"
    hits = site.health()["cache"]["hits"]
    first, second = (client.get("/sparql", params={"query": text}) for _ in range(2))
    assert first.content == second.content
    assert {**first.headers, "date": ""} == {**second.headers, "date": ""}
    assert site.health()["cache"]["hits"] == hits + 1


@pytest.mark.parametrize("limit", [1, 300])
def test_large_answers_are_packed_for_who_takes_it(client: httpx.Client, limit: int) -> None:
    parameters = {"query": f"SELECT * {{ ?s ?p ?o }} LIMIT {limit}"}
    packed = [client.get("/sparql", params=parameters, headers={"Accept-Encoding": "gzip"}) for _ in range(2)]
    plain = client.get("/sparql", params=parameters, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    for response in packed:
        assert ("content-encoding" in response.headers) == (limit == 300)
        assert json.loads(response.content) == json.loads(plain.content)
        assert "Accept-Encoding" in response.headers["vary"]


def test_head_has_the_headers_of_get(client: httpx.Client) -> None:
    parameters = {"query": "SELECT * { ?s ?p ?o } LIMIT 3"}
    head, get = client.head("/sparql", params=parameters), client.get("/sparql", params=parameters)
    assert (head.status_code, head.content) == (200, b"")
    for name in ("content-type", "content-length", "etag", "vary", "lsgraph-release"):
        assert head.headers[name] == get.headers[name]


def test_a_script_of_another_site_may_ask(client: httpx.Client) -> None:
    headers = {
        "Origin": "https://example.org",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    preflight = client.options("/sparql", headers=headers)
    assert preflight.status_code == 204
    assert preflight.headers["access-control-allow-origin"] == "*"
    assert "POST" in preflight.headers["access-control-allow-methods"]
    assert "Content-Type" in preflight.headers["access-control-allow-headers"]
    answer = client.get("/sparql", params={"query": "ASK {}"}, headers={"Origin": "https://example.org"})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "Lsgraph-Release" in answer.headers["access-control-expose-headers"]


# The service description


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
