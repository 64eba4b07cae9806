"""The queue is fair and bounded, and whatever changes, those who wait are looked at again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from lsgraph.errors import Busy, ShareExceeded
from lsgraph.workers.fair_queue import FairQueue, Lease, QueueBounds
from tests.workers.clock import now, run_by_clock

BOUNDS = QueueBounds(10, 10, 2)


def with_queue(
    work: Callable[[FairQueue[str]], Coroutine[Any, Any, None]],
    workers: int = 1,
    bounds: QueueBounds = BOUNDS,
) -> None:
    """Run some work with a queue that has so many idle workers of one group."""

    async def main() -> None:
        queue: FairQueue[str] = FairQueue(bounds, lambda resource: queue.offer(resource, "group"))
        queue.make_current("group")
        for one in range(workers):
            queue.offer(f"worker {one}", "group")
        await work(queue)

    run_by_clock(main())


def ask(queue: FairQueue[str], client: str, **more: Any) -> asyncio.Task[Lease[str]]:
    """Ask for a worker, and for 30 seconds at most."""
    return asyncio.create_task(queue.acquire(client, 30, **more))


async def let_run() -> None:
    """Let all run that can."""
    for _ in range(5):
        await asyncio.sleep(0)


def test_the_client_with_the_fewest_running_comes_first_then_the_oldest_call() -> None:
    async def work(queue: FairQueue[str]) -> None:
        first, second = await ask(queue, "greedy"), await ask(queue, "modest")
        waiting = {name: ask(queue, name) for name in ("greedy", "fresh", "other")}
        await let_run()
        order = []
        for lease in (second, first, None):
            if lease:
                queue.end(lease)
                queue.offer(lease.resource, "group")
            await let_run()
            order += [name for name, task in waiting.items() if task.done() and name not in order]
        assert order[0] == "fresh"
        assert set(order[1:]) <= {"greedy", "other"}

    with_queue(work, workers=2)


def test_queue_and_share_are_bounded() -> None:
    async def work(queue: FairQueue[str]) -> None:
        tasks = [ask(queue, client) for client in ("a", "a", "b")]
        await let_run()
        with pytest.raises(ShareExceeded):
            await ask(queue, "a")
        tasks.append(ask(queue, "c"))
        await let_run()
        with pytest.raises(Busy):
            await ask(queue, "d")
        urgent = ask(queue, "", urgent=True)
        await let_run()
        assert queue.waiting_count == 4
        queue.close()
        assert queue.waiting_count == 0
        assert isinstance((await asyncio.gather(urgent, return_exceptions=True))[0], Busy)
        await asyncio.gather(*tasks, return_exceptions=True)
        with pytest.raises(Busy):
            await ask(queue, "e")

    with_queue(work, bounds=QueueBounds(3, 2, 1))


def test_the_service_itself_has_no_share() -> None:
    async def work(queue: FairQueue[str]) -> None:
        leases = [await ask(queue, "") for _ in range(4)]
        assert len({lease.resource for lease in leases}) == 4

    with_queue(work, workers=4, bounds=QueueBounds(9, 1, 1))


def test_an_urgent_call_comes_before_all_others() -> None:
    async def work(queue: FairQueue[str]) -> None:
        lease = await ask(queue, "a")
        waiting = [ask(queue, "b"), ask(queue, "", urgent=True)]
        await let_run()
        queue.end(lease)
        queue.offer(lease.resource, "group")
        await let_run()
        assert [task.done() for task in waiting] == [False, True]
        waiting[0].cancel()

    with_queue(work)


@pytest.mark.parametrize("how", ["its worker is back", "its worker is lost", "its call left"])
def test_a_call_that_waits_for_its_client_s_own_end_gets_the_idle_worker(how: str) -> None:
    async def work(queue: FairQueue[str]) -> None:
        first = await ask(queue, "a")
        second = ask(queue, "a")
        await asyncio.sleep(5)
        assert not second.done()
        queue.end(first)
        if how == "its worker is back":
            queue.offer(first.resource, "group")
        await second
        assert now() == 5

    with_queue(work, workers=2, bounds=QueueBounds(9, 9, 1))


def test_who_waits_too_long_is_turned_away_and_takes_no_place() -> None:
    async def work(queue: FairQueue[str]) -> None:
        lease = await ask(queue, "a")
        with pytest.raises(Busy):
            await ask(queue, "b")
        assert now() == 30
        assert queue.waiting_count == 0
        queue.end(lease)
        queue.offer(lease.resource, "group")
        assert (await ask(queue, "c")).resource == lease.resource

    with_queue(work)


def test_a_worker_granted_to_a_call_that_left_goes_to_the_next() -> None:
    async def work(queue: FairQueue[str]) -> None:
        lease = await ask(queue, "a")
        left, stays = ask(queue, "b"), ask(queue, "c")
        await let_run()
        queue.end(lease)
        queue.offer(lease.resource, "group")
        left.cancel()
        assert (await stays).resource == lease.resource
        assert (queue.running_count, queue.waiting_count) == (1, 0)
        await asyncio.gather(left, return_exceptions=True)

    with_queue(work)


def test_a_call_gets_a_worker_of_its_own_group_only() -> None:
    async def work(queue: FairQueue[str]) -> None:
        first = await ask(queue, "a")
        pinned, any_group = ask(queue, "b", group="group"), ask(queue, "c")
        await let_run()
        queue.offer("new", "next")
        await let_run()
        assert not pinned.done()
        assert not any_group.done()
        assert queue.is_wanted("group")
        queue.make_current("next")
        assert (await any_group).resource == "new"
        queue.end(first)
        queue.offer(first.resource, "group")
        assert (await pinned).resource == first.resource
        queue.end(pinned.result())
        assert not queue.is_wanted("group")

    with_queue(work)


def test_a_worker_that_is_withdrawn_is_not_granted() -> None:
    async def work(queue: FairQueue[str]) -> None:
        queue.withdraw("worker 0")
        waiting = ask(queue, "a")
        await let_run()
        assert not waiting.done()
        queue.offer("worker 1", "group")
        assert (await waiting).resource == "worker 1"

    with_queue(work)
