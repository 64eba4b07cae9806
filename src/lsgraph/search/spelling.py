"""What a word may have meant that no entry holds: one spelt a little otherwise, or a compound taken apart."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

_FILE: Final = "words.json"
_SHORTEST: Final = 4
_SHORTEST_PART: Final = 3
_PER_FAULT: Final = 4  # letters of a word that has one fault in it, at least
_MOST_FAULTS: Final = 3
_LINKING: Final = "s"


def write_vocabulary(folder: Path, words: Iterable[str]) -> None:
    """Keep the words of an index, folded, with how often they occur."""
    counted = Counter(word for word in words if len(word) >= _SHORTEST_PART and not word.isdigit())
    (folder / _FILE).write_text(json.dumps(counted, ensure_ascii=False, sort_keys=True), encoding="utf-8")


class Vocabulary:
    """The words of an index, read when they are needed first."""

    def __init__(self, folder: Path) -> None:
        self._counted: dict[str, int] = json.loads((folder / _FILE).read_bytes())

    def correct(self, word: str, most: int = _MOST_FAULTS) -> str | None:
        """Return the known word nearest to a folded one: with the fewest faults, then the most frequent."""
        if len(word) < _SHORTEST:
            return None
        most = min(most, len(word) // _PER_FAULT)
        near = process.extract(word, self._counted.keys(), scorer=OSA.distance, score_cutoff=most, limit=20)
        ranked = [(faults, -self._counted[known], known) for known, faults, _ in near]
        return min(ranked)[2] if ranked else None

    def split(self, word: str) -> tuple[str, str] | None:
        """Return the two known words that a folded compound is made of, the likeliest, or None."""
        splits = (
            (word[:place].removesuffix(_LINKING) if is_linked else word[:place], word[place:])
            for place in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1)
            for is_linked in (False, True)
        )
        known = [pair for pair in splits if all(part in self._counted for part in pair)]
        return max(known, key=lambda pair: min(map(self._counted.__getitem__, pair)), default=None)
