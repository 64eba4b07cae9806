"""A shortage that passes leaves nothing behind: workers, their parent and who follows them come back."""

from __future__ import annotations

import asyncio
import errno
import os
import resource
import signal
import socket
import subprocess
from collections.abc import Callable
from typing import Any

import pytest

from lsgraph.release import Release
from lsgraph.workers import Background, Failures, Limits, Pool
from lsgraph.workers import forkserver_client as keeper
from lsgraph.workers import worker_group as crew
from tests.workers.test_pool import children, find_parent, query, read_json, run, settle

FEW = Limits(workers=2, deadline=20)


async def answers(pool: Pool) -> None:
    """Check that the pool is whole again and answers."""
    await settle(pool, idle=2, alive=2)
    assert await read_json(pool, query("ASK {}")) == {"head": {}, "boolean": True}


def test_a_worker_whose_socket_does_not_arrive_is_asked_for_again(
    small_release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    receive, short = socket.recv_fds, True

    def without_descriptors(*args: Any) -> tuple[bytes, list[int], int, Any]:
        data, descriptors, flags, address = receive(*args)
        if not short:
            return data, descriptors, flags, address
        for one in descriptors:  # what the kernel does where no descriptor is left: recvmsg(2), MSG_CTRUNC
            os.close(one)
        return data, [], flags, address

    monkeypatch.setattr(socket, "recv_fds", without_descriptors)

    async def work(pool: Pool) -> None:
        nonlocal short
        await asyncio.sleep(0.7)
        assert pool.state()["alive"] == 0
        short = False
        await answers(pool)
        assert pool.failures.counts["worker"] >= 2

    run(small_release, work, FEW)


def test_a_parent_without_descriptors_goes_on(small_release: Release) -> None:
    async def work(pool: Pool) -> None:
        await settle(pool, idle=2)
        parent = find_parent(pool)
        before = resource.prlimit(parent, resource.RLIMIT_NOFILE)
        resource.prlimit(parent, resource.RLIMIT_NOFILE, (3, before[1]))
        for pid in children(parent):
            os.kill(pid, signal.SIGKILL)
        await settle(pool, alive=0)
        await asyncio.sleep(0.8)
        resource.prlimit(parent, resource.RLIMIT_NOFILE, before)
        await answers(pool)
        assert find_parent(pool) == parent

    run(small_release, work, FEW)


@pytest.mark.parametrize("error", [OSError(errno.EMFILE, "Too many open files"), KeyError("unforeseen")])
def test_a_parent_that_cannot_be_started_is_tried_again(
    small_release: Release, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    start, failed = subprocess.Popen, 0

    def fail_twice(*args: Any, **kwargs: Any) -> Any:
        nonlocal failed
        failed += 1
        if failed <= 2:
            raise error
        return start(*args, **kwargs)

    async def work(pool: Pool) -> None:
        await settle(pool, idle=2)
        monkeypatch.setattr(subprocess, "Popen", fail_twice)
        os.kill(find_parent(pool), signal.SIGKILL)
        await settle(pool, alive=0)
        await answers(pool)
        assert pool.failures.counts["fork server"] == 2

    run(small_release, work, FEW)


def test_a_parent_that_gives_no_sign_of_life_is_replaced(
    small_release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew, "_BEAT_SECONDS", 0.05)
    monkeypatch.setattr(keeper, "_SILENCE_SECONDS", 0.5)

    async def work(pool: Pool) -> None:
        await settle(pool, idle=2)
        await asyncio.sleep(0.7)
        parent = find_parent(pool)
        os.kill(parent, signal.SIGSTOP)
        await settle(pool, alive=0)
        await answers(pool)
        assert find_parent(pool) != parent

    run(small_release, work, FEW)


def test_an_order_that_finds_no_room_in_the_socket_is_sent_later(small_release: Release) -> None:
    async def work(pool: Pool) -> None:
        await settle(pool, idle=2)
        parent = find_parent(pool)
        os.kill(parent, signal.SIGSTOP)
        for _ in range(5_000):
            pool._crew._keeper.kill(2)
        os.kill(parent, signal.SIGCONT)
        for pid in children(parent):
            os.kill(pid, signal.SIGKILL)
        await settle(pool, replaced=2)
        await answers(pool)
        assert find_parent(pool) == parent

    run(small_release, work, FEW)


def background(work: Callable[[Background], Any]) -> Failures:
    """Run some work with a background, and return what went wrong in it."""
    failures = Failures()

    async def main() -> None:
        owner = Background(failures)
        await work(owner)
        await owner.close()

    asyncio.run(main())
    return failures


def test_background_work_goes_on_after_an_exception(caplog: pytest.LogCaptureFixture) -> None:
    done: list[str] = []

    async def fail_at_first() -> None:
        done.append("try")
        if len(done) < 3:
            raise ZeroDivisionError("unforeseen")

    async def work(owner: Background) -> None:
        await owner.retry("retried", fail_at_first, 0)
        done.clear()
        task = owner.repeat("repeated", fail_at_first, 0)
        while len(done) < 5:
            await asyncio.sleep(0)
        assert not task.done()
        owner.guard("guarded", lambda: done.remove("nothing"))()

    assert background(work).counts == {"retried": 2, "repeated": 2, "guarded": 1}
    assert [one.getMessage().split()[0] for one in caplog.records] == ["retried", "repeated", "guarded"]
    assert all(one.exc_info for one in caplog.records)


def test_a_foreseen_shortage_is_one_line_of_log(caplog: pytest.LogCaptureFixture) -> None:
    async def run_short() -> None:
        raise OSError(errno.EMFILE, "Too many open files")

    async def work(owner: Background) -> None:
        for _ in range(20):
            await owner.start("short", run_short)

    assert background(work).counts == {"short": 20}
    [line] = caplog.records
    assert "Too many open files" in line.getMessage()
    assert line.exc_info is None
