"""One client's connection: uvicorn's protocol over httptools, with what it leaves open decided.

An offer of another protocol (`Upgrade`) is passed over and the request answered in HTTP/1.1, with its body:
https://www.rfc-editor.org/rfc/rfc9110#section-7.8. What is not HTTP/1.1 to the letter is refused once all
requests before it are answered, and nothing after it is read.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any, Final

import httptools
from uvicorn import Config
from uvicorn._types import ASGI3Application
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from lsgraph.errors import LsgraphError, MethodRefused, RequestError

METHODS: Final = ("GET", "HEAD", "POST", "OPTIONS")
_VERSIONS: Final = ("1.1", "1.0")
_LINGER_SECONDS: Final = 2.0


class Connection(HttpToolsProtocol):
    """A connection whose faulty requests are answered with what `write_refusal` makes of an exception."""

    def __init__(
        self,
        write_refusal: Callable[[LsgraphError], bytes],
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._write_refusal = write_refusal
        self._refusal: LsgraphError | None = None
        self._active: RequestResponseCycle | None = None
        self._is_deaf = self._in_body = False

    def data_received(self, data: bytes) -> None:
        """Read what came; throw it away after a fault."""
        if self._is_deaf:
            return
        self._unset_keepalive_if_required()
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as offer:
            self._pass_over_upgrade(data[offer.args[0] :])
        except httptools.HttpParserError as error:
            self._refuse(_explain(error))

    def on_message_begin(self) -> None:
        """Begin a request."""
        self._in_body = False
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a field of the head; those after the body are nobody's business."""
        if not self._in_body:
            name = name.lower()
            self.expect_100_continue |= name == b"expect" and value.lower() == b"100-continue"
            self.headers.append((name, value))

    def on_headers_complete(self) -> None:
        """Begin to answer, unless the head has to be read again; raises RequestError."""
        if self.parser.get_method() == b"CONNECT":
            raise MethodRefused("CONNECT", METHODS)
        if self.parser.should_upgrade():
            return
        version = self.parser.get_http_version()
        _check_head(self.headers, version)
        self.expect_100_continue &= version == "1.1"
        self._in_body = True
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """End a request, unless its head has to be read again."""
        if self._in_body:
            super().on_message_complete()

    def on_response_complete(self) -> None:
        """Begin with the next request, or refuse what came after the last one."""
        super().on_response_complete()
        if self._refusal is not None and self.cycle.response_complete:
            self._send_refusal(self._refusal)

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell the application of every request that waits or is being answered."""
        for cycle in (self._active, *(waiting for waiting, _ in self.pipeline)):
            if cycle is not None and not cycle.response_complete:
                cycle.disconnected = True
                cycle.message_event.set()
        self.pipeline.clear()
        self._is_deaf = True
        super().connection_lost(exc)

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        self._active = cycle
        super()._start_asgi_task(cycle, app)

    def _pass_over_upgrade(self, rest: bytes) -> None:
        """Read the head again without its offer: the parser leaves a body unread that comes with one."""
        version = self.parser.get_http_version()
        lines = [b"%b %b HTTP/%b" % (self.parser.get_method(), self.url, version.encode())]
        lines += [b"%b: %b" % field for field in self.headers if field[0] != b"upgrade"]
        self.parser = httptools.HttpRequestParser(self)
        self.data_received(b"\r\n".join((*lines, b"", rest)))

    def _refuse(self, error: LsgraphError) -> None:
        """Read no more; answer that once everything before it is answered."""
        self._is_deaf = True
        cycle = self.cycle
        if self._in_body and self.pipeline and self.pipeline[0][0] is cycle:
            self.pipeline.popleft()  # it waits for its turn, and will never be whole
            self.cycle = self.pipeline[0][0] if self.pipeline else self._active or cycle
            self._refusal = error
        elif cycle is None or cycle.response_complete:
            self._send_refusal(error)
        elif not cycle.more_body:
            self._refusal = error
        elif cycle.response_started:
            cycle.keep_alive = False
        else:
            cycle.disconnected = True
            cycle.message_event.set()
            self._send_refusal(error)

    def _send_refusal(self, error: LsgraphError) -> None:
        """Answer and close; a client that still sends has a while to read it before the line is cut."""
        if self.transport.is_closing():
            return
        self._refusal = None
        self._unset_keepalive_if_required()
        self.transport.write(self._write_refusal(error))
        self.flow.resume_reading()
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self.loop.call_later(_LINGER_SECONDS, self.transport.abort)


def bind_connection(write_refusal: Callable[[LsgraphError], bytes]) -> type[asyncio.Protocol]:
    """Return what uvicorn calls for each connection."""
    return partial(Connection, write_refusal)  # type: ignore[return-value]  # uvicorn only calls it


def _check_head(headers: list[tuple[bytes, bytes]], version: str) -> None:
    """Raise RequestError for a head that another server might read otherwise."""
    if version not in _VERSIONS:
        raise RequestError(f"HTTP/{version} is not spoken here; HTTP/1.1 is")
    names = [name for name, _ in headers]
    hosts = names.count(b"host")
    if hosts > 1 or (hosts == 0 and version == "1.1"):
        raise RequestError(f"a request has the header Host once, not {hosts} times")
    if b"transfer-encoding" in names:
        codings = [value.lower() for name, value in headers if name == b"transfer-encoding"]
        if codings != [b"chunked"] or version == "1.0":
            raise RequestError("no transfer coding is read here but chunked, and that in HTTP/1.1 only")


def _explain(error: httptools.HttpParserError) -> LsgraphError:
    """Return what is wrong with a request: our own reason, or the parser's."""
    reason = error.__context__
    if isinstance(reason, LsgraphError):
        return reason
    return RequestError(f"the request is not HTTP/1.1: {reason or error}")
