"""Writes releases and points `current`: each step whole or not at all."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from lsgraph.release.manifest import ID_LENGTH, QUADS, Facts, Manifest
from lsgraph.release.reading import CURRENT, MANIFEST, REPORT, Release, open_release
from lsgraph.store import Store
from lsgraph.vocabulary import graph_kind


def write_release(root: Path, store: Store, report: bytes, facts: Facts) -> Release:
    """Write the store's named graphs as a release and return it; `current` is not touched.

    Everything is written to a folder of its own and renamed when complete, so that a crash leaves
    nothing half done under a release's name. Equal input gives equal bytes.
    """
    quads = store.canonical()
    digest = hashlib.sha256(quads).hexdigest()
    files = {QUADS: quads, REPORT: report}
    sizes = store.graph_sizes()
    kinds = Counter[str]()
    for graph, size in sizes.items():
        kinds[str(graph_kind(graph) or "other")] += size
    manifest = Manifest(
        id=digest[:ID_LENGTH],
        sha256=digest,
        version=facts.version,
        issued=facts.issued,
        quads=sum(sizes.values()),
        graphs=len(sizes),
        by_kind=dict(sorted(kinds.items())),
        files={name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
    )
    release = Release(root, manifest)
    _publish(release, {**files, MANIFEST: manifest.to_json()})
    return release


def point(root: Path, release_id: str) -> None:
    """Make `current` name that release, in one atomic step."""
    open_release(root, release_id)
    fresh = root / f".{CURRENT}-{os.getpid()}"
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(release_id)
    fresh.replace(root / CURRENT)
    _sync_folder(root)


def _publish(release: Release, files: Mapping[str, bytes]) -> None:
    release.root.mkdir(parents=True, exist_ok=True)
    draft = release.root / f".{release.id}-{os.getpid()}"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir()
    for name, data in files.items():
        with (draft / name).open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    _sync_folder(draft)
    if release.folder.exists():
        _replace_manifest(release, draft)
    else:
        draft.rename(release.folder)
    _sync_folder(release.root)


def _replace_manifest(release: Release, draft: Path) -> None:
    """Keep the folder of an equal release; only files that differ or are damaged are put anew."""
    for path in draft.iterdir():
        path.replace(release.folder / path.name)
    draft.rmdir()


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
