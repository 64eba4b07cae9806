"""Old releases answer for themselves, and an answer that was cut says so."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any
from xml.etree import ElementTree as ET

import httpx
import pytest

from lsgraph.release import point

COUNT = "SELECT (COUNT(*) AS ?n) { ?s <urn:p> ?o }"
ROWS = "SELECT ?o { ?s <urn:p> ?o } ORDER BY ?o"
TRIPLES = "CONSTRUCT { ?s <urn:q> ?o } WHERE { ?s <urn:p> ?o }"


@pytest.fixture(scope="module")
def history(
    tmp_path_factory: pytest.TempPathFactory,
    write_release_of: Any,
    serving: Callable[..., AbstractContextManager[Any]],
) -> Iterator[tuple[Any, list[str]]]:
    """Return a service over three releases of 10, 20 and 30 numbers, and their ids; the last is current."""
    root = tmp_path_factory.mktemp("history")
    ids = [write_release_of(root, count).id for count in (10, 20, 30)]
    with serving(root, LSGRAPH_WATCH="0.05") as site:
        yield site, ids


def ask(site: Any, **parameters: Any) -> httpx.Response:
    """Ask the endpoint."""
    return httpx.get(site.sparql, params={"format": "csv", **parameters}, timeout=30)


def ask_patiently(site: Any, **parameters: Any) -> httpx.Response:
    """Ask the endpoint, again for as long as it is making room for an old release."""
    for _ in range(10):
        response = ask(site, **parameters)
        if response.status_code != 503:
            break
        assert int(response.headers["retry-after"]) > 0
        time.sleep(0.5)
    return response


def test_a_kept_release_answers_and_is_named(history: tuple[Any, list[str]]) -> None:
    site, ids = history
    for release, expected in [*zip(ids, (10, 20, 30), strict=True), (ids[0], 10)]:
        response = ask_patiently(site, query=COUNT, release=release)
        assert response.status_code == 200, response.text
        assert response.text.split() == ["n", str(expected)]
        assert response.headers["lsgraph-release"] == release
    assert ask(site, query=COUNT).text.split() == ["n", "30"]
    assert len(site.health()["old_releases"]) == 1


def test_posts_and_graphs_and_the_description_know_releases(history: tuple[Any, list[str]]) -> None:
    site, ids = history
    current = {"query": COUNT, "release": ids[2], "format": "csv"}
    assert httpx.post(site.sparql, data=current).text.split() == ["n", "30"]
    described = ask(site, release=ids[1], format="ttl")
    assert described.headers["lsgraph-release"] == ids[1]
    assert ids[1] in described.text
    store = httpx.get(
        f"{site.url}/rdf-graph-store", params={"default": "", "release": ids[2], "format": "nt"}
    )
    assert store.headers["lsgraph-release"] == ids[2]


def test_an_answer_of_a_named_release_may_be_kept_by_others(history: tuple[Any, list[str]]) -> None:
    site, ids = history
    named = ask_patiently(site, query=COUNT, release=ids[0])
    assert "max-age" in named.headers["cache-control"]
    again = httpx.get(
        site.sparql,
        params={"format": "csv", "query": COUNT, "release": ids[0]},
        headers={"If-None-Match": named.headers["etag"]},
    )
    assert again.status_code == 304
    assert ask(site, query=COUNT).headers["etag"] != named.headers["etag"]


@pytest.mark.parametrize("release", ["0123456789abcdef", "..", "current", "", "a" * 5000, "x\0", ".stores"])
def test_an_unknown_release_is_404_and_tells_no_folder(history: tuple[Any, list[str]], release: str) -> None:
    site, _ = history
    response = ask(site, query=COUNT, release=release)
    assert response.status_code == 404
    assert response.json()["title"] == "There is no such release"
    assert str(site.releases) not in response.text


def test_a_release_named_twice_is_refused(history: tuple[Any, list[str]]) -> None:
    site, ids = history
    assert ask(site, query=COUNT, release=ids).status_code == 400


def test_the_release_named_stays_when_current_moves(
    tmp_path: Any, write_release_of: Any, serving: Callable[..., AbstractContextManager[Any]]
) -> None:
    new, old = write_release_of(tmp_path, 7).id, write_release_of(tmp_path, 5).id
    with serving(tmp_path, LSGRAPH_WATCH="0.05") as site:
        assert ask(site, query=COUNT, release=old).text.split() == ["n", "5"]
        point(tmp_path, new)
        for _ in range(200):
            if site.health()["release"] == new:
                break
            time.sleep(0.05)
        assert ask(site, query=COUNT).text.split() == ["n", "7"]
        assert ask(site, query=COUNT + " ", release=old).text.split() == ["n", "5"]


def test_old_releases_may_be_switched_off(
    tmp_path: Any, write_release_of: Any, serving: Callable[..., AbstractContextManager[Any]]
) -> None:
    old, new = write_release_of(tmp_path, 5).id, write_release_of(tmp_path, 7).id
    with serving(tmp_path, LSGRAPH_OLD_RELEASES="0") as site:
        assert ask(site, query=COUNT, release=old).status_code == 404
        assert ask(site, query=COUNT, release=new).status_code == 200


# Caps


@pytest.mark.parametrize("query", [ROWS, "SELECT ?s { ?s ?p ?o }"])
@pytest.mark.parametrize(
    ("most", "said"), [(1, "capped=1"), (7, "capped=7"), (300, None), (100_000, "whole")]
)
def test_the_header_says_whether_rows_are_missing(site: Any, query: str, most: int, said: str | None) -> None:
    total = 300 if query == ROWS else 301
    response = httpx.get(site.sparql, params={"query": query, "max-rows": most})
    rows = response.json()["results"]["bindings"]
    assert len(rows) == min(most, total)
    assert response.headers["lsgraph-rows"] == (said or ("capped=300" if total > 300 else "whole"))
    assert response.json().get("lsgraph") == ({"capped": most} if most < total else None)
    again = httpx.get(site.sparql, params={"query": query, "max-rows": most})
    assert again.headers["lsgraph-rows"] == response.headers["lsgraph-rows"]
    assert again.content == response.content


def test_a_capped_answer_is_the_beginning_of_the_whole(site: Any) -> None:
    for name in ("csv", "tsv"):
        whole = httpx.get(site.sparql, params={"query": ROWS, "format": name})
        first = httpx.get(site.sparql, params={"query": ROWS, "format": name, "max-rows": 9})
        assert first.text.splitlines() == whole.text.splitlines()[:10]
        assert first.headers["etag"] != whole.headers["etag"]
        assert "lsgraph-rows" not in whole.headers
    xml = httpx.get(site.sparql, params={"query": ROWS, "format": "xml", "max-rows": 9})
    assert len(ET.fromstring(xml.text)[1]) == 9
    assert xml.headers["lsgraph-rows"] == "capped=9"


@pytest.mark.parametrize("name", ["nt", "ttl", "rdf", "jsonld"])
def test_triples_are_capped_too(site: Any, name: str) -> None:
    response = httpx.get(site.sparql, params={"query": TRIPLES, "max-rows": 4, "format": name})
    assert response.headers["lsgraph-rows"] == "capped=4"
    if name == "nt":
        assert len(response.text.splitlines()) == 4


@pytest.mark.parametrize(
    "expression",
    ['"a\\tb\\nc\\r\\"d\\\\"', '"ö"@sv', '"x"@sv--ltr', "01", "1.10", "true", '"x"^^<urn:t>', "<urn:å>"],
)
def test_terms_come_through_a_cap_unharmed(site: Any, expression: str) -> None:
    query = f"SELECT ?x ?y {{ {{ BIND({expression} AS ?x) }} UNION {{ BIND(1 AS ?y) }} }}"
    whole = httpx.get(site.sparql, params={"query": query}).json()["results"]
    assert httpx.get(site.sparql, params={"query": query, "max-rows": 50}).json()["results"] == whole


def test_a_verdict_is_always_whole(site: Any) -> None:
    response = httpx.get(site.sparql, params={"query": "ASK {}", "max-rows": 1})
    assert (response.json()["boolean"], response.headers["lsgraph-rows"]) == (True, "whole")


@pytest.mark.parametrize("most", ["0", "-1", "", "x", "1.5", "100001", "１", "99999999999999999999"])
def test_a_cap_that_is_none_is_refused(site: Any, most: str) -> None:
    response = httpx.get(site.sparql, params={"query": ROWS, "max-rows": most})
    assert response.status_code == 400
    assert "max-rows" in response.json()["detail"]


def test_without_a_cap_every_row_comes(site: Any) -> None:
    text = httpx.get(
        site.sparql, params={"query": "SELECT ?a ?d { ?a ?b ?c . ?d ?e ?f }", "format": "csv"}
    ).text
    assert len(list(csv.reader(io.StringIO(text)))) == 301 * 301 + 1
