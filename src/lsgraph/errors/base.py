"""The root of all exceptions, and what an installation lacks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


class LsgraphError(Exception):
    """Anything that went wrong and can be told to a user: what, where, and how to mend it."""


class ResourceMissing(LsgraphError):
    """A folder or file that belongs to lsgraph is not where it should be."""

    def __init__(self, name: str, looked_in: Sequence[Path]) -> None:
        self.name = name
        self.looked_in = tuple(looked_in)
        places = " or ".join(str(place) for place in looked_in)
        super().__init__(f"{name} was not found in {places}; reinstall lsgraph or run it from its checkout")


class ExtraMissing(LsgraphError):
    """Something needs packages that are installed only when asked for; carries what, and the extra's name."""

    def __init__(self, what: str, extra: str) -> None:
        self.what, self.extra = what, extra
        super().__init__(f"{what} needs packages that are not installed; pip install 'lsgraph[{extra}]'")


class SettingError(LsgraphError):
    """A setting has a value that cannot be used."""
