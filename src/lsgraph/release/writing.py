"""Writes releases and points `current`: each step whole or not at all."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

from lsgraph.errors import ReleaseError, ReleaseGone, ReleaseUnwritable
from lsgraph.release.gone import GONE, WITHDRAWN, read_gone, write_gone
from lsgraph.release.leftovers import sweep_held
from lsgraph.release.locks import hold
from lsgraph.release.manifest import ID_LENGTH, QUADS, Manifest, ReleaseMetadata
from lsgraph.release.reading import CURRENT, MANIFEST, REPORT, Release, open_release
from lsgraph.store import Store
from lsgraph.vocabulary import graph_kind

_ROOM: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_PUBLISHING_LOCK: Final = ".lock-publishing"
_MODE: Final = 0o755


def write_release(root: Path, store: Store, report: bytes, facts: ReleaseMetadata) -> Release:
    """Write the store's named graphs as a release and return it; `current` is not touched.

    Everything is written to a folder of its own and renamed when complete, so that a crash leaves nothing
    half done under a release's name. Equal input gives equal bytes. A whole release of the same statements
    that is there already is left as it is, with its own report; a damaged one is put anew. Raises
    ReleaseUnwritable, and then leaves nothing.
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
    return _publish(Release(root, manifest), {**files, MANIFEST: manifest.to_json()})


def point(root: Path, release_id: str) -> None:
    """Make `current` name that release, in one atomic step; raises ReleaseMissing or ReleaseUnwritable."""
    open_release(root, release_id)
    if (root / CURRENT).exists() and not (root / CURRENT).is_symlink():
        raise ReleaseUnwritable(
            f"{root / CURRENT} is not a link to a release, so that none can be made current; move it away"
        )
    with told_where(root), hold(root):
        fresh = root / f".{CURRENT}-{os.getpid()}"
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(release_id)
        fresh.replace(root / CURRENT)
        sync(root)


def write_beside(root: Path, name: str, data: bytes) -> None:
    """Put a small file into the folder of releases, whole or not at all; raises ReleaseUnwritable."""
    with told_where(root), hold(root):
        put_file(root, name, data)


def put_file(root: Path, name: str, data: bytes) -> None:
    """Put a small file into a folder whose lock the caller holds, whole or not at all."""
    draft = root / f".{name.lstrip('.').partition('.')[0]}-{os.getpid()}"
    _write_synced(draft, data)
    draft.replace(root / name)
    sync(root)


@contextmanager
def publishing(root: Path, waiting: Callable[[], None]) -> Iterator[None]:
    """Be the only build that makes its release current; `waiting` is called once when another one does.

    Raises ReleaseUnwritable.
    """
    with ExitStack() as stack:
        with told_where(root):
            stack.enter_context(hold(root, _PUBLISHING_LOCK, waiting))
        yield


@contextmanager
def told_where(root: Path) -> Iterator[None]:
    """Turn what the system says of a folder that cannot be written to into ReleaseUnwritable."""
    try:
        yield
    except OSError as error:
        why = error.strerror or str(error)
        mend = (
            "make room there"
            if error.errno in _ROOM
            else "see that it is a folder that this user may write to"
        )
        raise ReleaseUnwritable(
            f"the folder of releases {root} cannot be written to: {why}; {mend}, or name another one with "
            "LSGRAPH_RELEASES"
        ) from error


def sync(path: Path) -> None:
    """See that a file or the names in a folder are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _publish(release: Release, files: Mapping[str, bytes]) -> Release:
    root = release.root
    with told_where(root), hold(root):
        sweep_held(root, root)
        _forget_pruned(release)
        if (there := _find_whole(release)) is not None:
            return there
        draft = Path(mkdtemp(dir=root, prefix=f".{release.id}-"))
        try:
            draft.chmod(_MODE)
            for name, data in files.items():
                _write_synced(draft / name, data)
            sync(draft)
            _move(draft, release.folder)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise
        sync(root)
    return release


def _forget_pruned(release: Release) -> None:
    """Let a release that was no longer kept come back; raises ReleaseGone for a withdrawn one."""
    gone = read_gone(release.root)
    if (found := gone.pop(release.id, None)) is None:
        return
    if found.what == WITHDRAWN:
        mend = f"change the data, or take that back with `lsgraph release readmit {found.id}`"
        raise ReleaseGone(found.id, found.what, f"{found.reason}; {mend}", found.date)
    put_file(release.root, GONE, write_gone(gone))


def _find_whole(release: Release) -> Release | None:
    """Return the release of that id that is there already; None when there is none, or a damaged one."""
    try:
        there = open_release(release.root, release.id)
        there.verify()
    except ReleaseError:
        return None
    return there


def _move(draft: Path, folder: Path) -> None:
    """Give a draft its name; a damaged release of that name is moved out of the way, then removed."""
    if not folder.exists():
        draft.rename(folder)
        return
    aside = draft.with_name(draft.name + "-damaged")
    folder.rename(aside)
    draft.rename(folder)
    shutil.rmtree(aside, ignore_errors=True)


def _write_synced(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
