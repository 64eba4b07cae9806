"""The store on disk of a large release: a cache beside the releases, made when missing or damaged.

A process of its own makes it, since the engine starts threads for it that no fork may inherit.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final, NoReturn

from lsgraph.errors import CacheUnwritable, LsgraphError
from lsgraph.release import Release, is_sound, make_cache
from lsgraph.store import Store, find_format
from lsgraph.workers.sandbox import die_with_parent

_MARK: Final = "lsgraph-store-1"
"""The seal of a finished store; its number rises when the engine or the merge changes."""


def bring_store(release: Release) -> Path:
    """Return the folder of the release's store, made anew unless a sound one is there.

    Raises ReleaseDamaged when the release is not what its manifest says, CacheUnwritable when the store
    cannot be made.
    """
    release.verify()
    if not is_sound(release.store_folder, _MARK):
        pid = os.fork()
        if pid == 0:
            _make(release)
        _, status = os.waitpid(pid, 0)
        if status:
            raise CacheUnwritable(f"the store on disk of release {release.id}")
    return release.store_folder


def _make(release: Release) -> NoReturn:
    code = 1
    try:
        die_with_parent(os.getppid())
        make_cache(release.store_folder, _MARK, lambda draft: _fill(draft, release))
        code = 0
    except (OSError, LsgraphError) as error:
        sys.stderr.write(f"the store on disk of release {release.id} could not be written: {error}\n")
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stderr.flush()
        os._exit(code)


def _fill(draft: Path, release: Release) -> None:
    """Write the store and let go of it, so that the engine writes no more."""
    store = Store.on_disk(draft)
    store.load(release.quads_file, find_format("n-quads"))
    store.merge()
    store.settle()
