"""One client's connection: uvicorn's protocol over httptools, with what it leaves open decided and bounded.

An offer of another protocol (`Upgrade`) is passed over and the request answered in HTTP/1.1, with its body:
https://www.rfc-editor.org/rfc/rfc9110#section-7.8. What is not HTTP/1.1 to the letter, too much or too slow
is refused once all requests before it are answered, and nothing after it is read. An answer waits for its
reader, and a client that does not read is cut off.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Final
from urllib.parse import unquote

import httptools
from uvicorn import Config
from uvicorn.server import ServerState

from lsgraph.errors import (
    AddressShareExceeded,
    AddressTooLong,
    HeadTooLarge,
    LsgraphError,
    MethodRefused,
    RequestError,
    RequestTooSlow,
)
from lsgraph.web.http.answering import AnsweringProtocol, AppState, Exchange
from lsgraph.web.http.connection_limits import LONGEST_ADDRESS, MOST_FIELDS, MOST_PIPELINED, OpenConnections
from lsgraph.web.http.disconnect import find_site
from lsgraph.web.http.request_head import METHODS, check_head, explain_fault

_LINGER_SECONDS: Final = 2.0
_RETRY_AFTER_SECONDS: Final = 1

Refuse = Callable[[LsgraphError], bytes]


class HttpConnection(AnsweringProtocol):
    """A connection among the `others`; `write_refusal` makes the response to a request that is refused."""

    def __init__(
        self,
        others: OpenConnections,
        write_refusal: Refuse,
        config: Config,
        server_state: ServerState,
        app_state: AppState,
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(others.limits, config, server_state, app_state, _loop)
        self._others, self._write_refusal = others, write_refusal
        self._address = ""
        self._refusal: LsgraphError | None = None
        self._clock: asyncio.TimerHandle | None = None
        self._is_deaf = False  # nothing that comes is read any more
        self._is_arriving = self._in_body = False  # of the request that was begun last
        self._has_moved = False  # a head became whole or a piece of a body came
        self._unread = self._head_size = self._body_size = 0
        self._held_bytes = 0  # of bodies that are not yet answered

    # what asyncio tells

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin, unless there are too many."""
        super().connection_made(transport)
        self._address = find_site(self.client[0] if self.client else "")
        self._others.enter(self._address)
        self._start_clock()
        if excess := self._others.find_excess(self._address):
            self._is_deaf = True
            if self._others.can_linger:
                self._send_refusal(excess)
            else:
                self.abort()

    def data_received(self, data: bytes) -> None:
        """Read what came; throw it away after a fault."""
        if self._is_deaf:
            return
        self._has_moved = False
        try:
            self.parser.feed_data(data)
            if self._is_arriving:
                self._unread = 0 if self._has_moved else self._unread + len(data)
                self._limits.check_unread(self._unread)
                self._start_clock()
        except httptools.HttpParserUpgrade as offer:
            self._pass_over_upgrade(data[offer.args[0] :])
        except httptools.HttpParserError as error:
            self._refuse(explain_fault(error))
        except RequestError as error:
            self._refuse(error)

    def connection_lost(self, exc: Exception | None) -> None:
        """Make room for another."""
        self._others.leave(self._address)
        self._let_go()
        self._stop_clock()
        self._is_deaf = True
        super().connection_lost(exc)

    # what the parser tells; exceptions reach data_received as the context of its own

    def on_message_begin(self) -> None:
        """Begin a request."""
        if self.timeout_keep_alive_task is not None:
            self._unset_keepalive_if_required()
        self._is_arriving, self._in_body, self._has_moved = True, False, True
        self._head_size = self._body_size = 0
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        """Take a piece of the address; raises AddressTooLong."""
        self.url += url
        if len(self.url) > LONGEST_ADDRESS:
            raise AddressTooLong(LONGEST_ADDRESS)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a field of the head; those after the body are nobody's business. Raises HeadTooLarge."""
        self._head_size += len(name) + len(value) + 4
        if self._head_size > self._limits.head or len(self.headers) >= MOST_FIELDS:
            raise HeadTooLarge(self._limits.head, MOST_FIELDS)
        if not self._in_body:
            name = name.lower()
            if name == b"expect" and value.lower() == b"100-continue":
                self.expect_100_continue = True
            self.headers.append((name, value))

    def on_headers_complete(self) -> None:
        """Begin to answer, unless the head has to be read again; raises RequestError or ShareExceeded."""
        parser, scope = self.parser, self.scope
        method, version = parser.get_method(), parser.get_http_version()
        if parser.should_upgrade():
            if method == b"CONNECT":
                raise MethodRefused("CONNECT", METHODS)
            return
        self._limits.check_body(check_head(self.headers, version))
        if len(self.pipeline) >= MOST_PIPELINED:
            raise AddressShareExceeded(_RETRY_AFTER_SECONDS)
        self._in_body = self._has_moved = True
        self._stop_clock()
        address = httptools.parse_url(self.url)
        path = address.path.decode("ascii")
        scope["method"], scope["http_version"] = method.decode("ascii"), version
        scope["path"] = unquote(path) if "%" in path else path
        scope["raw_path"], scope["query_string"] = address.path, address.query or b""
        self._begin(version)

    def _begin(self, version: str) -> None:
        before, is_new = self.cycle, version == "1.1"
        self.cycle = Exchange(
            self,
            expects_continue=self.expect_100_continue and is_new,
            keep_alive=is_new and self.parser.should_keep_alive(),
        )
        if before is None or before.response_complete:
            self._start_asgi_task(self.cycle, self.app)
        else:
            self.flow.pause_reading()
            self.pipeline.appendleft((self.cycle, self.app))

    def on_body(self, body: bytes) -> None:
        """Take a piece of the body; raises RequestTooLarge."""
        self._has_moved = True
        self._body_size += len(body)
        self._limits.check_body(self._body_size)
        self._held_bytes += len(body)
        self._others.hold(len(body))
        super().on_body(body)

    def on_message_complete(self) -> None:
        """End a request, unless its head has to be read again."""
        if not self._in_body:
            return
        self._is_arriving = False
        self._stop_clock()
        super().on_message_complete()
        if self.cycle.response_complete:
            self._wait_for_next()

    # what the application tells

    def on_response_complete(self) -> None:
        """Begin with the next request, or refuse what came after the last one."""
        super().on_response_complete()
        if not self.cycle.response_complete:
            return
        self._let_go()
        if self._refusal is not None:
            self._send_refusal(self._refusal)
        elif self._is_arriving:
            self._unset_keepalive_if_required()
            if self._in_body:
                self._start_clock(_LINGER_SECONDS)

    # how it ends

    def _pass_over_upgrade(self, rest: bytes) -> None:
        """Read the head again without its offer: the parser leaves a body unread that comes with one."""
        version = self.parser.get_http_version()
        lines = [b"%b %b HTTP/%b" % (self.parser.get_method(), self.url, version.encode())]
        lines += [b"%b: %b" % field for field in self.headers if field[0] != b"upgrade"]
        self.parser = httptools.HttpRequestParser(self)
        self.data_received(b"\r\n".join((*lines, b"", rest)))

    def _start_clock(self, seconds: float | None = None) -> None:
        """Give the head, the body, or the client who is refused its time, unless a clock runs."""
        if seconds is not None:
            self._stop_clock()
        if self._clock is None:
            self._clock = self.loop.call_later(seconds or self._limits.arrival, self._on_late)

    def _stop_clock(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None

    def _on_late(self) -> None:
        self._clock = None
        if self._is_deaf or (self._is_arriving and self._in_body and self.cycle.response_complete):
            self.abort()
        elif not self._is_arriving:
            self.close()
        elif self.flow.read_paused:
            self._start_clock()  # it is we who let the client wait
        else:
            self._refuse(RequestTooSlow("body" if self._in_body else "head", self._limits.arrival))

    def _let_go(self) -> None:
        if self._held_bytes:
            self._others.body_bytes -= self._held_bytes
            self._held_bytes = 0

    def _wait_for_next(self) -> None:
        self._unset_keepalive_if_required()
        self.timeout_keep_alive_task = self.loop.call_later(
            self.timeout_keep_alive, self.timeout_keep_alive_handler
        )

    def _refuse(self, error: LsgraphError) -> None:
        """Read no more; answer that once everything before it is answered."""
        self._is_deaf = True
        self._stop_clock()
        cycle, in_its_body = self.cycle, self._in_body and self._is_arriving
        if in_its_body:
            self._let_go()
        if in_its_body and self.pipeline and self.pipeline[0][0] is cycle:
            self.pipeline.popleft()  # it waits for its turn, and will never be whole
            self.cycle = self.pipeline[0][0] if self.pipeline else self._active or cycle
            self._refusal = error
        elif cycle is None or cycle.response_complete:
            self.close() if in_its_body else self._send_refusal(error)
        elif not in_its_body:
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
        self._others.refused += 1
        self._unset_keepalive_if_required()
        self.transport.write(self._write_refusal(error))
        self.flow.resume_reading()
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self._start_clock(_LINGER_SECONDS)


def bind_connection(others: OpenConnections, write_refusal: Refuse) -> type[asyncio.Protocol]:
    """Return what uvicorn calls for each connection."""
    return partial(HttpConnection, others, write_refusal)  # type: ignore[return-value]  # uvicorn only calls it
