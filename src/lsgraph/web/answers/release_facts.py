"""What depends on a release alone: asked of its workers once, and kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from lsgraph.calls.call import NamedCall
from lsgraph.web.answers.single_flight import SingleFlight
from lsgraph.web.http.cache import Cache, CacheEntry
from lsgraph.workers import Pool

_MOST_BYTES: Final = 67_108_864


@dataclass(frozen=True)
class ReleaseFact:
    """A call of workers whose answer the release and `args` decide; it may take `seconds`."""

    call: str
    args: Mapping[str, Any] = field(default_factory=dict)
    seconds: float | None = None


class ReleaseFacts:
    """The answers to such calls; kept apart from others, so that many queries do not push them out."""

    def __init__(self) -> None:
        self._kept = Cache(_MOST_BYTES)
        self._flights: SingleFlight[bytes] = SingleFlight()

    async def know(self, pool: Pool, release: str, fact: ReleaseFact, client: str) -> Any:
        """Return what a release's workers answer; who asks while that is worked out waits for it."""
        key = (release, fact.call, json.dumps(fact.args, sort_keys=True))
        if entry := self._kept.get(key):
            return json.loads(entry.body)
        return json.loads(await self._flights.join(key, partial(self._ask, key, pool, fact, client)))

    def clear(self) -> None:
        """Forget every answer."""
        self._kept.clear()

    async def _ask(self, key: tuple[str, str, str], pool: Pool, fact: ReleaseFact, client: str) -> bytes:
        found = await pool.call(NamedCall(fact.call, dict(fact.args)), client, fact.seconds, key[0])
        body = json.dumps(found).encode()
        self._kept.put(key, CacheEntry(body, "application/json", None), len(key[2]))
        return body
