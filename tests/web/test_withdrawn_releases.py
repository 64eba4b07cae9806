"""A withdrawn release answers 410 with the reason everywhere, also where it was open or answers were kept."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from lsgraph.release import withdraw

COUNT = "SELECT (COUNT(*) AS ?n) { ?s <urn:p> ?o }"
PATHS = (
    "/sparql?format=csv&query=SELECT%20(COUNT(*)%20AS%20%3Fn)%20%7B%20%3Fs%20%3Curn%3Ap%3E%20%3Fo%20%7D&release={id}",
    "/rdf-graph-store?default&format=nt&release={id}",
    "/export/{id}/lsgraph.nq",
    "/export/{id}/lsgraph.trig",
    "/res/release/{id}.ttl",
    "/res/release/{id}",
    "/diff?from={id}",
    "/quality?release={id}",
    "/?release={id}",
    "/search?q=x&release={id}",
    "/coverage?release={id}",
    "/void?format=ttl&release={id}",
    "/catalog.ttl?release={id}",
    "/query.csv?query=SELECT%20*%20%7B%20%3Fs%20%3Curn%3Ap%3E%20%3Fo%20%7D&release={id}",
)


def test_a_withdrawn_release_is_gone_everywhere(
    tmp_path: Path, write_release_of: Any, serving: Callable[..., AbstractContextManager[Any]]
) -> None:
    old, new = write_release_of(tmp_path, 10).id, write_release_of(tmp_path, 20).id
    with serving(tmp_path, LSGRAPH_WATCH="0.05") as site:
        for path in PATHS:
            found = httpx.get(site.url + path.format(id=old), timeout=30)
            assert found.status_code == 200, (path, found.text)
        etag = httpx.get(site.url + PATHS[0].format(id=old)).headers["etag"]
        assert site.health()["old_releases"] == [old]
        withdraw(tmp_path, old, "names a person", date(2026, 12, 1))
        for path in PATHS:
            check_gone(httpx.get(site.url + path.format(id=old), timeout=30), tmp_path)
        again = httpx.get(site.url + PATHS[0].format(id=old), headers={"If-None-Match": etag})
        check_gone(again, tmp_path)
        for _ in range(100):
            if not site.health()["old_releases"] and not site.health()["cache"]["bytes"]:
                break
            time.sleep(0.05)
        assert site.health()["old_releases"] == []
        assert site.health()["cache"]["bytes"] == 0
        listed = httpx.get(site.url + "/releases", headers={"Accept-Language": "en"}).text
        assert "names a person" in listed
        assert new in listed
        assert f"/export/{old}" not in listed


def check_gone(response: httpx.Response, root: Path) -> None:
    """Assert that a response tells that a release is withdrawn, and why."""
    assert response.status_code == 410, (response.url, response.text)
    assert response.headers["cache-control"] == "no-store"
    assert "names a person" in response.text
    assert str(root) not in response.text
    if response.headers["content-type"] == "application/problem+json":
        assert response.json()["title"] == "The release is gone"
        assert response.json()["reason"] == "names a person"


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_reader_is_told_in_words(
    tmp_path: Path,
    write_release_of: Any,
    serving: Callable[..., AbstractContextManager[Any]],
    language: str,
) -> None:
    old = write_release_of(tmp_path, 10).id
    write_release_of(tmp_path, 20)
    withdraw_and_read = {"sv": "Utgåvan finns inte längre", "en": "The release is gone"}
    with serving(tmp_path) as site:
        withdraw(tmp_path, old, "names a person", date(2026, 12, 1))
        headers = {"Accept": "text/html", "Accept-Language": language}
        page = httpx.get(f"{site.url}/res/release/{old}", headers=headers)
        assert page.status_code == 410
        assert withdraw_and_read[language] in page.text
