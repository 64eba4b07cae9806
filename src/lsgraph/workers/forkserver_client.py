"""The web's end of the parent: starts it, asks it for workers and hears from it how they ended."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Final, Protocol

from lsgraph.calls.codec import decode, encode
from lsgraph.errors import ReleaseError
from lsgraph.workers.background import Background
from lsgraph.workers.messages import ForkserverMessage, ForkserverOrder
from lsgraph.workers.worker_config import DATAGRAM_BYTES, WorkerConfig

_EXIT_SECONDS: Final = 5.0
_LOAD_SECONDS: Final = 3_600.0
_SILENCE_SECONDS: Final = 15.0


class Listener(Protocol):
    """Who hears of workers."""

    def on_worker(self, pid: int, link: socket.socket) -> None:
        """Take a new worker in."""

    def on_refused(self, why: str) -> None:
        """Hear that a worker that was asked for does not come."""

    def on_end(self, pid: int, status: int) -> None:
        """Hear how a worker ended: its exit code, or the negative number of a signal."""

    def on_lost(self) -> None:
        """Hear that the parent is gone, and with it every worker."""


@dataclass
class ForkserverClient:
    """One parent process and the datagrams to and from it."""

    charge: WorkerConfig
    listener: Listener
    background: Background
    _link: socket.socket | None = None
    _process: subprocess.Popen[bytes] | None = None
    _ready: asyncio.Future[ForkserverMessage] | None = None
    _unsent: deque[bytes] = field(default_factory=deque)
    _unanswered_since: float | None = None
    _alive_at: float = field(default_factory=time.monotonic)

    @property
    def is_connected(self) -> bool:
        """Say whether the parent has loaded the release and listens."""
        return self._link is not None and self._ready is not None and self._ready.done()

    @property
    def seconds_silent(self) -> float:
        """Return how long ago the parent gave a sign of life."""
        return time.monotonic() - self._alive_at

    async def start(self) -> ForkserverMessage:
        """Start the parent and return what it says once the release is loaded; raises ReleaseError."""
        try:
            self._spawn()
        except OSError as error:
            await self.close()
            what = f"the process that loads the release could not be started ({error.strerror})"
            raise ReleaseError(f"{what}; it is tried again") from error
        assert self._ready
        try:
            async with asyncio.timeout(_LOAD_SECONDS):
                said = await self._ready
        except TimeoutError:
            why = f"the release was not loaded within {_LOAD_SECONDS:g} seconds"
            said = ForkserverMessage(failed=why)
        except asyncio.CancelledError:
            await self.close()
            raise
        if said.failed is not None:
            await self.close()
            raise ReleaseError(said.failed)
        return said

    def ask_worker(self) -> None:
        """Ask for one more worker."""
        self._tell(ForkserverOrder())

    def kill(self, pid: int) -> None:
        """Have a worker killed; only the parent knows for sure that the process is still that worker."""
        self._tell(ForkserverOrder(kill=pid))

    def beat(self) -> None:
        """Ask the parent for a sign of life; one that has given none for 15 s is killed, and so lost."""
        now = asyncio.get_running_loop().time()
        if self._unanswered_since is None:
            self._unanswered_since = now
            self._tell(ForkserverOrder(ping=True))
        elif now - self._unanswered_since > _SILENCE_SECONDS and self._process is not None:
            self._process.kill()

    async def close(self) -> None:
        """Hang up, at which the parent ends its workers and itself, and wait for that."""
        self._hang_up()
        process, self._process = self._process, None
        if process is None:
            return
        try:
            for _ in range(int(_EXIT_SECONDS / 0.01)):
                if process.poll() is not None:
                    return
                await asyncio.sleep(0.01)
        finally:  # also when there is no time for that
            process.kill()
            process.wait()

    def _spawn(self) -> None:
        self._unanswered_since = None
        self._link, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._link.setblocking(False)
        loop = asyncio.get_running_loop()
        loop.add_reader(self._link.fileno(), self.background.guard("fork server", self._hear))
        self._ready = loop.create_future()
        with theirs:
            self._link.send(self.charge.to_json().encode())  # an argument would show an address's password
            self._process = subprocess.Popen(  # noqa: S603  (our own interpreter and module)
                self._command(theirs.fileno()),
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is for the web process, which then ends the parent
            )

    def _command(self, descriptor: int) -> list[str]:
        module = "lsgraph.workers.forkserver"
        return [sys.executable, "-m", module, str(descriptor), str(os.getpid()), self.charge.root]

    def _tell(self, order: ForkserverOrder) -> None:
        if self._link is not None:
            self._unsent.append(encode(order))
            self._send()

    def _send(self) -> None:
        """Send what is to be sent; what finds no room in the socket goes when there is some."""
        loop, link = asyncio.get_running_loop(), self._link
        if link is None:
            return
        loop.remove_writer(link.fileno())
        try:
            while self._unsent:
                link.send(self._unsent[0])
                self._unsent.popleft()
        except BlockingIOError:
            loop.add_writer(link.fileno(), self.background.guard("fork server", self._send))
        except OSError:
            self._lose()

    def _hear(self) -> None:
        if self._link is None:
            return
        try:
            data, descriptors, _, _ = socket.recv_fds(self._link, DATAGRAM_BYTES, 1)
        except BlockingIOError:
            return
        except OSError:
            data, descriptors = b"", []
        if data:
            self._take(decode(data, ForkserverMessage), descriptors)
        else:
            self._lose()

    def _take(self, said: ForkserverMessage, descriptors: list[int]) -> None:
        if said.worker is not None:
            self._take_worker(said.worker, descriptors)
        elif said.refused is not None:
            self.listener.on_refused(said.refused)
        elif said.ended is not None:
            self.listener.on_end(said.ended, said.status)
        elif said.pong:
            self._unanswered_since = None
            self._alive_at = time.monotonic()
        elif self._ready and not self._ready.done():
            self._alive_at = time.monotonic()
            self._ready.set_result(said)

    def _take_worker(self, pid: int, descriptors: list[int]) -> None:
        """Pass a worker on; its socket is lost where this process has no descriptor left: recvmsg(2)."""
        if descriptors:
            self.listener.on_worker(pid, socket.socket(fileno=descriptors[0]))
        else:
            self.kill(pid)
            self.listener.on_refused("this process has as many files open as it may")

    def _lose(self) -> None:
        self._hang_up()
        if self._ready and not self._ready.done():
            self._ready.set_result(
                ForkserverMessage(failed="the process that loads the release ended too early")
            )
        else:
            self.listener.on_lost()

    def _hang_up(self) -> None:
        link, self._link = self._link, None
        self._unsent.clear()
        if link is not None:
            loop = asyncio.get_running_loop()
            loop.remove_reader(link.fileno())
            loop.remove_writer(link.fileno())
            link.close()
