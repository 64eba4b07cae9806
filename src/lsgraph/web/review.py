"""Asks a release's workers for what takes long and never changes, once."""

from __future__ import annotations

import asyncio
import json
from typing import Any, Final

from starlette.requests import Request

from lsgraph.release import Release
from lsgraph.web.cache import Entry
from lsgraph.web.delivery import Delivery
from lsgraph.web.vigil import identify_client
from lsgraph.workers import Pool

_SECONDS: Final = 120.0


class Review:
    """Answers of long calls, kept; who asks while a call runs waits for that one."""

    def __init__(self, delivery: Delivery) -> None:
        self._delivery = delivery
        self._running: dict[tuple[str, ...], asyncio.Task[Any]] = {}

    def find(self, release_id: str | None) -> Release:
        """Return a release that is kept, or the current one; raises ReleaseMissing."""
        current = self._delivery.pool.release
        return current if release_id in (None, "", current.id) else self._delivery.shelf.find(str(release_id))

    async def ask(self, request: Request, call: str, release: Release, args: dict[str, Any]) -> Any:
        """Return what a call to a release answers; `args` decide it together with the release."""
        key = (call, release.id, json.dumps(args, sort_keys=True))
        if entry := self._delivery.cache.get(key):
            return json.loads(entry.body)
        if key not in self._running:
            task = asyncio.create_task(self._make(key, release, args, identify_client(request.scope)))
            self._running[key] = task
            task.add_done_callback(lambda done: self._end(key, done))
        return await asyncio.shield(self._running[key])

    async def _make(self, key: tuple[str, ...], release: Release, args: dict[str, Any], client: str) -> Any:
        pool = await self._take(release)
        reply = await pool.stream(key[0], args, client, _SECONDS)
        try:
            value = await reply.value()
        finally:
            reply.close()
        if reply.release.id == release.id:
            entry = Entry(json.dumps(value).encode(), "application/json", None)
            self._delivery.cache.put(key, entry, len(key[2]))
        return value

    async def _take(self, release: Release) -> Pool:
        pool = self._delivery.pool
        return pool if release.id == pool.release.id else await self._delivery.shelf.take(release.id)

    def _end(self, key: tuple[str, ...], task: asyncio.Task[Any]) -> None:
        self._running.pop(key, None)
        if not task.cancelled():
            task.exception()
