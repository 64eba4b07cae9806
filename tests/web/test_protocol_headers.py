"""Headers of answers: releases and tags, compression, HEAD, and scripts of other sites."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from tests.web.answers import COUNT, PASSAGE


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
