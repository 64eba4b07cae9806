"""Warnings travel beside an answer: in a header, in results in JSON, on the page; and are kept with it."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

TEXT = "SELECT ?s { ?s a lsg:Nonsense }"


def ask(client: httpx.Client, **parameters: str) -> httpx.Response:
    answer = client.get("/sparql", params={"query": TEXT, **parameters})
    assert answer.status_code == 200
    return answer


def test_the_header_and_json_tell_it(client: httpx.Client) -> None:
    answer = ask(client)
    assert answer.headers["Lsgraph-Warning"] == '"lsg:Nonsense is in no graph of the release"'
    [warning] = answer.json()["lsgraph"]["warnings"]
    assert warning == {
        "code": "unknown-term",
        "sv": "lsg:Nonsense finns inte i någon graf i utgåvan",
        "en": "lsg:Nonsense is in no graph of the release",
    }
    assert "Lsgraph-Warning" in answer.headers["Access-Control-Expose-Headers"]


@pytest.mark.parametrize("form", ["csv", "tsv", "xml"])
def test_other_formats_have_the_header(client: httpx.Client, form: str) -> None:
    assert "lsg:Nonsense" in ask(client, format=form).headers["Lsgraph-Warning"]


def test_an_answer_that_was_kept_has_it_too(client: httpx.Client) -> None:
    first, second = ask(client, **{"max-rows": "7"}), ask(client, **{"max-rows": "7"})
    assert first.headers["Lsgraph-Warning"] == second.headers["Lsgraph-Warning"]
    assert first.content == second.content


@pytest.mark.parametrize(
    "text", ["SELECT * { ?s <urn:p> 1 }", "ASK {}", "CONSTRUCT { ?s a ?o } WHERE { ?s a ?o }"]
)
def test_an_ordinary_answer_has_none(client: httpx.Client, text: str) -> None:
    answer = client.get("/sparql", params={"query": text})
    assert "Lsgraph-Warning" not in answer.headers
    assert "warnings" not in answer.text


def test_a_query_in_a_body_and_one_with_sources_are_looked_at(client: httpx.Client) -> None:
    for data in (
        {"query": TEXT},
        {"query": TEXT, "sources": "true"},
        {"query": "ASK { lsg:Nonsense ?p ?o }"},
    ):
        assert "lsg:Nonsense" in client.post("/sparql", data=data).headers["Lsgraph-Warning"]


def test_an_unknown_graph_is_told_with_its_letters(client: httpx.Client) -> None:
    parameters = {"query": "SELECT * { ?s ?p ?o }", "default-graph-uri": "urn:å"}
    answer = client.get("/sparql", params=parameters)
    assert answer.json()["results"]["bindings"] == []
    assert "<urn:%C3%A5>" in answer.headers["Lsgraph-Warning"]


@pytest.mark.parametrize(("language", "words"), [("sv", "finns inte i någon graf"), ("en", "is in no graph")])
def test_the_page_shows_it(client: httpx.Client, language: str, words: str) -> None:
    page = client.get("/query", params={"query": TEXT}, headers={"Accept-Language": language})
    assert page.status_code == 200
    assert f"lsg:Nonsense {words}" in page.text


def test_the_page_has_no_warnings_without_a_pitfall(client: httpx.Client) -> None:
    page: Any = client.get("/query", params={"query": "ASK {}"}, headers={"Accept-Language": "en"})
    assert "Mind that" not in page.text
