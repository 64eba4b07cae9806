"""A fork server whose workers live in the event loop of the test and answer when they are told to."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import ClassVar

from lsgraph.calls.call import Call, ReplyHead
from lsgraph.calls.codec import decode, encode
from lsgraph.release import Manifest, Release
from lsgraph.workers.forkserver_client import ForkserverClient
from lsgraph.workers.messages import ForkserverMessage
from lsgraph.workers.wire import DATA, END, HEAD, REQUEST_LENGTH, Request, encode_frame

_PIDS: Iterator[int] = count(2**23)
"""Numbers above any that Linux gives to a process."""

_PIECE = 300_000


@dataclass(frozen=True)
class WorkCall(Call[str]):
    """Work of so many seconds, and as many before each of so many pieces; the id of the release."""

    seconds: float
    pieces: int = 0


class FakeForkServer(ForkserverClient):
    """Starts workers at once; each answers `WorkCall` with its release after so many seconds.

    With `pieces`, so many of 300 kB come before that, with as many seconds between.
    """

    started: ClassVar[list[FakeForkServer]]

    async def start(self) -> ForkserverMessage:
        self.workers: dict[int, asyncio.Task[None]] = {}
        self.started.append(self)
        return ForkserverMessage(network="none")

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
                request = decode(await loop.sock_recv(link, REQUEST_LENGTH.unpack(head)[0]), Request)
                call = decode(bytes(request.arguments), WorkCall)
                await asyncio.sleep(call.seconds)
                await loop.sock_sendall(link, encode_frame(HEAD, encode(ReplyHead())))
                for _ in range(call.pieces):
                    await loop.sock_sendall(link, encode_frame(DATA, bytes(_PIECE)))
                    await asyncio.sleep(call.seconds)
                last = encode_frame(DATA, encode(self.charge.release)) + encode_frame(END)
                await loop.sock_sendall(link, last)


def make_release(name: str) -> Release:
    """Return a release of that id that is nowhere."""
    return Release(Path(), Manifest(name, "", "1", "2020-01-01", 0, 0, {}, {}))
