"""Where a remote store is reached."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit, urlunsplit

_RELEASE: Final = "{release}"


@dataclass(frozen=True)
class Address:
    """Where a remote store takes queries, updates and graphs, and, when posted to, makes a dataset.

    An address may hold `{release}`: then each release has a dataset of its own, which never changes. Else one
    dataset holds the release that was put there last.
    """

    query: str
    update: str = ""
    graphs: str = ""
    create: str = ""

    @property
    def is_per_release(self) -> bool:
        """Say whether each release has a dataset of its own."""
        return _RELEASE in self.query

    @property
    def is_writable(self) -> bool:
        """Say whether a release can be put there."""
        return bool(self.update or self.graphs)

    def of(self, release_id: str) -> Address:
        """Return where that release is."""
        return Address(*(url.replace(_RELEASE, release_id) for url in self._parts()))

    def find_odd(self) -> str | None:
        """Return the address that names no release although others do, or the other way round."""
        return next((url for url in self._parts() if url and (_RELEASE in url) != self.is_per_release), None)

    def _parts(self) -> tuple[str, ...]:
        return self.query, self.update, self.graphs, self.create


def show_address(url: str) -> str:
    """Return an address as it may be told: without user name and password, and without parameters."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
