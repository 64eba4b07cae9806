"""A sentence in English and in Swedish."""

from __future__ import annotations

from typing import NamedTuple


class Message(NamedTuple):
    """A sentence in both languages; `{…}` is filled with what was found."""

    english: str
    swedish: str
