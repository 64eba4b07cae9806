"""What goes wrong on the service's side is told as that, without a path; the rest goes on being answered."""

from __future__ import annotations

import contextlib
import errno
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from rdflib import RDF, SKOS, Literal, URIRef

from lsgraph.errors import explain_os_error
from lsgraph.release import ReleaseMetadata, point, write_release
from lsgraph.store import Quad, Store
from lsgraph.vocabulary import LSG, PREFIXES
from lsgraph.web.rendering.problems import find_status

THING = URIRef(PREFIXES["goal"] + "odd")
BROWSER = {"Accept": "text/html"}
PROGRAM = {"Accept": "application/problem+json, text/turtle;q=0.5, text/html;q=0.1"}


@pytest.mark.parametrize(
    ("code", "status"),
    [
        (errno.ENOSPC, 507),
        (errno.EDQUOT, 507),
        (errno.EMFILE, 503),
        (errno.ENOMEM, 503),
        (errno.EIO, 500),
        (errno.ENOENT, 500),
    ],
)
def test_an_error_of_the_system_has_its_status_and_no_path(code: int, status: int) -> None:
    error = explain_os_error(OSError(code, "x", "/srv/secret/quads.nq"))
    assert find_status(error)[0] == status
    assert "/" not in str(error)


@contextlib.contextmanager
def serve_odd(root: Path, serving: Callable[..., Any]) -> Iterator[Any]:
    """Serve a release whose statements stand in graphs of no kind, beside an older one."""
    store = Store()
    for graph in ("urn:graph:a", "https://example.org/b", PREFIXES["p"] + "a-0-10"):
        store.add([Quad(THING, RDF.type, LSG.Goal, URIRef(graph))])
        store.add([Quad(THING, SKOS.prefLabel, Literal("Udda", "sv"), URIRef(graph))])
    old = write_release(root, Store(), b"", ReleaseMetadata("0", "2019-01-01"))
    release = write_release(root, store, b"", ReleaseMetadata("1", "2020-01-01"))
    point(root, release.id)
    with serving(root) as site:
        yield {"site": site, "release": release, "old": old, "root": root}


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory, serving: Callable[..., Any]) -> Iterator[Any]:
    """Return such a service, to be read only."""
    with serve_odd(tmp_path_factory.mktemp("odd"), serving) as found:
        yield found


@pytest.fixture
def broken(tmp_path: Path, serving: Callable[..., Any]) -> Iterator[Any]:
    """Return such a service, to be broken."""
    with serve_odd(tmp_path, serving) as found:
        yield found


def test_files_that_are_gone_are_500_in_words(broken: Any) -> None:
    odd = broken
    odd["release"].report_file.unlink()
    for path in ("/quality", "/quality.txt", "/quality.ttl"):
        answer = httpx.get(odd["site"].url + path, headers=PROGRAM, timeout=60)
        assert answer.status_code == 500, path
        assert answer.headers["content-type"] == "application/problem+json"
        assert str(odd["root"]) not in answer.text
        assert answer.json()["detail"]


def test_a_search_index_that_cannot_be_made_is_500_in_words(broken: Any) -> None:
    odd = broken
    shutil.rmtree(odd["root"] / ".search", ignore_errors=True)
    (odd["root"] / ".search").write_text("no folder")
    answer = httpx.get(f"{odd['site'].url}/search?q=x", headers=PROGRAM, timeout=60)
    assert answer.status_code in (500, 503)
    assert str(odd["root"]) not in answer.text


@pytest.mark.parametrize("path", ["/doc/goal/odd", "/quality", "/", "/query?query=ASK%20{}", "/coverage"])
@pytest.mark.parametrize("language", ["sv", "en"])
def test_graphs_of_no_kind_are_shown(odd: Any, path: str, language: str) -> None:
    headers = {**BROWSER, "Accept-Language": language}
    answer = httpx.get(odd["site"].url + path, headers=headers, timeout=60)
    assert answer.status_code == 200, answer.text


def test_the_rows_of_graphs_of_no_kind_are_traced(odd: Any) -> None:
    query = {"query": "SELECT ?s { ?s a lsg:Goal }", "sources": "true"}
    answer = httpx.get(f"{odd['site'].url}/query", params=query, headers=BROWSER, timeout=60)
    assert answer.status_code == 200
    assert "urn:graph:a" in answer.text


def test_a_damaged_release_is_listed_as_such_and_the_rest_is_served(broken: Any) -> None:
    odd = broken
    (odd["old"].folder / "manifest.json").write_text("{")
    answer = httpx.get(f"{odd['site'].url}/releases?lang=en", headers=BROWSER)
    assert answer.status_code == 200
    assert odd["release"].id in answer.text
    assert f"{odd['old'].id}</code> is damaged" in answer.text
    assert str(odd["root"]) not in answer.text
    times = httpx.get(f"{odd['site'].url}/timemap/doc/goal/odd")
    assert times.status_code == 200
    asked = httpx.get(f"{odd['site'].url}/doc/goal/odd?release={odd['old'].id}", headers=PROGRAM)
    assert asked.status_code == 503
    assert str(odd["root"]) not in asked.text


@pytest.mark.parametrize(
    "path",
    [
        "/?",
        "/search?q=x&",
        "/query?query=ASK%20{}&",
        "/coverage?",
        f"/why?s={THING}&p=urn:p&o=urn:o&",
        "/doc/goal/odd?",
        "/spec?",
        "/spec.ttl?",
        "/spec/diagram.svg?",
        "/spec/shape.ttl?",
        "/quality?",
        "/quality.txt?",
        "/quality.ttl?",
        "/sparql?query=ASK%20{}&",
        "/sparql?",
        "/rdf-graph-store?default&",
        "/void?",
        "/catalog?",
    ],
)
@pytest.mark.parametrize("name", ["nothing", "0123456789abcdef", "../x", "9" * 5_000])
def test_a_release_that_there_is_not_is_404_in_words(odd: Any, path: str, name: str) -> None:
    answer = httpx.get(f"{odd['site'].url}{path}release={name}", headers={"Accept": "*/*;q=0.1"}, timeout=60)
    assert answer.status_code == 404, answer.text[:300]
    assert "no release" in answer.text
    assert str(odd["root"]) not in answer.text
