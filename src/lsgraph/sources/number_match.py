"""Whether a number, date or time stands in a Swedish text, in any of the forms in which it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Final

_MONTHS: Final = (
    *("januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti"),
    *("september", "oktober", "november", "december"),
)
_UNITS: Final = (
    "noll",
    "ett",
    "två",
    "tre",
    "fyra",
    "fem",
    "sex",
    "sju",
    "åtta",
    "nio",
    "tio",
    "elva",
    "tolv",
)
_TEENS: Final = ("tretton", "fjorton", "femton", "sexton", "sjutton", "arton", "nitton")
_TENS: Final = ("tjugo", "trettio", "fyrtio", "femtio", "sextio", "sjuttio", "åttio", "nittio")
_ORDINALS: Final = (
    *("första", "andra", "tredje", "fjärde", "femte", "sjätte", "sjunde", "åttonde", "nionde", "tionde"),
    *("elfte", "tolfte"),
)
_SCALES: Final = (
    (r"miljard\w*|mdkr|mdr|md", Decimal(10**9)),
    (r"miljon\w*|mkr|mnkr|msek|mn", Decimal(10**6)),
    (r"tusen\w*|tkr|kkr|ksek|tsek", Decimal(1000)),
)
_SCALE: Final = "|".join(words for words, _ in _SCALES)
_NUMBER: Final = re.compile(
    r"(?P<grouped>(?<!\d)\d{1,3}(?:[ .]\d{3})+(?!\d)(?:,\d+)?)|(?P<plain>\d+(?:[.,]\d+)?)|(?P<word>[^\W\d_]+)"
)
_SCALE_BEHIND: Final = re.compile(
    rf"(?:\s*(?:-|–|till|och|eller)\s*[\d.,]+)?\s*(?P<scale>{_SCALE})\b", re.IGNORECASE
)
_LONG_NUMBER: Final = 5
_COMPOUND: Final = re.compile(r"(?=års|årig|dagars|månaders)")


def number_stands(lexical: str, text: str) -> bool:
    """Return whether a number stands in the text: 1890000000 as "1,89 miljarder", 3 as "tre (3)"."""
    try:
        wanted = Decimal(lexical)
    except InvalidOperation:
        return False
    if not wanted.is_finite():
        return False
    spaced = " ".join(text.split())
    if wanted < 0 and not re.search(r"[-−–]\s?\d|\bminus\b", spaced):
        return False
    return wanted.copy_abs() in set(_numbers(spaced)) or _stands_spaced(lexical.lstrip("+-"), spaced)


def year_stands(lexical: str, text: str) -> bool:
    """Return whether a year stands in the text, alone, in a date or in a range such as 2016/17."""
    if not re.fullmatch(r"\d{4}", lexical, re.ASCII):
        return False
    century, rest = lexical[:2], lexical[2:]
    return bool(re.search(rf"(?<!\d)({lexical}|{century}\d\d[/–-]{rest})(?!\d)", text))


def month_stands(lexical: str, text: str) -> bool:
    """Return whether a month such as 2017-04 stands in the text: "april 2017", "mars–april 2017"."""
    if not re.fullmatch(r"\d{4}-\d\d", lexical, re.ASCII):
        return False
    year, _, month = lexical.partition("-")
    if re.search(rf"(?<!\d){year}\s?[-–/.]\s?{month}(?!\d)", text):
        return True
    name = _month_name(month)
    others = "|".join(_MONTHS)
    pattern = rf"\b{name}\b(?:\s*(?:-|–|till|och|,)\s*(?:{others}))*\s*,?\s*(?:år\s+)?{year}(?!\d)"
    return bool(name and re.search(pattern, text, re.IGNORECASE))


def date_stands(lexical: str, text: str) -> bool:
    """Return whether a date stands in the text: "2019-12-17", "17 december 2019", "17/12 2019"."""
    match = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", lexical[:10], re.ASCII)
    if not match:
        return False
    year, month, day = match.groups()
    if re.search(rf"(?<!\d){year}\s?[-–.]?\s?{month}\s?[-–.]?\s?{day}(?!\d)", text):
        return True
    if re.search(rf"(?<!\d)0?{int(day)}\s?[./]\s?0?{int(month)}[\s./-]+{year}(?!\d)", text):
        return True
    named = rf"(?<!\d)0?{int(day)}(?:\s?(?:-|–|och)\s?\d{{1,2}})?\.?\s+{_month_name(month)}\b"
    return bool(_month_name(month) and re.search(named, text, re.IGNORECASE) and year_stands(year, text))


def time_stands(lexical: str, text: str) -> bool:
    """Return whether a time of day stands in the text: 10:10:00 as "10.10", 16:00:00 as "kl. 16"."""
    match = re.match(r"(\d\d):(\d\d)", lexical, re.ASCII)
    if not match:
        return False
    hour, minute = int(match[1]), match[2]
    if re.search(rf"(?<![\d.,])0?{hour}\s?[.:]\s?{minute}(?!\d)", text):
        return True
    return minute == "00" and bool(
        re.search(rf"\b(?:kl|klockan)\.?\s*0?{hour}(?![\d.:])", text, re.IGNORECASE)
    )


def _stands_spaced(digits: str, text: str) -> bool:
    """Return whether a long whole number stands there with spaces in odd places, as scanning leaves them."""
    if not digits.isdecimal() or len(digits) < _LONG_NUMBER:
        return False
    return bool(re.search(r"(?<!\d)" + " ?".join(digits) + r"(?!\d)", text))


def _month_name(month: str) -> str:
    return _MONTHS[int(month) - 1] if month.isdigit() and 0 < int(month) <= len(_MONTHS) else ""


def _numbers(text: str) -> Iterator[Decimal]:
    """Yield every number that the text can be read to hold, each also as its scale word makes it."""
    for match in _NUMBER.finditer(text):
        scale = _scale_behind(text[match.end() :])
        for number in _read_number(match):
            yield number
            yield number * scale


def _read_number(match: re.Match[str]) -> Iterator[Decimal]:
    if match["word"]:
        yield from _read_word(match["word"].casefold())
        return
    if match["grouped"]:
        yield Decimal(re.sub("[ .]", "", match["grouped"]).replace(",", "."))
        yield from (
            Decimal(part.replace(",", ".")) for part in match["grouped"].split(" ") if part.count(".") < 2
        )
        return
    yield Decimal(match["plain"].replace(",", "."))


def _scale_behind(rest: str) -> Decimal:
    match = _SCALE_BEHIND.match(rest)
    if not match:
        return Decimal(1)
    return next(scale for words, scale in _SCALES if re.fullmatch(words, match["scale"], re.IGNORECASE))


def _read_word(word: str) -> Iterator[Decimal]:
    words = _number_words()
    for candidate in (word, *(_COMPOUND.split(word)[:1] if _COMPOUND.search(word) else ())):
        if candidate in words:
            yield Decimal(words[candidate])


@cache
def _number_words() -> dict[str, int]:
    low = {word: number for number, word in enumerate((*_UNITS, *_TEENS))}
    tens = {word: 10 * number for number, word in enumerate(_TENS, 2)}
    joined = {ten + unit: tens[ten] + low[unit] for ten in _TENS for unit in _UNITS[1:10]}
    hundreds = {f"{unit}hundra": 100 * low[unit] for unit in _UNITS[1:10]}
    ordinals = {word: number for number, word in enumerate(_ORDINALS, 1)}
    return {**low, **tens, **joined, **hundreds, **ordinals, "en": 1, "hundra": 100, "tusen": 1000}
