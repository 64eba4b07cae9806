"""What depends on a release alone: asked of its workers once, and kept."""

from __future__ import annotations

from functools import partial
from typing import Final, TypeVar

from lsgraph.calls.call import AnyCall, Call, find_result
from lsgraph.calls.codec import decode, encode, encode_deciding
from lsgraph.web.answers.single_flight import SingleFlight
from lsgraph.web.http.cache import Cache, CacheEntry
from lsgraph.workers import Pool

T = TypeVar("T")

_MOST_BYTES: Final = 67_108_864


class ReleaseFacts:
    """Results of calls that release and arguments decide.

    They are kept apart from answers, so that many queries do not push them out.
    """

    def __init__(self) -> None:
        self._kept = Cache(_MOST_BYTES)
        self._flights: SingleFlight[bytes] = SingleFlight()

    async def know(self, pool: Pool, release: str, fact: Call[T], client: str) -> T:
        """Return what a release's workers answer; who asks while that is worked out waits for it."""
        key = (release, type(fact).__name__, encode_deciding(fact))
        if entry := self._kept.get(key):
            return decode(entry.body, find_result(type(fact)))
        made = await self._flights.join(key, partial(self._ask, key, pool, fact, client))
        return decode(made, find_result(type(fact)))

    def clear(self) -> None:
        """Forget every answer."""
        self._kept.clear()

    async def _ask(self, key: tuple[str, str, str], pool: Pool, fact: AnyCall, client: str) -> bytes:
        body = encode(await pool.call(fact, client, release=key[0]))
        self._kept.put(key, CacheEntry(body, "application/json", None), len(key[2]))
        return body
