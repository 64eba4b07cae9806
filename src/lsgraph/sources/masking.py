"""Finds telephone numbers and e-mail addresses in text, damaged by scanning or not, and masks them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

MASK: Final = "███"

_TOP: Final = r"(?:se|com|org|net|nu|eu|info|fi|no|dk|uk|de)"
_HOST: Final = rf"(?:[\w-]+[.,])+{_TOP}\b"
_AT: Final = r"[(\[{]\s*(?:at|a|@|©|®|snabel-?a)\s*[)\]}]"

_EMAILS: Final = (
    rf"[\w.+%'()-]+\s?@\s?(?:[\w-]+[.,]\s?)*[\w-]+[.,]{_TOP}\b",  # with a space that scanning put in
    r"[\w.+%'()-]+@[\w()-]+(?:[.,-]\n?[\w()-]+)*",  # no top domain left, or broken at the end of a line
    rf"[\w.+-]+\s*{_AT}\s*[\w-]+(?:(?:[.,]|\s*[(\[]?(?:dot|punkt)[)\]]?\s*)[\w-]+)*",  # written out
    r"[\w.+-]+\s+snabel-?a\s+[\w-]+(?:(?:[.,]|\s+punkt\s+)[\w-]+)*",
    rf"[\w.+-]+\s+at\s+{_HOST}",
    rf"[^\s:/@]*[()\[\]{{}}©®€][^\s:/@]*[.,]{_TOP}\b",  # a bracket or sign read for the @
    rf"(?<![\w./:@-])(?!\d*www[.,])(?:[\w-]+\.){{2,}}{_TOP}\b(?![/\w])",  # the @ lost: name.name + host
)
_AFTER_LABEL: Final = (
    rf"(?:e-?post|e-?mail|mejl|mailto)\w*\s*[:.]?\s*(?P<private>(?!www\.|http)[^\s:/]*\w[.,]{_TOP}\b)"
)

_DIGIT: Final = r"[\dOoDQIl]"  # letters that scanning reads for 0 and 1
_PHONES: Final = (
    r"(?<![\w+])(?!\d{6}-\d{4}\b)(?:\+|00)\s?\d{2}(?:[\s()/-]{0,3}\d){6,11}(?!\d)",
    rf"(?<![\w.,:/-])[0O](?:8|\d{{2,3}})\s?[-–/]\s?\d{{2,3}}(?:\s?{_DIGIT}{{2,4}}){{1,3}}(?![\w-]*\d)",
    r"(?<![\w.,:/-])0(?:8|\d{2,3})\s?[-–/]\s?\d{5,8}(?![\w-])",
    r"(?<![\w.,:/-])[0O](?=\w*\d)[\dOlIS]{2,3}-[^\w\s]?\d\S+(?: <\S+)?",  # half of it read as letters
    r"(?<![\w.,:/-])0[1-9]\d{6,8}(?![\w-])",
    r"(?<![\w.,:/-])0(?:8|\d{2,3})\s\d{2,3}\s\d{2,3}(?:\s\d{2,3})?(?!\s?\d|[\w-])",
)
_AFTER_TELEPHONE: Final = (
    r"(?:\btel|\btfn|\btelefon|\bmobil|\bfax|\bväxel)\w*\s?[.:]?[^\S\n]*(?P<private>[+(\d][\d\s()/–-]{4,}\d)"
)

_PATTERNS: Final = tuple(
    re.compile(pattern, re.IGNORECASE) for pattern in (*_EMAILS, _AFTER_LABEL, *_PHONES, _AFTER_TELEPHONE)
)


def mask(text: str) -> str:
    """Return the text with each telephone number and e-mail address shown as ███."""
    return mask_stretch(text, 0, len(text), find_private(text))


def mask_stretch(text: str, start: int, end: int, private: Sequence[tuple[int, int]]) -> str:
    """Return `text[start:end]` with the private places of the whole text masked, those cut at an end too."""
    pieces, place = [], start
    for first, last in private:
        if last <= place or first >= end:
            continue
        pieces += [text[place : max(first, place)], MASK]
        place = last
    return "".join([*pieces, text[place:end]])


def find_private(text: str) -> list[tuple[int, int]]:
    """Return where telephone numbers and e-mail addresses stand, as disjoint (start, end), in order."""
    return merge_ranges(_matches(text))


def merge_ranges(ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the same places as disjoint (start, end), in order."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _matches(text: str) -> Iterator[tuple[int, int]]:
    for pattern in _PATTERNS:
        group = "private" if "private" in pattern.groupindex else 0
        for match in pattern.finditer(text):
            yield match.span(group)
