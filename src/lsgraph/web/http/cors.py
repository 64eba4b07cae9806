"""Lets scripts of any site ask and read, without credentials, since all of it is open.

https://fetch.spec.whatwg.org/#http-cors-protocol
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lsgraph.web.http.request_head import METHODS

_Fields: TypeAlias = list[tuple[bytes, bytes]]
_OPEN: Final = (
    (b"access-control-allow-origin", b"*"),
    (
        b"access-control-expose-headers",
        b"ETag, Lsgraph-Missing, Lsgraph-Release, Lsgraph-Rows, Lsgraph-Warning, Link, Location, "
        b"Memento-Datetime, Retry-After, Vary",
    ),
)
_ANY_HEADER: Final = b"*, Authorization, Content-Type"
"""`*` is every header but Authorization; clients older than `*` need Content-Type by its name."""
_PREFLIGHT_SECONDS: Final = b"86400"
_REDIRECTS: Final = (301, 302, 303, 307, 308)
_KNOWN_ADDRESS: Final = (204, 405)


@dataclass(frozen=True)
class CorsHeaders:
    """Middleware that opens every response, answers OPTIONS everywhere, and keeps redirects on this site."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_open(message: Message) -> None:
            if message["type"] == "http.response.start":
                if message["status"] in _REDIRECTS:
                    message["headers"] = [_stay_here(field, scope) for field in message["headers"]]
                message["headers"] = [*message["headers"], *_OPEN]
            await send(message)

        if scope["method"] == "OPTIONS":
            await self._answer_options(scope, receive, send_open)
        else:
            await self.app(scope, receive, send_open)

    async def _answer_options(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Name the methods of an address; a script may be about to ask for one that does not exist."""
        said: list[Message] = []

        async def keep(message: Message) -> None:
            said.append(message)

        await self.app(scope, receive, keep)
        asked = _find(scope["headers"], b"access-control-request-method")
        if asked is not None or scope["path"] == "*" or said[0]["status"] in _KNOWN_ADDRESS:
            fields = _name_methods(_find(said[0]["headers"], b"allow") or b"GET, HEAD")
            said = [
                {"type": "http.response.start", "status": 204, "headers": fields},
                {"type": "http.response.body", "body": b""},
            ]
        for message in said:
            await send(message)


def _name_methods(allowed: bytes) -> _Fields:
    names = {one.strip().decode("latin-1") for one in allowed.split(b",")} | {"OPTIONS"}
    methods = ", ".join(one for one in METHODS if one in names).encode()
    return [
        (b"allow", methods),
        (b"access-control-allow-methods", methods),
        (b"access-control-allow-headers", _ANY_HEADER),
        (b"access-control-max-age", _PREFLIGHT_SECONDS),
    ]


def _stay_here(field: tuple[bytes, bytes], scope: Scope) -> tuple[bytes, bytes]:
    """Return a header field; of an address on the host that the client named, the path only.

    Whoever can have a victim send another Host, or a cache keep the answer to it, could lead readers away.
    """
    name, value = field
    host = scope["scheme"].encode() + b"://" + (_find(scope["headers"], b"host") or b"")
    if name.lower() != b"location" or not value.startswith(host):
        return field
    return name, b"/" + value[len(host) :].lstrip(b"/")


def _find(fields: _Fields, wanted: bytes) -> bytes | None:
    return next((value for name, value in fields if name.lower() == wanted), None)
