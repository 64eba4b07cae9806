"""Faults of releases and of what is made from them."""

from __future__ import annotations

from lsgraph.errors.base import LsgraphError


class ReleaseError(LsgraphError):
    """Something about a release."""


class ReleaseMissing(ReleaseError):
    """No release of that id, or none at all."""


class ReleaseGone(ReleaseError):
    """A release was withdrawn, or is no longer kept; carries its id, which of the two, why and when."""

    def __init__(self, release: str, what: str, reason: str, date: str) -> None:
        self.release, self.what, self.reason, self.date = release, what, reason, date
        super().__init__(f"release {release} is {what} since {date}: {reason}")


class ReleaseDamaged(ReleaseError):
    """A release's files do not match its manifest."""


class ReleaseUnwritable(ReleaseError):
    """The folder of releases has no room, or may not be written to; its path is in the message."""


class CacheUnwritable(LsgraphError):
    """Something made from a release could not be written; what the system said is the exception's cause."""

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(
            f"{what} could not be written; is there room beside the releases, and may lsgraph write there?"
        )
