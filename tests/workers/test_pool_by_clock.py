"""What the pool does when, by a clock in hand and with workers that are tasks of the same loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from lsgraph.errors import QueryStopped, ReleaseReplaced
from lsgraph.workers import Limits, Pool
from tests.workers.clock import now, run_by_clock
from tests.workers.fake_fork_server import FakeForkServer, make_release

OLD_RELEASE = Limits(workers=1, slow=1)


def with_pool(work: Callable[[Pool], Coroutine[Any, Any, None]], limits: Limits) -> None:
    """Run some work with a pool of release A."""

    async def main() -> None:
        FakeForkServer.started = []
        async with Pool(make_release("A"), limits, fork_server=FakeForkServer) as pool:
            await asyncio.sleep(0.01)
            await work(pool)

    run_by_clock(main())


def ask(pool: Pool, seconds: float, client: str = "a", release: str | None = None) -> asyncio.Task[str]:
    """Ask for what takes so many seconds, and gives the id of the release that answered."""
    return asyncio.create_task(pool.call("work", {"seconds": seconds}, client, release=release))


def test_a_call_is_granted_when_its_client_s_other_call_is_left() -> None:
    async def work(pool: Pool) -> None:
        first, second = ask(pool, 60), ask(pool, 1)
        await asyncio.sleep(10)
        assert pool.state()["idle"] == 1
        assert not second.done()
        first.cancel()
        assert await second == "A"
        assert now() == pytest.approx(11, abs=0.1)

    with_pool(work, OLD_RELEASE)


def test_a_call_is_granted_when_its_client_s_other_call_is_stopped() -> None:
    async def work(pool: Pool) -> None:
        first = ask(pool, 60)
        await asyncio.sleep(10)
        second = ask(pool, 1)
        with pytest.raises(QueryStopped, match="30 seconds"):
            await first
        assert await second == "A"
        assert now() == pytest.approx(31, abs=0.1)

    with_pool(work, OLD_RELEASE)


def test_a_call_for_a_release_is_answered_by_that_release_and_no_other() -> None:
    async def work(pool: Pool) -> None:
        running = ask(pool, 0.4, "b")
        waiting = {release: ask(pool, 0.1, release=release) for release in ("A", None)}
        await asyncio.sleep(0.1)
        await pool.switch(make_release("B"))
        assert await waiting[None] == "B"
        assert await waiting["A"] == "A"
        assert await running == "A"
        assert await ask(pool, 0.1, release="A") == "A"
        assert await ask(pool, 0.1, release="B") == await ask(pool, 0.1) == "B"
        with pytest.raises(ReleaseReplaced):
            await ask(pool, 0.1, release="C")
        await asyncio.sleep(10)
        with pytest.raises(ReleaseReplaced):
            await ask(pool, 0.1, release="A")

    with_pool(work, Limits(workers=1))


def test_an_old_release_is_closed_once_nobody_wants_it() -> None:
    async def work(pool: Pool) -> None:
        calls = [ask(pool, 9, str(one), release="A") for one in range(3)]
        await asyncio.sleep(0.1)
        await pool.switch(make_release("B"))
        assert await asyncio.gather(*calls) == ["A"] * 3
        assert [one.charge.release for one in FakeForkServer.started] == ["A", "B"]
        await asyncio.sleep(1)
        assert all(task.done() for task in FakeForkServer.started[0].workers.values())
        assert await ask(pool, 1) == "B"

    with_pool(work, Limits(workers=1))
