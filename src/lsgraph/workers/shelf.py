"""The workers of old releases that are asked again; the one unused for longest is put away first."""

from __future__ import annotations

import asyncio
import re
import time
from collections import OrderedDict
from dataclasses import replace
from pathlib import Path
from typing import Final

from lsgraph.errors import Busy, ReleaseError, ReleaseMissing
from lsgraph.release import Release, open_release
from lsgraph.workers.background import Failures
from lsgraph.workers.limits import Limits
from lsgraph.workers.pool import Pool
from lsgraph.workers.turns import RETRY_AFTER

_ID: Final = re.compile(r"[0-9a-f]{1,64}")
_PUT_AWAY_AFTER: Final = 600.0


class Shelf:
    """At most `most` pools of workers for releases that are not current; each has a single fast worker.

    Behind a remote store with one dataset for all releases, old ones are read from their folders.

    A release is put away to make room only when no call of it runs and none began within the last two
    seconds, and by itself when ten minutes have passed without one.
    """

    def __init__(self, root: Path, limits: Limits, most: int, failures: Failures | None = None) -> None:
        self._root, self._most, self._failures = root, most, failures
        kept_there = limits.store if limits.store and limits.store.is_per_release else None
        self._limits = replace(limits, workers=1, slow=1, store=kept_there)
        self._pools: OrderedDict[str, tuple[Pool, float]] = OrderedDict()
        self._opening = asyncio.Lock()

    @property
    def pools(self) -> list[Pool]:
        """Return the pools that stand here."""
        return [pool for pool, _ in self._pools.values()]

    def find(self, release_id: str) -> Release:
        """Return a release that is kept; raises ReleaseMissing, ReleaseGone or ReleaseDamaged."""
        if self._most and _ID.fullmatch(release_id):
            try:
                return open_release(self._root, release_id)
            except ReleaseMissing:
                pass
        raise ReleaseMissing(f"no release {release_id[:64]!r} is kept here")

    async def take(self, release_id: str) -> Pool:
        """Return the workers of a release; raises ReleaseMissing, ReleaseError, or Busy for want of room."""
        release = self.find(release_id)  # it may be gone since
        found = self._pools.get(release_id)
        if found is None:
            async with self._opening:
                found = self._pools.get(release_id) or (await self._open(release), 0.0)
        self._pools[release_id] = (found[0], time.monotonic())
        self._pools.move_to_end(release_id)
        return found[0]

    async def put_away_unused(self) -> None:
        """End the workers of releases that nobody has asked for long, and of those that are gone."""
        async with self._opening:
            for release_id, (pool, used) in list(self._pools.items()):
                unused = time.monotonic() - used > _PUT_AWAY_AFTER and not pool.is_busy
                if unused or self._is_gone(release_id):
                    del self._pools[release_id]
                    await pool.close()

    def _is_gone(self, release_id: str) -> bool:
        try:
            self.find(release_id)
        except ReleaseError:
            return True
        return False

    async def close(self) -> None:
        """End all workers."""
        for pool in self.pools:
            await pool.close()
        self._pools.clear()

    async def _open(self, release: Release) -> Pool:
        while len(self._pools) >= self._most:
            oldest, (pool, used) = next(iter(self._pools.items()))
            if pool.is_busy or time.monotonic() - used < RETRY_AFTER:
                raise Busy(RETRY_AFTER)
            del self._pools[oldest]
            await pool.close()
        pool = Pool(release, self._limits, self._failures)
        await pool.start()
        return pool
