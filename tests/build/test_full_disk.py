"""A disk without room is told in one line, and nothing is harmed or left."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from lsgraph.errors import CacheUnwritable, ReleaseUnwritable
from lsgraph.release import Release, ReleaseMetadata, open_release, point, write_release
from lsgraph.search import build_index
from lsgraph.store import Store

_FACTS = ReleaseMetadata("0.1.0", "2026-11-22")
_SMALL = "200k"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Return a folder on a disk of 200 kB; needs the right to mount one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={_SMALL}", "tmpfs", str(disk)]
    if os.geteuid() or subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("no small disk can be mounted here")
    try:
        yield disk
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def fill(disk: Path) -> None:
    """Take all the room there is."""
    with (disk / "ballast").open("wb", buffering=0) as file:
        try:
            while file.write(b"x" * 4096):
                pass
        except OSError:
            pass


def list_all(root: Path) -> set[str]:
    """Return the names of everything below a folder."""
    return {str(path.relative_to(root)) for path in root.rglob("*")}


def test_a_full_disk_is_told_and_the_current_release_stays(small_disk: Path, tiny: Store) -> None:
    root = small_disk / "releases"
    first = write_release(root, tiny, b"", _FACTS)
    point(root, first.id)
    fill(small_disk)
    before = list_all(root)
    tiny.update("INSERT DATA { GRAPH naming:n { body:x skos:prefLabel 'X'@sv } }")
    with pytest.raises(ReleaseUnwritable, match="No space left on device; make room there"):
        write_release(root, tiny, b"r" * 300_000, _FACTS)
    assert list_all(root) == before
    open_release(root).verify()
    (small_disk / "ballast").unlink()
    point(root, write_release(root, tiny, b"", _FACTS).id)
    open_release(root).verify()


def test_an_index_that_does_not_fit_leaves_nothing(small_disk: Path, graph: Store) -> None:
    folder = small_disk / ".search" / "0123456789abcdef"
    with pytest.raises(CacheUnwritable, match="is there room"):
        build_index(graph, folder)
    assert list_all(small_disk) == {".search", ".search/.lock"}


def run_limited(root: Path, *words: str, largest: int) -> subprocess.CompletedProcess[str]:
    """Run a command that may write no file above some bytes."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))

    env = {**os.environ, "LSGRAPH_RELEASES": str(root)}
    command = [sys.executable, "-m", "lsgraph", *words]
    return subprocess.run(
        command, env=env, preexec_fn=limit, capture_output=True, text=True, check=False, timeout=100
    )


def test_a_build_without_room_ends_in_one_line(release: Release, tmp_path: Path) -> None:
    root = tmp_path / "releases"
    done = run_limited(root, "build", "--from", str(release.quads_file), largest=2_000_000)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    last = done.stderr.splitlines()[-1]
    assert last.startswith(f"the folder of releases {root} cannot be written to: File too large; make room")
    assert list_all(root) == {".lock"}
