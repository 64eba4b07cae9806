"""The service behind which a remote store stands: the same answers, the same refusals, honest faults."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from lsgraph.errors import ReleaseError
from lsgraph.release import Release, point
from lsgraph.settings import read_settings
from lsgraph.store.publishing import publish
from lsgraph.web.app import read_limits
from lsgraph.workers import Pool
from tests.remote.conftest import OTHER, PASSAGE
from tests.remote.servers import Front, Server

Serving = Callable[..., contextlib.AbstractContextManager[str]]
ALL = "SELECT ?s ?o { ?s <urn:value> ?o } ORDER BY ?s"
HTTP = httpx.Client(timeout=60)


@pytest.fixture(scope="module", autouse=True)
def hang_up() -> Iterator[None]:
    """Close the connections of this module at its end."""
    yield
    HTTP.close()


@dataclass(frozen=True)
class Site:
    """A service, the front before its store, and the release that both hold."""

    url: str
    front: Front
    release: Release


@pytest.fixture(scope="module")
def standing(
    oxigraph: Server,
    tmp_path_factory: pytest.TempPathFactory,
    write_release_of: Callable[..., Release],
    serving: Serving,
) -> Iterator[Site]:
    """Return a service from a store behind a front, with a deadline of two seconds."""
    root = tmp_path_factory.mktemp("releases")
    release = write_release_of(root, "a")
    point(root, release.id)
    with oxigraph.fresh() as place, Front(place.root) as front:
        publish(front.address, release.open_store(), release.id)
        with serving(root, front.address, LSGRAPH_DEADLINE="2", LSGRAPH_CACHE="0") as url:
            yield Site(url, front, release)


@pytest.fixture
def site(standing: Site) -> Iterator[Site]:
    """Return that service, with nothing seen yet and nothing spoilt."""
    standing.front.seen.clear()
    yield standing
    standing.front.mode = "pass"


def ask(url: str, text: str, **parameters: str) -> httpx.Response:
    """Put a query to a service."""
    return HTTP.post(f"{url}/sparql", data={"query": text, **parameters})


def wait_until_served(url: str, release_id: str) -> None:
    """Wait until a service answers from a release."""
    until = time.monotonic() + 20
    while HTTP.get(f"{url}/health").json()["release"] != release_id:
        assert time.monotonic() < until
        time.sleep(0.05)


def test_other_services_are_asked_before_the_store(site: Site, serving: Serving) -> None:
    with serving(site.release.root, None) as there:
        allowed = {"LSGRAPH_SERVICES": f"{there}/sparql", "LSGRAPH_SERVICES_PRIVATE": "on"}
        with serving(site.release.root, site.front.address, **allowed) as here:
            local = "SELECT ?s ?o { ?s <urn:value> ?o . ?s <urn:value> ?again }"
            split = local.replace(
                ". ?s <urn:value> ?again", f"SERVICE <{there}/sparql> {{ ?s <urn:value> ?again }}"
            )
            rows = [sorted(ask(here, text, format="csv").text.split()) for text in (local, split)]
    assert rows[0] == rows[1]
    assert len(rows[0]) > 1


def test_answers_are_the_same_to_the_byte(site: Site, serving: Serving) -> None:
    asked = [
        ({"query": ALL}, ["json", "xml", "csv", "tsv"]),
        ({"query": ALL, "max-rows": "7"}, ["json", "csv"]),
        ({"query": ALL, "sources": "true"}, ["json", "csv"]),
        ({"query": ALL, "sources": "true", "max-rows": "3"}, ["json"]),
        ({"query": "ASK { ?s ?p ?o }"}, ["json", "xml", "csv", "tsv"]),
        (
            {"query": "CONSTRUCT { <urn:x> ?p ?o } WHERE { <urn:s1> ?p ?o }"},
            ["turtle", "n-triples", "rdf-xml"],
        ),
        ({"query": ALL, "default-graph-uri": str(OTHER)}, ["csv"]),
        (
            {"query": "SELECT ?g { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g", "named-graph-uri": str(OTHER)},
            ["csv"],
        ),
        ({"query": f"SELECT (COUNT(*) AS ?n) FROM <{PASSAGE}> FROM <{OTHER}> {{ ?s ?p ?o }}"}, ["csv"]),
        ({"query": f"DESCRIBE <{PASSAGE}>"}, ["n-triples"]),
        ({"query": "SELECT ?x { ?x ?y"}, ["json"]),
        ({"query": "SELECT ?x { ?x nope:y ?z }"}, ["json"]),
        ({"query": ALL, "default-graph-uri": "urn:none"}, ["json"]),
    ]
    with serving(site.release.root, None) as embedded:
        for parameters, forms in asked:
            for form in forms:
                there, here = (
                    HTTP.get(f"{url}/sparql", params={**parameters, "format": form})
                    for url in (site.url, embedded)
                )
                assert (there.status_code, there.content) == (here.status_code, here.content), parameters
                for header in ("content-type", "lsgraph-release", "lsgraph-rows", "etag"):
                    assert there.headers.get(header) == here.headers.get(header), (parameters, header)
        for path in ("/rdf-graph-store?default", f"/rdf-graph-store?graph={OTHER}", "/void"):
            there, here = (
                HTTP.get(url + path, headers={"Accept": "application/n-triples"})
                for url in (site.url, embedded)
            )
            assert (there.status_code, len(there.content)) == (here.status_code, len(here.content)), path
            assert {one.replace(site.url, embedded) for one in there.text.splitlines()} == set(
                here.text.splitlines()
            )


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "LOAD <http://127.0.0.1:1/>",
        "DROP ALL",
        "INSERT DATA { <urn:a> <urn:b> <urn:c> }",
        "SELECT * { ?s ?p ?o ",
        r"ASK { FILTER('\u0027 > 1) } SERVICE <http://127.0.0.1:1/> {} #' > 1) }",
        "SELECT * { " + "{" * 200 + "}" * 201,
    ],
)
def test_what_is_refused_never_reaches_the_store(site: Site, text: str) -> None:
    assert ask(site.url, text).status_code in (400, 403, 413)
    assert HTTP.post(f"{site.url}/sparql", data={"update": text}).status_code == 403
    assert site.front.seen == []


def test_of_an_unknown_graph_the_store_is_asked_only_whether_it_has_it(site: Site) -> None:
    answer = ask(site.url, "SELECT * FROM <http://127.0.0.1:1/data> { ?s ?p ?o }")
    assert answer.status_code == 200
    assert answer.json()["results"]["bindings"] == []
    assert "http://127.0.0.1:1/data" in answer.headers["Lsgraph-Warning"]
    naming = [text.partition("\n")[2] for text in site.front.seen if "127.0.0.1:1" in text]
    assert set(naming) == {"ASK { GRAPH <http://127.0.0.1:1/data> { ?s ?p ?o } }"}


@pytest.mark.parametrize(
    ("mode", "status", "told"),
    [
        ("page", 503, "text/html"),
        ("fails", 503, "500"),
        ("refuses", 400, "no such function second line"),
        ("elsewhere", 503, "302"),
        ("partial", 503, "lift its limits"),
        ("in_time", 503, "206"),
        ("unframed", 503, "where its answers end"),
        ("short", 503, "broke off"),
        ("cut_early", 503, "broke off"),
        ("hangs", 503, "stopped after 2 seconds"),
    ],
)
def test_a_store_that_fails_is_told_of_in_a_sentence(site: Site, mode: str, status: int, told: str) -> None:
    site.front.mode = mode
    answer = ask(site.url, "SELECT ?s { ?s ?p ?o }")
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert (answer.status_code, problem["status"]) == (status, status)
    assert told in problem["detail"]
    for secret in ("Traceback", "Secret", "<h1>", "httpx"):
        assert secret not in problem["detail"]
    site.front.mode = "pass"
    assert ask(site.url, ALL).status_code == 200


@pytest.mark.parametrize("mode", ["cut_late", "cancelled"])
def test_an_answer_that_breaks_off_late_breaks_off_here(site: Site, mode: str) -> None:
    site.front.mode = mode
    with pytest.raises(httpx.RemoteProtocolError):
        HTTP.get(
            f"{site.url}/sparql",
            params={"query": "SELECT ?s { ?s ?p ?o }", "format": "csv"},
            headers={"Accept-Encoding": "identity"},
        )
    site.front.mode = "pass"
    assert ask(site.url, ALL).status_code == 200


def test_a_query_that_meets_a_closing_connection_is_put_again(site: Site) -> None:
    site.front.mode = "drops_once"
    assert ask(site.url, ALL).status_code == 200
    assert len(site.front.seen) == 2


def test_a_call_that_is_stopped_hangs_up_on_the_store(site: Site) -> None:
    site.front.mode = "hangs"
    answer = ask(site.url, "SELECT ?s { ?s ?p ?o }")
    assert (answer.status_code, answer.json()["cause"]) == (503, "time")
    assert site.front.hung_up.wait(5)


def test_a_capped_answer_lets_go_of_the_rest(
    oxigraph: Server, tmp_path: Path, write_release_of: Callable[..., Release], serving: Serving
) -> None:
    release = write_release_of(tmp_path, "a")
    point(tmp_path, release.id)
    with oxigraph.fresh() as place:
        publish(place.address, release.open_store(), release.id)
        with serving(tmp_path, place.address) as url:
            endless = "SELECT ?a ?b ?c { ?a ?p ?o . ?b ?q ?r . ?c ?x ?y }"
            began = time.monotonic()
            answer = ask(url, endless, **{"max-rows": "5"}, format="csv")
            assert (answer.status_code, answer.headers["lsgraph-rows"]) == (200, "capped=5")
            assert len(answer.text.splitlines()) == 6
            assert time.monotonic() - began < 10
            assert ask(url, ALL).status_code == 200


def test_a_store_that_is_down_is_told_of(
    tmp_path: Path, oxigraph: Server, write_release_of: Callable[..., Release], serving: Serving
) -> None:
    release = write_release_of(tmp_path, "a", 5)
    point(tmp_path, release.id)
    with contextlib.ExitStack() as stack:
        place = stack.enter_context(oxigraph.fresh())
        publish(place.address, release.open_store(), release.id)
        with serving(tmp_path, place.address, LSGRAPH_CACHE="0") as url:
            assert ask(url, ALL).status_code == 200
            stack.close()
            answer = ask(url, ALL)
            assert answer.status_code == 503
            assert "does not answer" in answer.json()["detail"]
            assert HTTP.get(f"{url}/health").status_code == 200


def test_a_service_does_not_start_on_a_store_without_its_release(
    oxigraph: Server, tmp_path: Path, write_release_of: Callable[..., Release], serving: Serving
) -> None:
    release = write_release_of(tmp_path, "never put there", 5)
    point(tmp_path, release.id)

    async def start() -> None:
        settings = read_settings({"LSGRAPH_STORE": oxigraph.address.query})
        async with Pool(release, read_limits(settings)):
            pass

    with pytest.raises(ReleaseError, match=release.id):
        asyncio.run(start())


def test_each_answer_is_wholly_of_one_release_while_releases_change(
    oxigraph: Server, tmp_path: Path, write_release_of: Callable[..., Release], serving: Serving
) -> None:
    releases = {value: write_release_of(tmp_path, value, 1_000) for value in "ab"}
    values = {one.id: value for value, one in releases.items()}
    text = "SELECT ?s ?o { GRAPH ?g { ?s <urn:value> ?o } }"

    def switch(value: str) -> None:
        publish(place.address, releases[value].open_store(), releases[value].id)
        point(tmp_path, releases[value].id)

    seen, stop = Counter[str](), threading.Event()

    def read() -> None:
        while not stop.is_set():
            try:
                answer = ask(url, text, format="csv")
            except httpx.RemoteProtocolError:
                seen["broken off"] += 1
                continue
            if answer.status_code == 503:
                seen["refused"] += 1
                continue
            rows = Counter(line.rpartition(",")[2] for line in answer.text.splitlines()[1:])
            value = values[answer.headers["lsgraph-release"]]
            seen[value if rows == {value: 1_002} else f"{value}: {rows}"] += 1

    with oxigraph.fresh() as place:
        switch("a")
        with serving(tmp_path, place.address, LSGRAPH_CACHE="0") as url:
            readers = [threading.Thread(target=read) for _ in range(3)]
            for reader in readers:
                reader.start()
            for value in "ba":
                switch(value)
                wait_until_served(url, releases[value].id)
                time.sleep(0.3)
            stop.set()
            for reader in readers:
                reader.join()
    assert {"a", "b"} <= seen.keys() <= {"a", "b", "refused", "broken off"}, seen
    assert seen["a"] > 5
    assert seen["b"] > 5


def test_with_a_dataset_for_each_release_nothing_is_refused_while_they_change(
    tmp_path: Path, write_release_of: Callable[..., Release], serving: Serving, datasets: Front
) -> None:
    releases = {value: write_release_of(tmp_path, value, 500) for value in "ab"}
    values = {one.id: value for value, one in releases.items()}
    address = datasets.per_release
    for release in releases.values():
        publish(address, release.open_store(), release.id)
    point(tmp_path, releases["a"].id)
    seen = Counter[str]()
    with serving(tmp_path, address, LSGRAPH_CACHE="0") as url:
        for value in "b":
            point(tmp_path, releases[value].id)
            until, wanted = time.monotonic() + 20, seen[value] + 20
            while seen[value] < wanted:
                assert time.monotonic() < until
                answer = ask(url, ALL, format="csv")
                assert answer.status_code == 200, answer.text
                rows = {line.rpartition(",")[2] for line in answer.text.splitlines()[1:]}
                assert rows == {values[answer.headers["lsgraph-release"]]}
                seen.update(rows)
        old = ask(url, ALL, format="csv", release=releases["a"].id)
        assert (old.status_code, old.headers["lsgraph-release"]) == (200, releases["a"].id)
        assert ",a" in old.text


def test_an_old_release_is_read_from_its_folder_when_the_store_holds_one(
    oxigraph: Server, tmp_path: Path, write_release_of: Callable[..., Release], serving: Serving
) -> None:
    old, new = (write_release_of(tmp_path, value) for value in "ab")
    point(tmp_path, new.id)
    with oxigraph.fresh() as place:
        publish(place.address, new.open_store(), new.id)
        with serving(tmp_path, place.address) as url:
            answer = ask(url, ALL, format="csv", release=old.id)
            assert (answer.status_code, answer.headers["lsgraph-release"]) == (200, old.id)
            assert ",a" in answer.text
            assert ",b" in ask(url, ALL, format="csv").text


def test_pages_are_made_from_the_remote_store(oxigraph: Server, release: Release, serving: Serving) -> None:
    with oxigraph.fresh() as place:
        publish(place.address, release.open_store(), release.id)
        with serving(release.root, place.address) as url, serving(release.root, None) as embedded:
            for path in (
                "/",
                "/doc/goal/nls2019-2.2.nt",
                "/spec/Goal.nt",
                "/coverage",
                "/search?q=vård",
            ):
                there, here = (HTTP.get(one + path, headers={"Accept": "*/*"}) for one in (url, embedded))
                assert there.status_code == here.status_code, path
                lines = [
                    sorted(one.text.replace(root, "").splitlines())
                    for one, root in ((there, url), (here, embedded))
                ]
                assert lines[0] == lines[1], path
