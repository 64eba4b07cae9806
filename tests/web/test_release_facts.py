"""What depends on a release alone is worked out once for each, however often and oddly it is asked."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import httpx
import pytest

from lsgraph.calls.call import Call
from lsgraph.errors import QueryStopped
from lsgraph.release import Release
from lsgraph.web.answers.release_facts import ReleaseFacts
from lsgraph.workers import Pool

Serving = Callable[..., contextlib.AbstractContextManager[Any]]


def count_calls(site: Any) -> int:
    """Return how many calls were given to workers so far."""
    calls: int = site.health()["workers"]["calls"]
    return calls


@pytest.mark.parametrize("path", ["/coverage", "/quality"])
def test_a_page_about_a_whole_release_looks_at_it_once(
    tmp_path: Path, write_release_of: Callable[..., Release], serving: Serving, path: str
) -> None:
    write_release_of(tmp_path, 30)
    with serving(tmp_path) as site:
        before = count_calls(site)
        with ThreadPoolExecutor(4) as threads:
            pages = threads.map(
                lambda number: httpx.get(f"{site.url}{path}", params={"source": f"urn:{number}"}), range(8)
            )
            assert {page.status_code for page in pages} == {404 if path == "/coverage" else 200}
        assert count_calls(site) - before == 1 + 8  # the look, and a rendering for each odd address
        newer = write_release_of(tmp_path, 31)
        while site.health()["release"] != newer.id:
            pass
        before = count_calls(site)
        assert httpx.get(f"{site.url}{path}").headers["Lsgraph-Release"] == newer.id
        assert count_calls(site) - before == 2


def test_the_list_of_downloads_asks_for_the_regions_once(site: Any) -> None:
    httpx.get(f"{site.url}/export/")
    before = count_calls(site)
    for number in range(5):
        assert httpx.get(f"{site.url}/export/", params={"x": number}).status_code == 200
    assert count_calls(site) == before


@dataclass(frozen=True)
class ListCall(Call[str]):
    """A call whose result is the id of the release that answered."""


class CountingPool:
    """A pool whose calls take no worker; the first one is stopped."""

    def __init__(self) -> None:
        self.calls: list[str] = []

    async def call(self, call: Call[str], _client: str, *, release: str) -> str:
        self.calls.append(f"{type(call).__name__} {release}")
        await asyncio.sleep(0)
        if len(self.calls) == 1:
            raise QueryStopped("time", "too long")
        return release


def test_a_fact_is_kept_by_release_and_a_fault_is_not() -> None:
    async def main() -> None:
        facts, pool = ReleaseFacts(), CountingPool()

        async def know(release: str) -> str:
            return await facts.know(cast("Pool", pool), release, ListCall(), "client")

        with pytest.raises(QueryStopped):
            await know("A")
        assert [*await asyncio.gather(know("A"), know("A"), know("B"))] == ["A", "A", "B"]
        assert await know("A") == "A"
        assert pool.calls == ["ListCall A", "ListCall A", "ListCall B"]
        facts.clear()
        assert await know("A") == "A"
        assert len(pool.calls) == 4

    asyncio.run(main())
