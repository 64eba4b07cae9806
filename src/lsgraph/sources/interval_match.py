"""Whether the first or last day of a time stands in a Swedish text, as exactly as its precision says."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from lsgraph.sources.number_match import date_stands, month_stands, year_stands

_PARTS_OF_YEAR: Final = {
    **dict.fromkeys(("01", "04"), "början"),
    **dict.fromkeys(("05", "08"), "mitten"),
    **dict.fromkeys(("09", "12"), "slutet"),
}
_SEASONS: Final = {"vår": ("01", "06"), "sommar": ("06", "08"), "höst": ("07", "12"), "vint": ("11", "03")}
_HALVES: Final = {"01": "första", "06": "första", "07": "andra", "12": "andra"}
_QUARTERS: Final = ("första|1", "andra|2", "tredje|3", "fjärde|4")


def boundary_stands(lexical: str, precision: str, text: str) -> bool:
    """Return whether a day stands in the text as its precision says: 2019-12-31 as "2019" for a year.

    The precision is the notation of a concept of `def/date-precision`; without one the day must stand there.
    """
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", lexical, re.ASCII):
        return False
    return _TESTS.get(precision, date_stands)(lexical, text)


def _year(lexical: str, text: str) -> bool:
    return year_stands(lexical[:4], text)


def _month(lexical: str, text: str) -> bool:
    return month_stands(lexical[:7], text)


def _season(lexical: str, text: str) -> bool:
    words = [word for word, months in _SEASONS.items() if lexical[5:7] in months]
    return any(_with_year(rf"\b{word}\w*", lexical, text) for word in words)


def _half(lexical: str, text: str) -> bool:
    return _with_year(rf"\b{_HALVES.get(lexical[5:7], '$.')}\s+halvår\w*", lexical, text)


def _quarter(lexical: str, text: str) -> bool:
    number = _QUARTERS[min((int(lexical[5:7]) - 1) // 3, len(_QUARTERS) - 1)]
    return _with_year(rf"\b(?:(?:{number})\s+kvartal\w*|[kq]{number[-1]}\b)", lexical, text)


def _part_of_year(lexical: str, text: str) -> bool:
    return _with_year(rf"\b{_PARTS_OF_YEAR.get(lexical[5:7], '$.')}\s+(?:av|på)", lexical, text)


def _week(lexical: str, text: str) -> bool:
    return _with_year(r"\b(?:vecka|v\.)\s*\d{1,2}", lexical, text)


def _with_year(words: str, lexical: str, text: str) -> bool:
    """Return whether the words stand close to the year of the day."""
    near = rf"{words}\W+(?:\w+\W+){{0,2}}?{lexical[:4]}(?!\d)"
    return bool(re.search(near, text, re.IGNORECASE))


_TESTS: Final[dict[str, Callable[[str, str], bool]]] = {
    "ar": _year,
    "manad": _month,
    "kvartal": _quarter,
    "arstid": _season,
    "halvar": _half,
    "del-av-ar": _part_of_year,
    "vecka": _week,
}
