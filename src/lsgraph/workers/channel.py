"""The web's end of a worker's socket: sends requests, reads frames, makes the worker wait for its reader."""

from __future__ import annotations

import asyncio
import socket
from collections import deque
from collections.abc import Callable
from typing import Final, cast

from lsgraph.workers.wire import FRAME_HEAD

_HIGH_WATER_BYTES: Final = 262_144
_LOW_WATER_BYTES: Final = 65_536


class Channel(asyncio.Protocol):
    """A connection to one worker process, `pid`; `on_closed` is called when it is no more."""

    def __init__(self, pid: int, on_closed: Callable[[], None] = lambda: None) -> None:
        self.pid, self._on_closed = pid, on_closed
        self.closed = False
        self._data = bytearray()
        self._frames: deque[tuple[bytes, bytes]] = deque()
        self._held = 0
        self._waiter: asyncio.Future[None] | None = None
        self._transport: asyncio.Transport | None = None
        self._paused = False

    @property
    def is_ready(self) -> bool:
        """Say whether a frame can be read without waiting."""
        return bool(self._frames)

    async def connect(self, link: socket.socket) -> None:
        """Begin to read and write that socket."""
        link.setblocking(False)
        await asyncio.get_running_loop().create_unix_connection(lambda: self, sock=link)

    def send(self, request: bytes) -> None:
        """Send a request."""
        if self._transport and not self.closed:
            self._transport.write(request)

    async def read(self) -> tuple[bytes, bytes] | None:
        """Return the next frame's kind and payload, or None when the worker is gone."""
        while not self._frames:
            if self.closed:
                return None
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
        frame = self._frames.popleft()
        self._held -= len(frame[1])
        if self._paused and self._held < _LOW_WATER_BYTES and self._transport and not self.closed:
            self._paused = False
            self._transport.resume_reading()
        return frame

    def close(self) -> None:
        """Close the socket; an idle worker then ends by itself."""
        if self._transport:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, _error: Exception | None) -> None:
        """Wake whoever waits for a frame that will not come."""
        self.closed = True
        self._on_closed()
        self._wake()

    def data_received(self, data: bytes) -> None:
        """Take whole frames out of what has come."""
        self._data += data
        position, size = 0, FRAME_HEAD.size
        while len(self._data) - position >= size:
            kind, length = FRAME_HEAD.unpack_from(self._data, position)
            end = position + size + length
            if len(self._data) < end:
                break
            self._frames.append((kind, bytes(self._data[position + size : end])))
            self._held += length
            position = end
        if position:
            del self._data[:position]
            self._wake()
        if self._held > _HIGH_WATER_BYTES and not self._paused and self._transport:
            self._paused = True
            self._transport.pause_reading()

    def _wake(self) -> None:
        if self._waiter and not self._waiter.done():
            self._waiter.set_result(None)
