"""Dumps of whole releases kept as files, as they are and packed: caches, made once and sealed."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path
from typing import Final, NamedTuple

from lsgraph.export.forms import Export, export
from lsgraph.release import Release, has_seal, make_cache, read_digests

_MARK: Final = "lsgraph-dump-1"
"""The seal of a finished dump; its number rises when an export format changes."""
_PLAIN, _PACKED = "dump", "dump.gz"
_CANONICAL: Final = "n-quads"
_LEVEL: Final = 6


class Dump(NamedTuple):
    """A file, the SHA-256 of its bytes, and whether it is packed by gzip."""

    path: Path
    digest: str
    packed: bool


def find_dump(release: Release, form: Export, *, packed: bool) -> Dump | None:
    """Return a dump that was made, packed where that is worth it; None when it was not yet.

    The canonical N-Quads are a file of the release itself.
    """
    if form.name == _CANONICAL and not packed:
        return Dump(release.quads_file, release.manifest.files[release.quads_file.name], False)
    folder = release.dump_folder / form.name
    if not has_seal(folder, _MARK):
        return None
    digests = read_digests(folder, _MARK)
    name = _PACKED if packed and _PACKED in digests else _PLAIN
    return Dump(folder / name, digests[name], name == _PACKED)


def make_dump(release: Release, form: Export) -> None:
    """Make a dump unless it is there; raises ReleaseDamaged or OSError."""
    release.verify()
    make_cache(release.dump_folder / form.name, _MARK, lambda draft: _fill(draft, release, form))


def _fill(draft: Path, release: Release, form: Export) -> None:
    source = release.quads_file if form.name == _CANONICAL else draft / _PLAIN
    if source.parent == draft:
        with source.open("wb") as output:
            export(release, form.name, output)
    if form.media_type.endswith("/zip"):
        return
    with (
        source.open("rb") as plain,
        (draft / _PACKED).open("wb") as raw,
        gzip.GzipFile("", "wb", _LEVEL, raw, mtime=0) as packed,
    ):
        shutil.copyfileobj(plain, packed)
