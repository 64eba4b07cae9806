"""The words of the pages: one file per language in the folder `texts`, which a translator can edit."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

LANGUAGES: Final = ("sv", "en")
_PLAIN_NUMBER: Final = re.compile(r"(?P<sign>[+-]?)(?P<whole>[0-9]{1,40})(\.(?P<decimals>[0-9]{1,40}))?")
_TOGETHER_DIGITS: Final = 4
TEXTS: Final = Path(__file__).parent / "texts"


@cache
def texts(language: str) -> Mapping[str, str]:
    """Return all words of the pages in a language: `sv` or `en`."""
    return MappingProxyType(tomllib.loads((TEXTS / f"{language}.toml").read_text(encoding="utf-8")))


def write_number(number: int, language: str) -> str:
    """Return a whole number with its thousands set apart as the language does."""
    return f"{number:,}".replace(",", "\N{NARROW NO-BREAK SPACE}" if language == "sv" else ",")


def write_value(number: str, language: str) -> str:
    """Return a number as it stands in data with thousands and decimals set apart as the language does.

    Four digits stay together, since a year may be a number; what has an exponent stays as it is.
    """
    found = _PLAIN_NUMBER.fullmatch(number)
    if found is None:
        return number
    sign, whole, decimals = found["sign"].replace("-", "\N{MINUS SIGN}"), found["whole"], found["decimals"]
    shown = write_number(int(whole), language) if len(whole) > _TOGETHER_DIGITS else whole
    return sign + shown + (("," if language == "sv" else ".") + decimals if decimals else "")


def choose_language(wanted: str | None, accept_language: str | None) -> str:
    """Return the language asked for in the address, else the browser's first that we have, else Swedish."""
    if wanted in LANGUAGES:
        return wanted
    for part in (accept_language or "").split(","):
        language = part.split(";")[0].strip().lower()[:2]
        if language in LANGUAGES:
            return language
    return LANGUAGES[0]
