"""The matrix as a reader sees it: the same rows in every form, a panel for each cell, on any screen."""

from __future__ import annotations

import csv
import io
import random
import re
import shutil
from collections import Counter
from pathlib import Path
from typing import Any, Final

import httpx
import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect

from lsgraph.calls.matrix import EMPTY, SERVED
from lsgraph.queries import find_query
from lsgraph.resources import Resources
from lsgraph.web.rendering.texts import texts

SEED: Final = 20261201
SAMPLED: Final = 8
PLACES: Final = (
    "/matris",
    "/matris?slag=plan&omrade=4",
    "/matris/4.2/01",
    "/matris/1.1/01",
    "/matris/1.1/22",
)
needs_browser = [
    pytest.mark.browser,
    pytest.mark.skipif(
        shutil.which("chromium") is None, reason="no Chromium here (apt-get install chromium)"
    ),
]


def fetch_table(service: str, state: str = "") -> list[dict[str, str]]:
    """Return the rows of the CSV."""
    text = httpx.get(f"{service}/matris.csv{state}").content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def fetch_cells(service: str, state: str = "") -> list[dict[str, Any]]:
    """Return the cells of the JSON."""
    names = (("slag", "kind"), ("grund", "state"), ("omrade", "area"), ("ar", "year"))
    for page_name, name in names:
        state = state.replace(f"{page_name}=", f"{name}=")
    found: list[dict[str, Any]] = httpx.get(f"{service}/api/matrix{state}").json()["cells"]
    return found


def fetch_page(service: str, path: str, language: str = "sv") -> str:
    """Return a page."""
    answer = httpx.get(
        service + path, headers={"Accept": "text/html", "Accept-Language": language}, timeout=60
    )
    assert answer.status_code == 200, answer.text
    return answer.text


def test_the_csv_has_just_the_rows_of_the_query(service: str, resources: Resources) -> None:
    query = find_query(resources.queries, "pages/matrix").text
    answer = httpx.post(
        f"{service}/sparql", data={"query": query}, headers={"Accept": "text/csv"}, timeout=60
    )
    names = ("number", "goal", "code", "region", "state", "thing", "source", "begins", "ends", "looked")
    asked = [tuple(row[name] for name in names) for row in csv.DictReader(io.StringIO(answer.text))]
    given = [tuple(row[name] for name in names) for row in fetch_table(service)]
    assert len(given) >= 630
    assert Counter(given) == Counter(asked)


def test_the_page_shows_the_cells_of_the_json_and_the_rows_of_the_csv(service: str) -> None:
    for state in ("", "?slag=plan&slag=goal", "?grund=judged&omrade=4", "?ar=2019"):
        cells, page = fetch_cells(service, state), fetch_page(service, f"/matris{state}")
        shown = re.findall(r'<td class="([a-z-]+)"><a href="/matris/([0-9.]+)/([0-9]{2})', page)
        assert shown == [(cell["state"].replace(" ", "-"), cell["number"], cell["code"]) for cell in cells]
        table = [
            (row["number"], row["code"], row["state"], row["thing"]) for row in fetch_table(service, state)
        ]
        links = [
            (cell["number"], cell["code"], link["state"] if link else cell["state"], link.get("thing", ""))
            for cell in cells
            for link in cell["links"] or [{}]
        ]
        assert table == links


def write_cell(cell: object) -> str:
    """Return a cell of a workbook as the CSV has it."""
    return "" if cell is None else str(cell).removesuffix(" 00:00:00")


def test_the_workbook_has_the_rows_of_the_csv(service: str) -> None:
    for state in ("", "?slag=plan&omrade=4"):
        first, again = (httpx.get(f"{service}/matris.xlsx{state}", timeout=60) for _ in range(2))
        assert first.content == again.content
        sheet = openpyxl.load_workbook(io.BytesIO(first.content)).active
        assert sheet is not None
        names, *rows = sheet.iter_rows(values_only=True)
        shown = [
            ["" if cell is None else str(cell).removesuffix(" 00:00:00") for cell in row] for row in rows
        ]
        table = fetch_table(service, state)
        assert list(names) == list(table[0])
        assert shown == [list(row.values()) for row in table]
        assert all(isinstance(row[-1], int) for row in rows)


def test_every_cell_says_its_state_in_words(service: str) -> None:
    page = fetch_page(service, "/matris")
    words = {texts("sv")["state_" + state.replace(" ", "_")] for state in (*SERVED, *EMPTY)}
    cells = re.findall(
        r"<td [^>]*><a [^>]*><span class=\"sign\" aria-hidden=\"true\">(.)</span> ([^<]+)", page
    )
    assert len(cells) == 630
    assert {word.strip() for _, word in cells} <= words
    assert len({sign for sign, _ in cells}) == len({word.strip() for _, word in cells}) >= 3


def test_the_sentence_counts_what_the_table_shows(service: str) -> None:
    counts = Counter(cell["state"] for cell in fetch_cells(service))
    page = fetch_page(service, "/matris")
    assert f"För {counts['none']} har vi prövat" in page
    assert f"{counts['not looked']} är inte prövade och {counts['not read']} inte lästa" in page


def test_a_value_that_there_is_none_of_is_told(service: str) -> None:
    for state in ("slag=plann", "grund=sagt%00", "omrade=fyra", "ar=20", "slagg=plan"):
        answer = httpx.get(f"{service}/matris?{state}", headers={"Accept": "application/problem+json"})
        assert answer.status_code == 400
        assert state.partition("=")[0] in answer.json()["detail"]
    assert httpx.get(f"{service}/matris/9.9/01").status_code == 404


def test_the_state_stays_in_the_links_and_in_an_old_release(service: str) -> None:
    release = httpx.get(f"{service}/matris").headers["lsgraph-release"]
    page = fetch_page(service, f"/matris?slag=plan&ar=2024&release={release}")
    assert f"/matris/4.2/01?slag=plan&amp;ar=2024&amp;release={release}" in page
    assert f"/matris.csv?slag=plan&amp;ar=2024&amp;release={release}" in page


def test_a_sample_of_cells_quotes_what_it_says(service: str, sources_folder: Path) -> None:
    cells = fetch_cells(service)
    filled = [cell for cell in cells if cell["links"]]
    for cell in random.Random(SEED).sample(filled, SAMPLED):
        page = fetch_page(service, f"/matris/{cell['number']}/{cell['code']}")
        for link in cell["links"]:
            assert link["source"].removeprefix("https://w3id.org/lsgraph") in page
        assert "<mark>" in page or 'rel="external"' in page
    for cell in random.Random(SEED).sample([cell for cell in cells if not cell["links"]], SAMPLED):
        page = fetch_page(service, f"/matris/{cell['number']}/{cell['code']}", "en")
        assert texts("en")[f"state_{cell['state'].replace(' ', '_')}_means"].replace("'", "&#39;") in page


def test_the_start_page_counts_as_the_matrix_does(service: str) -> None:
    cells, page = fetch_cells(service), fetch_page(service, "/")
    counts = Counter(cell["state"] for cell in cells)
    assert f"{counts['not looked']} är inte prövade och {counts['not read']} inte lästa" in page
    first = [cell for cell in cells if cell["number"].startswith("4.") and cell["code"] == "01"]
    served = sum(bool(cell["links"]) for cell in first)
    row = page[page.index("/matris?omrade=4") :]
    assert f"{served} av {len(first)}" in row[: row.index("</td>")]


def test_each_answer_of_the_start_page_leads_to_what_says_so(service: str) -> None:
    page = fetch_page(service, "/")
    answers = re.findall(r"<article>(.*?)</article>", page, re.DOTALL)
    assert len(answers) == 3
    for answer in answers:
        rows = re.findall(r"<li>(.*?)</li>", answer, re.DOTALL)
        assert rows
        assert all('class="badge passage" href="/res/passage/' in row for row in rows)


def test_the_start_page_names_what_is_read_to_the_end_and_what_changed(service: str) -> None:
    page = fetch_page(service, "/")
    read = page[page.index(texts("sv")["read_to_the_end"]) : page.index(texts("sv")["not_read_yet"])]
    assert read.count('<a href="/res/source/') == 5
    assert texts("sv")["first_release"] in page or "/diff?from=" in page


def test_amounts_are_whole_with_a_unit_and_evidence(service: str) -> None:
    page = fetch_page(service, "/organisationer")
    rows = re.findall(r'<tr><th scope="row">(.*?)</tr>', page[: page.index('id="organisations"')], re.DOTALL)
    assert len(rows) > 20
    for row in rows:
        assert re.search(r'<span class="number">[0-9\u202f,]+</span></td><td>\S*[A-Z]{3}', row), row
        assert 'class="badge' in row
    assert "1\u202f890\u202f000\u202f000" in page


class TestInABrowser:
    """What only a browser shows."""

    pytestmark = needs_browser

    def test_a_cell_opens_in_place_and_closes_back_to_its_cell(self, page: Page) -> None:
        page.goto("/matris?slag=plan")
        cell = page.locator("a[href^='/matris/4.2/01']")
        cell.click()
        panel = page.get_by_role("dialog")
        expect(panel.locator("h1")).to_contain_text("4.2")
        expect(panel.locator(".link").first).to_be_visible()
        expect(page).to_have_url(re.compile(r"/matris/4\.2/01\?slag=plan$"))
        page.keyboard.press("Escape")
        expect(panel).to_be_hidden()
        expect(page).to_have_url(re.compile(r"/matris\?slag=plan$"))
        expect(cell).to_be_focused()
        cell.click()
        page.go_back()
        expect(panel).to_be_hidden()

    def test_arrows_walk_from_cell_to_cell(self, page: Page) -> None:
        page.goto("/matris")
        page.locator("a[href='/matris/3.4/01']").focus()
        page.keyboard.press("ArrowRight")
        expect(page.locator("a[href='/matris/3.4/03']")).to_be_focused()
        page.keyboard.press("ArrowDown")
        expect(page.locator("a[href='/matris/4.1/03']")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.get_by_role("dialog").locator("h1")).to_contain_text("Region Uppsala")

    def test_a_reference_can_be_copied(self, browser: Browser, service: str) -> None:
        context = browser.new_context(base_url=service, permissions=["clipboard-read", "clipboard-write"])
        page = context.new_page()
        page.goto("/matris/4.2/01?lang=sv")
        page.get_by_role("button", name="Kopiera hänvisning").click()
        expect(page.locator("[data-copy][data-done]")).to_be_visible()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == page.locator("#reference").inner_text().strip()
        assert "Region Stockholm → 4.2" in copied
        assert "utgåva" in copied
        context.close()

    def test_the_query_of_a_cell_runs(self, page: Page) -> None:
        page.goto("/matris/4.2/01")
        page.get_by_role("link", name="Visa frågan").click()
        expect(page.locator("tbody tr").first).to_contain_text("4.2")

    def test_all_of_it_works_without_script(self, browser: Browser, service: str) -> None:
        context = browser.new_context(java_script_enabled=False, base_url=service, locale="sv-SE")
        page = context.new_page()
        page.goto("/matris")
        page.get_by_text(texts("sv")["filter_title"]).click()
        page.get_by_label("plan", exact=True).check()
        page.get_by_role("button", name="Visa").click()
        page.locator("a[href^='/matris/4.2/01']").click()
        expect(page.locator("h1")).to_contain_text("Region Stockholm")
        expect(page.locator(".reference")).to_contain_text("lsgraph")
        page.get_by_role("link", name=texts("sv")["matrix_title"]).last.click()
        expect(page).to_have_url(re.compile("slag=plan"))
        context.close()

    @pytest.mark.parametrize("width", [320, 1280])
    def test_no_page_is_wider_than_the_screen(self, browser: Browser, service: str, width: int) -> None:
        page = browser.new_page(viewport={"width": width, "height": 740}, base_url=service)
        for path in PLACES:
            page.goto(path)
            wide = page.locator("html").evaluate("one => one.scrollWidth > one.clientWidth")
            assert not wide, path
        page.goto("/matris")
        region = page.get_by_role("region", name=re.compile("."))
        region.focus()
        region.evaluate("one => { one.scrollLeft = 400 }")
        assert page.locator("tbody th[scope=row]").first.bounding_box()["x"] < 40  # type: ignore[index]
        page.close()

    @pytest.mark.slow
    @pytest.mark.parametrize("theme", ["light", "dark"])
    def test_axe_finds_nothing(self, browser: Browser, service: str, axe: str, theme: Any) -> None:
        context = browser.new_context(base_url=service, bypass_csp=True, color_scheme=theme, locale="sv-SE")
        page = context.new_page()
        for path in PLACES:
            page.goto(path)
            assert find_faults(page, axe) == [], path
        page.goto("/matris")
        page.locator("a[href='/matris/4.2/01']").click()
        expect(page.get_by_role("dialog").locator("h1")).to_be_visible()
        assert find_faults(page, axe) == []
        context.close()


RULES: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def find_faults(page: Page, axe: str) -> list[tuple[str, str]]:
    """Return what axe finds against WCAG 2.2 A and AA on a page: each rule, and a place."""
    page.evaluate(axe)
    found = page.evaluate("rules => axe.run({runOnly: rules})", RULES)
    return [(one["id"], one["nodes"][0]["html"][:200]) for one in found["violations"]]
