"""Whether a stretch of a text begins or ends inside a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

_BREAK: Final = re.compile(r"\n\s")  # an empty line, or the space that begins a new page
_LIST_MARK: Final = re.compile(r"(?:^|\n)[ ]*(?:[•*–-]|\d+\.|[a-zå-ö]\))[ ]*$")


def cuts_sentence(text: str, start: int, end: int, private: Sequence[tuple[int, int]]) -> str | None:
    """Return what is wrong with the ends of a stretch: "begins" or "ends" inside a sentence, or None.

    A sentence runs on over a single line end; an empty line, a new page and a private address (`private`:
    where those stand) break it. Only what goes on in lower case is held to be the same sentence.
    """
    if _runs_on(text, start, private):
        return "begins"
    return "ends" if _runs_on(text, end, private) else None


def _runs_on(text: str, at: int, private: Sequence[tuple[int, int]]) -> bool:
    before, after = text[:at].rstrip(), text[at:].lstrip()
    gap = text[len(before) : len(text) - len(after)]
    if before and after.startswith(","):
        return True
    if not before or not after or not after[0].islower():
        return False
    if _BREAK.search(gap) or _LIST_MARK.search(before):
        return False
    touching = any(first <= len(text) - len(after) < last or last == len(before) for first, last in private)
    return not touching and (before[-1].isalnum() or before[-1] in ",-")
