"""What the pool does when, by a clock in hand and with workers that are tasks of the same loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from lsgraph.errors import Busy, QueryStopped, ReleaseReplaced
from lsgraph.workers import Limits, Pool
from tests.workers.clock import now, run_by_clock
from tests.workers.fake_fork_server import FakeForkServer, WorkCall, make_release

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
    return asyncio.create_task(pool.call(WorkCall(seconds), client, release=release))


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


def test_the_clock_stands_while_the_reader_takes_its_time() -> None:
    async def work(pool: Pool) -> None:
        reply = await pool.stream(WorkCall(1, 20))
        size = 0
        while (piece := await reply.read()) is not None:
            size += len(piece)
            await asyncio.sleep(100)
        assert size > 20 * 300_000
        assert now() > 2_000

    with_pool(work, Limits(workers=1, deadline=30))


def test_an_answer_is_stopped_when_its_worker_takes_too_long_in_all() -> None:
    async def work(pool: Pool) -> None:
        reply = await pool.stream(WorkCall(1, 40))
        with pytest.raises(QueryStopped, match="30 seconds"):
            async for _ in reply.pieces():
                pass
        assert now() == pytest.approx(30, abs=0.1)

    with_pool(work, Limits(workers=1, deadline=30))


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


async def see(*calls: asyncio.Task[str]) -> list[str]:
    """Return what became of calls so far: how they were stopped, `answered` or `runs`."""
    await asyncio.sleep(0.01)
    found = []
    for call in calls:
        error = call.exception() if call.done() else None
        found.append(getattr(error, "cause", "answered") if call.done() else "runs")
    return found


def test_two_clients_with_three_runaways_each_leave_the_others_a_worker() -> None:
    async def work(pool: Pool) -> None:
        runaways = [ask(pool, 60, client) for client in ("a", "b") * 3]
        for _ in range(10):
            began = now()
            assert await ask(pool, 0.01, "neighbour") == "A"
            assert now() - began < 0.6
        for _ in range(20):
            began = now()
            assert await ask(pool, 0.01, "neighbour") == "A"
            assert now() - began < 0.02
        await asyncio.gather(*runaways, return_exceptions=True)

    with_pool(work, Limits(workers=2, slow=4))


def test_the_last_quick_worker_is_freed_of_the_longest_call_of_the_client_with_most() -> None:
    async def work(pool: Pool) -> None:
        first = ask(pool, 60, "one")
        await asyncio.sleep(1)
        greedy = [ask(pool, 60, "greedy"), ask(pool, 60, "greedy")]
        await asyncio.sleep(1)
        assert await see(first, *greedy) == ["runs"] * 3
        last = ask(pool, 60, "last")
        await asyncio.sleep(1)
        assert await see(first, *greedy, last) == ["runs", "share", "runs", "runs"]
        with pytest.raises(QueryStopped, match=r"2 long ones ran from this address.*ask one at a time"):
            await greedy[0]
        assert pool.causes() == {"share": 1}
        assert await ask(pool, 0.01, "neighbour") == "A"
        await asyncio.gather(first, last, *greedy, return_exceptions=True)

    with_pool(work, Limits(workers=2, slow=2))


def test_where_every_client_has_one_long_call_the_longest_makes_room() -> None:
    async def work(pool: Pool) -> None:
        calls = []
        for name in ("first", "second", "third"):
            calls.append(ask(pool, 60, name))
            await asyncio.sleep(1)
        assert await see(*calls) == ["share", "runs", "runs"]
        with pytest.raises(QueryStopped, match=r"stopped after 2 seconds .* it had run longest"):
            await calls[0]
        await asyncio.gather(*calls, return_exceptions=True)

    with_pool(work, Limits(workers=1, slow=2))


def test_a_call_on_a_quick_worker_moves_to_the_lane_when_a_place_is_free() -> None:
    async def work(pool: Pool) -> None:
        calls = [ask(pool, 3, "a"), ask(pool, 9, "b")]
        await asyncio.sleep(1)
        assert pool.state()["slow"] == 1
        assert pool.state()["idle"] == 1
        await calls[0]
        await asyncio.sleep(0.1)
        assert pool.state()["slow"] == 1
        assert pool.state()["idle"] == 2
        assert await calls[1] == "A"

    with_pool(work, Limits(workers=2, slow=1))


def test_the_service_s_own_long_calls_are_not_ended() -> None:
    async def work(pool: Pool) -> None:
        own = ask(pool, 20, "")
        await asyncio.sleep(1)
        other = ask(pool, 20, "a")
        await asyncio.sleep(1)
        assert await see(own, other) == ["runs", "share"]
        assert await own == "A"

    with_pool(work, Limits(workers=1, slow=1))


def test_many_short_calls_of_one_client_leave_a_worker_to_others() -> None:
    async def work(pool: Pool) -> None:
        ends = now() + 60

        async def ask_on() -> None:
            while now() < ends:
                await pool.call(WorkCall(0.4), "greedy")

        greedy = [asyncio.create_task(ask_on()) for _ in range(6)]
        waits = []
        while now() < ends:
            began = now()
            await ask(pool, 0.01, "neighbour")
            waits.append(now() - began)
            await asyncio.sleep(0.2)
        assert sorted(waits)[len(waits) * 95 // 100] < 0.02
        await asyncio.gather(*greedy)

    with_pool(work, Limits(workers=2, slow=4))


def test_a_client_that_is_alone_has_every_worker() -> None:
    async def work(pool: Pool) -> None:
        for _ in range(50):
            began = now()
            await pool.call(WorkCall(0.01), urgent=True)  # the service itself is no neighbour
            await asyncio.gather(*(ask(pool, 0.4, "alone") for _ in range(2)))
            assert now() - began < 0.5

    with_pool(work, Limits(workers=2, slow=4))


def test_an_urgent_call_is_answered_beside_runaways_and_a_full_queue() -> None:
    async def work(pool: Pool) -> None:
        calls = [ask(pool, 60, str(one)) for one in range(12)]
        for _ in range(5):
            await asyncio.sleep(1)
            began = now()
            assert await pool.call(WorkCall(0.01), urgent=True) == "A"
            assert now() - began < 0.6
        await asyncio.gather(*calls, return_exceptions=True)

    with_pool(work, Limits(workers=2, slow=4, queue=6))


def test_a_full_queue_turns_away_at_once() -> None:
    async def work(pool: Pool) -> None:
        calls = [ask(pool, 9, str(one)) for one in range(4)]
        await asyncio.sleep(0.1)
        with pytest.raises(Busy):
            await ask(pool, 9, "late")
        await asyncio.gather(*calls, return_exceptions=True)

    with_pool(work, Limits(workers=1, slow=1, queue=3))


class RefusingForkServer(FakeForkServer):
    """Starts no worker, and says so twice."""

    def ask_worker(self) -> None:
        asked.append(now())
        for _ in range(2):
            asyncio.get_running_loop().call_soon(self.listener.on_refused, "no room")


asked: list[float] = []


def test_workers_that_do_not_come_are_asked_for_at_a_steady_pace() -> None:
    asked.clear()

    async def main() -> None:
        async with Pool(make_release("A"), Limits(workers=2), fork_server=RefusingForkServer):
            await asyncio.sleep(60)

    run_by_clock(main())
    assert 100 <= len(asked) <= 300  # two at a time, every half second
