"""A real browser for tests of pages: it may load nothing from elsewhere and leave no fault in its console."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

CHROMIUM = shutil.which("chromium")
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return a headless Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(_FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, service: str) -> Iterator[Page]:
    """Return a Swedish reader's page that fails the test on a foreign request or a fault in the console."""
    context = browser.new_context(locale="sv-SE", base_url=service)
    page = context.new_page()
    faults: list[str] = []

    def note_foreign(request: Request) -> None:
        if not request.url.startswith(service):
            faults.append(request.url)

    def note_error(message: ConsoleMessage) -> None:
        if message.type == "error":
            faults.append(message.text)

    page.on("request", note_foreign)
    page.on("console", note_error)
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    context.close()
    assert faults == []


@pytest.fixture(scope="module")
def axe() -> str:
    """Return the script of axe-core."""
    found = find_spec("axe_playwright_python")
    if found is None or found.origin is None:
        pytest.skip("axe-core is not installed (make .venv/.develops)")
    return (Path(found.origin).parent / "axe.min.js").read_text(encoding="utf-8")
