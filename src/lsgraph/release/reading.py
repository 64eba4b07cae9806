"""Opens and lists releases, and sees that they are whole."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lsgraph.errors import ReleaseDamaged, ReleaseError, ReleaseGone, ReleaseMissing
from lsgraph.release.gone import read_gone
from lsgraph.release.manifest import QUADS, Manifest
from lsgraph.store import Store, find_format

CURRENT: Final = "current"
MANIFEST: Final = "manifest.json"
REPORT: Final = "report.ttl"
STORES: Final = ".stores"
SEARCH: Final = ".search"
DUMPS: Final = ".dumps"
_NAME: Final = re.compile(r"[0-9a-f]{1,64}")


@dataclass(frozen=True)
class Release:
    """One immutable release in its folder, and the folders of the caches made from it."""

    root: Path
    manifest: Manifest

    @property
    def id(self) -> str:
        """Return the id: the first 16 hexadecimal digits of the hash of the canonical N-Quads."""
        return self.manifest.id

    @property
    def folder(self) -> Path:
        """Return the folder that holds the release's files."""
        return self.root / self.id

    @property
    def quads_file(self) -> Path:
        """Return the canonical N-Quads of all named graphs."""
        return self.folder / QUADS

    @property
    def report_file(self) -> Path:
        """Return the validation report in Turtle."""
        return self.folder / REPORT

    @property
    def store_folder(self) -> Path:
        """Return the folder of the release's store on disk: a cache outside the release."""
        return self.root / STORES / self.id

    @property
    def search_folder(self) -> Path:
        """Return the folder of the release's search index: a cache outside the release."""
        return self.root / SEARCH / self.id

    @property
    def dump_folder(self) -> Path:
        """Return the folder of the release's dumps, a folder for each format: caches outside the release."""
        return self.root / DUMPS / self.id

    def open_store(self) -> Store:
        """Return the release in memory, its default graph written out as the merge; raises ReleaseDamaged."""
        store = self.open_graphs()
        store.merge()
        return store

    def open_graphs(self) -> Store:
        """Return the release's named graphs in memory, with nothing in the default graph."""
        self.verify()
        store = Store()
        store.load(self.quads_file, find_format("n-quads"))
        return store

    def verify(self) -> None:
        """Raise ReleaseDamaged when a file does not match the manifest; every byte is read."""
        for name, expected in self.manifest.files.items():
            try:
                found = hash_file(self.folder / name)
            except OSError as error:
                raise ReleaseDamaged(self._tell(name, f"cannot be read ({error.strerror})")) from error
            if found != expected:
                raise ReleaseDamaged(self._tell(name, "does not match its checksum"))

    def _tell(self, name: str, what: str) -> str:
        return (
            f"release {self.id} is damaged: its {name} {what}; run `lsgraph build` again with the same "
            "input, which writes the same release, or put the file back from a copy"
        )


def open_release(root: Path, release_id: str | None = None) -> Release:
    """Return the release of that id, or the current one.

    Raises ReleaseMissing, ReleaseGone or ReleaseDamaged.
    """
    name = _current_id(root) if release_id in (None, CURRENT) else str(release_id)
    if gone := read_gone(root).get(name):
        raise ReleaseGone(gone.id, gone.what, gone.reason, gone.date)
    manifest = root / name / MANIFEST
    if release_id is None and not (root / name).is_dir():
        raise ReleaseMissing(
            f"the current release {name!r} is not in {root}; run `lsgraph build`, or choose one of `lsgraph "
            "releases` with `lsgraph release use ID`"
        )
    if not _NAME.fullmatch(name) or not manifest.is_file():
        raise ReleaseMissing(f"there is no release {name[:64]!r} in {root}; see `lsgraph releases`")
    try:
        return Release(root, Manifest.from_json(manifest.read_bytes(), name))
    except OSError as error:
        raise ReleaseDamaged(f"the manifest of release {name} cannot be read ({error.strerror})") from error


def list_releases(root: Path) -> list[Release]:
    """Return every release in the folder that can be opened, latest date first."""
    found = [one for one in _try_all(root).values() if isinstance(one, Release)]
    return sorted(found, key=lambda release: (release.manifest.issued, release.id), reverse=True)


def find_damaged(root: Path) -> dict[str, str]:
    """Return what is wrong with each release that cannot be opened; files are not read through."""
    return {
        name: str(one)
        for name, one in sorted(_try_all(root).items())
        if isinstance(one, ReleaseError) and not isinstance(one, ReleaseGone)
    }


def is_release_name(name: str) -> bool:
    """Say whether a folder of that name may be a release."""
    return _NAME.fullmatch(name) is not None


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _try_all(root: Path) -> dict[str, Release | ReleaseError]:
    names = (path.parent.name for path in root.glob(f"*/{MANIFEST}"))
    return {name: _try(root, name) for name in names if _NAME.fullmatch(name)}


def _try(root: Path, name: str) -> Release | ReleaseError:
    try:
        return open_release(root, name)
    except ReleaseError as error:
        return error


def _current_id(root: Path) -> str:
    link = root / CURRENT
    if not link.is_symlink():
        raise ReleaseMissing(f"there is no current release in {root}; run `lsgraph build`")
    return link.readlink().name
