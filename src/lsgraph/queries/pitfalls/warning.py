"""A warning beside an answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

_LONGEST_HEADER_CHARACTERS: Final = 2_000
_NOT_PLAIN: Final = re.compile(r"[^ !#-\[\]-~]")


@dataclass(frozen=True)
class QueryWarning:
    """What may be amiss: a word for programs, and a sentence in Swedish and in English."""

    code: str
    sv: str
    en: str


def write_header(sentences: Iterable[str]) -> str:
    """Return sentences as a list of strings: https://www.rfc-editor.org/rfc/rfc8941#name-lists.

    Letters outside ASCII stand as in an address (`%C3%A5`), and what would make it too long is counted.
    """
    strings = [f'"{_NOT_PLAIN.sub(_encode, one)}"' for one in sentences]
    kept = _fit(strings)
    left = len(strings) - len(kept)
    return ", ".join([*kept, f'"and {left} more"'] if left else kept)


def _encode(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match.group().encode("utf-8", "replace"))


def _fit(strings: Sequence[str]) -> list[str]:
    kept, room = list[str](), _LONGEST_HEADER_CHARACTERS
    for one in strings:
        room -= len(one) + 2
        if room < 0:
            break
        kept.append(one)
    return kept
