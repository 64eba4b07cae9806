"""Has the search index of a release made when it is first needed."""

from __future__ import annotations

import asyncio
from typing import Final

from lsgraph.calls.call import NamedCall
from lsgraph.release import Release
from lsgraph.search import has_index
from lsgraph.web.answers.responder import Responder

_INDEX_SECONDS: Final = 300.0


class SearchIndexes:
    """The search indexes of the releases that are served: each is made once."""

    def __init__(self, delivery: Responder) -> None:
        self._delivery = delivery
        self._sources = str(delivery.settings.sources) if delivery.settings.sources else None
        self._indexing = asyncio.Lock()

    async def prepare(self, release: Release) -> None:
        """Have the search index of a release made, unless it is there."""
        folder = release.search_folder
        async with self._indexing:
            if not has_index(folder):
                args = {"index": str(folder), "sources": self._sources}
                pool = await self._delivery.find_pool(release.id)
                await pool.call(NamedCall("make_index", args), seconds=_INDEX_SECONDS, release=release.id)
