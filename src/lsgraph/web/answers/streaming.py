"""Sends a long answer piece by piece, so that a part of it never looks like the whole.

An answer that fails on its way raises ResponseAborted: the server then closes the connection without the last
chunk, and every client sees that something is missing.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Final, NamedTuple

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from lsgraph.errors import Busy, LsgraphError, QueryTooLarge
from lsgraph.web.http.request_log import note
from lsgraph.workers import Reply

_HELD_BYTES: Final = 65_536
_SPOOL_BYTES: Final = 268_435_456
_MOST_SPOOLED: Final = 8
_RETRY_AFTER_SECONDS: Final = 5


class ResponseAborted(Exception):
    """An answer ends before its end, and its client is to see that; the message says why."""


class Start(NamedTuple):
    """The first pieces of an answer, and whether they are all of it."""

    pieces: list[bytes]
    is_whole: bool


async def read_start(reply: Reply) -> Start:
    """Read until an answer is whole or has 64 KiB: what fails before that has a status of its own."""
    pieces: list[bytes] = []
    size = 0
    try:
        while size < _HELD_BYTES:
            piece = await reply.read()
            if piece is None:
                return Start(pieces, is_whole=True)
            pieces.append(piece)
            size += len(piece)
    except BaseException:
        reply.close()
        raise
    return Start(pieces, is_whole=False)


@dataclass
class Spools:
    """How many answers lie on disk until their client has read them."""

    open: int = 0

    def enter(self) -> None:
        """Count one more; raises Busy."""
        if self.open >= _MOST_SPOOLED:
            raise Busy(_RETRY_AFTER_SECONDS)
        self.open += 1


class WorkerStream(Response):
    """A long answer read from a worker while it is sent; `held` is what was read of it.

    `keep` is given the answer, if it comes whole and has at most `largest` bytes.
    """

    def __init__(
        self,
        reply: Reply,
        held: list[bytes],
        media_type: str,
        headers: dict[str, str],
        largest: int,
        keep: Callable[[bytes], None],
        spools: Spools,
    ) -> None:
        super().__init__(None, 200, headers, media_type)
        del self.headers["content-length"]
        self._reply, self._held = reply, held
        self._size = sum(map(len, held))
        self._largest, self._keep, self._spools = largest, keep, spools
        self._spool: IO[bytes] | None = None

    async def read_rest(self) -> None:
        """Read to the end: a client of HTTP/1.0 cannot tell a broken-off answer from a whole one.

        Raises Busy where too many answers are held so.
        """
        try:
            await self._spool_rest()
        except BaseException:
            self._end()
            raise

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer; raises ResponseAborted."""
        try:
            if scope["method"] == "HEAD":
                await self._start(send)
                await send({"type": "http.response.body", "body": b""})
            elif self._spool is not None:
                await self._send_spool(send, self._spool)
            else:
                await self._send_pieces(send)
        except LsgraphError as error:
            note(scope, cause=getattr(error, "cause", type(error).__name__))
            raise ResponseAborted(str(error)) from error
        finally:
            self._end()

    async def _send_pieces(self, send: Send) -> None:
        await self._start(send)
        for held in self._held:
            await self._send(send, held)
        while (piece := await self._reply.read()) is not None:
            self._copy(piece)
            await self._send(send, piece)
        if self._size <= self._largest:
            self._keep(b"".join(self._held))
        await self._send(send, b"", more=False)

    async def _spool_rest(self) -> None:
        self._spools.enter()
        self._spool = tempfile.SpooledTemporaryFile(_HELD_BYTES)  # noqa: SIM115  (closed at the end)
        for held in self._held:
            self._spool.write(held)
        while (piece := await self._reply.read()) is not None:
            self._spool.write(piece)
            if self._spool.tell() > _SPOOL_BYTES:
                raise QueryTooLarge("the answer is too large for HTTP/1.0; ask with HTTP/1.1")

    async def _send_spool(self, send: Send, spool: IO[bytes]) -> None:
        self.headers["Content-Length"] = str(spool.tell())
        spool.seek(0)
        await self._start(send)
        while piece := spool.read(_HELD_BYTES):
            await self._send(send, piece)
        await self._send(send, b"", more=False)

    def _end(self) -> None:
        self._reply.close()
        if self._spool is not None:
            self._spool.close()
            self._spool = None
            self._spools.open -= 1

    async def _start(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})

    async def _send(self, send: Send, body: bytes, *, more: bool = True) -> None:
        await send({"type": "http.response.body", "body": body, "more_body": more})

    def _copy(self, piece: bytes) -> None:
        """Hold a piece that goes by as long as the answer may still be kept."""
        self._size += len(piece)
        if self._size <= self._largest:
            self._held.append(piece)
        else:
            self._held.clear()


class AbortLogFilter(logging.Filter):
    """Tells of a broken-off answer in one line of the server's log; all else passes as it is."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Take the traceback off a record of ResponseAborted."""
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, ResponseAborted):
            record.levelno, record.levelname = logging.WARNING, "WARNING"
            record.msg, record.args, record.exc_info = f"an answer was broken off: {error}", (), None
        return True
