"""Faults are told to a reader in the page's language, and to a program in English."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest

from lsgraph.web.rendering.problems import STATUSES, name_title
from lsgraph.web.rendering.texts import texts

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def read_title(service: str, path: str, language: str, status: int) -> str:
    """Return the heading of a page, which is its title too."""
    answer = httpx.get(service + path, headers={"Accept": BROWSER, "Accept-Language": language})
    assert answer.status_code == status
    assert answer.headers["content-language"] == language
    [heading] = re.findall(r"<h1>(.*?)</h1>", answer.text)
    assert f"<title>{heading} · lsgraph</title>" in answer.text
    return str(heading)


@pytest.mark.parametrize(
    ("path", "status", "swedish", "english"),
    [
        ("/nothing", 404, "Det finns ingenting på den adressen", "There is nothing at that address"),
        ("/doc/goal/none", 404, "Grafen säger ingenting om det", "Nothing is known of that"),
        ("/res/release/none", 404, "Den utgåvan finns inte", "There is no such release"),
        ("/quality?release=none", 404, "Den utgåvan finns inte", "There is no such release"),
        ("/why?s=urn:a&p=urn:b&o=urn:c", 404, "Grafen säger ingenting om det", "Nothing is known of that"),
        ("/sparql?query=SELECT", 400, "Frågan är inte SPARQL", "The query is not SPARQL"),
        ("/sparql?update=CLEAR", 403, "Frågan tillåts inte här", "The query is not allowed here"),
        ("/doc/goal/nls2019-2.2?format=x", 406, "Inget format passar", "No acceptable format"),
    ],
)
def test_a_page_has_a_title_in_its_language(
    service: str, path: str, status: int, swedish: str, english: str
) -> None:
    assert read_title(service, path, "sv", status) == swedish
    assert read_title(service, path, "en", status) == english
    problem: Any = httpx.get(service + path, headers={"Accept": "application/problem+json, */*;q=0.1"}).json()
    assert (problem["title"], problem["status"]) == (english, status)


def test_every_title_has_its_swedish() -> None:
    names = {name_title(kind) for kind, _ in STATUSES}
    assert not {name for name in names if texts("sv")[name] == texts("en")[name]}


def test_a_refused_method_is_told_in_swedish(service: str) -> None:
    headers = {"Accept": BROWSER, "Accept-Language": "sv"}
    answer = httpx.post(f"{service}/doc/goal/nls2019-2.2", headers=headers)
    assert answer.status_code == 405
    assert "<h1>Metoden tillåts inte</h1>" in answer.text


def test_a_hit_shows_the_narrowest_of_its_classes(service: str) -> None:
    text = httpx.get(f"{service}/search?q=precisionsmedicin", headers={"Accept-Language": "sv"}).text
    kinds = dict(re.findall(r'<a href="([^"]+)">[^<]*</a> <small class="types">([^<]*)</small>', text))
    assert kinds["/def/theme/precisionsmedicin"] == "tema"
    assert kinds["/id/plan/handlingsplan-precisionsmedicin-stockholm"] == "handlingsplan"
    assert "begrepp" not in kinds.values()


@pytest.mark.parametrize("path", ["/sparql", "/query"])
def test_a_mistake_in_a_query_is_told_in_the_language_of_the_page(service: str, path: str) -> None:
    told = {
        "sv": "rad 1, kolumn 31: en punkt saknas före ?s",
        "en": "line 1, column 31: a point is missing before ?s",
    }
    for language, sentence in told.items():
        answer = httpx.get(
            service + path,
            params={"query": "SELECT ?s { ?s a skos:Concept ?s skos:prefLabel ?l }"},
            headers={"Accept": BROWSER, "Accept-Language": language},
        )
        assert re.search(rf'<p[^>]* lang="{language}">{re.escape(sentence)}', answer.text), answer.text
