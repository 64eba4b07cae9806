"""Dumps of whole releases kept as files, as they are and packed: caches, made once and sealed."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path
from typing import Final, NamedTuple

from lsgraph.export.forms import Export, export
from lsgraph.release import Release, has_seal, make_cache, read_digests

_MARK: Final = "lsgraph-dump-2"
"""The seal of a finished dump; its number rises when an export format changes."""
_PLAIN, _PACKED = "dump", "dump.gz"
_CANONICAL: Final = "n-quads"
_LEVEL: Final = 6


class Dump(NamedTuple):
    """A file, the SHA-256 of its bytes, and whether it is packed by gzip."""

    path: Path
    digest: str
    packed: bool


def find_dump(release: Release, form: Export, region: str | None = None, *, packed: bool) -> Dump | None:
    """Return a dump of a release or a region's slice, packed where that is worth it; None when not made yet.

    The canonical N-Quads are a file of the release itself.
    """
    if form.name == _CANONICAL and region is None and not packed:
        return Dump(release.quads_file, release.manifest.files[release.quads_file.name], False)
    folder = _folder(release, form, region)
    if not has_seal(folder, _MARK):
        return None
    digests = read_digests(folder, _MARK)
    name = _PACKED if packed and _PACKED in digests else _PLAIN
    return Dump(folder / name, digests[name], name == _PACKED)


def make_dump(release: Release, form: Export, region: str | None = None) -> None:
    """Make a dump unless it is there; raises ReleaseDamaged, ExportMissing or OSError."""
    release.verify()
    folder = _folder(release, form, region)
    make_cache(folder, _MARK, lambda draft: _fill(draft, release, form, region))


def _folder(release: Release, form: Export, region: str | None) -> Path:
    return release.dump_folder / (form.name if region is None else f"region-{region}-{form.name}")


def _fill(draft: Path, release: Release, form: Export, region: str | None) -> None:
    is_file = form.name == _CANONICAL and region is None
    source = release.quads_file if is_file else draft / _PLAIN
    if source.parent == draft:
        with source.open("wb") as output:
            export(release, form.name, output, region)
    if form.is_packed:
        return
    with (
        source.open("rb") as plain,
        (draft / _PACKED).open("wb") as raw,
        gzip.GzipFile("", "wb", _LEVEL, raw, mtime=0) as packed,
    ):
        shutil.copyfileobj(plain, packed)
