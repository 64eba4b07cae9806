"""Kills 500 builds and writes at random moments: no half release, nothing left, the current one whole."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from lsgraph.build import build
from lsgraph.curation import read_dataset
from lsgraph.errors import LsgraphError
from lsgraph.release import ReleaseMetadata, list_releases, open_release, point, sweep, write_release
from lsgraph.resources import find_resources
from lsgraph.search import build_index, has_index
from lsgraph.store import Store, find_format
from lsgraph.workers.disk_store import bring_store
from tests.attack._progress import Progress, tell, tell_figure
from tests.conftest import TINY

ABOUT_SECONDS: Final = 600.0
FULL: Final = 500
_FACTS: Final = ReleaseMetadata("0.1.0", "2026-11-22")
_BARE: Final = tuple(
    f"/res/catalogue/{name}> .\n".encode()
    for name in ("catalogue", "graphs", "ontology", "shapes", "vocabularies")
)
_LEADS_OUT: Final = b"/res/retired/"
"""What a retired identifier is replaced by stands in graphs that the bare file leaves out."""
_LONGEST_SECONDS: Final = 600.0


def run(seed: int, share: float) -> list[str]:
    """Kill a share of 500 processes that write: builds, releases, stores on disk, search indexes."""
    chance, most = random.Random(seed), max(4, round(FULL * share))
    folder = Path(tempfile.mkdtemp(prefix="lsgraph-attack-"))
    try:
        faults, killed = _attack(folder, chance, most)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    tell_figure(f"{killed} of {most} processes were killed as they wrote")
    return faults


def _attack(folder: Path, chance: random.Random, most: int) -> tuple[list[str], int]:
    root = folder / "releases"
    kinds = _prepare(folder, root)
    took = [_measure(work) for work in kinds]
    tell(f"unkilled they take {', '.join(f'{one:.1f}' for one in took)} s")
    progress = Progress("killed", most)
    faults: list[str] = []
    killed = 0
    for count in range(most):
        which = chance.randrange(len(kinds))
        killed += _kill(kinds[which], chance.uniform(0, took[which] * 1.1))
        faults += [f"after {count} kills: {fault}" for fault in _look(root)]
        progress.note(count + 1, f"; {len(faults)} findings")
    return faults + _look_at_end(root, kinds), killed


def _prepare(folder: Path, root: Path) -> list[Callable[[], object]]:
    """Return the works to kill: each may be done again and again."""
    known = find_resources()
    dump = folder / "bare.nq"
    lines = read_dataset(known).canonical().splitlines(keepends=True)
    dump.write_bytes(b"".join(line for line in lines if line.endswith(_BARE) and _LEADS_OUT not in line))
    store, other = _load(), _load("INSERT DATA { GRAPH naming:n { body:x skos:prefLabel 'X'@sv } }")
    served = write_release(root, store, b"", _FACTS)
    point(root, served.id)

    def write() -> None:
        release = write_release(root, other, str(time.time()).encode(), _FACTS)
        point(root, release.id)
        point(root, served.id)
        gone = root / f".{release.id}-gone-{time.time_ns()}"
        release.folder.rename(gone)  # a folder that is half removed must not have a release's name
        shutil.rmtree(gone)

    def make_store() -> None:
        shutil.rmtree(served.store_folder, ignore_errors=True)
        bring_store(served)

    return [
        lambda: build(known, root, lambda _: None, dump),
        write,
        make_store,
        lambda: build_index(store, served.search_folder),
    ]


def _load(update: str = "") -> Store:
    store = Store()
    store.load(TINY, find_format("trig"))
    if update:
        store.update(update)
    return store


def _measure(work: Callable[[], object]) -> float:
    began = time.monotonic()
    _wait(_start(work), _LONGEST_SECONDS)
    return time.monotonic() - began


def _start(work: Callable[[], object]) -> int:
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            work()
            code = 0
        except BaseException:
            sys.excepthook(*sys.exc_info())
        finally:
            os._exit(code)
    return pid


def _wait(pid: int, seconds: float) -> None:
    """Wait for a process that must end well; raises RuntimeError."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            if status:
                raise RuntimeError(f"a work that nobody killed ended with {status}")
            return
        time.sleep(0.01)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    raise RuntimeError("a work that nobody killed did not end")


def _kill(work: Callable[[], object], after: float) -> bool:
    """Kill a work after some seconds and say whether it was still alive."""
    pid = _start(work)
    time.sleep(after)
    os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    return os.WIFSIGNALED(status)


def _look(root: Path) -> list[str]:
    """Return what is wrong with the releases: each that has a name must be whole."""
    faults = []
    try:
        open_release(root).verify()
        for release in list_releases(root):
            release.verify()
    except LsgraphError as error:
        faults.append(str(error))
    return faults


def _look_at_end(root: Path, kinds: list[Callable[[], object]]) -> list[str]:
    """Return what is wrong once every work has been done again, unkilled."""
    try:
        for work in kinds:
            _wait(_start(work), _LONGEST_SECONDS)
    except RuntimeError as error:
        return [str(error)]
    sweep(root)
    served = open_release(root)
    known = {one.id for one in list_releases(root)}
    left = [
        str(path.relative_to(root))
        for folder in (root, root / ".stores", root / ".search")
        for path in folder.iterdir()
        if path.name not in {*known, "current", ".lock", ".lock-publishing", ".stores", ".search", ".inputs"}
    ]
    faults = [f"left behind: {name}" for name in left]
    return faults if has_index(served.search_folder) or not left else [*faults, "there is no index"]
