"""Apache Jena, the framework of the JVM, reads descriptions, asks, and joins the service to others.

Jena comes inside Fuseki's jar from Maven Central; the client is run from its source by the JDK.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import httpx
import pytest
from rdflib import RDF, Graph, URIRef

from bench.peers import fetch_fuseki
from bench.processes import LeftOut, find_program
from lsgraph.store import Store
from lsgraph.vocabulary import BASE, PREFIXES
from tests.remote.servers import Server, start_fuseki
from tests.web.conftest import OTHER, Site

pytestmark = pytest.mark.slow

CLIENT = Path(__file__).parent / "jvm" / "JenaClient.java"
CLASSES = ("Goal", "Passage", "Judgement", "Funding", "Shape")
WAYS = ("asGetWithLimitBody", "asGetWithLimitForm", "asGetAlways", "asPostForm", "asPost")

Jena = Callable[..., list[str]]
Serving = Callable[..., AbstractContextManager[Site]]


@pytest.fixture(scope="module")
def jena() -> Jena:
    """Return what runs the client and gives the lines that it printed."""
    try:
        java, jar = find_program("java"), fetch_fuseki()
    except LeftOut as reason:
        pytest.skip(f"Apache Jena is not at hand: {reason}")

    def run(site: str, *words: str) -> list[str]:
        command = [java, "-cp", str(jar), str(CLIENT), site, *words]
        done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
        if "jdk.compiler" in done.stderr:
            pytest.skip("the java on the PATH has no compiler")
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout.splitlines()

    return run


def test_descriptions_are_read_in_every_format(jena: Jena, service: str, graph: Store) -> None:
    typed = [next(graph.quads(None, RDF.type, URIRef(PREFIXES["lsg"] + name))) for name in CLASSES[:-1]]
    things = [str(quad.subject).removeprefix(BASE) for quad in typed] + ["spec/Goal", "spec/shape/Goal"]
    addresses = [f"{service}/{path.replace('id/', 'doc/', 1)}" for path in things]
    told = jena(service, "read", *addresses)
    for place, address in enumerate(addresses):
        lines = told[place * 6 : place * 6 + 6]
        turtle = httpx.get(address, headers={"Accept": "text/turtle"}).text
        expected = len(Graph().parse(data=turtle, format="turtle"))
        assert expected > 2
        assert {line.split()[1] for line in lines} == {str(expected)}, (address, lines)


def test_the_name_of_a_thing_leads_to_its_description(jena: Jena, service: str) -> None:
    named, described = (jena(service, "read", f"{service}/{one}/goal/nls2019-2.2") for one in ("id", "doc"))
    assert named[:5] == described[:5]


def test_every_way_to_send_a_query_is_answered(jena: Jena, service: str) -> None:
    thing = f"{BASE}id/goal/nls2019-2.2"
    query = f"SELECT ?p ?o {{ <{thing}> ?p ?o }}"
    rows = httpx.get(f"{service}/sparql", params={"query": query, "format": "csv"}).text.count("\r\n") - 1
    assert rows > 10
    told = jena(service, "ask", thing)
    for way in WAYS:
        assert [line for line in told if line.startswith(f"{way} ")] == [
            f"{way} {rows}",
            f"{way} true",
            f"{way} {rows}",
        ]
    assert [line for line in told if line.startswith("large")] == [f"large {rows}"] * 2
    types = ("application/sparql-results+xml", "text/csv", "text/tab-separated-values")
    assert told[-4:] == [*(f"{one} {rows}" for one in types), "refused 400"]


def test_graphs_are_fetched_and_nothing_is_written(jena: Jena, site: Site) -> None:
    told = jena(site.url, "connect", OTHER)
    assert told == ["graph 3", "default 301", "select 3", "update 403", "put 405"]


def test_jena_joins_the_service_to_data_of_its_own(jena: Jena, site: Site) -> None:
    told = jena(site.url, "federate")
    assert told == ["rows ett=1 sju=7", "rows ett=1 sju=7", "rows 300", "rows Örebro län"]


@pytest.fixture(scope="module")
def fuseki(jena: Jena) -> Iterator[Server]:
    """Return Apache Jena Fuseki with notes on some numbers."""
    with start_fuseki() as server:
        data = '<urn:s1> <urn:note> "ett"@sv . <urn:s7> <urn:note> "sju"@sv . <urn:s900> <urn:note> "inget" .'
        done = httpx.put(
            f"{server.root}/ds/data?default", content=data.encode(), headers={"Content-Type": "text/turtle"}
        )
        assert done.is_success, done.text
        yield server


def test_the_service_joins_fuseki_to_its_own(
    fuseki: Server, serving: Serving, write_release_of: Any, tmp_path: Path
) -> None:
    write_release_of(tmp_path, 300)
    theirs = fuseki.address.query
    with serving(tmp_path, LSGRAPH_SERVICES=theirs, LSGRAPH_SERVICES_PRIVATE="on") as site:
        query = (
            f"SELECT ?note ?n {{ ?s <urn:p> ?n SERVICE <{theirs}> {{ ?s <urn:note> ?note }} }} ORDER BY ?n"
        )
        answer = httpx.get(site.sparql, params={"query": query, "format": "csv"}, timeout=20)
        assert (answer.status_code, answer.text) == (200, "note,n\r\nett,1\r\nsju,7\r\n")
        count = f"SELECT (COUNT(*) AS ?n) {{ SERVICE <{theirs}> {{ ?s ?p ?o }} }}"
        assert httpx.get(site.sparql, params={"query": count, "format": "csv"}).text == "n\r\n3\r\n"


def test_fuseki_joins_the_service_to_its_own(fuseki: Server, site: Site) -> None:
    query = (
        f"SELECT ?note ?n {{ ?s <urn:note> ?note SERVICE <{site.sparql}> {{ ?s <urn:p> ?n }} }} ORDER BY ?n"
    )
    headers = {"Accept": "text/csv"}
    answer = httpx.post(fuseki.address.query, data={"query": query}, headers=headers, timeout=30)
    assert (answer.status_code, answer.text) == (200, "note,n\r\nett,1\r\nsju,7\r\n")
