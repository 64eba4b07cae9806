"""Records each request once it is over: for the counters and for the access log."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lsgraph.web.http.disconnect import identify_client

Note: TypeAlias = str | int | float | bool | None
"""What a record may say of a request."""

_NOTES: Final = "lsgraph.notes"
_BROKEN: Final = 500


@dataclass
class RequestRecord:
    """A request and what became of it; `whole` when its last byte was sent, `notes` what the route adds."""

    method: str
    path: str
    client: str
    status: int = 0
    size: int = 0
    seconds: float = 0.0
    whole: bool = False
    notes: dict[str, Note] = field(default_factory=dict)


@dataclass(frozen=True)
class RequestLog:
    """Middleware that tells its listener of every request."""

    app: ASGIApp
    listen: Callable[[RequestRecord], None]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and record it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        record = RequestRecord(scope["method"], _path(scope), identify_client(scope))
        scope[_NOTES] = record.notes
        began = time.perf_counter()

        async def watch(message: Message) -> None:
            await send(message)
            if message["type"] == "http.response.start":
                record.status = message["status"]
            elif message["type"] == "http.response.body":
                record.size += len(message.get("body", b""))
                record.whole = not message.get("more_body", False)

        try:
            await self.app(scope, receive, watch)
        except Exception:
            record.status = record.status or _BROKEN
            raise
        finally:
            record.seconds = time.perf_counter() - began
            self.listen(record)


def read_note(scope: Scope, name: str, default: str) -> str:
    """Return what was added to a request's record under a name, or the default."""
    return str(scope.get(_NOTES, {}).get(name, default))


def note(scope: Scope, **notes: Note) -> None:
    """Add to a request's record what only its route knows."""
    scope.setdefault(_NOTES, {}).update(notes)


def _path(scope: Scope) -> str:
    """Return the path below the site's root."""
    return str(scope["path"]).removeprefix(str(scope.get("root_path", "")).rstrip("/")) or "/"
