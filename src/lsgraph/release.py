"""Immutable releases: write, open, list, point `current`."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Final, Self

from lsgraph.errors import ReleaseDamaged, ReleaseMissing
from lsgraph.store import Store, find_format
from lsgraph.vocabulary import graph_kind

CURRENT: Final = "current"
_ID_LENGTH: Final = 16
_QUADS, _MANIFEST, _REPORT = "quads.nq", "manifest.json", "report.ttl"


@dataclass(frozen=True)
class Manifest:
    """What a release is: its id (the start of its SHA-256), counts, date and the checksums of its files."""

    id: str
    sha256: str
    version: str
    issued: str
    quads: int
    graphs: int
    by_kind: Mapping[str, int]
    files: Mapping[str, str]

    def to_json(self) -> bytes:
        """Return the manifest as JSON with sorted keys."""
        return (json.dumps(asdict(self), indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()

    @classmethod
    def from_json(cls, data: bytes) -> Self:
        """Return the manifest read from JSON, whatever else it holds; raises ReleaseDamaged."""
        try:
            held = json.loads(data)
            return cls(**{one.name: held[one.name] for one in fields(cls)})
        except (ValueError, TypeError, KeyError) as error:
            raise ReleaseDamaged(f"a manifest cannot be read ({error}); build the release again") from error


@dataclass(frozen=True)
class Release:
    """One immutable release in its folder."""

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
        return self.folder / _QUADS

    @property
    def report_file(self) -> Path:
        """Return the validation report in Turtle."""
        return self.folder / _REPORT

    def open_store(self) -> Store:
        """Return the release in memory, with the default graph written out as the merge."""
        store = Store()
        store.load(self.quads_file, find_format("n-quads"))
        store.merge()
        return store

    def verify(self) -> None:
        """Raise ReleaseDamaged when a file does not match the manifest."""
        for name, expected in self.manifest.files.items():
            path = self.folder / name
            if not path.is_file() or hash_file(path) != expected:
                raise ReleaseDamaged(
                    f"{path} does not match the manifest of release {self.id}; build it again"
                )


@dataclass(frozen=True)
class Facts:
    """What the manifest says beyond what can be counted: ontology version and date."""

    version: str
    issued: str


def write_release(root: Path, store: Store, report: bytes, facts: Facts) -> Release:
    """Write the store's named graphs as a release and return it; `current` is not touched.

    Everything is written to a folder of its own and renamed when complete, so that a crash leaves
    nothing half done under a release's name. Equal input gives equal bytes.
    """
    quads = store.canonical()
    digest = hashlib.sha256(quads).hexdigest()
    files = {_QUADS: quads, _REPORT: report}
    sizes = store.graph_sizes()
    kinds = Counter[str]()
    for graph, size in sizes.items():
        kinds[str(graph_kind(graph) or "other")] += size
    manifest = Manifest(
        id=digest[:_ID_LENGTH],
        sha256=digest,
        version=facts.version,
        issued=facts.issued,
        quads=sum(sizes.values()),
        graphs=len(sizes),
        by_kind=dict(sorted(kinds.items())),
        files={name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
    )
    release = Release(root, manifest)
    _publish(release, {**files, _MANIFEST: manifest.to_json()})
    return release


def open_release(root: Path, release_id: str | None = None) -> Release:
    """Return the release of that id, or the current one; raises ReleaseMissing or ReleaseDamaged."""
    name = release_id or _current_id(root)
    manifest = root / name / _MANIFEST
    if "/" in name or name.startswith(".") or not manifest.is_file():
        raise ReleaseMissing(f"there is no release {name!r} in {root}; see `lsgraph releases`")
    return Release(root, Manifest.from_json(manifest.read_bytes()))


def list_releases(root: Path) -> list[Release]:
    """Return every release in the folder, latest date first."""
    folders = (path.parent.name for path in root.glob(f"*/{_MANIFEST}") if path.parent.name != CURRENT)
    found = [open_release(root, name) for name in folders if not name.startswith(".")]
    return sorted(found, key=lambda release: (release.manifest.issued, release.id), reverse=True)


def point(root: Path, release_id: str) -> None:
    """Make `current` name that release, in one atomic step."""
    open_release(root, release_id)
    fresh = root / f".{CURRENT}-{os.getpid()}"
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(release_id)
    fresh.replace(root / CURRENT)
    _sync_folder(root)


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _current_id(root: Path) -> str:
    link = root / CURRENT
    if not link.is_symlink():
        raise ReleaseMissing(f"there is no current release in {root}; run `lsgraph build`")
    return link.readlink().name


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
