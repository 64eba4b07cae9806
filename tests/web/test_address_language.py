"""The language of a page stands in its address and stays there from link to link."""

from __future__ import annotations

import re

import httpx
import pytest

HTML = {"Accept": "text/html"}


def read(address: str, **headers: str) -> httpx.Response:
    """Return a page."""
    return httpx.get(address, headers={**HTML, **headers}, timeout=60, follow_redirects=True)


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize(
    "path", ["/", "/search?q=alf", "/doc/goal/nls2019-2.2", "/id/goal/nls2019-2.2", "/matris"]
)
def test_the_language_is_kept_at_the_next_click(service: str, path: str, language: str) -> None:
    other = "sv" if language == "en" else "en"
    page = read(f"{service}/{language}{path}", **{"Accept-Language": other})
    assert page.status_code == 200
    assert page.headers["content-language"] == language
    assert f'<html lang="{language}">' in page.text
    links = re.findall(r'<a [^>]*href="(/[^"]*)"', page.text)
    changing = [link for link in links if link.startswith(f"/{other}/")]
    assert links
    assert len(changing) == 1
    assert all(link.startswith(f"/{language}/") for link in links if link not in changing)
    assert all(form.startswith(f"/{language}/") for form in re.findall(r'action="([^"]*)"', page.text))
    turned = read(service + changing[0].replace("&amp;", "&"), **{"Accept-Language": language})
    assert turned.headers["content-language"] == other


def test_a_bare_address_speaks_the_browsers_language(service: str) -> None:
    assert read(f"{service}/matris", **{"Accept-Language": "en"}).headers["content-language"] == "en"
    assert read(f"{service}/matris", **{"Accept-Language": "de"}).headers["content-language"] == "sv"


def test_what_asks_for_data_is_the_same_below_a_language(service: str) -> None:
    for path in ("/doc/goal/nls2019-2.2.ttl", "/sparql?query=ASK{}", "/static/icon.svg"):
        bare, below = (httpx.get(f"{service}{prefix}{path}", timeout=60) for prefix in ("", "/en"))
        assert (below.status_code, below.content) == (bare.status_code, bare.content)


def test_a_language_that_there_is_none_of_is_no_address(service: str) -> None:
    assert read(f"{service}/de/matris").status_code == 404
    assert read(f"{service}/english").status_code == 404
