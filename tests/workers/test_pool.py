"""Workers answer calls, are stopped at their bounds, and are replaced; nothing is left behind."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
from collections.abc import Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lsgraph.calls.call import ReplyHead
from lsgraph.calls.sparql import ClientQuery, QueryCall, SelectCall
from lsgraph.calls.things import DescribeCall
from lsgraph.errors import (
    Busy,
    NotAcceptable,
    QueryRefused,
    QueryStopped,
    QuerySyntaxError,
    ReleaseError,
    ShareExceeded,
    UnknownThing,
)
from lsgraph.release import Release
from lsgraph.store import JsonTerm
from lsgraph.workers import Limits, Network, Pool

LIMITS = Limits(workers=2, slow=2, queue=8, share=8, deadline=1.0, slow_after=0.2, memory=400_000_000)
CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
BOMB = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } ORDER BY ?c ?f ?i ?l"
POINT = "SELECT ?o { <urn:s7> ?p ?o }"


def query(text: str, results: str | None = "json") -> QueryCall:
    """Return the call for a query that wants JSON or Turtle."""
    return QueryCall(ClientQuery(text), results=results, triples="turtle")


async def read_json(pool: Pool, call: QueryCall, client: str = "", seconds: float | None = None) -> Any:
    """Return the whole answer to a query, read as JSON."""
    reply = await pool.stream(call, client, seconds)
    try:
        return json.loads(await reply.whole())
    finally:
        reply.close()


def run(release: Release, work: Callable[[Pool], Coroutine[Any, Any, None]], limits: Limits = LIMITS) -> None:
    """Run some work with a pool of workers."""

    async def main() -> None:
        async with Pool(release, limits) as pool:
            await work(pool)

    asyncio.run(main())


async def fail(call: Coroutine[Any, Any, Any]) -> QueryStopped:
    """Return how a call was stopped."""
    with pytest.raises(QueryStopped) as caught:
        await call
    return caught.value


async def settle(pool: Pool, **expected: int) -> None:
    """Wait until the pool's state shows these numbers."""
    for _ in range(2_000):
        if expected.items() <= pool.state().items():
            return
        await asyncio.sleep(0.01)
    raise AssertionError(f"{pool.state()} never became {expected}")


def children(pid: int) -> list[int]:
    """Return the processes that a process started and that still run."""
    return [
        one
        for one in map(int, filter(str.isdecimal, (entry.name for entry in Path("/proc").iterdir())))
        if parent_of(one) == pid
    ]


def find_parent(pool: Pool) -> int:
    """Return the parent process of a pool's workers."""
    root = str(pool.release.root).encode()
    [parent] = (pid for pid in children(os.getpid()) if root in Path(f"/proc/{pid}/cmdline").read_bytes())
    return parent


def parent_of(pid: int) -> int | None:
    """Return the parent of a process that runs, or None."""
    with contextlib.suppress(OSError):
        state, parent = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[:2]
        return None if state == "Z" else int(parent)
    return None


def test_query_is_answered_in_pieces_with_a_head(small_release: Release) -> None:
    async def work(pool: Pool) -> None:
        reply = await pool.stream(query("SELECT ?o { ?s ?p ?o } ORDER BY ?o", results="csv"))
        assert reply.head == ReplyHead("solutions", "csv", volatile=False)
        rows = b"".join([piece async for piece in reply.pieces()]).split()
        assert rows == [b"o", *(str(one).encode() for one in range(300))]
        assert await read_json(pool, query("ASK { <urn:s7> ?p 7 }")) == {"head": {}, "boolean": True}

    run(small_release, work)


def test_a_stored_query_gives_plain_rows(small_release: Release) -> None:
    async def work(pool: Pool) -> None:
        answer = await pool.call(SelectCall("SELECT ?s ?o { ?s ?p ?o }", {"s": JsonTerm("uri", "urn:s7")}))
        integer = "http://www.w3.org/2001/XMLSchema#integer"
        assert answer.variables == ("s", "o")
        assert [row["o"] for row in answer.rows] == [JsonTerm("literal", "7", datatype=integer)]

    run(small_release, work)


def test_faults_arrive_as_what_they_are(small_release: Release) -> None:
    async def work(pool: Pool) -> None:
        with pytest.raises(QuerySyntaxError) as caught:
            await read_json(pool, query("SELECT * { ?s rfds:label ?o }"))
        assert (caught.value.line, caught.value.column, caught.value.suggestions) == (1, 15, ("rdfs:",))
        with pytest.raises(QueryRefused):
            await read_json(pool, query("SELECT * { SERVICE <http://a/> {} }"))
        with pytest.raises(NotAcceptable):
            await read_json(pool, query("SELECT * {}", results=None))
        with pytest.raises(UnknownThing):
            await pool.call(DescribeCall("urn:unknown"))
        assert pool.state()["replaced"] == 0

    run(small_release, work)


def test_a_call_past_its_deadline_is_stopped_and_its_neighbour_is_not(small_release: Release) -> None:
    async def work(pool: Pool) -> None:
        stopped = asyncio.create_task(fail(read_json(pool, query(CROSS), seconds=5)))
        for _ in range(20):
            await read_json(pool, query(POINT))
        assert not stopped.done()
        assert (await stopped).cause == "time"
        await settle(pool, idle=2, busy=0, slow=0)

    run(small_release, work)


def test_long_calls_leave_room_for_short_ones(small_release: Release) -> None:
    async def work(pool: Pool) -> None:
        calls = (read_json(pool, query(CROSS), str(one), seconds=8) for one in range(3))
        stopped = [asyncio.create_task(fail(call)) for call in calls]
        await settle(pool, slow=2)
        await read_json(pool, query(POINT), "another")
        assert not any(one.done() for one in stopped)
        assert {(await one).cause for one in stopped} == {"time"}

    run(small_release, work, replace(LIMITS, slow_after=1.5, deadline=20))


def test_after_a_long_call_there_are_as_many_workers_as_before_none_at_low_priority(
    small_release: Release,
) -> None:
    async def work(pool: Pool) -> None:
        reply = await pool.stream(query("SELECT * { ?a ?b ?c . ?d ?e ?f }"))
        await settle(pool, slow=1)
        assert sum([len(piece) async for piece in reply.pieces()]) > 1_000_000
        await settle(pool, idle=2, busy=0, slow=0, alive=2)
        own = os.getpriority(os.PRIO_PROCESS, 0)
        assert {os.getpriority(os.PRIO_PROCESS, one) for one in children(find_parent(pool))} == {own}
        assert pool.state()["replaced"] <= 1

    run(small_release, work, Limits(workers=2, deadline=20, slow_after=0.1))


@pytest.mark.parametrize(
    ("text", "cause"),
    [(BOMB, "memory"), ("SELECT * {" + "{" * 60_000 + "}" * 60_000 + "}", "depth")],
    ids=["memory", "depth"],
)
def test_a_call_past_another_bound_tells_its_cause(small_release: Release, text: str, cause: str) -> None:
    async def work(pool: Pool) -> None:
        error = await fail(pool.call(SelectCall(text), seconds=20))
        assert error.cause == cause
        await settle(pool, idle=2)
        assert await read_json(pool, query("ASK {}"))

    run(small_release, work)


def test_a_killed_worker_is_replaced_and_its_caller_told(small_release: Release) -> None:
    async def work(pool: Pool) -> None:
        await settle(pool, idle=2)
        parent = find_parent(pool)
        idle, _ = children(parent)
        os.kill(idle, signal.SIGKILL)
        await settle(pool, idle=2, replaced=1)
        stopped = asyncio.create_task(fail(read_json(pool, query(CROSS))))
        await settle(pool, slow=1)
        for pid in children(parent):
            os.kill(pid, signal.SIGKILL)
        assert (await stopped).cause == "crash"
        await settle(pool, idle=2)
        assert await read_json(pool, query("ASK {}"))

    run(small_release, work)


def test_a_lost_parent_is_started_again(small_release: Release) -> None:
    async def work(pool: Pool) -> None:
        await settle(pool, idle=2)
        parent = find_parent(pool)
        orphans = children(parent)
        os.kill(parent, signal.SIGKILL)
        await asyncio.sleep(0.2)
        assert await read_json(pool, query("ASK {}"), seconds=20) == {"head": {}, "boolean": True}
        assert not any(map(parent_of, orphans))

    run(small_release, work, Limits(workers=2, deadline=20))


def test_a_caller_that_leaves_frees_its_worker(small_release: Release) -> None:
    async def work(pool: Pool) -> None:
        task = asyncio.create_task(read_json(pool, query(CROSS), seconds=60))
        await settle(pool, busy=1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await settle(pool, idle=2, busy=0)

    run(small_release, work, Limits(workers=2, deadline=60, slow_after=60))


def test_a_call_whose_client_s_other_call_is_left_gets_the_idle_worker(small_release: Release) -> None:
    async def work(pool: Pool) -> None:
        first = asyncio.create_task(read_json(pool, query(CROSS), "a"))
        await settle(pool, idle=1, slow=1)
        second = asyncio.create_task(read_json(pool, query(POINT), "a"))
        await asyncio.sleep(0)
        assert pool.state()["waiting"] == 1
        first.cancel()
        assert (await second)["head"] == {"vars": ["o"]}
        await asyncio.gather(first, return_exceptions=True)

    run(small_release, work, Limits(workers=1, slow=1, deadline=20, slow_after=0.1))


def test_an_answer_that_stops_half_way_raises(small_release: Release) -> None:
    async def work(pool: Pool) -> None:
        text = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
        reply = await pool.stream(query(text), seconds=5)
        pieces: list[bytes] = []

        async def read() -> None:
            pieces.extend([piece async for piece in reply.pieces()])

        assert (await fail(read())).cause == "time"

    run(small_release, work)


def test_a_worker_waits_for_a_reader_that_takes_its_time(small_release: Release) -> None:
    async def work(pool: Pool) -> None:
        reply = await pool.stream(query("SELECT * { ?a ?b ?c . ?d ?e ?f }"))
        await asyncio.sleep(1)
        size = sum([len(piece) async for piece in reply.pieces()])
        assert size > 10_000_000

    run(small_release, work, Limits(workers=1, deadline=20, slow_after=30))


def test_who_comes_too_many_is_turned_away(small_release: Release) -> None:
    limits = Limits(workers=1, slow=0, queue=2, share=2, deadline=3, slow_after=3)

    async def work(pool: Pool) -> None:
        await settle(pool, idle=1)
        calls = [asyncio.create_task(read_json(pool, query(CROSS), client)) for client in ("a", "a", "b")]
        await settle(pool, busy=1, waiting=2)
        with pytest.raises(ShareExceeded):
            await read_json(pool, query(POINT), "a")
        with pytest.raises(Busy) as caught:
            await read_json(pool, query(POINT), "c")
        assert caught.value.retry_after > 0
        results = await asyncio.gather(*calls, return_exceptions=True)
        assert {type(one) for one in results} <= {QueryStopped, Busy}

    run(small_release, work, limits)


def test_workers_have_no_network(small_release: Release) -> None:
    async def work(pool: Pool) -> None:
        if pool.network is Network.OPEN:
            pytest.skip("this system allows neither a network namespace nor a filter of system calls")
        parent = find_parent(pool)
        ours, theirs = (Path(f"/proc/{pid}/ns/net").readlink() for pid in (os.getpid(), parent))
        filtered = "Seccomp:\t2" in Path(f"/proc/{parent}/status").read_text(encoding="ascii")
        assert ours != theirs or filtered

    run(small_release, work)


def test_a_large_release_is_read_from_disk(small_release: Release) -> None:
    async def main() -> None:
        limits = Limits(workers=2, largest_in_memory=10)
        for _ in range(2):
            async with Pool(small_release, limits) as pool:
                answer = await read_json(pool, query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"))
                assert answer["results"]["bindings"][0]["n"]["value"] == "300"
        assert (small_release.root / ".stores" / small_release.id).is_dir()

    asyncio.run(main())


def test_a_new_release_takes_over_and_running_calls_end_with_the_old(
    tmp_path: Path, write_release_of: Callable[[Path, int], Release]
) -> None:
    old, new = write_release_of(tmp_path, 40), write_release_of(tmp_path, 20)
    count = query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")

    async def work(pool: Pool) -> None:
        slow = await pool.stream(query("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"))
        await pool.switch(new)
        answer = await read_json(pool, count)
        assert answer["results"]["bindings"][0]["n"]["value"] == "20"
        assert pool.release.id == new.id
        assert slow.release.id == old.id
        assert sum([len(piece) async for piece in slow.pieces()]) > 1_000_000

    run(old, work, Limits(workers=1, deadline=20))


def test_a_release_that_cannot_be_loaded_is_told(
    tmp_path: Path, write_release_of: Callable[[Path, int], Release]
) -> None:
    release = write_release_of(tmp_path, 10)
    release.quads_file.write_bytes(b"this is no N-Quads")

    async def work(_pool: Pool) -> None:
        raise AssertionError("the pool started")

    with pytest.raises(ReleaseError):
        run(release, work)


def test_nothing_is_left_when_the_pool_closes(small_release: Release) -> None:
    seen: list[int] = []

    async def work(pool: Pool) -> None:
        await settle(pool, idle=2)
        parent = find_parent(pool)
        seen.extend([parent, *children(parent)])
        task = asyncio.create_task(read_json(pool, query(CROSS)))
        await settle(pool, busy=1)
        task.cancel()

    descriptors = len(list(Path("/proc/self/fd").iterdir()))
    run(small_release, work)
    assert len(seen) == 3
    assert not any(map(parent_of, seen))
    assert len(list(Path("/proc/self/fd").iterdir())) == descriptors


@pytest.mark.slow
def test_a_query_that_makes_room_for_others_is_told_so(small_release: Release) -> None:
    async def work(pool: Pool) -> None:
        stopped = [asyncio.create_task(fail(read_json(pool, query(CROSS), "a"))) for _ in range(2)]
        await settle(pool, slow=1)
        last = asyncio.create_task(fail(read_json(pool, query(CROSS), "b")))
        assert await read_json(pool, query(POINT), "c")
        assert sorted([(await one).cause for one in (*stopped, last)]) == ["share", "time", "time"]
        await settle(pool, idle=2, busy=0, slow=0)
        assert pool.causes()["share"] == 1

    run(small_release, work, Limits(workers=2, slow=1, deadline=9, slow_after=1.5))
