"""What the people who run the service see: health, figures, log lines, descriptions."""

from __future__ import annotations

import contextlib
import html
import json
import logging
import os
import signal
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import httpx
import pytest
import rdflib
from prometheus_client.parser import text_string_to_metric_families
from rdflib import URIRef
from rdflib.namespace import VOID

from lsgraph.web.answers.streaming import AbortLogFilter, ResponseAborted
from lsgraph.workers import Network

ENDLESS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")

Serving = Callable[..., AbstractContextManager[Any]]


def read_figures(site: Any) -> dict[tuple[str, tuple[str, ...]], float]:
    """Return the figures by name and values of labels."""
    text = httpx.get(f"{site.url}/metrics").text
    return {
        (sample.name, tuple(sample.labels[name] for name in sorted(sample.labels))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


# Health


def test_health_tells_the_release_its_age_and_the_workers(site: Any) -> None:
    site.wait_for_workers(alive=2)
    health = httpx.get(f"{site.url}/health")
    assert health.headers["cache-control"] == "no-store"
    body = health.json()
    assert body["status"] == "ok"
    assert body["issued"] == "2020-01-01"
    assert 0 <= body["seconds_served"] <= body["seconds_up"] + 1
    assert 0 <= body["release_age_seconds"] < 3600
    assert body["old_releases"] == []
    assert body["network"] == "none"


@pytest.mark.slow
def test_health_says_that_no_worker_answers(tmp_path: Path, write_release_of: Any, serving: Serving) -> None:
    write_release_of(tmp_path, 3)
    with serving(tmp_path) as site:
        site.wait_for_workers(alive=2)
        stopped = find_processes(tmp_path)
        assert len(stopped) == 3
        for pid in stopped:
            os.kill(pid, signal.SIGSTOP)
        try:
            wait_for_health(site, 503)
            assert "no worker answers" in site.health()["status"]
        finally:
            for pid in stopped:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGCONT)
        wait_for_health(site, 200)
        assert site.health()["heartbeat_seconds_ago"] < 20


def find_processes(folder: Path) -> list[int]:
    """Return the fork server of the releases in a folder, and its workers."""
    named = Path("/proc").glob("[0-9]*/cmdline")
    return [int(one.parent.name) for one in named if str(folder).encode() in one.read_bytes()]


def wait_for_health(site: Any, status: int) -> None:
    """Wait until /health answers with that status."""
    until = time.monotonic() + 30
    while httpx.get(f"{site.url}/health").status_code != status:
        assert time.monotonic() < until
        time.sleep(0.1)


# Figures


def test_figures_tell_what_workers_reach(site: Any) -> None:
    figures = read_figures(site)
    reached = {reach: figures["lsgraph_workers_network", (reach,)] for reach in Network}
    assert reached == {Network.NONE: 1, Network.STORE_PORT: 0, Network.OPEN: 0}


def test_requests_are_counted_by_route_and_status(site: Any) -> None:
    before = read_figures(site)
    for one in range(3):
        httpx.get(site.sparql, params={"query": f"ASK {{}} # {one} {time.time()}"})
    httpx.get(site.sparql, params={"query": "ASK {"})
    httpx.get(f"{site.url}/no/such/{time.time()}")
    after = read_figures(site)

    def gained(name: str, *labels: str) -> float:
        return after.get((name, labels), 0) - before.get((name, labels), 0)

    assert gained("lsgraph_requests_total", "/sparql", "200") == 3
    assert gained("lsgraph_requests_total", "/sparql", "400") == 1
    assert gained("lsgraph_requests_total", "other", "404") == 1
    assert gained("lsgraph_request_seconds_count", "/sparql") == 4
    assert gained("lsgraph_response_bytes_total", "/sparql") > 0
    assert gained("lsgraph_calls_total") == 4


def test_figures_tell_workers_cache_and_release(site: Any) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        httpx.get(site.sparql, params={"query": ENDLESS}, timeout=30)
    assert httpx.get(site.sparql, params={"query": CROSS}, timeout=30).status_code == 503
    site.wait_for_workers(busy=0, slow=0)
    figures = read_figures(site)
    states = [figures["lsgraph_workers", (state,)] for state in ("idle", "busy", "slow")]
    assert states == [2, 0, 0]
    assert figures["lsgraph_workers_replaced_total", ("time",)] >= 1
    assert figures["lsgraph_answers_broken_off_total", ("/sparql",)] >= 1
    assert figures["lsgraph_cache_limit_bytes", ()] == 128_000_000
    release = site.health()["release"]
    assert figures["lsgraph_release_info", ("2020-01-01", str(release), "1")] == 1
    assert figures["lsgraph_release_statements", ()] == 303
    assert figures["process_resident_memory_bytes", ()] > 10_000_000


def test_odd_addresses_make_no_new_labels(site: Any) -> None:
    def read_routes() -> set[str]:
        return {labels[0] for name, labels in read_figures(site) if name == "lsgraph_requests_total"}

    httpx.get(f"{site.url}/no/such")
    before = read_routes()
    for path in ("/x" * 50, "/sparqlx", "/%F0%9F", "/a.b/c"):
        httpx.get(site.url + path)
    assert read_routes() <= before | {"/metrics"}
    assert "other" in before


def test_figures_may_be_switched_off(tmp_path: Path, write_release_of: Any, serving: Serving) -> None:
    write_release_of(tmp_path, 3)
    with serving(tmp_path, LSGRAPH_METRICS="off") as site:
        assert httpx.get(f"{site.url}/metrics").status_code == 404


# Access log


def serve_and_log(
    folder: Path, write_release_of: Any, serving: Serving, **environ: str
) -> list[dict[str, Any]]:
    """Return the lines logged for a few requests."""
    write_release_of(folder, 300)
    log = folder / "access.log"
    with serving(folder, LSGRAPH_ACCESS_LOG=str(log), LSGRAPH_DEADLINE="1", **environ) as site:
        text = "ASK { ?secret ?p ?o }"
        httpx.get(site.sparql, params={"query": text})
        httpx.post(site.sparql, data={"query": text})
        httpx.get(site.sparql, params={"query": "ASK {"})
        with pytest.raises(httpx.RemoteProtocolError):
            httpx.get(site.sparql, params={"query": ENDLESS}, timeout=30)
        httpx.get(f"{site.url}/search", params={"q": ""})
    return [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]


def test_each_request_is_one_line_without_its_query(
    tmp_path: Path, write_release_of: Any, serving: Serving
) -> None:
    lines = serve_and_log(tmp_path, write_release_of, serving)
    assert [(one["method"], one["path"], one["status"], one["whole"]) for one in lines] == [
        ("GET", "/sparql", 200, True),
        ("POST", "/sparql", 200, True),
        ("GET", "/sparql", 400, True),
        ("GET", "/sparql", 200, False),
        ("GET", "/search", 200, True),
    ]
    assert "secret" not in (tmp_path / "access.log").read_text(encoding="utf-8")
    assert lines[1]["kept"] is True
    assert lines[2]["cause"] == "QuerySyntaxError"
    assert lines[3]["cause"] == "time"
    assert lines[3]["ms"] > 900
    assert lines[0]["bytes"] > 0
    assert len({one["client"] for one in lines}) == 1
    assert "127.0.0.1" not in lines[0]["client"]


def test_queries_are_logged_where_that_is_asked(
    tmp_path: Path, write_release_of: Any, serving: Serving
) -> None:
    lines = serve_and_log(tmp_path, write_release_of, serving, LSGRAPH_LOG_QUERIES="on")
    assert [one.get("query") for one in lines[:2]] == ["ASK { ?secret ?p ?o }"] * 2


def test_a_broken_off_answer_is_one_line_in_the_server_s_log(
    site: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "uvicorn.error"), pytest.raises(httpx.RemoteProtocolError):
        httpx.get(site.sparql, params={"query": ENDLESS + " # logged"}, timeout=30)
    [line] = [one for one in caplog.records if "broken off" in one.getMessage()]
    assert "2 seconds" in line.getMessage()
    assert line.exc_info is None


def test_other_faults_keep_their_traceback() -> None:
    for error, kept in ((ValueError("x"), True), (ResponseAborted("y"), False)):
        record = logging.makeLogRecord({"msg": "m", "exc_info": (type(error), error, None)})
        assert AbortLogFilter().filter(record)
        assert (record.exc_info is not None) is kept


# Descriptions


@pytest.mark.parametrize("accept", ["text/turtle", "application/rdf+xml", "application/ld+json", "*/*"])
def test_the_dataset_describes_itself(site: Any, accept: str) -> None:
    response = httpx.get(f"{site.url}/.well-known/void", headers={"Accept": accept}, follow_redirects=True)
    assert response.history[0].status_code == 302
    assert response.status_code == 200
    parser = {"*/*": "turtle"}.get(accept, accept)
    graph = rdflib.Graph()
    for triple in (
        rdflib.Dataset(default_union=True).parse(data=response.text, format=parser).triples((None,) * 3)
    ):
        graph.add(triple)
    [dataset] = graph.subjects(VOID.sparqlEndpoint)
    assert graph.value(dataset, VOID.sparqlEndpoint) == URIRef(site.sparql)
    assert int(str(graph.value(dataset, VOID.triples))) == 301
    assert int(str(graph.value(dataset, VOID.distinctSubjects))) == 300
    parts = {
        str(graph.value(part, VOID.property)): int(str(graph.value(part, VOID.triples)))
        for part in graph.objects(dataset, VOID.propertyPartition)
    }
    assert parts == {"urn:p": 300, "http://www.w3.org/2000/01/rdf-schema#label": 1}
    dumps = [str(one) for one in graph.objects(dataset, VOID.dataDump)]
    assert any(one.endswith("/lsgraph.nq") for one in dumps)
    assert all(httpx.head(one).status_code == 200 for one in dumps)


def test_the_dataset_is_described_in_rdf_only(site: Any) -> None:
    assert httpx.get(f"{site.url}/void", headers={"Accept": "text/csv"}).status_code == 406
    assert httpx.put(f"{site.url}/void").status_code == 405


def test_what_the_service_says_of_sparql_1_2_holds(site: Any) -> None:
    answer = httpx.get(site.sparql, timeout=30)
    assert answer.status_code == 200, answer.text
    graph = rdflib.Graph().parse(data=answer.text, format="turtle")
    features = {str(one) for one in graph.objects(URIRef(site.sparql), SD.feature)}
    shown = {
        "#dfn-triple-term": 'ASK { FILTER(isTRIPLE(<<( <urn:a> <urn:b> "c" )>>)) }',
        "#dfn-base-direction": 'ASK { FILTER(LANGDIR("a"@ar--rtl) = "rtl") }',
    }
    for name, query in shown.items():
        assert any(one.endswith(name) for one in features)
        assert httpx.get(site.sparql, params={"query": query}).json()["boolean"] is True
    assert any(one.endswith("/max-rows") for one in features)


# XML


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ('SELECT ("\\u0001" AS ?x) {}', "xml"),
        ('CONSTRUCT { <urn:s> <urn:p> "\\uFFFE" } WHERE {}', "rdf"),
        ("CONSTRUCT { <urn:s> <urn:p:1> 1 } WHERE {}", "rdf"),
    ],
)
def test_what_xml_cannot_carry_is_not_acceptable(site: Any, query: str, name: str) -> None:
    response = httpx.get(site.sparql, params={"query": query, "format": name})
    assert response.status_code == 406
    assert "cannot be written as" in response.json()["detail"]
    for other in response.json()["available"]:
        headers = {"Accept": other}
        assert httpx.get(site.sparql, params={"query": query}, headers=headers).status_code == 200


def test_an_answer_that_turns_out_not_to_be_xml_is_broken_off(site: Any) -> None:
    query = """
        SELECT ?c ?f (IF(?c + ?f > 597, "\\u0001", "fine") AS ?x) { ?a <urn:p> ?c . ?d <urn:p> ?f }
        ORDER BY ?c ?f
    """
    with pytest.raises(httpx.RemoteProtocolError):
        httpx.get(site.sparql, params={"query": query, "format": "xml"}, timeout=30)


# The interface


@pytest.mark.parametrize(
    "query",
    [
        "SELECT (<<( <urn:a> <urn:b> 1 )>> AS ?x) {}",
        "CONSTRUCT { <urn:a> <urn:b> <<( <urn:a> <urn:b> 1 )>> } WHERE {}",
    ],
)
def test_a_page_shows_a_triple_term(site: Any, query: str) -> None:
    response = httpx.get(f"{site.url}/query", params={"query": query})
    assert response.status_code == 200
    assert "<<(" in html.unescape(response.text)
