"""Answers kept for asking again: the least recently used go first, bounded by bytes."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Final

_OVERHEAD_BYTES: Final = 512
_LARGEST_SHARE: Final = 16


@dataclass(frozen=True)
class CacheEntry:
    """A whole answer: its bytes, media type, content coding or None, and headers of its own."""

    body: bytes
    media_type: str
    encoding: str | None
    headers: tuple[tuple[str, str], ...] = ()


@dataclass
class Cache:
    """A mapping of at most `most` bytes."""

    most: int
    hits: int = 0
    misses: int = 0
    size: int = 0
    _entries: OrderedDict[Hashable, tuple[CacheEntry, int]] = field(default_factory=OrderedDict)

    @property
    def largest(self) -> int:
        """Return the most bytes that one answer may have to be kept."""
        return self.most // _LARGEST_SHARE

    def get(self, key: Hashable) -> CacheEntry | None:
        """Return the answer kept under a key, or None."""
        found = self._entries.get(key)
        if found is None:
            self.misses += 1
            return None
        self.hits += 1
        self._entries.move_to_end(key)
        return found[0]

    def put(self, key: Hashable, entry: CacheEntry, key_size: int = 0) -> None:
        """Keep an answer, unless it is too large; `key_size` is what its key takes."""
        size = len(entry.body) + key_size + _OVERHEAD_BYTES
        if size > self.largest:
            return
        self._remove(key)
        self._entries[key] = (entry, size)
        self.size += size
        while self.size > self.most:
            self._remove(next(iter(self._entries)))

    def clear(self) -> None:
        """Forget every answer."""
        self._entries.clear()
        self.size = 0

    def _remove(self, key: Hashable) -> None:
        found = self._entries.pop(key, None)
        if found is not None:
            self.size -= found[1]


def make_etag(*parts: str, exact: bool = False) -> str:
    """Return the entity tag of what those parts name together: strong when they name its very bytes."""
    digest = hashlib.blake2b(digest_size=16)
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part.encode("utf-8", "surrogatepass"))
    return f'"{digest.hexdigest()}"' if exact else f'W/"{digest.hexdigest()}"'


def matches_etag(if_none_match: str | None, etag: str) -> bool:
    """Say whether a client has what the tag names: https://www.rfc-editor.org/rfc/rfc9110#name-if-none-match."""
    if if_none_match is None:
        return False
    tags = [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
    return "*" in tags or etag.removeprefix("W/") in tags
