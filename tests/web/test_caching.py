"""What is given again is known by its tag, byte for byte; dumps come in parts; the past has a gate."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from rdflib import Literal

from lsgraph.release import Release, ReleaseMetadata, point, write_release
from lsgraph.store import Quad, Store
from lsgraph.vocabulary import SHAPES_GRAPH

EXACT = [
    "/doc/goal/nls2019-2.2",
    "/doc/goal/nls2019-2.2.ttl",
    "/doc/goal/nls2019-2.2.jsonld",
    "/spec/shape/Centre-operator",
    "/spec/shape/Centre-operator.ttl",
    "/spec/shape/Centre-operator.jsonld",
    "/res/catalogue/shapes.nq",
    "/res/catalogue/ontology",
    "/spec",
    "/spec/diagram.svg",
    "/def/goal-level",
    "/coverage",
    "/catalog.ttl",
    "/catalog.rdf",
    "/catalog.jsonld",
    "/void?format=turtle",
    "/quality?lang=sv",
    "/export/current/lsgraph.nq",
    "/export/current/lsgraph.trig",
    "/export/current/lsgraph.jsonld",
    "/export/current/region-18.trig",
]
GZIP, PLAIN = {"Accept-Encoding": "gzip"}, {"Accept-Encoding": "identity"}


def fetch(site: Any, path: str, headers: dict[str, str]) -> tuple[str, bytes, httpx.Headers]:
    """Return the tag and the bytes, as they were sent, of an answer."""
    with httpx.stream("GET", site.url + path, headers=headers, timeout=120) as answer:
        body = b"".join(answer.iter_raw())
        assert answer.status_code == 200, (path, body[:300])
        return answer.headers["etag"], body, answer.headers


@pytest.fixture(scope="module")
def twins(
    release: Release, tmp_path_factory: pytest.TempPathFactory, serving: Callable[..., Any]
) -> Iterator[tuple[Any, Any]]:
    """Return two services over the same release, an older one beside it, each with its own processes."""
    roots = [tmp_path_factory.mktemp(name) for name in ("one", "other")]
    for root in roots:
        shutil.copytree(release.folder, root / release.id)
        old = Store()
        old.add([Quad(SHAPES_GRAPH, SHAPES_GRAPH, Literal("old"), SHAPES_GRAPH)])
        write_release(root, old, b"", ReleaseMetadata("0", "2019-05-01"))
        point(root, release.id)
    site = "https://example.org"
    settings = {"LSGRAPH_PUBLIC_URL": site, "LSGRAPH_DEADLINE": "60"}
    with serving(roots[0], **settings) as one, serving(roots[1], **settings) as other:
        yield one, other


@pytest.mark.parametrize("path", EXACT)
def test_a_strong_tag_names_the_bytes_in_each_coding(twins: tuple[Any, Any], path: str) -> None:
    tags = set()
    for coding in (GZIP, PLAIN):
        tag, body, headers = fetch(twins[0], path, coding)
        assert tag.startswith('"'), tag
        assert (tag, body) == fetch(twins[1], path, coding)[:2]
        assert "accept-encoding" in headers["vary"].lower()
        tags.add((tag, headers.get("content-encoding")))
        again = httpx.get(twins[0].url + path, headers={**coding, "If-None-Match": tag}, timeout=60)
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    if {coding for _, coding in tags} != {None}:
        assert len(tags) == 2
        assert gzip.decompress(fetch(twins[0], path, GZIP)[1]) == fetch(twins[0], path, PLAIN)[1]


def test_what_a_release_is_named_in_never_changes(twins: tuple[Any, Any], release: Release) -> None:
    for path in (
        f"/doc/goal/nls2019-2.2.ttl?release={release.id}",
        f"/doc/goal/nls2019-2.2?release={release.id}",
        f"/export/{release.id}/lsgraph.nq",
        f"/export/{release.id}/region-18.trig",
        f"/sparql?query=ASK%20%7B%7D&release={release.id}",
    ):
        answer = httpx.get(twins[0].url + path, timeout=60)
        assert "immutable" in answer.headers["cache-control"], path
    for path in ("/doc/goal/nls2019-2.2.ttl", "/export/current/lsgraph.nq", "/sparql?query=ASK%20%7B%7D"):
        assert httpx.get(twins[0].url + path, timeout=60).headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("function", ["NOW()", "RAND()", "UUID()", "STRUUID()"])
@pytest.mark.parametrize("page", ["/sparql", "/query", "/query.csv"])
def test_what_changes_by_itself_is_not_kept(
    twins: tuple[Any, Any], release: Release, function: str, page: str
) -> None:
    asked = {"query": f"SELECT ?x {{ BIND({function} AS ?x) }}", "release": release.id}
    for headers in ({}, {"If-None-Match": "*"}):
        answer = httpx.get(twins[0].url + page, params=asked, headers=headers, timeout=60)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-store"
        assert "etag" not in answer.headers


@pytest.mark.parametrize("suffix", ["nq", "trig", "jsonld", "graphs.jsonld", "csv.zip"])
def test_a_dump_is_given_in_parts(twins: tuple[Any, Any], release: Release, suffix: str) -> None:
    path = f"/export/{release.id}/lsgraph.{suffix}"
    tag, whole, headers = fetch(twins[0], path, PLAIN)
    assert headers["accept-ranges"] == "bytes"
    if suffix == "nq":
        assert whole == release.quads_file.read_bytes()
    for coding in (GZIP, PLAIN):
        part = {**coding, "Range": "bytes=1000-1999"}
        answer = httpx.get(twins[0].url + path, headers=part, timeout=60)
        assert (answer.status_code, answer.content) == (206, whole[1000:2000])
        assert answer.headers["content-range"] == f"bytes 1000-1999/{len(whole)}"
        assert answer.headers["etag"] == tag
        kept = httpx.get(twins[0].url + path, headers={**part, "If-Range": tag}, timeout=60)
        assert kept.status_code == 206
        changed = httpx.get(twins[0].url + path, headers={**part, "If-Range": '"other"'}, timeout=60)
        assert (changed.status_code, changed.content) == (200, whole)
    beyond = httpx.get(twins[0].url + path, headers={"Range": f"bytes={len(whole)}-"}, timeout=60)
    assert beyond.status_code == 416
    head = httpx.head(twins[0].url + path, headers=PLAIN, timeout=60)
    assert (head.headers["content-length"], head.headers["etag"]) == (str(len(whole)), tag)


def test_dumps_are_made_once_and_go_with_their_release(twins: tuple[Any, Any], release: Release) -> None:
    fetch(twins[0], "/export/current/lsgraph.trig", PLAIN)
    [made] = list((Path(twins[0].releases) / ".dumps" / release.id / "trig").glob("dump"))
    written = made.stat().st_mtime_ns
    fetch(twins[0], "/export/current/lsgraph.trig", PLAIN)
    assert made.stat().st_mtime_ns == written


@pytest.mark.parametrize(
    ("asked", "year"),
    [
        (None, "now"),
        ("Wed, 01 Jan 2020 00:00:00 GMT", "2019"),
        ("Mon, 01 Jan 1990 00:00:00 GMT", "2019"),
        ("Fri, 01 Jan 2100 00:00:00 GMT", "now"),
    ],
)
def test_the_time_gate_leads_to_the_release_of_a_time(
    twins: tuple[Any, Any], release: Release, asked: str | None, year: str
) -> None:
    headers = {"Accept-Datetime": asked} if asked else {}
    gate = httpx.get(f"{twins[0].url}/timegate/doc/goal/nls2019-2.2", headers=headers)
    assert gate.status_code == 302
    assert "accept-datetime" in gate.headers["vary"].lower()
    for relation in ("original", "timemap", "memento"):
        assert f'rel="{relation}"' in gate.headers["link"]
    chosen = gate.headers["location"].rpartition("=")[2]
    assert (chosen == release.id) == (year == "now")
    here = httpx.get(f"{twins[0].url}/doc/goal/nls2019-2.2.ttl")
    assert '</timegate/doc/goal/nls2019-2.2>; rel="timegate"' in here.headers["link"]


def test_a_time_that_cannot_be_read_is_400(twins: tuple[Any, Any]) -> None:
    asked = {"Accept-Datetime": "yesterday"}
    assert httpx.get(f"{twins[0].url}/timegate/doc/goal/nls2019-2.2", headers=asked).status_code == 400
    assert httpx.get(f"{twins[0].url}/timegate/nowhere").status_code == 404
