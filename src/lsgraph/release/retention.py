"""Takes releases away: withdrawn for a reason, or pruned since only the latest are kept."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

from lsgraph.errors import ReleaseError, ReleaseGone, ReleaseMissing
from lsgraph.release.gone import GONE, PRUNED, WITHDRAWN, GoneRelease, read_gone, write_gone
from lsgraph.release.locks import hold
from lsgraph.release.reading import DUMPS, SEARCH, STORES, Release, list_releases, open_release
from lsgraph.release.writing import put_file, told_where


def withdraw(root: Path, release_id: str, reason: str, day: date) -> GoneRelease:
    """Take a release away for good, with everything made from it; its id tells why from then on.

    It is first listed as withdrawn, so that whatever happens then, nothing opens it. Raises ReleaseMissing,
    ReleaseGone for one that is withdrawn already, ReleaseError for the current one, ReleaseUnwritable.
    """
    open_release(root, release_id)
    with told_where(root), hold(root):
        release = open_release(root, release_id)
        if _is_current(release):
            raise ReleaseError(
                f"release {release.id} is the current one; make another one current first, with `lsgraph "
                "build` from changed data or `lsgraph release use ID`"
            )
        gone = GoneRelease(release.id, WITHDRAWN, reason, day.isoformat(), release.manifest.issued)
        _list_gone(root, [gone])
        _remove(root, root / release.id)
    _remove_caches(root, release.id)
    return gone


def readmit(root: Path, release_id: str) -> None:
    """Let a withdrawn release be built again; raises ReleaseMissing or ReleaseUnwritable."""
    if not read_gone(root):
        raise ReleaseMissing(f"no release was withdrawn from {root}")
    with told_where(root), hold(root):
        gone = read_gone(root)
        if release_id not in gone:
            raise ReleaseMissing(f"no release {release_id!r} was withdrawn; see `lsgraph releases`")
        put_file(root, GONE, write_gone({name: one for name, one in gone.items() if name != release_id}))


def prune(root: Path, keep: int, day: date) -> list[str]:
    """Remove all but the current release and the latest others, `keep` in all; return the ids of the removed.

    The latest are those that were written last. Raises ReleaseMissing where none is current, or
    ReleaseUnwritable.
    """
    open_release(root)
    with told_where(root), hold(root):
        releases = sorted(list_releases(root), key=_written, reverse=True)
        kept = [one for one in releases if _is_current(one)]
        others = [one for one in releases if not _is_current(one)]
        removed = others[max(0, keep - len(kept)) :]
        reason = f"the {keep} latest releases are kept" if keep > 1 else "only the latest release is kept"
        days = day.isoformat()
        _list_gone(root, [GoneRelease(one.id, PRUNED, reason, days, one.manifest.issued) for one in removed])
        for one in removed:
            _remove(root, one.folder)
    for one in removed:
        _remove_caches(root, one.id)
    return [one.id for one in removed]


def _written(release: Release) -> float:
    return release.folder.stat().st_mtime


def _is_current(release: Release) -> bool:
    try:
        return open_release(release.root).id == release.id
    except (ReleaseMissing, ReleaseGone):
        return False


def _list_gone(root: Path, more: list[GoneRelease]) -> None:
    if more:
        put_file(root, GONE, write_gone(read_gone(root) | {one.id: one for one in more}))


def _remove(root: Path, folder: Path) -> None:
    """Remove a folder that must never be seen half removed under its name."""
    aside = root / f".{folder.name}-gone"
    shutil.rmtree(aside, ignore_errors=True)
    folder.rename(aside)
    shutil.rmtree(aside)


def _remove_caches(root: Path, release_id: str) -> None:
    for name in (STORES, SEARCH, DUMPS):
        if (root / name / release_id).exists():
            with told_where(root), hold(root / name):
                _remove(root / name, root / name / release_id)
