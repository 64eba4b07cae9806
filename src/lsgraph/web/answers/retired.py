"""The identifiers that a release no longer uses, read once."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from lsgraph.calls.things import RetiredCall, RetiredIdentifier
from lsgraph.workers import Pool


class RetiredIdentifiers:
    """Asks a worker of the release for its list when first needed."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._reading = asyncio.Lock()
        self._found: Mapping[str, RetiredIdentifier] | None = None

    async def find(self, iri: str, client: str) -> RetiredIdentifier | None:
        """Return what is known of a retired identifier, None for one in use; raises Busy or QueryStopped."""
        if self._found is None:
            async with self._reading:
                if self._found is None:
                    self._found = await self._read(client)
        return self._found.get(iri)

    async def _read(self, client: str) -> dict[str, RetiredIdentifier]:
        found = await self._pool.call(RetiredCall(), client)
        return {one.identifier: one for one in found.retired}
