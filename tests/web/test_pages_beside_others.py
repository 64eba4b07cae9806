"""A page that somebody makes large is cut with a sentence, and nobody else waits while it is made."""

from __future__ import annotations

import concurrent.futures
import re
import statistics
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from rdflib import RDF, URIRef

from lsgraph.release import ReleaseMetadata, point, write_release
from lsgraph.store import Quad, Store
from lsgraph.vocabulary import PREFIXES

COLUMNS = 250
WIDE = (
    "SELECT * { ?s ?p ?o . ?s2 ?p2 ?o2 "
    + " ".join(f"BIND(?s AS ?c{one})" for one in range(COLUMNS - 6))
    + " }"
)
LONG = 'SELECT (GROUP_CONCAT("x"; separator="") AS ?long) { ?a ?b ?c . ?d ?e ?f }'
TRIPLES = "CONSTRUCT { ?s <urn:q> ?f } { ?s ?p ?o . ?d ?e ?f }"
KINDS = {"wide": WIDE, "long": LONG, "triples": TRIPLES}
_LARGEST_PAGE = 6_000_000
_GENEROUS = 30


def _time_neighbour(site: Any, until: Callable[[], bool], least: int = 10) -> list[float]:
    """Return how long small requests took, each new to the cache, until that holds."""
    taken: list[float] = []
    with httpx.Client(base_url=site.url, timeout=60) as neighbour:
        while len(taken) < least or not until():
            began = time.perf_counter()
            text = f"ASK {{ <urn:s{began}> ?p ?o }}"
            assert neighbour.get("/sparql", params={"query": text}).status_code == 200
            taken.append(time.perf_counter() - began)
            time.sleep(0.01)
    return taken


@pytest.mark.parametrize("kind", KINDS)
def test_a_neighbour_is_answered_while_a_large_page_is_made(site: Any, kind: str) -> None:
    text = KINDS[kind]
    assert len(text) < 6_500
    idle = _time_neighbour(site, lambda: True, least=30)
    with concurrent.futures.ThreadPoolExecutor() as threads:
        page = threads.submit(httpx.get, f"{site.url}/query", params={"query": text}, timeout=60)
        beside = _time_neighbour(site, page.done)
    assert page.result().status_code == 200
    assert len(page.result().content) < _LARGEST_PAGE
    assert max(beside) < _GENEROUS * statistics.median(idle) + 0.5


def test_a_wide_table_says_what_it_leaves_out_and_where_the_whole_is(site: Any) -> None:
    page = httpx.get(f"{site.url}/query", params={"query": WIDE, "lang": "en"}, timeout=60).text
    told = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))
    shown = len(re.findall(r'<th scope="col">', page))
    rows = page.partition("<tbody>")[2].partition("</tbody>")[0].count("<tr>")
    assert 0 < shown < COLUMNS
    assert f"The first {shown} of {COLUMNS} columns are shown" in told
    assert f"The first {rows} rows are shown" in told
    assert "/query.csv" in page


def test_a_long_value_is_cut_and_says_how_long_it_is(site: Any) -> None:
    page = httpx.get(f"{site.url}/query", params={"query": LONG, "lang": "en"}, timeout=60).text
    assert re.search(r"x… \(90,601 characters\)", page)
    assert "x" * 3_000 not in page


def test_many_triples_are_cut_and_say_so(site: Any) -> None:
    page = httpx.get(f"{site.url}/query", params={"query": TRIPLES, "lang": "en"}, timeout=60).text
    assert "The first 2,000 triples are shown" in page
    assert "format=turtle" in page


def test_a_small_table_says_nothing_of_the_kind(site: Any) -> None:
    text = "SELECT * { ?s ?p ?o } LIMIT 3"
    page = httpx.get(f"{site.url}/query", params={"query": text, "lang": "en"}).text
    assert "are shown" not in page


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory, serving: Callable[..., Any]) -> Any:
    """Return a service over a thing that 4,000 others point to, and a passage of 6,000 statements."""
    root = tmp_path_factory.mktemp("crowded")
    hub, passage = URIRef(PREFIXES["goal"] + "hub"), URIRef(PREFIXES["p"] + "a-0-10")
    others = [URIRef(f"{PREFIXES['goal']}g{one}") for one in range(4_000)]
    store = Store()
    store.add(Quad(one, URIRef(PREFIXES["lsg"] + "contributesTo"), hub, passage) for one in others)
    store.add(Quad(one, RDF.type, URIRef(PREFIXES["lsg"] + "Goal"), passage) for one in others[:2_000])
    store.add(
        Quad(hub, URIRef(PREFIXES["lsg"] + "contributesTo"), one, URIRef(f"{PREFIXES['p']}b-{number}-9999"))
        for number, one in enumerate(others)
    )
    store.add(
        Quad(hub, RDF.type, URIRef(PREFIXES["lsg"] + "Goal"), URIRef(f"{PREFIXES['p']}c-{one}-9999"))
        for one in range(500)
    )
    point(root, write_release(root, store, b"", ReleaseMetadata("1", "2020-01-01")).id)
    with serving(root, LSGRAPH_DEADLINE="20") as site:
        yield site


@pytest.mark.parametrize("path", ["/doc/goal/hub", "/res/passage/a-0-10", "/spec/Goal", "/spec"])
def test_a_neighbour_is_answered_while_a_large_thing_is_shown(crowded: Any, path: str) -> None:
    idle = _time_neighbour(crowded, lambda: True, least=30)
    with concurrent.futures.ThreadPoolExecutor() as threads:
        page = threads.submit(
            httpx.get, crowded.url + path, params={"lang": "en"}, headers={"Accept": "text/html"}, timeout=60
        )
        beside = _time_neighbour(crowded, page.done)
    assert page.result().status_code == 200
    assert len(page.result().content) < _LARGEST_PAGE
    assert max(beside) < _GENEROUS * statistics.median(idle) + 0.2


def test_a_large_thing_says_what_is_left_out_and_where_it_is(crowded: Any) -> None:
    page = httpx.get(f"{crowded.url}/doc/goal/hub?lang=en", headers={"Accept": "text/html"}, timeout=60).text
    told = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))
    assert "The first 500 of 4,001 statements are shown; the files hold them all" in told
    assert "More than these point here" in told
    assert "+480" in told  # graphs that make one statement


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("SELECT * { ?s ?p", 400),
        ("CLEAR ALL", 403),
        ("ASK { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", 403),
        ("SELECT * { ?s ?p ?o FILTER(" + "(" * 1_500 + "1" + ")" * 1_500 + ") }", 413),
        ("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }", 503),
        ("SELECT * FROM <urn:nowhere> { ?s ?p ?o }", None),
        ("ASK {}", 200),
    ],
    ids=["syntax", "update", "service", "deep", "slow", "graph", "fine"],
)
def test_the_query_page_has_the_status_of_the_endpoint(site: Any, text: str, status: int | None) -> None:
    page = httpx.get(f"{site.url}/query", params={"query": text}, timeout=30)
    answer = httpx.get(site.sparql, params={"query": text}, timeout=30)
    assert page.status_code == answer.status_code
    assert status in (None, page.status_code)
    assert page.headers["content-type"].startswith("text/html")
    if page.status_code >= 400:
        assert '<section class="problem"' in page.text
        assert page.headers["cache-control"] == "no-store"


def test_who_asks_too_much_at_once_is_told_429_on_the_page_too(
    write_release_of: Callable[..., Any], serving: Callable[..., Any], tmp_path: Any
) -> None:
    write_release_of(tmp_path, 300)
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } #"
    with serving(tmp_path, LSGRAPH_DEADLINE="2", LSGRAPH_SHARE="2") as site:
        with concurrent.futures.ThreadPoolExecutor() as threads:
            waiting = [
                threads.submit(httpx.get, f"{site.url}/query", params={"query": slow + str(one)}, timeout=30)
                for one in range(6)
            ]
        answers = [one.result() for one in waiting]
    refused = [one for one in answers if one.status_code == 429]
    assert refused
    assert all(one.headers["retry-after"].isdecimal() for one in refused)
    assert {one.status_code for one in answers} == {429, 503}
