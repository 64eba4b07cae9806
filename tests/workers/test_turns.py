"""Turns are fair: the queue is bounded, and who has least comes first."""

from __future__ import annotations

import asyncio

import pytest

from lsgraph.errors import Busy, ShareExceeded
from lsgraph.workers.turns import Turns


def test_the_client_with_the_fewest_calls_comes_first() -> None:
    async def main() -> None:
        turns: Turns[None] = Turns(queue=10, share=10, running=2)
        turns.begin("greedy")
        for client in ("greedy", "greedy", "modest"):
            turns.enter(client)
        first = turns.peek()
        assert first is not None
        assert first.client == "modest"
        turns.leave(first)
        turns.begin("greedy")
        assert turns.peek() is None

    asyncio.run(main())


def test_queue_and_share_are_bounded() -> None:
    async def main() -> None:
        turns: Turns[None] = Turns(queue=3, share=2, running=1)
        turns.enter("a")
        turns.enter("a")
        with pytest.raises(ShareExceeded):
            turns.enter("a")
        turns.enter("b")
        with pytest.raises(Busy):
            turns.enter("c")
        turns.enter("c", free=1)
        turns.abandon()
        assert turns.waiting_count == 0

    asyncio.run(main())


def test_the_service_itself_has_no_share() -> None:
    async def main() -> None:
        turns: Turns[None] = Turns(queue=9, share=1, running=1)
        for _ in range(3):
            turns.enter("")
            turns.begin("")
        assert turns.peek() is not None

    asyncio.run(main())


def test_who_need_not_queue_has_nobody_before_it_and_a_call_left() -> None:
    async def main() -> None:
        turns: Turns[None] = Turns(queue=9, share=9, running=1)
        assert turns.is_next("a")
        turns.begin("a")
        assert not turns.is_next("a")
        assert turns.is_next("b")
        turns.enter("a")
        assert not turns.is_next("b")
        assert not turns.is_next("")

    asyncio.run(main())
