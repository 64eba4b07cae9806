"""`sources=true`: where each row is said, as columns, in every format."""

from __future__ import annotations

import csv
import io
import re

import httpx

_QUESTION = """SELECT ?name {
  ?group lsg:referenceGroupOf plan:handlingsplan-kliniska-provningar-stockholm .
  ?organisation org:memberOf ?group ; skos:prefLabel ?name FILTER (LANG(?name) = "sv")
}"""


def _ask(service: str, query: str, accept: str, sources: str) -> httpx.Response:
    return httpx.get(
        f"{service}/sparql",
        params={"query": query, "sources": sources},
        headers={"Accept": accept},
        timeout=30,
    )


def test_each_row_says_where_it_is_said(service: str) -> None:
    answer = _ask(service, _QUESTION, "text/csv", "true")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert len(rows) == 15
    assert all("stockholm-kliniska-provningar-1525-1990" in row["source_passages"] for row in rows)
    assert all("stated" in row["source_kinds"] for row in rows)


def test_the_columns_come_in_every_format(service: str) -> None:
    for accept in (
        "application/sparql-results+json",
        "application/sparql-results+xml",
        "text/tab-separated-values",
    ):
        assert "source_passages" in _ask(service, _QUESTION, accept, "true").text
        assert "source_passages" not in _ask(service, _QUESTION, accept, "false").text


def test_with_and_without_sources_are_two_answers(service: str) -> None:
    plain, more = (_ask(service, _QUESTION, "text/csv", asked) for asked in ("false", "true"))
    assert plain.headers["etag"] != more.headers["etag"]


def test_what_cannot_be_exact_is_refused_with_the_reason(service: str) -> None:
    answer = _ask(
        service, "CONSTRUCT WHERE { ?s a lsg:Goal }", "application/problem+json, text/turtle", "true"
    )
    assert answer.status_code in {400, 403}
    assert answer.headers["content-type"].startswith(("application/problem+json", "application/json"))


def test_the_switch_is_true_or_false(service: str) -> None:
    assert _ask(service, _QUESTION, "application/problem+json", "perhaps").status_code == 400


def test_a_page_translates_the_added_columns_and_no_others(service: str) -> None:
    query = _QUESTION.replace("?name", "?value")
    asked = {"query": query, "sources": "true", "lang": "sv"}
    page = httpx.get(f"{service}/query", params=asked, headers={"Accept": "text/html"}).text
    assert re.findall(r'<th scope="col"[^>]*>(.*?)</th>', page) == [
        *("value", "sägs i", "dokument", "slag", "övriga grafer"),
    ]
