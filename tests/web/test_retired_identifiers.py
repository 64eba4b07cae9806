"""A withdrawn identifier answers 410 with the reason, a replaced one sends on for good (308)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any, Final

import httpx
import pytest

from lsgraph.release import ReleaseMetadata, point, write_release
from lsgraph.store import Store, find_format
from lsgraph.vocabulary import PREFIXES

DATA: Final = """
cat:case {
  retired:old a lsg:RetiredIdentifier ;
    dcterms:identifier "https://w3id.org/lsgraph/id/org/old"^^xsd:anyURI ;
    dcterms:date "2026-12-01"^^xsd:date ; dcterms:isReplacedBy body:new ;
    lsg:rationale "misspelt"@en , "felstavad"@sv .
  retired:gone a lsg:RetiredIdentifier ;
    dcterms:identifier "https://w3id.org/lsgraph/id/org/gone"^^xsd:anyURI ;
    dcterms:date "2026-12-01"^^xsd:date ; lsg:rationale "never was"@en , "har aldrig funnits"@sv .
  retired:term a lsg:RetiredIdentifier ;
    dcterms:identifier "https://w3id.org/lsgraph/def/theme/old"^^xsd:anyURI ;
    dcterms:date "2026-12-01"^^xsd:date ; dcterms:isReplacedBy <https://example.org/theme> ;
    lsg:rationale "theirs"@en , "deras"@sv .
  retired:year a lsg:RetiredIdentifier ;
    dcterms:identifier "https://w3id.org/lsgraph/spec/year"^^xsd:anyURI ;
    dcterms:date "2026-12-01"^^xsd:date ; dcterms:isReplacedBy lsg:begins ;
    lsg:rationale "one pair"@en , "ett par"@sv .
}
naming:new { body:new a org:Organization ; skos:prefLabel "Ny"@sv , "New"@en . }
naming:swedish { body:swedish a org:Organization ; skos:prefLabel "Endast svensk"@sv . }
"""
OLDER: Final = """
naming:old { body:old a org:Organization ; skos:prefLabel "Gammal"@sv , "Old"@en .
  body:gone a org:Organization ; skos:prefLabel "Borta"@sv . }
"""


def write(root: Any, trig: str) -> str:
    """Write a release of some data, make it current and return its id."""
    prefixes = {**PREFIXES, "retired": "https://w3id.org/lsgraph/res/retired/"}
    head = "".join(f"@prefix {name}: <{space}> .\n" for name, space in prefixes.items())
    store = Store()
    store.load((head + trig).encode(), find_format("trig"))
    release = write_release(root, store, b"", ReleaseMetadata("1", "2026-12-01"))
    point(root, release.id)
    return release.id


@pytest.fixture(scope="module")
def site(
    tmp_path_factory: pytest.TempPathFactory, serving: Callable[..., AbstractContextManager[Any]]
) -> Iterator[tuple[str, str]]:
    """Return the address of a service, and the id of the release before its current one."""
    root = tmp_path_factory.mktemp("retired")
    older = write(root, OLDER)
    write(root, DATA)
    with serving(root) as running:
        yield running.url, older


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/id/org/old", "/id/org/new"),
        ("/id/org/old?format=ttl", "/id/org/new?format=ttl"),
        ("/doc/org/old", "/doc/org/new"),
        ("/doc/org/old.ttl", "/doc/org/new.ttl"),
        ("/def/theme/old", "https://example.org/theme"),
        ("/spec/year", "/spec/begins"),
    ],
)
def test_a_replaced_identifier_sends_on(site: tuple[str, str], path: str, target: str) -> None:
    answer = httpx.get(site[0] + path)
    assert answer.status_code == 308
    assert answer.headers["location"] in (target, site[0] + target)


def test_who_follows_reads_the_new_thing(site: tuple[str, str]) -> None:
    answer = httpx.get(f"{site[0]}/id/org/old", headers={"Accept": "text/turtle"}, follow_redirects=True)
    assert answer.status_code == 200
    assert '"New"@en' in answer.text
    assert answer.url.path == "/doc/org/new"


@pytest.mark.parametrize("path", ["/id/org/gone", "/doc/org/gone", "/doc/org/gone.jsonld"])
def test_a_withdrawn_identifier_says_why(site: tuple[str, str], path: str) -> None:
    answer = httpx.get(site[0] + path, headers={"Accept": "application/json"})
    assert answer.status_code == 410
    assert answer.json()["title"] == "The identifier is withdrawn"
    assert answer.json()["reason"] == "never was"
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("sv", "används inte längre sedan 2026-12-01: har aldrig funnits"),
        ("en", "since 2026-12-01: never was"),
    ],
)
def test_a_reader_is_told_in_words(site: tuple[str, str], language: str, told: str) -> None:
    headers = {"Accept": "text/html", "Accept-Language": language}
    page = httpx.get(f"{site[0]}/doc/org/gone", headers=headers)
    assert page.status_code == 410
    assert told in page.text


def test_the_release_before_still_describes_it(site: tuple[str, str]) -> None:
    address, older = site
    for thing in ("old", "gone"):
        answer = httpx.get(f"{address}/doc/org/{thing}.ttl", params={"release": older}, timeout=30)
        assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("path", ["/id/org/nobody", "/doc/org/new"])
def test_what_is_in_use_or_unknown_answers_as_before(site: tuple[str, str], path: str) -> None:
    assert httpx.get(site[0] + path).status_code in (200, 303)


@pytest.mark.parametrize(
    ("path", "language", "told"),
    [("/doc/org/swedish", "en", True), ("/doc/org/swedish", "sv", False), ("/doc/org/new", "en", False)],
)
def test_a_page_tells_when_it_shows_a_name_in_the_other_language(
    site: tuple[str, str], path: str, language: str, told: bool
) -> None:
    page = httpx.get(site[0] + path, headers={"Accept": "text/html", "Accept-Language": language})
    assert page.status_code == 200
    assert ("There is no name in English; the Swedish one is shown." in page.text) is told
