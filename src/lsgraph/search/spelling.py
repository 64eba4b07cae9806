"""What a word may have meant that no entry holds: one spelt a little otherwise, or a compound taken apart."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from difflib import SequenceMatcher, get_close_matches
from pathlib import Path
from typing import Final

_FILE: Final = "words.json"
_SHORTEST: Final = 4
_SHORTEST_PART: Final = 3
_NEAR: Final = 0.86
_FAR: Final = 0.75
_MOST_LOOKED_AT: Final = 8
_LINKING: Final = "s"


def write_vocabulary(folder: Path, words: Iterable[str]) -> None:
    """Keep the words of an index, folded, with how often they occur."""
    counted = Counter(word for word in words if len(word) >= _SHORTEST_PART and not word.isdigit())
    (folder / _FILE).write_text(json.dumps(counted, ensure_ascii=False, sort_keys=True), encoding="utf-8")


class Vocabulary:
    """The words of an index, read when they are needed first."""

    def __init__(self, folder: Path) -> None:
        self._counted: dict[str, int] = json.loads((folder / _FILE).read_bytes())

    def correct(self, word: str, *, near: bool = False) -> str | None:
        """Return the known word most like a folded one, the more frequent of two; `near`: with few faults."""
        if len(word) < _SHORTEST:
            return None
        cutoff = _NEAR if near else _FAR
        found = get_close_matches(word, self._counted, n=_MOST_LOOKED_AT, cutoff=cutoff)
        likeness = {one: round(SequenceMatcher(None, one, word).ratio(), 2) for one in found}
        return max(found, key=lambda one: (likeness[one], self._counted[one]), default=None)

    def split(self, word: str) -> tuple[str, str] | None:
        """Return the two known words that a folded compound is made of, the likeliest, or None."""
        splits = (
            (word[:place].removesuffix(_LINKING) if is_linked else word[:place], word[place:])
            for place in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1)
            for is_linked in (False, True)
        )
        known = [pair for pair in splits if all(part in self._counted for part in pair)]
        return max(known, key=lambda pair: min(map(self._counted.__getitem__, pair)), default=None)
