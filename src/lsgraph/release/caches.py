"""Folders made from a release, such as its store on disk: sealed when made, checked when opened.

A seal is a file in the folder with the size and SHA-256 of every other one. A folder that does not agree
with its seal is thrown away and made again from the release.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp
from typing import TypeAlias

from lsgraph.release.locks import hold
from lsgraph.release.reading import hash_file
from lsgraph.release.writing import sync

Seal: TypeAlias = dict[str, tuple[int, str]]


def make_cache(folder: Path, mark: str, fill: Callable[[Path], None], *, replace: bool = False) -> None:
    """Have a folder filled and sealed in place of one that is missing or not sound, or of any with `replace`.

    One process at a time makes caches in the folder above; drafts of killed ones are removed. Whatever
    `fill` raises, and OSError, leaves nothing.
    """
    with hold(folder.parent):
        for left in folder.parent.glob(f".{folder.name}-*"):
            shutil.rmtree(left, ignore_errors=True)
        if not replace and is_sound(folder, mark):
            return
        draft = Path(mkdtemp(dir=folder.parent, prefix=f".{folder.name}-"))
        try:
            fill(draft)
            seal(draft, mark)
            shutil.rmtree(folder, ignore_errors=True)
            draft.rename(folder)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise


def seal(folder: Path, mark: str) -> None:
    """Write the seal of a finished folder, named `mark`, and bring everything to disk."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != mark)
    held = {str(path.relative_to(folder)): (path.stat().st_size, hash_file(path)) for path in files}
    for path in files:
        sync(path)
    draft = folder / f"{mark}.part"
    draft.write_text(json.dumps(held, indent=0, sort_keys=True), encoding="utf-8")
    sync(draft)
    draft.replace(folder / mark)
    sync(folder)


def has_seal(folder: Path, mark: str) -> bool:
    """Say whether every file that the seal lists is there in its size; contents are not read."""
    try:
        return all((folder / name).stat().st_size == size for name, (size, _) in _read(folder, mark).items())
    except (OSError, ValueError, TypeError, AttributeError):
        return False


def is_sound(folder: Path, mark: str) -> bool:
    """Say whether every file that the seal lists is there, byte for byte."""
    if not has_seal(folder, mark):
        return False
    try:
        return all(hash_file(folder / name) == digest for name, (_, digest) in _read(folder, mark).items())
    except OSError:
        return False


def read_digests(folder: Path, mark: str) -> dict[str, str]:
    """Return the SHA-256 of each file that the seal of a folder lists; raises OSError when there is none."""
    return {name: digest for name, (_, digest) in _read(folder, mark).items()}


def discard_unsound(folder: Path, mark: str) -> bool:
    """Remove a folder that is there but not sound, and say whether there was one."""
    if not folder.exists() or is_sound(folder, mark):
        return False
    shutil.rmtree(folder)
    return True


def _read(folder: Path, mark: str) -> Seal:
    held: Seal = json.loads((folder / mark).read_bytes())
    return held
