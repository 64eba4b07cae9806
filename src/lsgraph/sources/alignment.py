"""Where stretches of a text stand in a revised text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import accumulate

from lsgraph.sources.quotation import quoted


class Alignment:
    """Two versions of a text, line by line: what stayed, and where it stands now."""

    def __init__(self, before: str, after: str) -> None:
        self._before, self._after = before, after
        self._runs = list(_equal_runs(before, after))
        self._starts = [start for start, _, _ in self._runs]

    def find(self, start: int, end: int) -> tuple[int, int] | None:
        """Return where the stretch stands now, or None when its text is gone or stands in several places.

        Lines that stayed lead the way; a stretch between them must be unique. White space and hyphens at
        line ends may differ, other characters may not.
        """
        words = self._before[start:end]
        first = self.position(start)
        if self._after[first : first + len(words)] == words:
            return first, first + len(words)
        places = {match.span() for match in quoted(words).finditer(self._after)}
        return places.pop() if len(places) == 1 else None

    def position(self, at: int) -> int:
        """Return where a character stands now; one that is gone goes behind the last that stayed."""
        if at >= len(self._before):
            return len(self._after)
        run = bisect_right(self._starts, at) - 1
        if run < 0:
            return 0
        start, moved, length = self._runs[run]
        return moved + min(at - start, length)


def _equal_runs(before: str, after: str) -> Iterator[tuple[int, int, int]]:
    """Yield (start before, start after, length) of each run of equal lines, in characters."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    old_starts = [0, *accumulate(map(len, old))]
    new_starts = [0, *accumulate(map(len, new))]
    for block in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
        if block.size:
            length = old_starts[block.a + block.size] - old_starts[block.a]
            yield old_starts[block.a], new_starts[block.b], length
