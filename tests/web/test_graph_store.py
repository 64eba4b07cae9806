"""The reads of the Graph Store Protocol: https://www.w3.org/TR/sparql11-http-rdf-update/."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
import rdflib
from rdflib import URIRef

from tests.web.answers import OTHER, PASSAGE

STORE = "/rdf-graph-store"


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [({"graph": PASSAGE}, 300), ({"graph": OTHER}, 3), ("default", 301), ({"default": ""}, 301)],
)
def test_a_graph_is_given_whole(client: httpx.Client, parameters: Any, expected: int) -> None:
    response = client.get(STORE, params=parameters, headers={"Accept": "application/n-triples"})
    assert response.status_code == 200, response.text
    assert len(rdflib.Graph().parse(data=response.text, format="nt")) == expected
    assert response.headers["lsgraph-release"]


@pytest.mark.parametrize(
    ("media_type", "parser"),
    [
        ("text/turtle", "turtle"),
        ("application/n-triples", "nt"),
        ("application/rdf+xml", "xml"),
        ("application/ld+json", "json-ld"),
        ("application/trig", "turtle"),
        ("application/n-quads", "nt"),
    ],
)
def test_every_format_holds_the_same(client: httpx.Client, media_type: str, parser: str) -> None:
    response = client.get(STORE, params={"graph": OTHER}, headers={"Accept": media_type})
    assert response.headers["content-type"].partition(";")[0] == media_type
    dataset = rdflib.Dataset(default_union=True) if parser == "json-ld" else rdflib.Graph()
    dataset.parse(data=response.content, format=parser)
    assert len(set(dataset.triples((None, None, None)))) == 3


def test_the_format_may_be_named(client: httpx.Client) -> None:
    response = client.get(STORE, params={"graph": OTHER, "format": "rdf"})
    assert response.headers["content-type"].startswith("application/rdf+xml")


@pytest.mark.parametrize(
    ("query", "accept", "status"),
    [
        ("graph=urn:none", "*/*", 404),
        (f"graph={PASSAGE}", "text/csv", 406),
        (f"graph={PASSAGE}", "image/png", 406),
        (f"graph={PASSAGE}&format=csv", "*/*", 406),
        ("", "*/*", 400),
        (f"graph={PASSAGE}&default", "*/*", 400),
        (f"graph={PASSAGE}&graph={OTHER}", "*/*", 400),
        ("graph=res/passage/a-0-10", "*/*", 400),
        ("graph=", "*/*", 400),
        ("graph=urn:a%20b", "*/*", 400),
        ("graph=%FF", "*/*", 400),
        ("default&release=none", "*/*", 404),
    ],
)
def test_a_wrong_read_gets_its_status(client: httpx.Client, query: str, accept: str, status: int) -> None:
    response = client.get(f"{STORE}?{query}", headers={"Accept": accept})
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["detail"]


@pytest.mark.parametrize("target", [f"{STORE}?graph={PASSAGE}", f"{STORE}?default", STORE])
@pytest.mark.parametrize("method", ["PUT", "POST", "PATCH", "DELETE"])
def test_a_write_is_refused_and_changes_nothing(client: httpx.Client, method: str, target: str) -> None:
    before = client.get(STORE, params={"graph": PASSAGE, "format": "nt"}).text
    body = b"<urn:x> <urn:y> <urn:z> ."
    response = client.request(method, target, content=body, headers={"Content-Type": "text/turtle"})
    assert response.status_code == 405
    assert response.headers["allow"] == "GET, HEAD, OPTIONS"
    assert client.get(STORE, params={"graph": PASSAGE, "format": "nt"}).text == before


@pytest.mark.parametrize("method", ["PUT", "POST", "PATCH", "DELETE"])
def test_a_graph_s_own_address_refuses_writes(client: httpx.Client, method: str) -> None:
    response = client.request(method, "/res/passage/a-0-10", content=b"")
    assert response.status_code == 405
    assert "GET" in response.headers["allow"]


def test_a_graph_s_own_address_gives_all_that_it_states(client: httpx.Client) -> None:
    direct = client.get("/res/passage/a-10-20", headers={"Accept": "application/n-quads"})
    assert direct.status_code == 200
    named = client.get(STORE, params={"graph": OTHER}, headers={"Accept": "application/n-triples"})
    lines = {line.removesuffix(" .") for line in named.text.splitlines()}
    assert {f"{line} <{OTHER}> ." for line in lines} <= set(direct.text.splitlines())


def test_head_has_the_headers_of_get(client: httpx.Client) -> None:
    head, get = (client.request(method, STORE, params={"graph": OTHER}) for method in ("HEAD", "GET"))
    assert (head.status_code, head.content) == (200, b"")
    for name in ("content-type", "content-length", "etag", "lsgraph-release"):
        assert head.headers[name] == get.headers[name]
    assert client.head(STORE, params={"graph": "urn:none"}).status_code == 404


def test_a_graph_that_the_client_has_is_not_sent_again(client: httpx.Client) -> None:
    first = client.get(STORE, params={"graph": OTHER})
    again = client.get(STORE, params={"graph": OTHER}, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    other = client.get(STORE, params={"graph": PASSAGE}, headers={"If-None-Match": first.headers["etag"]})
    assert other.status_code == 200


def test_options_name_the_methods(client: httpx.Client) -> None:
    response = client.options(STORE)
    assert (response.status_code, response.headers["allow"]) == (204, "GET, HEAD, OPTIONS")


def test_the_shapes_can_be_read_though_no_plain_query_sees_them(client: httpx.Client) -> None:
    for graph in client.get("/sparql", params={"query": "SELECT DISTINCT ?g { GRAPH ?g {} }"}).json()[
        "results"
    ]["bindings"]:
        iri = URIRef(graph["g"]["value"])
        assert client.get(STORE, params={"graph": iri}).status_code == 200


@pytest.mark.parametrize(
    ("path", "accept", "status"),
    [
        ("/res/passage/a-10-20", "text/turtle", 200),
        ("/res/passage/a-10-20", "image/png", 406),
        ("/res/passage/a-900-901", "text/turtle", 404),
        (f"{STORE}?graph=urn:none", "text/turtle", 404),
        (f"{STORE}?graph={OTHER}", "image/png", 406),
        (STORE, "text/turtle", 400),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_direct_and_indirect_reads_get_their_status(
    client: httpx.Client, method: str, path: str, accept: str, status: int
) -> None:
    response = client.request(method, path, headers={"Accept": accept})
    assert response.status_code == status
    assert bool(response.content) == (method == "GET")
