"""How answers leave on a connection: in pieces, at their reader's pace, and not for ever."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from typing import Final, TypeAlias, cast

from starlette.types import Scope
from uvicorn import Config
from uvicorn._types import (
    ASGI3Application,
    ASGISendEvent,
    HTTPResponseBodyEvent,
)
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from lsgraph.web.http.connection_limits import ConnectionLimits
from lsgraph.web.http.request_log import note

PIECE_BYTES: Final = 32_768
_MOST_UNSENT: Final = 131_072
_DROP_ALL: Final = struct.pack("ii", 1, 0)

AppState: TypeAlias = dict[str, object]
"""What uvicorn passes on of the application's start."""


class ClientGone(Exception):
    """An answer cannot be sent on, since its client has left or was cut off."""


class AnsweringProtocol(HttpToolsProtocol):
    """uvicorn's protocol, which cuts off a client that does not read its answer."""

    def __init__(
        self,
        limits: ConnectionLimits,
        config: Config,
        server_state: ServerState,
        app_state: AppState,
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._limits = limits
        self._active: RequestResponseCycle | None = None
        self._stall: asyncio.TimerHandle | None = None
        self._end: asyncio.TimerHandle | None = None
        self._is_lost = False
        self._read_by: float | None = None  # the loop's time at which an answer has had its time

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin; the system takes little that is not yet on its way, so that reading is soon seen here."""
        super().connection_made(cast("asyncio.Transport", transport))
        with contextlib.suppress(OSError):
            transport.get_extra_info("socket").setsockopt(
                socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, _MOST_UNSENT
            )

    def pause_writing(self) -> None:
        """Let the answer wait, and the client read on within its time."""
        super().pause_writing()
        now = self.loop.time()
        self._read_by = self._read_by or now + self._limits.transfer
        self._stall = self.loop.call_at(min(now + self._limits.piece, self._read_by), self._cut_off)

    def resume_writing(self) -> None:
        """Go on with the answer."""
        _cancel(self._stall)
        super().resume_writing()

    def on_response_complete(self) -> None:
        """Begin with the next request, or see a closing connection end."""
        self._read_by = None
        super().on_response_complete()
        if self.transport.is_closing():
            self._expect_end()

    def timeout_keep_alive_handler(self) -> None:
        """Close, since nothing more is asked."""
        super().timeout_keep_alive_handler()
        self._expect_end()

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell the application of every request that waits or is being answered."""
        self._is_lost = True
        _cancel(self._stall)
        _cancel(self._end)
        for cycle in (self._active, *(waiting for waiting, _ in self.pipeline)):
            if cycle is not None and not cycle.response_complete:
                cycle.disconnected = True
                cycle.message_event.set()
        self.pipeline.clear()
        super().connection_lost(exc)

    def close(self) -> None:
        """Close once the client has read what was sent, or did not in time."""
        self.transport.close()
        self._expect_end()

    def abort(self) -> None:
        """Cut the line, and have the system keep nothing for the client to read."""
        with contextlib.suppress(OSError):
            self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _DROP_ALL)
        self.transport.abort()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        self._active = cycle
        super()._start_asgi_task(cycle, app)

    def _cut_off(self) -> None:
        if self._active is not None and not self._active.response_complete:
            note(cast("Scope", self._active.scope), cause="slow client")
        self.abort()

    def _expect_end(self) -> None:
        """Give what is still to be read of a closing connection the time of one piece."""
        if self.transport.is_closing() and not self._is_lost and self._end is None:
            self._end = self.loop.call_later(self._limits.piece, self.abort)


class Exchange(RequestResponseCycle):
    """One request and its answer, which waits for its reader after every 32 KiB.

    Its `send` raises ClientGone once nobody reads. (ASGI asks for an OSError there, but those are faults of
    this machine here, which have an answer of their own.)
    """

    def __init__(self, begun: AnsweringProtocol, *, expects_continue: bool, keep_alive: bool) -> None:
        super().__init__(
            scope=begun.scope,
            transport=begun.transport,
            flow=begun.flow,
            logger=begun.logger,
            access_logger=begun.access_logger,
            access_log=False,
            default_headers=begun.server_state.default_headers,
            message_event=asyncio.Event(),
            expect_100_continue=expects_continue,
            keep_alive=keep_alive,
            on_response=begun.on_response_complete,
        )
        self._protocol = begun

    async def run_asgi(self, app: ASGI3Application) -> None:
        """Have the application answer; what it does not bring to an end is broken off."""
        try:
            await app(self.scope, self.receive, self.send)
        except ClientGone:
            return
        except BaseException as error:
            self.logger.error("Exception in ASGI application\n", exc_info=error)
            await self._break_off()
        else:
            if not (self.response_complete or self.disconnected):
                self.logger.error("the application returned without a whole response")
                await self._break_off()
        finally:
            del self.on_response, self._protocol  # or each request were a circle for the collector

    async def _break_off(self) -> None:
        if self.response_started:
            self._protocol.close()
        else:
            with contextlib.suppress(ClientGone):
                await self.send_500_response()

    async def send(self, message: ASGISendEvent) -> None:
        """Send a part of the answer; raises ClientGone."""
        if message["type"] == "http.response.body" and len(message.get("body", b"")) > PIECE_BYTES:
            message = await self._send_all_but_last(message)
        await super().send(message)
        if self.disconnected and not self.response_complete:
            raise ClientGone("the client has left")

    async def _send_all_but_last(self, message: HTTPResponseBodyEvent) -> HTTPResponseBodyEvent:
        body = memoryview(message["body"])
        last = (len(body) - 1) // PIECE_BYTES * PIECE_BYTES
        for start in range(0, last, PIECE_BYTES):
            piece = bytes(body[start : start + PIECE_BYTES])
            await self.send({"type": "http.response.body", "body": piece, "more_body": True})
        return cast("HTTPResponseBodyEvent", {**message, "body": bytes(body[last:])})


def _cancel(timer: asyncio.TimerHandle | None) -> None:
    if timer is not None:
        timer.cancel()
