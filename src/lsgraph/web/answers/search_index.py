"""Has the search index of a release made when it is first needed."""

from __future__ import annotations

import asyncio

from lsgraph.calls.searches import IndexCall
from lsgraph.release import Release
from lsgraph.search import has_index
from lsgraph.web.answers.responder import Responder


class SearchIndexes:
    """The search indexes of the releases that are served: each is made once."""

    def __init__(self, delivery: Responder) -> None:
        self._delivery = delivery
        self._indexing = asyncio.Lock()

    async def prepare(self, release: Release) -> None:
        """Have the search index of a release made, unless it is there."""
        folder = release.search_folder
        async with self._indexing:
            if not has_index(folder):
                pool = await self._delivery.find_pool(release.id)
                await pool.call(IndexCall(folder, self._delivery.settings.sources), release=release.id)
