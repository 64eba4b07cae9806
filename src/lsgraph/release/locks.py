"""Locks between processes: who writes into a folder waits for who does so already."""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

LOCK: Final = ".lock"


@contextmanager
def hold(folder: Path, name: str = LOCK, waiting: Callable[[], None] | None = None) -> Iterator[None]:
    """Hold the lock of a folder, made when absent; `waiting` is called once when another process has it.

    The lock ends with the process at the latest. Raises OSError where the folder cannot be written to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        if not _try_lock(handle):
            if waiting is not None:
                waiting()
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
        fcntl.flock(handle, fcntl.LOCK_UN)  # a forked child may have the same lock open for longer
    finally:
        os.close(handle)


@contextmanager
def try_hold(folder: Path) -> Iterator[bool]:
    """Hold the lock of a folder that exists, if nobody else does; gives whether it is held."""
    handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        yield _try_lock(handle)
    finally:
        os.close(handle)


def _try_lock(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno not in (errno.EAGAIN, errno.EACCES):
            raise
        return False
    return True
