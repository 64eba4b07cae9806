"""Nothing that a killed process left stays, nothing in use goes."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest

from lsgraph.release import Release, ReleaseMetadata, open_release, point, sweep, write_release
from lsgraph.release.locks import hold
from lsgraph.store import Store, find_format
from tests.conftest import TINY

_FACTS = ReleaseMetadata("0.1.0", "2026-11-22")


@pytest.fixture
def built(tmp_path: Path, tiny: Store) -> Release:
    """Return a release that is current."""
    release = write_release(tmp_path / "releases", tiny, b"one report", _FACTS)
    point(release.root, release.id)
    return release


def leave_behind(root: Path, name: str) -> Path:
    """Make a folder with a file in it."""
    folder = root / name
    folder.mkdir(parents=True)
    (folder / "half.nq").write_bytes(b"half")
    return folder


LEFT = (
    ".0123456789abcdef-4711",
    ".0123456789abcdef-x1y2z3",
    ".stores/0123456789abcdef-4711",
    ".stores/.0123456789abcdef-4711",
    ".stores/0123456789abcdef",
    ".search/.0123456789abcdef-ab_c12",
    ".search/0123456789abcdef",
)
KEPT = ("0123456789abcdef-mine", "backup", ".git", ".stores/mine", "fedcba9876543210")


@pytest.mark.parametrize("left", LEFT)
def test_what_killed_processes_left_is_removed(built: Release, left: str) -> None:
    folder = leave_behind(built.root, left)
    (built.root / ".current-4711").symlink_to("nowhere")
    (built.root / ".inputs-4711").touch()
    assert left in sweep(built.root)
    assert not folder.exists()
    assert not (built.root / ".current-4711").is_symlink()
    assert not (built.root / ".inputs-4711").exists()
    open_release(built.root).verify()


@pytest.mark.parametrize("kept", KEPT)
def test_what_is_no_leftover_stays(built: Release, kept: str) -> None:
    folder = leave_behind(built.root, kept)
    for cache in (built.store_folder, built.search_folder):
        cache.mkdir(parents=True)
    assert sweep(built.root) == []
    assert folder.exists()
    assert built.store_folder.exists()
    assert built.search_folder.exists()


def test_the_next_build_removes_them_too(built: Release, tiny: Store) -> None:
    folder = leave_behind(built.root, LEFT[0])
    write_release(built.root, tiny, b"", _FACTS)
    assert not folder.exists()


def test_what_another_process_works_at_stays(built: Release) -> None:
    folder = leave_behind(built.root, LEFT[0])
    with hold(built.root):
        assert sweep(built.root) == []
    assert folder.exists()


def test_a_release_is_not_rewritten_when_only_its_report_differs(built: Release, tiny: Store) -> None:
    before = {path: (path.stat().st_ino, path.read_bytes()) for path in built.folder.iterdir()}
    again = write_release(built.root, tiny, b"another report", ReleaseMetadata("9", "2030-01-01"))
    assert again == built
    assert {path: (path.stat().st_ino, path.read_bytes()) for path in built.folder.iterdir()} == before


def write_often(root: Path, turn: int) -> None:
    """Write the same release again and again, each time with another report."""
    for count in range(15):
        store = Store()
        store.load(TINY, find_format("trig"))
        release = write_release(root, store, f"{turn} {count}".encode(), _FACTS)
        release.verify()
        point(root, release.id)


def test_builds_of_equal_content_do_not_disturb_each_other(tmp_path: Path) -> None:
    processes = [multiprocessing.Process(target=write_often, args=(tmp_path, turn)) for turn in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0] * 4
    open_release(tmp_path).verify()
    assert sweep(tmp_path) == []
