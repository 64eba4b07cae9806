"""Watches the client: who it is, and whether it is still there."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
from types import TracebackType
from typing import Final, Self

from starlette.types import Receive, Scope

_WATCH_AFTER_SECONDS: Final = 0.05
_IPV6_SITE: Final = 64


class DisconnectWatch:
    """Cancels the task that works for a client when that client leaves; short work is not watched."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._main: asyncio.Task[object] | None = None
        self._watch: asyncio.Task[None] | None = None
        self._alarm: asyncio.TimerHandle | None = None
        self._gone = False

    async def __aenter__(self) -> Self:
        self._main = asyncio.current_task()
        return self

    def begin(self) -> None:
        """Watch from 50 ms on; the request's body must have been read."""
        if self._alarm is None:
            self._alarm = asyncio.get_running_loop().call_later(_WATCH_AFTER_SECONDS, self._start)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if self._alarm:
            self._alarm.cancel()
        if self._watch:
            self._watch.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.wait([self._watch])
        return self._gone and (kind is None or issubclass(kind, asyncio.CancelledError))

    def _start(self) -> None:
        self._watch = asyncio.get_running_loop().create_task(self._wait_for_leaving())

    async def _wait_for_leaving(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self._gone = True
        if self._main:
            self._main.cancel()


def identify_client(scope: Scope) -> str:
    """Return what stands for a client in the fair share: its address, or the site of an IPv6 address."""
    return find_site(str(scope["client"][0]) if scope.get("client") else "")


def find_site(host: str) -> str:
    """Return an address as it is, or the site of an IPv6 address."""
    if ":" not in host:
        return host
    try:
        return str(ipaddress.IPv6Network((host.partition("%")[0], _IPV6_SITE), strict=False))
    except ValueError:
        return host
