"""The workers of old releases that are asked again; the one unused for longest is put away first."""

from __future__ import annotations

import asyncio
import re
from collections import OrderedDict
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

from lsgraph.errors import Busy, ReleaseError, ReleaseMissing
from lsgraph.release import Release, open_release
from lsgraph.workers.background import Background, Failures
from lsgraph.workers.fair_queue import RETRY_AFTER_SECONDS
from lsgraph.workers.limits import Limits
from lsgraph.workers.pool import Pool

_ID: Final = re.compile(r"[0-9a-f]{1,64}")
_PUT_AWAY_AFTER_SECONDS: Final = 600.0


@dataclass(eq=False)
class _Place:
    """A release's pool, loaded or being loaded, and when it was asked for last, in the loop's time."""

    opening: asyncio.Task[Pool]
    used: float

    @property
    def pool(self) -> Pool | None:
        """Return the pool once it is loaded."""
        done = self.opening.done() and not self.opening.cancelled() and self.opening.exception() is None
        return self.opening.result() if done else None

    def is_free(self, seconds: float) -> bool:
        """Say whether no call runs and nobody has asked for so many seconds."""
        unused = asyncio.get_running_loop().time() - self.used
        return self.pool is not None and not self.pool.is_busy and unused >= seconds


class ArchivePools:
    """At most `most` pools of workers for releases that are not current; each has a single fast worker.

    Behind a remote store with one dataset for all releases, old ones are read from their folders.

    A release is put away to make room only when no call of it runs and none began within the last two
    seconds, and by itself when ten minutes have passed without one.
    """

    def __init__(self, root: Path, limits: Limits, most: int, failures: Failures | None = None) -> None:
        self._root, self._most = root, most
        self._background = Background(Failures() if failures is None else failures)
        kept_there = limits.store if limits.store and limits.store.is_per_release else None
        self._limits = replace(limits, workers=1, slow=1, store=kept_there)
        self._places: OrderedDict[str, _Place] = OrderedDict()

    @property
    def pools(self) -> list[Pool]:
        """Return the pools that stand here."""
        return [place.pool for place in self._places.values() if place.pool is not None]

    def find(self, release_id: str) -> Release:
        """Return a release that is kept; raises ReleaseMissing, ReleaseGone or ReleaseDamaged."""
        if self._most and _ID.fullmatch(release_id):
            try:
                return open_release(self._root, release_id)
            except ReleaseMissing:
                pass
        raise ReleaseMissing(f"no release {release_id[:64]!r} is kept here")

    async def take(self, release_id: str) -> Pool:
        """Return the workers of a release; raises ReleaseMissing, ReleaseError, or Busy for want of room.

        While one release is loaded, the others go on; who asks for the same one waits for the same load.
        """
        release = self.find(release_id)  # it may be gone since
        place = self._places.get(release_id) or self._begin(release)
        self._places.move_to_end(release_id)
        pool = await asyncio.shield(place.opening)
        place.used = asyncio.get_running_loop().time()
        return pool

    async def close_idle(self) -> None:
        """End the workers of releases that nobody has asked for long, and of those that are gone."""
        for release_id, place in list(self._places.items()):
            gone = place.pool is not None and self._is_gone(release_id)
            if gone or place.is_free(_PUT_AWAY_AFTER_SECONDS):
                del self._places[release_id]
                await (await place.opening).close()

    def _is_gone(self, release_id: str) -> bool:
        try:
            self.find(release_id)
        except ReleaseError:
            return True
        return False

    async def close(self) -> None:
        """End all workers, and what is being loaded."""
        places = list(self._places.values())
        self._places.clear()
        for place in places:
            place.opening.cancel()
        await asyncio.gather(*(place.opening for place in places), return_exceptions=True)
        for place in places:
            if place.pool is not None:
                await place.pool.close()
        await self._background.close()

    def _begin(self, release: Release) -> _Place:
        """Begin to load a release, in the place of the one unused for longest where all are taken."""
        left: _Place | None = None
        if len(self._places) >= self._most:
            oldest = next(
                (one for one in self._places if self._places[one].is_free(RETRY_AFTER_SECONDS)), None
            )
            if oldest is None:
                raise Busy(RETRY_AFTER_SECONDS)
            left = self._places.pop(oldest)
        loop = asyncio.get_running_loop()
        place = _Place(loop.create_task(self._open(release, left)), loop.time())
        self._places[release.id] = place
        place.opening.add_done_callback(partial(self._end_opening, release.id, place))
        return place

    async def _open(self, release: Release, left: _Place | None) -> Pool:
        if left is not None:
            await (await left.opening).close()
        pool = Pool(release, self._limits, self._background.failures)
        await pool.start()
        return pool

    def _end_opening(self, release_id: str, place: _Place, opening: asyncio.Task[Pool]) -> None:
        """Give the place of a release free that could not be loaded; those who asked for it are told."""
        place.used = asyncio.get_running_loop().time()
        if place.pool is None and self._places.get(release_id) is place:
            del self._places[release_id]
