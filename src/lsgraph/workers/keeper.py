"""The web's end of the parent: starts it, asks it for workers and hears from it how they ended."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
from dataclasses import dataclass
from typing import Any, Final, Protocol

from lsgraph.errors import ReleaseError
from lsgraph.workers.charge import DATAGRAM, Charge

_PATIENCE: Final = 5.0


class Listener(Protocol):
    """Who hears of workers."""

    def on_worker(self, pid: int, link: socket.socket) -> None:
        """Take a new worker in."""

    def on_end(self, pid: int, status: int) -> None:
        """Hear how a worker ended: its exit code, or the negative number of a signal."""

    def on_lost(self) -> None:
        """Hear that the parent is gone, and with it every worker."""


@dataclass
class Keeper:
    """One parent process and the datagrams to and from it."""

    charge: Charge
    listener: Listener
    _link: socket.socket | None = None
    _process: subprocess.Popen[bytes] | None = None
    _ready: asyncio.Future[dict[str, Any]] | None = None

    async def start(self) -> dict[str, Any]:
        """Start the parent and return what it says once the release is loaded; raises ReleaseError."""
        loop = asyncio.get_running_loop()
        self._link, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._link.setblocking(False)
        self._link.send(self.charge.to_json().encode())  # not as an argument: an address may hold a password
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603  (our own interpreter and module)
                self._command(theirs.fileno()),
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is for the web process, which then ends the parent
            )
        self._ready = loop.create_future()
        loop.add_reader(self._link.fileno(), self._hear)
        try:
            said = await self._ready
        except asyncio.CancelledError:
            await self.close()
            raise
        if "failed" in said:
            await self.close()
            raise ReleaseError(said["failed"])
        return said

    def ask_worker(self) -> None:
        """Ask for one more worker."""
        self._tell({"fork": True})

    def kill(self, pid: int) -> None:
        """Have a worker killed; only the parent knows for sure that the process is still that worker."""
        self._tell({"kill": pid})

    async def close(self) -> None:
        """Hang up, at which the parent ends its workers and itself, and wait for that."""
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
        return [sys.executable, "-m", module, str(descriptor), str(os.getpid()), self.charge.root]

    def _tell(self, order: dict[str, Any]) -> None:
        if self._link is None:
            return
        try:
            self._link.send(json.dumps(order).encode())
        except OSError:
            self._lose()

    def _hear(self) -> None:
        if self._link is None:
            return
        try:
            data, descriptors, _, _ = socket.recv_fds(self._link, DATAGRAM, 1)
        except BlockingIOError:
            return
        except OSError:
            data, descriptors = b"", []
        if data:
            self._take(json.loads(data), descriptors)
        else:
            self._lose()

    def _take(self, said: dict[str, Any], descriptors: list[int]) -> None:
        if "worker" in said:
            self.listener.on_worker(said["worker"], socket.socket(fileno=descriptors[0]))
        elif "ended" in said:
            self.listener.on_end(said["ended"], said["status"])
        elif self._ready and not self._ready.done():
            self._ready.set_result(said)

    def _lose(self) -> None:
        self._hang_up()
        if self._ready and not self._ready.done():
            self._ready.set_result({"failed": "the process that loads the release ended too early"})
        else:
            self.listener.on_lost()

    def _hang_up(self) -> None:
        link, self._link = self._link, None
        if link is not None:
            asyncio.get_running_loop().remove_reader(link.fileno())
            link.close()
