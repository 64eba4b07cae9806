"""SERVICE at the endpoint: asked by allow-list, whole or not whole, never kept, and in nobody's way."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import httpx
import pyoxigraph as ox
import pytest
import rdflib
from rdflib import RDF, URIRef

from tests.peers import Peer, start_peer
from tests.web.answers import DIRECT, JSON, problem

SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
THERE = """@prefix : <urn:> . :s0 :name "noll" . :s1 :name "ett", "one" . :s900 :name "none" ."""
Serving = Callable[..., AbstractContextManager[Any]]


@pytest.fixture(scope="module")
def peer() -> Iterator[Peer]:
    """Return another service, with names for some numbers."""
    with start_peer() as server:
        server.store.load(THERE.encode(), format=ox.RdfFormat.TURTLE)
        yield server


@pytest.fixture(scope="module")
def near(
    tmp_path_factory: pytest.TempPathFactory, serving: Serving, write_release_of: Any, peer: Peer
) -> Any:
    """Return a service over 300 numbers that may ask the other one."""
    root = tmp_path_factory.mktemp("near")
    write_release_of(root, 300)
    paths = ("sparql", "fault", "slow", "whole", "other-column")
    services = ", ".join(f"{peer.root}/{path}" for path in paths)
    with serving(
        root, LSGRAPH_DEADLINE="2", LSGRAPH_SERVICES=services, LSGRAPH_SERVICES_PRIVATE="on"
    ) as site:
        yield site


@pytest.fixture(autouse=True)
def _forget(peer: Peer) -> None:
    peer.asked.clear()


def ask(site: Any, text: str, accept: str = JSON, **parameters: str) -> httpx.Response:
    """Ask a service."""
    return httpx.get(
        site.sparql, params={"query": text, **parameters}, headers={"Accept": accept}, timeout=20
    )


def clause(peer: Peer, path: str = "sparql", silent: str = "") -> str:
    """Return a clause that asks the other service for names."""
    return f"SERVICE {silent} <{peer.root}/{path}> {{ ?s <urn:name> ?name }}"


def test_answers_of_another_service_are_joined(near: Any, peer: Peer) -> None:
    text = f"SELECT ?n ?name {{ GRAPH ?g {{ ?s <urn:p> ?n }} {clause(peer)} }}"
    response = ask(near, text, "text/csv")
    assert response.status_code == 200
    assert sorted(response.text.split()[1:]) == ["0,noll"] * 2 + ["1,ett"] * 2 + ["1,one"] * 2


def test_every_form_and_way_to_ask_is_answered(near: Any, peer: Peer) -> None:
    where = f"{{ ?s <urn:p> ?n {clause(peer)} }}"
    assert ask(near, f"ASK {where}").json()["boolean"] is True
    graph = ask(near, f"CONSTRUCT {{ ?s <urn:name> ?name }} WHERE {where}", "text/turtle").text
    assert len(rdflib.Graph().parse(data=graph, format="turtle")) == 3
    assert "urn:s1" in ask(near, f"DESCRIBE ?s {where}", "text/turtle").text
    text = f"PREFIX there: <{peer.root}/> SELECT * {{ service there:sparql {{ ?s <urn:name> 'ett' }} }}"
    posted = httpx.post(near.sparql, content=text, headers={"Content-Type": DIRECT, "Accept": JSON})
    assert posted.json()["results"]["bindings"] == [{"s": {"type": "uri", "value": "urn:s1"}}]


def test_the_answer_is_never_kept(near: Any, peer: Peer) -> None:
    text = f"SELECT * {{ {clause(peer)} }}"
    release = ask(near, "ASK {}").headers["lsgraph-release"]
    for parameters in ({}, {}, {"release": release}):
        response = ask(near, text, **parameters)
        assert response.headers["cache-control"] == "no-store"
        assert "etag" not in response.headers
        assert response.headers["lsgraph-release"] == release
        assert "lsgraph-missing" not in response.headers
    again = httpx.get(near.sparql, params={"query": text}, headers={"Accept": JSON, "If-None-Match": "*"})
    assert again.status_code == 200
    assert len(peer.asked) == 4


def test_the_deadline_of_a_call_holds_for_the_whole_answer(near: Any, peer: Peer) -> None:
    began = time.monotonic()
    text = f"SELECT (COUNT(*) AS ?n) {{ {clause(peer, 'slow', 'SILENT')} ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }}"
    assert problem(ask(near, text, "*/*"), 503)["cause"] == "time"
    assert 1.5 < time.monotonic() - began < 3


def test_a_service_that_fails_is_named_with_the_reason(near: Any, peer: Peer) -> None:
    for path, why in (("fault", "500"), ("slow", "too long"), ("other-column", "?other")):
        response = ask(near, f"SELECT * {{ {clause(peer, path)} }}", "*/*")
        document = problem(response, 502)
        assert document["service"] == f"{peer.root}/{path}"
        assert why in document["detail"]
        assert response.headers["cache-control"] == "no-store"


def test_an_answer_without_a_silent_service_never_looks_whole(near: Any, peer: Peer) -> None:
    text = f"SELECT * {{ ?s <urn:p> ?n {clause(peer, 'fault', 'SILENT')} }}"
    missing = f"{peer.root}/fault"
    response = ask(near, text)
    assert response.headers["lsgraph-missing"] == f"<{missing}>"
    assert (response.headers["cache-control"], "etag" in response.headers) == ("no-store", False)
    found = response.json()
    assert found["lsgraph"] == {"missing": [missing]}
    assert len(found["results"]["bindings"]) == 300
    assert set(found["head"]["vars"]) == {"s", "n", "name"}
    capped = ask(near, text, **{"max-rows": "7"})
    assert capped.json()["lsgraph"] == {"missing": [missing], "capped": 7}
    assert (capped.headers["lsgraph-rows"], capped.headers["lsgraph-missing"]) == ("capped=7", f"<{missing}>")
    assert ask(near, text, "text/csv").headers["lsgraph-missing"] == f"<{missing}>"
    assert ask(near, f"ASK {{ {clause(peer, 'fault', 'SILENT')} }}").json()["lsgraph"] == {
        "missing": [missing]
    }


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("SELECT * { SERVICE <http://127.0.0.1:9/> {} }", "lists"),
        ("SELECT * { SERVICE SILENT <http://127.0.0.1:9/> {} }", "lists"),
        ("SELECT * { SERVICE ?x {} }", "by its IRI"),
        ("SELECT * { SERVICESILENT<ROOT/sparql>{} }", "refused"),
        ("SELECT * { SERVICE <ROOT/sparql> { SERVICE <ROOT/sparql> {} } }", "inside"),
        ("SELECT * { SERVICE <ROOT/sparql> { ?s ?p '\\u0022' } }", "escape"),
        ("LOAD <ROOT/sparql>", "updates"),
    ],
)
def test_what_may_not_be_asked_is_refused(near: Any, peer: Peer, text: str, why: str) -> None:
    response = ask(near, text.replace("ROOT", peer.root), "*/*")
    assert why in problem(response, 403)["detail"]
    assert peer.asked == []


def test_without_a_list_nobody_is_asked(site: Any, peer: Peer) -> None:
    problem(ask(site, f"SELECT * {{ {clause(peer)} }}", "*/*"), 403)
    assert peer.asked == []


def test_without_the_switch_a_private_address_is_not_asked(serving: Serving, site: Any, peer: Peer) -> None:
    with serving(site.releases, LSGRAPH_SERVICES=f"{peer.root}/sparql") as careful:
        response = ask(careful, f"SELECT * {{ {clause(peer)} }}", "*/*")
    assert "127.0.0.1 is not public" in problem(response, 502)["detail"]
    assert peer.asked == []


def test_sources_of_another_service_are_refused_with_the_reason(near: Any, peer: Peer) -> None:
    text = f"SELECT * {{ {clause(peer)} }}"
    document = problem(ask(near, text, "*/*", sources="true"), 403)
    assert "where its triples come from" in document["detail"]
    assert peer.asked == []


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("SELECT * {\n SERVICE <ROOT/sparql> { ?s rfds:label ?o } }", 2, None),
        ("SELECT * { SERVICE <ROOT/sparql> { ?s ?p ?o }\n ?s ?p }", 2, 8),
        ("SELECT * { SERVICE <ROOT/sparql>\n }", 2, 2),
    ],
)
def test_a_query_that_is_not_sparql_asks_nobody(
    near: Any, peer: Peer, text: str, line: int, column: int | None
) -> None:
    document = problem(ask(near, text.replace("ROOT", peer.root), "*/*"), 400)
    assert document["line"] == line
    assert column in (None, document["column"])
    assert peer.asked == []


def test_the_length_of_a_query_is_that_of_what_the_client_wrote(near: Any, peer: Peer) -> None:
    peer.store.extend(
        ox.Quad(ox.NamedNode(f"urn:many:{one}#x"), ox.NamedNode("urn:many"), ox.Literal("service " * 20))
        for one in range(5_000)
    )
    text = f"SELECT * {{ SERVICE <{peer.root}/sparql> {{ ?s <urn:many> ?o }} }}"
    began = time.monotonic()
    assert ask(near, text, "text/csv").text.count("\n") == 5_001
    assert time.monotonic() - began < 2
    body = {"query": text + "#" * 70_000}
    problem(httpx.post(near.sparql, data=body, headers={"Accept": "*/*"}), 413)


def test_a_slow_service_is_in_nobodys_way(near: Any, peer: Peer) -> None:
    slow = threading.Thread(target=ask, args=(near, f"SELECT * {{ {clause(peer, 'slow', 'SILENT')} }}"))
    slow.start()
    while not peer.asked:
        time.sleep(0.01)
    with httpx.Client() as client:
        for number in range(10):
            text = f"SELECT * {{ <urn:s{number}> ?p ?o }}"
            assert client.get(near.sparql, params={"query": text}).status_code == 200
    assert slow.is_alive()
    slow.join()


def test_one_client_has_a_share_of_what_is_asked(near: Any, peer: Peer) -> None:
    text = f"SELECT * {{ {clause(peer, 'slow', 'SILENT')} }}"
    statuses: list[int] = []
    threads = [
        threading.Thread(target=lambda: statuses.append(ask(near, text).status_code)) for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200] * 4 + [429] * 2


def test_a_client_that_leaves_frees_its_place(near: Any, peer: Peer) -> None:
    text = f"SELECT * {{ {clause(peer, 'slow', 'SILENT')} }}"
    for _ in range(6):
        with pytest.raises(httpx.TimeoutException):
            httpx.get(near.sparql, params={"query": text}, timeout=0.12)
    assert ask(near, f"SELECT * {{ {clause(peer)} }}").status_code == 200


def test_two_services_of_this_kind_ask_each_other(near: Any, serving: Serving) -> None:
    with serving(near.releases, LSGRAPH_SERVICES=near.sparql, LSGRAPH_SERVICES_PRIVATE="on") as other:
        text = f"SELECT * {{ ?s <urn:p> ?n SERVICE <{near.sparql}> {{ ?s rdfs:label ?name }} }}"
        found = ask(other, text).json()["results"]["bindings"]
    assert found == [
        {
            "s": {"type": "uri", "value": "urn:s0"},
            "n": {
                "type": "literal",
                "value": "0",
                "datatype": "http://www.w3.org/2001/XMLSchema#integer",
            },
            "name": {"type": "literal", "value": "Örebro län", "xml:lang": "sv"},
        }
    ]


def test_the_description_lists_the_services(near: Any, peer: Peer) -> None:
    graph = rdflib.Graph().parse(data=httpx.get(near.sparql).text, format="turtle")
    endpoint, other = URIRef(near.sparql), URIRef(f"{peer.root}/sparql")
    assert (endpoint, SD.feature, SD.BasicFederatedQuery) in graph
    assert (endpoint, rdflib.DCTERMS.relation, other) in graph
    assert (other, RDF.type, SD.Service) in graph


def test_the_page_shows_what_services_answer_and_what_is_missing(near: Any, peer: Peer) -> None:
    def show(text: str) -> httpx.Response:
        return httpx.get(f"{near.url}/query", params={"query": text}, headers={"Accept-Language": "en"})

    whole = show(f"SELECT * {{ {clause(peer)} }}")
    assert whole.status_code == 200
    assert "noll" in whole.text
    assert "not whole" not in whole.text
    part = show(f"SELECT * {{ {clause(peer, 'fault', 'SILENT')} }}")
    assert part.status_code == 200
    assert "not whole" in part.text
    assert f"{peer.root}/fault" in part.text
    failed = show(f"SELECT * {{ {clause(peer, 'fault')} }}")
    assert failed.status_code == 502
    assert "no whole answer" in failed.text
