"""The web's end of the parent: starts it, asks for workers, hears how they ended, starts it again when lost."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from typing import Any, Final

from lsgraph.errors import ReleaseError
from lsgraph.workers.channel import Channel
from lsgraph.workers.parent import DATAGRAM, Charge

_PATIENCE: Final = 5.0


class Keeper:
    """One parent process and the datagrams to and from it.

    `arrived` is called with each new worker's channel, `lost` once when the parent is gone.
    """

    def __init__(self, charge: Charge, arrived: Callable[[Channel], None], lost: Callable[[], None]) -> None:
        self._charge, self._arrived, self._lost = charge, arrived, lost
        self._link: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._ready: asyncio.Future[dict[str, Any]] | None = None
        self._ends: dict[int, asyncio.Future[int]] = {}
        self._opening: set[asyncio.Task[None]] = set()

    async def start(self) -> dict[str, Any]:
        """Start the parent and return what it says once the release is loaded; raises ReleaseError."""
        loop = asyncio.get_running_loop()
        self._link, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._link.setblocking(False)
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603  (our own interpreter and module)
                self._command(theirs.fileno()),
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is for the web process, which then ends the parent
            )
        self._ready = loop.create_future()
        loop.add_reader(self._link.fileno(), self._hear)
        said = await self._ready
        if "failed" in said:
            await self.close()
            raise ReleaseError(said["failed"])
        return said

    def ask_worker(self) -> None:
        """Ask for one more worker."""
        self._tell({"fork": True})

    def kill(self, pid: int) -> None:
        """Have a worker killed; the parent knows for sure whether that process is still the worker."""
        self._tell({"kill": pid})

    async def end_of(self, pid: int) -> int | None:
        """Return how a worker ended: its exit code, or the negative number of a signal; None if unknown."""
        end = self._ends.setdefault(pid, asyncio.get_running_loop().create_future())
        try:
            return await asyncio.wait_for(end, _PATIENCE)
        except TimeoutError:
            return None
        finally:
            self._ends.pop(pid, None)

    async def close(self) -> None:
        """Close the socket, at which the parent ends its workers and itself, and wait for that."""
        self._hang_up()
        process, self._process = self._process, None
        if process is None:
            return
        for _ in range(int(_PATIENCE / 0.01)):
            if process.poll() is not None:
                return
            await asyncio.sleep(0.01)
        process.kill()
        process.wait()

    def _command(self, descriptor: int) -> list[str]:
        module = "lsgraph.workers.parent"
        return [sys.executable, "-m", module, str(descriptor), self._charge.to_json(), str(os.getpid())]

    def _tell(self, order: dict[str, Any]) -> None:
        if self._link is not None:
            try:
                self._link.send(json.dumps(order).encode())
            except OSError:
                self._on_lost()

    def _hear(self) -> None:
        assert self._link is not None
        try:
            data, descriptors, _, _ = socket.recv_fds(self._link, DATAGRAM, 1)
        except BlockingIOError:
            return
        except OSError:
            data, descriptors = b"", []
        if not data:
            self._on_lost()
            return
        said = json.loads(data)
        if "worker" in said:
            self._open(socket.socket(fileno=descriptors[0]), said["worker"])
        elif "ended" in said:
            self._note_end(said["ended"], said["status"])
        elif self._ready and not self._ready.done():
            self._ready.set_result(said)

    def _open(self, link: socket.socket, pid: int) -> None:
        async def open_channel() -> None:
            self._arrived(await Channel.open(link, pid))

        task = asyncio.get_running_loop().create_task(open_channel())
        self._opening.add(task)
        task.add_done_callback(self._opening.discard)

    def _note_end(self, pid: int, status: int) -> None:
        end = self._ends.setdefault(pid, asyncio.get_running_loop().create_future())
        if not end.done():
            end.set_result(status)

    def _on_lost(self) -> None:
        self._hang_up()
        if self._ready and not self._ready.done():
            self._ready.set_result({"failed": "the process that loads the release ended too early"})
        else:
            self._lost()

    def _hang_up(self) -> None:
        link, self._link = self._link, None
        if link is not None:
            asyncio.get_running_loop().remove_reader(link.fileno())
            link.close()
        for end in self._ends.values():
            end.cancel()
