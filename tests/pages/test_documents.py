"""Documents as a reader sees them: all of the text, every sentence with its state and what it states."""

from __future__ import annotations

import html
import random
import re
import shutil
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from rdflib import RDF

from lsgraph.calls.document import ListDocuments, ReadDocument, list_documents, read_document
from lsgraph.coverage import State
from lsgraph.sources import Sources, find_withheld, open_sources
from lsgraph.store import Store
from lsgraph.vocabulary import LSG, Span

LONG: Final = "orebro-kallelse-2020-03-23"
SEED: Final = 20261201
SAMPLED: Final = 12
PLACES: Final = ("/dokument", "/dokument/medtechlabs-om-oss", f"/dokument/{LONG}?vid=99736-99897")
needs_browser = [
    pytest.mark.browser,
    pytest.mark.skipif(
        shutil.which("chromium") is None, reason="no Chromium here (apt-get install chromium)"
    ),
]


def fetch(service: str, path: str) -> httpx.Response:
    """Return the answer to a Swedish reader."""
    return httpx.get(service + path, headers={"Accept": "text/html", "Accept-Language": "sv"}, timeout=60)


@pytest.mark.slow
def test_pieces_and_segments_are_the_whole_text(graph: Store, sources_folder: Path) -> None:
    sources = open_sources(graph, sources_folder)
    assert sources is not None
    for line in list_documents(graph, ListDocuments(sources_folder)).documents:
        first = read_document(graph, ReadDocument(line.source, sources_folder))
        assert sum(first.figures.values()) == line.characters == first.pieces[-1][1]
        place, texts = 0, list[str]()
        for number in range(len(first.pieces)):
            for one in read_document(graph, ReadDocument(line.source, sources_folder, number)).segments:
                assert (one.start, one.text is not None) == (place, True)
                assert bool(one.passages) == (one.state in (State.STATED, State.NAMED_ONLY))
                place, texts = one.end, [*texts, one.text or ""]
        shown = sources.shown(Span(line.source, 0, line.characters))
        assert re.sub("█+", "", "".join(texts)) == re.sub("█+", "", shown)


def test_passages_that_overlap_are_told_apart(graph: Store, sources_folder: Path) -> None:
    pieces = len(read_document(graph, ReadDocument(LONG, sources_folder)).pieces)
    for number in range(pieces):
        for one in read_document(graph, ReadDocument(LONG, sources_folder, number)).segments:
            for passage in one.passages:
                start, end = map(int, passage.rsplit("-", 2)[1:])
                assert start <= one.start < one.end <= end


def test_a_passage_opens_in_its_document(service: str, graph: Store, sources_folder: Path) -> None:
    sources = Sources(sources_folder)
    passages = sorted(str(quad.subject) for quad in graph.quads(predicate=RDF.type, obj=LSG.Passage))
    for iri in random.Random(SEED).sample(passages, SAMPLED):
        source, start, end = iri.removeprefix("https://w3id.org/lsgraph/res/passage/").rsplit("-", 2)
        answer = fetch(service, f"/dokument/{source}?vid={start}-{end}")
        assert answer.status_code == 200, answer.text
        focus = "".join(re.findall(r'<a class="said [a-z_]+ focus"[^>]*>([^<]*)</a>', answer.text))
        words = re.findall(r"\w+", sources.shown(Span(source, int(start), int(end))).replace("-\n", ""))
        assert words[0] in html.unescape(focus)
        assert f"/res/passage/{source}-{start}-{end}" in answer.text


@pytest.mark.slow
def test_what_is_kept_back_is_shown_as_a_bar_with_its_reason(
    service: str, graph: Store, sources_folder: Path
) -> None:
    sources, withheld = Sources(sources_folder), find_withheld(graph)
    assert withheld
    for source, spans in withheld.items():
        for start, end in spans:
            words = " ".join(sources.text(source)[start:end].split())
            piece = read_document(graph, ReadDocument(source, sources_folder, place=start)).piece
            page = html.unescape(fetch(service, f"/dokument/{source}?del={piece + 1}").text)
            assert 'class="withheld"' in page
            assert len(words) < 6 or words not in " ".join(page.split())


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/dokument/finns-inte", 404),
        (f"/dokument/{LONG}?del=99", 404),
        (f"/dokument/{LONG}?del=0", 400),
        (f"/dokument/{LONG}?vid=250-100", 400),
        (f"/dokument/{LONG}?vid=99999998-99999999", 404),
        (f"/dokument/{LONG}?sida=2", 400),
        ("/dokument?release=0000000000000000", 404),
    ],
)
def test_a_wrong_address_is_told(service: str, path: str, status: int) -> None:
    answer = fetch(service, path)
    assert answer.status_code == status
    assert "<h1>" in answer.text


class TestInABrowser:
    """What only a browser shows."""

    pytestmark = needs_browser

    def test_a_sentence_opens_what_it_states_and_the_passage_leads_back(self, page: Page) -> None:
        page.goto("/dokument/medtechlabs-om-oss")
        page.locator("a.said.stated").nth(1).click()
        panel = page.get_by_role("complementary")
        expect(panel).to_be_visible()
        expect(page.locator(".said.focus").first).to_be_in_viewport()
        panel.get_by_role("link", name="Öppna textstället").click()
        page.get_by_role("link", name="Läs i dokumentet").click()
        expect(page.locator(".said.focus").first).to_be_in_viewport()

    @pytest.mark.parametrize("width", [320, 1280])
    def test_no_page_is_wider_than_the_screen(self, browser: Browser, service: str, width: int) -> None:
        page = browser.new_page(viewport={"width": width, "height": 740}, base_url=service)
        for path in PLACES:
            page.goto(path)
            assert not page.locator("html").evaluate("one => one.scrollWidth > one.clientWidth"), path
        page.close()

    @pytest.mark.slow
    @pytest.mark.parametrize("theme", ["light", "dark"])
    def test_axe_finds_nothing(self, browser: Browser, service: str, axe: str, theme: Any) -> None:
        context = browser.new_context(base_url=service, bypass_csp=True, color_scheme=theme, locale="sv-SE")
        page = context.new_page()
        for path in PLACES:
            page.goto(path)
            page.evaluate(axe)
            found = page.evaluate("axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})")
            assert [one["id"] for one in found["violations"]] == [], (path, found["violations"])
        context.close()
