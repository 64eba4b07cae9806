"""What a reader sees: the pages in a real browser, which may load nothing from elsewhere."""

from __future__ import annotations

import re
import shutil

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        shutil.which("chromium") is None, reason="no Chromium here (apt-get install chromium)"
    ),
]


def test_a_newcomer_finds_the_answer_and_where_it_is_said(page: Page) -> None:
    page.goto("/query?name=reference-group-of-an-action-plan")
    expect(page.locator("tbody tr")).to_have_count(15)
    page.locator("tbody tr").first.get_by_role("link").nth(1).click()
    expect(page.locator("h1")).to_contain_text("stockholm-kliniska-provningar")
    expect(page.locator(".excerpt mark, p:has-text('Källfilen finns inte här')").first).to_be_visible()


def test_sources_are_shown_as_columns_when_asked_for(page: Page) -> None:
    page.goto("/query")
    page.locator("#query").fill("SELECT ?name { ?goal a lsg:Goal ; rdfs:label ?name } ORDER BY ?name LIMIT 9")
    page.get_by_role("button", name="Kör frågan").click()
    expect(page.locator("thead th")).to_have_text(["name"])
    page.get_by_label("Källor som kolumner").check()
    page.get_by_role("button", name="Kör frågan").click()
    expect(page.locator("thead th")).to_contain_text(["name", "sägs i", "dokument", "slag"])
    expect(page.get_by_label("Källor som kolumner")).to_be_checked()
    expect(page.locator("tbody tr")).to_have_count(9)
    expect(page.locator("tbody .badge.passage").first).to_have_text("sagt")
    expect(page.get_by_role("link", name="CSV")).to_have_attribute("href", re.compile("sources=true$"))
    page.locator("tbody a[href*='/res/passage/']").first.click()
    expect(page.locator(".types")).to_contain_text("passage")


def test_the_start_page_leads_to_a_thing(page: Page) -> None:
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", "sv")
    page.get_by_role("link", name="mål", exact=False).first.click()
    expect(page.locator("h1")).to_be_visible()


def test_search_finds_in_swedish_and_shows_why(page: Page) -> None:
    page.goto("/")
    page.locator("#q").fill("precisionsmedicin")
    page.keyboard.press("Enter")
    expect(page.locator(".hits li").first).to_be_visible(timeout=30_000)  # the first search makes the index
    expect(page.locator(".hits mark").first).to_have_text("precisionsmedicin", ignore_case=True)


def test_a_search_without_hits_says_so(page: Page) -> None:
    page.goto("/search?q=xyzzyq")
    expect(page.get_by_text("Inget hittades")).to_be_visible()


def test_every_statement_has_its_badge(page: Page) -> None:
    page.goto("/doc/goal/nls2019-2.2")
    for line in page.locator(".statements dd").all():
        expect(line.locator(".badge").first).to_be_attached()
    page.locator(".badge.passage").first.click()
    expect(page.locator("h1")).to_contain_text("orebro-kallelse-2020-03-23")


def test_the_language_can_be_changed(page: Page) -> None:
    page.goto("/doc/goal/nls2019-2.2")
    page.get_by_role("link", name="In English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("h1")).to_have_text("Increased use of health data for research and innovation")


def test_text_is_shown_as_text(page: Page) -> None:
    page.goto("/search?q=%3Cscript%3Ealert(1)%3C/script%3E")
    expect(page.locator("h1")).to_contain_text("<script>")


def test_coverage_shows_each_source(page: Page) -> None:
    page.goto("/coverage")
    expect(page.locator("section").first.locator("tbody tr")).to_have_count(5)


def test_small_screens_need_no_sideways_scrolling(browser: Browser, service: str) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 740}, base_url=service)
    for path in (
        "/",
        "/doc/goal/nls2019-2.2",
        "/search?q=alf",
        "/query",
        "/coverage",
        "/export/",
        "/quality",
        "/releases",
        "/diff",
    ):
        page.goto(path)
        wide = page.locator("html").evaluate("element => element.scrollWidth > element.clientWidth + 1")
        assert not wide, path
    page.close()


def test_errors_are_told_with_their_place(browser: Browser, service: str) -> None:
    page = browser.new_page(base_url=service, locale="sv-SE")
    page.goto("/query?query=SELECT+?x+{+?x+a+lsg:Goal")
    expect(page.get_by_role("alert")).to_contain_text("rad 1, kolumn 26")
    page.close()
