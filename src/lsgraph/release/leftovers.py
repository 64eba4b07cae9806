"""Removes what killed processes left in the folder of releases: drafts, and caches of lost releases."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from lsgraph.errors import ReleaseDamaged
from lsgraph.release.gone import read_gone
from lsgraph.release.locks import try_hold
from lsgraph.release.reading import CURRENT, DUMPS, SEARCH, STORES, is_release_name

_DRAFT: Final = re.compile(rf"\.([0-9a-f]{{1,64}}|{CURRENT}|inputs|gone)-[\w.-]+")
_CACHE_DRAFT: Final = re.compile(r"\.?[0-9a-f]{1,64}-[\w.-]+")


def sweep(root: Path) -> list[str]:
    """Remove leftovers below a folder of releases and return their names; what is in use is left alone.

    A draft is a leftover when nobody holds the lock of its folder, since drafts are made under it. A folder
    that cannot be written to is left as it is.
    """
    found: list[str] = []
    for folder in (root, root / STORES, root / SEARCH, root / DUMPS):
        if folder.is_dir():
            found += _sweep_folder(root, folder)
    return found


def sweep_held(root: Path, folder: Path) -> list[str]:
    """Remove the leftovers in a folder whose lock the caller holds, and return their names."""
    if folder == root:
        names = [*_find_drafts(folder, _DRAFT), *_find_gone(root)]
    else:
        names = [*_find_drafts(folder, _CACHE_DRAFT), *_find_orphans(root, folder)]
    for name in names:
        _remove(folder / name)
    return [str((folder / name).relative_to(root)) for name in names]


def _sweep_folder(root: Path, folder: Path) -> list[str]:
    try:
        with try_hold(folder) as held:
            return sweep_held(root, folder) if held else []
    except OSError:
        return []


def _find_drafts(folder: Path, pattern: re.Pattern[str]) -> Iterator[str]:
    return (path.name for path in folder.iterdir() if pattern.fullmatch(path.name))


def _find_gone(root: Path) -> Iterator[str]:
    """Yield the releases whose removal did not come to its end."""
    try:
        return (name for name in read_gone(root) if is_release_name(name) and (root / name).is_dir())
    except ReleaseDamaged:
        return iter(())


def _find_orphans(root: Path, folder: Path) -> Iterator[str]:
    """Yield the caches of releases that are no longer there."""
    names = (path.name for path in folder.iterdir() if is_release_name(path.name))
    return (name for name in names if not (root / name).is_dir())


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
