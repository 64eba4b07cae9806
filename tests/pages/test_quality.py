"""The quality page says of a release what is in it; releases, differences and mementos can be followed."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from email.utils import parsedate_to_datetime

import httpx
import jsonschema
import pytest
from rdflib import SH, SKOS, Graph, Literal, URIRef

from lsgraph.build import examine
from lsgraph.queries import list_queries
from lsgraph.release import Release, ReleaseMetadata, write_release
from lsgraph.resources import Resources, find_resources
from lsgraph.store import Quad, Store
from lsgraph.validate import Severity, validate
from lsgraph.vocabulary import LSG, PREFIXES

GOAL, OTHER = (URIRef(PREFIXES["goal"] + name) for name in ("nls2019-2.2", "nls2019-2.1"))
HIGH, LOW = (URIRef(PREFIXES["confidence"] + name) for name in ("high", "low"))
OLD_WORDS = "Gammal formulering"


def _read(url: str, **query: str) -> str:
    """Return a page's words, one space between them."""
    answer = httpx.get(url, params=query, timeout=60)
    assert answer.status_code == 200, answer.text
    body = answer.text.partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body).replace("\u202f", ""))


@pytest.fixture(scope="module")
def old(release: Release, graph: Store) -> Iterator[Release]:
    """Return an earlier release: one goal worded otherwise, one less, one judgement surer, one name twice."""
    names = graph.quads(GOAL, SKOS.prefLabel)
    name = min(quad for quad in names if quad.graph and quad.object.n3().endswith("@sv"))
    doubt = min(quad for quad in graph.quads(None, LSG.rating, LOW) if quad.graph)
    lost = {quad for quad in graph.quads(OTHER) if quad.graph}
    store = Store()
    quads = (quad for place in graph.graphs() for quad in graph.quads(graph=place))
    store.add(quad for quad in quads if quad not in {name, doubt, *lost})
    store.add([name._replace(object=Literal(OLD_WORDS, "sv")), doubt._replace(object=HIGH)])
    store.add(
        [Quad(URIRef(PREFIXES["goal"] + "dubblett"), SKOS.prefLabel, Literal(OLD_WORDS, "sv"), name.graph)]
    )
    types = [quad for quad in graph.quads(GOAL, URIRef(PREFIXES["rdf"] + "type"), LSG.Goal) if quad.graph]
    store.add([types[0]._replace(subject=URIRef(PREFIXES["goal"] + "dubblett"))])
    store.merge()
    found = write_release(
        release.root, store, validate(store).as_turtle(), ReleaseMetadata("0", "2020-01-01")
    )
    yield found
    shutil.rmtree(found.folder)


@pytest.fixture(scope="module")
def page(service: str) -> str:
    """Return the words of the quality page in English."""
    return _read(f"{service}/quality", lang="en")


def test_counts_are_those_of_the_manifest(page: str, release: Release) -> None:
    assert f"{release.manifest.quads} statements" in page
    for kind, word in (("Passage", "stated"), ("Judgement", "judged"), ("Register", "registered")):
        assert re.search(rf"{word} \d+ {release.manifest.by_kind[kind]} \d+\.\d %", page)


def test_doubts_are_those_of_the_graph(page: str, graph: Store) -> None:
    low = {quad.subject for quad in graph.quads(None, LSG.rating, LOW)}
    assert low
    assert f"Judgements of low confidence · {len(low)}" in page


def test_evidence_is_that_of_the_graph(page: str, graph: Store) -> None:
    stated = [quad for quad in graph.quads() if quad.graph and quad.graph.startswith(PREFIXES["p"])]
    share = len(stated) / len({quad[:3] for quad in stated})
    assert f"{share:.2f} passages per stated statement" in page


def test_every_check_is_told_and_found_nothing(page: str) -> None:
    checks = list_queries(find_resources().queries, "checks")
    assert f"0 of {len(checks)} checks that found something" in page
    for check in checks:
        assert re.search(rf" {check.name} .+? 0 ", page), check.name


def test_no_character_is_unread(page: str) -> None:
    assert "0 unread characters" in page


@pytest.mark.parametrize(("language", "words"), [("sv", "varning"), ("en", "warning")])
def test_the_report_reads_as_page_text_and_rdf(
    service: str, graph: Store, resources: Resources, language: str, words: str
) -> None:
    report = examine(graph, resources)
    page = _read(f"{service}/quality", lang=language)
    text = httpx.get(f"{service}/quality.txt", params={"lang": language}, timeout=60)
    told = httpx.get(f"{service}/quality.ttl")
    assert text.text == report.as_text(language)
    assert text.headers["content-language"] == language
    assert told.headers["content-type"].startswith("text/turtle")
    results = list(Graph().parse(data=told.content, format="turtle").objects(None, SH.result))
    assert len(results) == len(report.findings)
    for finding in report.findings:
        if finding.severity is Severity.WARNING:
            assert f"{words} {finding.shape_name[language]} · " in page


def test_an_old_release_has_its_own_page(service: str, old: Release) -> None:
    page = _read(f"{service}/quality", release=old.id, lang="en")
    assert "Merge them or tell their names apart. 1" in page
    answer = httpx.get(f"{service}/quality", params={"release": old.id}, timeout=60)
    assert answer.headers["lsgraph-release"] == old.id


def test_the_difference_names_what_was_planted(service: str, old: Release, release: Release) -> None:
    page = _read(f"{service}/diff", **{"from": old.id, "to": release.id, "lang": "en"})
    assert f"{OLD_WORDS} " in page
    assert re.search(r"Reworded · 1 ", page)
    assert re.search(r"Re-judged · 1 .* high\s+low", page)
    assert re.search(r"Things added · 1 .* id/goal/nls2019-2\.1", page)
    assert re.search(r"Things removed · 1 .* id/goal/dubblett", page)
    assert re.search(r"Stored queries that answer differently · [1-9]\d* of", page)


def test_the_difference_as_json_has_the_form_that_is_promised(
    service: str, old: Release, release: Release
) -> None:
    asked = {"from": old.id, "to": release.id}
    found = httpx.get(f"{service}/api/diff", params=asked, timeout=60).json()
    components = httpx.get(f"{service}/openapi.json").json()["components"]
    schema = {"$ref": "#/components/schemas/DifferenceForm", "components": components}
    jsonschema.Draft202012Validator(schema).validate(found)
    assert (found["before"], found["after"]) == (old.id, release.id)
    assert found["reworded"]["shown"][0]["before"] == [OLD_WORDS]
    assert found["rejudged"]["count"] == 1


def test_equal_releases_do_not_differ(service: str, release: Release) -> None:
    page = _read(f"{service}/diff", **{"from": release.id, "to": release.id, "lang": "en"})
    assert "Nothing differs" in page


def test_long_lists_are_cut_and_say_so(service: str, release: Release) -> None:
    empty = write_release(release.root, Store(), b"", ReleaseMetadata("0", "2019-01-01"))
    try:
        page = _read(f"{service}/diff", **{"from": empty.id, "to": release.id, "lang": "en"})
    finally:
        shutil.rmtree(empty.folder)
    assert re.search(r"The first 50 of \d+ are shown", page)
    assert f"lsgraph diff {empty.id} {release.id}" in page


def test_releases_are_listed_with_ways_on(service: str, old: Release, release: Release) -> None:
    page = httpx.get(f"{service}/releases").text
    for one in (old, release):
        assert f"/export/{one.id}/lsgraph.nq" in page
    assert f"/diff?from={old.id}&amp;to={release.id}" in page


@pytest.mark.parametrize("path", ["/diff?from=", "/quality?release=", "/doc/goal/nls2019-2.2?release="])
@pytest.mark.parametrize("name", ["nothing", "0123456789abcdef", "..", "%0d%0aX-A:b"])
def test_an_unknown_release_is_not_found(service: str, path: str, name: str) -> None:
    assert httpx.get(service + path + name).status_code == 404


def test_a_description_of_an_old_release_is_a_memento(service: str, old: Release) -> None:
    address = f"{service}/id/goal/nls2019-2.2?release={old.id}"
    answer = httpx.get(address, headers={"Accept": "text/turtle"}, follow_redirects=True, timeout=60)
    assert (GOAL, SKOS.prefLabel, Literal(OLD_WORDS, "sv")) in Graph().parse(data=answer.content)
    assert answer.headers["lsgraph-release"] == old.id
    assert answer.headers["memento-datetime"] == "Wed, 01 Jan 2020 00:00:00 GMT"
    assert '</doc/goal/nls2019-2.2>; rel="original"' in answer.headers["link"]
    assert '</timemap/doc/goal/nls2019-2.2>; rel="timemap"' in answer.headers["link"]


def test_a_page_of_an_old_release_says_so(service: str, old: Release) -> None:
    page = _read(f"{service}/doc/goal/nls2019-2.2", release=old.id, lang="en")
    assert f"This is how it stood in release {old.id}" in page


def test_a_current_description_leads_to_its_mementos(service: str, old: Release, release: Release) -> None:
    now = httpx.get(f"{service}/doc/goal/nls2019-2.2.ttl")
    assert "memento-datetime" not in now.headers
    assert f'</doc/goal/nls2019-2.2?release={release.id}>; rel="memento"' in now.headers["link"]
    times = httpx.get(f"{service}/timemap/doc/goal/nls2019-2.2")
    assert times.headers["content-type"].startswith("application/link-format")
    dates = re.findall(r'<([^>]+)>; rel="memento"; datetime="([^"]+)"', times.text)
    assert [address.rpartition("=")[2] for address, _ in dates] == [old.id, release.id]
    moments = [parsedate_to_datetime(date) for _, date in dates]
    assert moments == sorted(moments)


def test_there_is_no_time_map_of_what_has_no_address(service: str) -> None:
    assert httpx.get(f"{service}/timemap/nowhere").status_code == 404
