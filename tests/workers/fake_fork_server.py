"""A fork server whose workers live in the event loop of the test and answer when they are told to."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any, ClassVar

from lsgraph.release import Manifest, Release
from lsgraph.workers.forkserver_client import ForkserverClient
from lsgraph.workers.wire import DATA, END, HEAD, REQUEST_LENGTH, encode_frame, encode_json

_PIDS: Iterator[int] = count(2**23)
"""Numbers above any that Linux gives to a process."""

_PIECE = 300_000


class FakeForkServer(ForkserverClient):
    """Starts workers at once; each answers `work` with its release after so many seconds.

    With `pieces`, so many of 300 kB come before that, with as many seconds between.
    """

    started: ClassVar[list[FakeForkServer]]

    async def start(self) -> dict[str, Any]:
        self.workers: dict[int, asyncio.Task[None]] = {}
        self.started.append(self)
        return {"ready": True, "network": "none"}

    @property
    def is_connected(self) -> bool:
        return True

    def ask_worker(self) -> None:
        ours, theirs = socket.socketpair()
        theirs.setblocking(False)
        pid = next(_PIDS)
        self.workers[pid] = asyncio.get_running_loop().create_task(self._work(theirs))
        asyncio.get_running_loop().call_soon(self.listener.on_worker, pid, ours)

    def kill(self, pid: int) -> None:
        if task := self.workers.pop(pid, None):
            task.cancel()
            asyncio.get_running_loop().call_soon(self.listener.on_end, pid, -signal.SIGKILL)

    def beat(self) -> None:
        pass

    async def close(self) -> None:
        for task in self.workers.values():
            task.cancel()
        await asyncio.gather(*self.workers.values(), return_exceptions=True)

    async def _work(self, link: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        with link:
            while head := await loop.sock_recv(link, REQUEST_LENGTH.size):
                args = json.loads(await loop.sock_recv(link, REQUEST_LENGTH.unpack(head)[0]))["args"]
                await asyncio.sleep(args["seconds"])
                await loop.sock_sendall(link, encode_json(HEAD, {}))
                for _ in range(args.get("pieces", 0)):
                    await loop.sock_sendall(link, encode_frame(DATA, bytes(_PIECE)))
                    await asyncio.sleep(args["seconds"])
                await loop.sock_sendall(link, encode_json(DATA, self.charge.release) + encode_frame(END))


def make_release(name: str) -> Release:
    """Return a release of that id that is nowhere."""
    return Release(Path(), Manifest(name, "", "1", "2020-01-01", 0, 0, {}, {}))
