"""The store on disk of a large release: a cache beside the releases, made when missing or damaged.

A process of its own makes it, since the engine starts threads for it that no fork may inherit.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final, NoReturn

from lsgraph.errors import ReleaseError
from lsgraph.release import Release, discard_unsound, has_seal, seal
from lsgraph.store import Store, find_format
from lsgraph.workers.cage import die_with_parent

_MARK: Final = "lsgraph-store-1"
"""Stands in a finished store; its number rises when the engine or the merge changes."""


def bring_store(release: Release) -> Path:
    """Return the folder of the release's store, made anew unless a sound one is there.

    Raises ReleaseDamaged when the release is not what its manifest says, ReleaseError when it cannot be made.
    """
    release.verify()
    folder = release.store_folder
    discard_unsound(folder, _MARK)
    if not has_seal(folder, _MARK):
        pid = os.fork()
        if pid == 0:
            _make(release, folder)
        _, status = os.waitpid(pid, 0)
        if status:
            raise ReleaseError(
                f"no store on disk could be made in .stores/{release.id} below the folder of releases; is "
                "there room on the disk, and may it be written to?"
            )
    return folder


def _make(release: Release, folder: Path) -> NoReturn:
    code = 1
    try:
        die_with_parent(os.getppid())
        draft = folder.with_name(f"{folder.name}-{os.getpid()}")
        draft.mkdir(parents=True)
        _fill(release, draft)
        seal(draft, _MARK)
        draft.rename(folder)
        code = 0
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(code)


def _fill(release: Release, draft: Path) -> None:
    """Write the store and let go of it, so that the engine writes no more."""
    store = Store.on_disk(draft)
    store.load(release.quads_file, find_format("n-quads"))
    store.merge()
    store.settle()
