"""Old releases are opened when asked, bounded in number, and put away."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from lsgraph.errors import Busy, ReleaseError, ReleaseMissing
from lsgraph.release import Release
from lsgraph.workers import ArchivePools, Limits, Pool, archive_pools
from tests.workers.clock import run_by_clock
from tests.workers.fake_fork_server import FakeForkServer, WorkCall
from tests.workers.test_pool import children, find_parent, parent_of, query, read_json, run, settle

COUNT = query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")


def with_shelf(root: Path, most: int, work: Callable[[ArchivePools], Coroutine[Any, Any, None]]) -> None:
    """Run some work with a shelf."""

    async def main() -> None:
        shelf = ArchivePools(root, Limits(workers=1, deadline=20), most)
        try:
            await work(shelf)
        finally:
            await shelf.close()

    asyncio.run(main())


async def count(pool: Pool) -> int:
    """Return how many statements a pool's release has."""
    found = await read_json(pool, COUNT)
    return int(found["results"]["bindings"][0]["n"]["value"])


def by_clock(
    root: Path,
    most: int,
    monkeypatch: pytest.MonkeyPatch,
    work: Callable[[ArchivePools], Coroutine[Any, Any, None]],
) -> None:
    """Run some work with a shelf by a clock in hand, with workers that answer the id of their release."""
    monkeypatch.setattr(archive_pools, "Pool", partial(Pool, fork_server=FakeForkServer))
    FakeForkServer.started = []

    async def main() -> None:
        shelf = ArchivePools(root, Limits(workers=1, deadline=20), most)
        try:
            await work(shelf)
        finally:
            await shelf.close()

    run_by_clock(main())


def test_no_more_releases_are_open_than_allowed(
    tmp_path: Path, write_release_of: Callable[[Path, int], Release], monkeypatch: pytest.MonkeyPatch
) -> None:
    releases = [write_release_of(tmp_path, size).id for size in (3, 4, 5)]

    async def work(shelf: ArchivePools) -> None:
        for release in releases:
            pool = await shelf.take(release)
            assert await pool.call(WorkCall(0)) == release
            await asyncio.sleep(2.1)
            assert len(shelf.pools) <= 2
        assert [pool.release.id for pool in shelf.pools] == releases[1:]
        assert await shelf.take(releases[1]) is shelf.pools[1]

    by_clock(tmp_path, 2, monkeypatch, work)


def test_a_release_in_use_is_not_put_away(
    tmp_path: Path, write_release_of: Callable[[Path, int], Release], monkeypatch: pytest.MonkeyPatch
) -> None:
    old, older = write_release_of(tmp_path, 300).id, write_release_of(tmp_path, 3).id

    async def work(shelf: ArchivePools) -> None:
        pool = await shelf.take(old)
        running = asyncio.create_task(pool.call(WorkCall(9)))
        await asyncio.sleep(2.1)
        with pytest.raises(Busy):
            await shelf.take(older)
        assert await running == old
        assert await (await shelf.take(older)).call(WorkCall(0)) == older

    by_clock(tmp_path, 1, monkeypatch, work)


def test_a_release_is_put_away_ten_minutes_after_its_last_call(
    tmp_path: Path, write_release_of: Callable[[Path, int], Release], monkeypatch: pytest.MonkeyPatch
) -> None:
    old = write_release_of(tmp_path, 3).id

    async def work(shelf: ArchivePools) -> None:
        for _ in range(2):
            pool = await shelf.take(old)
            await asyncio.sleep(590)
            await shelf.close_idle()
            assert shelf.pools == [pool]
        await asyncio.sleep(20)
        await shelf.close_idle()
        assert shelf.pools == []

    by_clock(tmp_path, 1, monkeypatch, work)


def test_many_who_ask_at_once_open_a_release_once(
    tmp_path: Path, write_release_of: Callable[[Path, int], Release]
) -> None:
    old = write_release_of(tmp_path, 3).id

    async def work(shelf: ArchivePools) -> None:
        pools = await asyncio.gather(*(shelf.take(old) for _ in range(20)))
        assert len(set(map(id, pools))) == 1

    with_shelf(tmp_path, 1, work)


@pytest.mark.parametrize("name", ["", "..", "0" * 16, "current", "a/b", "\0"])
def test_what_is_not_kept_is_missing(tmp_path: Path, name: str) -> None:
    async def work(shelf: ArchivePools) -> None:
        with pytest.raises(ReleaseMissing):
            await shelf.take(name)

    with_shelf(tmp_path, 1, work)


def test_a_worker_that_ends_as_a_call_reaches_it_is_made_good(small_release: Release) -> None:
    async def work(pool: Pool) -> None:
        for number in range(30):
            await settle(pool, idle=2)
            parent = find_parent(pool)
            killed = min(children(parent))
            os.kill(killed, signal.SIGKILL)
            assert await read_json(pool, query("ASK {}")) == {"head": {}, "boolean": True}
            await settle(pool, replaced=number + 1)  # the pool has heard of it: the next is another worker
        assert pool.causes() == {"crash": 30}

    run(small_release, work, Limits(workers=2, deadline=20))


def test_replaced_workers_are_counted_by_cause(small_release: Release) -> None:
    async def work(pool: Pool) -> None:
        cross = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
        with pytest.raises(Exception, match="stopped after"):
            await read_json(pool, query(cross), seconds=0.5)
        task = asyncio.create_task(read_json(pool, query(cross), seconds=30))
        await settle(pool, busy=1)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await settle(pool, busy=0, slow=0)
        assert pool.causes() == {"time": 1, "left": 1}
        assert pool.seconds_without < 5

    run(small_release, work, Limits(workers=2, deadline=20))


def test_without_workers_the_time_runs(small_release: Release) -> None:
    async def work(pool: Pool) -> None:
        await settle(pool, idle=1)
        assert pool.seconds_without == 0
        parent = find_parent(pool)
        os.kill(parent, signal.SIGKILL)
        for _ in range(500):
            if pool.seconds_without > 0:
                break
            await asyncio.sleep(0.01)
        assert pool.seconds_without > 0
        await settle(pool, idle=1)
        assert pool.seconds_without == 0
        assert parent_of(parent) is None

    run(small_release, work, Limits(workers=1, deadline=20))


def test_a_release_that_is_being_loaded_holds_nobody_else_up(
    tmp_path: Path, write_release_of: Callable[[Path, int], Release], monkeypatch: pytest.MonkeyPatch
) -> None:
    slow, quick = write_release_of(tmp_path, 3).id, write_release_of(tmp_path, 4).id
    start, loaded = Pool.start, asyncio.Event()

    async def start_slowly(pool: Pool) -> None:
        if pool.release.id == slow:
            await loaded.wait()
        await start(pool)

    monkeypatch.setattr(Pool, "start", start_slowly)

    async def work(shelf: ArchivePools) -> None:
        first, second = (asyncio.create_task(shelf.take(slow)) for _ in range(2))
        await asyncio.sleep(0)
        async with asyncio.timeout(20):
            assert await count(await shelf.take(quick)) == 4
            await shelf.close_idle()
        first.cancel()
        loaded.set()
        assert await count(await second) == 3

    with_shelf(tmp_path, 2, work)


def test_a_release_that_cannot_be_loaded_takes_no_place(
    tmp_path: Path, write_release_of: Callable[[Path, int], Release]
) -> None:
    broken, whole = write_release_of(tmp_path, 3), write_release_of(tmp_path, 4).id
    broken.quads_file.write_bytes(b"this is no N-Quads")

    async def work(shelf: ArchivePools) -> None:
        for _ in range(3):
            with pytest.raises(ReleaseError):
                await shelf.take(broken.id)
        assert await count(await shelf.take(whole)) == 4

    with_shelf(tmp_path, 1, work)
