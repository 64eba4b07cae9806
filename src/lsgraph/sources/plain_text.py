"""A text without what nobody types: composed letters, ligatures apart, no soft hyphens or unseen signs."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

_UNSEEN: Final = "\u00ad\u200b-\u200f\u2060\ufeff"
_PIECE: Final = re.compile(
    rf"(?P<line_end>\u00ad(?=[^\S\n]*\n))|(?P<unseen>[{_UNSEEN}])|(?P<ligature>[\ufb00-\ufb06])"
    rf"|(?P<composed>[^\u0300-\u036f{_UNSEEN}][{_UNSEEN}]*[\u0300-\u036f]+)"
)


@dataclass(frozen=True)
class PlainText:
    """The text as one would type it, and where each of its characters begins and ends in the raw text."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """Return the raw offsets of a stretch of the plain text."""
        return self.starts[start], self.ends[end - 1]


def make_plain(raw: str) -> PlainText:
    """Return a text in composed form (NFC), with ligatures apart and without signs that are not seen.

    A soft hyphen at the end of a line stays: there it stands for a hyphen.
    """
    pieces, starts, ends = list[str](), list[int](), list[int]()

    def put(plain: str, start: int, end: int) -> None:
        pieces.append(plain)
        if len(plain) == end - start:
            starts.extend(range(start, end))
            ends.extend(range(start + 1, end + 1))
        else:
            starts.extend([start] * len(plain))
            ends.extend([end] * len(plain))

    place = 0
    for match in _PIECE.finditer(raw):
        put(raw[place : match.start()], place, match.start())
        place = match.end()
        put(_retype(match), match.start(), place)
    put(raw[place:], place, len(raw))
    return PlainText("".join(pieces), tuple(starts), tuple(ends))


def _retype(match: re.Match[str]) -> str:
    if match["line_end"]:
        return match[0]
    if match["unseen"]:
        return ""
    if match["ligature"]:
        return unicodedata.normalize("NFKC", match[0])
    return unicodedata.normalize("NFC", re.sub(f"[{_UNSEEN}]", "", match[0]))
