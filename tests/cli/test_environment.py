"""Every command in a broken environment ends with one line that says what, where, and how to mend it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from lsgraph.cli.faults import tell_system_fault, tell_unforeseen
from lsgraph.release import Release

READING: Final = (
    ("coverage",),
    ("export",),
    ("releases",),
    ("sample",),
    ("validate",),
    ("verify",),
    ("diff", "0123456789abcdef"),
    ("why", "urn:s", "urn:p", "urn:o"),
    ("release", "use", "0123456789abcdef"),
    ("release", "withdraw", "0123456789abcdef", "--reason", "x"),
    ("release", "readmit", "0123456789abcdef"),
    ("release", "prune", "--keep", "1"),
)
WRITING: Final = (("build",), ("serve",))


def run(
    *words: str, env: dict[str, str] | None = None, output: int = -1
) -> subprocess.CompletedProcess[bytes]:
    """Run a command as a process of its own."""
    command = [sys.executable, "-m", "lsgraph", *words]
    everything = {**os.environ, **(env or {})}
    return subprocess.run(command, env=everything, stdout=output, stderr=-1, check=False, timeout=100)


def check_told(done: subprocess.CompletedProcess[bytes], *parts: str) -> None:
    """Assert that a command failed with one sentence that holds those parts, stages of a build aside."""
    told = done.stderr.decode()
    assert done.returncode == 1, told
    assert "Traceback" not in told
    last = told.splitlines()[-1]
    for part in parts:
        assert part in last, told


@pytest.fixture
def copy(release: Release, tmp_path: Path) -> Path:
    """Return a folder of releases that a test may break."""
    shutil.copytree(release.root, tmp_path / "releases", symlinks=True)
    return tmp_path / "releases"


@pytest.mark.parametrize("words", READING, ids=" ".join)
@pytest.mark.parametrize("place", ["nowhere", "a file"])
def test_no_folder_of_releases(tmp_path: Path, words: tuple[str, ...], place: str) -> None:
    (tmp_path / "a file").touch()
    done = run(*words, env={"LSGRAPH_RELEASES": str(tmp_path / place), "PORT": "0"})
    told = done.stderr.decode()
    assert "Traceback" not in told
    assert len(told.splitlines()) == 1
    assert str(tmp_path / place) in told
    assert "lsgraph build" in told or "lsgraph releases" in told or "no release was withdrawn" in told
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("words", WRITING, ids=" ".join)
def test_a_file_where_the_folder_should_be(tmp_path: Path, words: tuple[str, ...]) -> None:
    (tmp_path / "a file").touch()
    done = run(*words, env={"LSGRAPH_RELEASES": str(tmp_path / "a file"), "PORT": "0"})
    check_told(done, str(tmp_path / "a file"), "see that it is a folder", "LSGRAPH_RELEASES")


def test_a_current_that_leads_nowhere(copy: Path) -> None:
    (copy / "current").unlink()
    (copy / "current").symlink_to("0123456789abcdef")
    check_told(
        run("export", env={"LSGRAPH_RELEASES": str(copy)}),
        "the current release '0123456789abcdef' is not in",
        "lsgraph release use",
    )


@pytest.mark.parametrize("folder", [True, False])
def test_a_current_that_is_no_link(copy: Path, release: Release, folder: bool) -> None:
    (copy / "current").unlink()
    (copy / "current").mkdir() if folder else (copy / "current").touch()
    done = run("release", "use", release.id, env={"LSGRAPH_RELEASES": str(copy)})
    check_told(done, f"{copy / 'current'} is not a link", "move it away")


def test_an_output_in_no_folder(copy: Path, tmp_path: Path) -> None:
    done = run("export", "--output", str(tmp_path / "no" / "x.nq"), env={"LSGRAPH_RELEASES": str(copy)})
    check_told(done, f"there is no folder {tmp_path / 'no'}", "make it, or write elsewhere with --output")


def test_an_output_without_room(copy: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = run("export", env={"LSGRAPH_RELEASES": str(copy)}, output=full.fileno())
    check_told(done, "No space left on device; make room")
    assert len(done.stderr.splitlines()) == 1


def test_a_reader_that_has_had_enough(copy: Path) -> None:
    ours, theirs = socket.socketpair()
    ours.close()
    with theirs:
        done = run("export", env={"LSGRAPH_RELEASES": str(copy)}, output=theirs.fileno())
    assert done.returncode == 1
    assert not done.stderr


AS_NOBODY: Final = """
import os, sys
from lsgraph.cli import main
os.setgid(65534)
os.setuid(65534)
main()
"""


@pytest.mark.parametrize("words", [("build",), ("export",), ("releases",)], ids=" ".join)
def test_a_folder_that_may_not_be_read(copy: Path, words: tuple[str, ...]) -> None:
    if os.geteuid():
        pytest.skip("only root can become another user")
    copy.chmod(0o700)
    command = [sys.executable, "-c", AS_NOBODY, *words]
    inherited = {name: text for name, text in os.environ.items() if not name.startswith("COV")}
    env = {**inherited, "LSGRAPH_RELEASES": str(copy)}  # coverage could not write its file as nobody
    done = subprocess.run(command, env=env, capture_output=True, check=False, timeout=100)
    check_told(done, str(copy), "Permission denied", "see that")


def test_a_port_that_is_taken(copy: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("serve", env={"LSGRAPH_RELEASES": str(copy), "PORT": str(port)})
    check_told(done, f"port {port} of 127.0.0.1", "already in use", "PORT=8080")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("host", ["192.0.2.1", "no-such-host.invalid"])
def test_an_address_of_another_machine(copy: Path, host: str) -> None:
    done = run("serve", env={"LSGRAPH_RELEASES": str(copy), "HOST": host, "PORT": "0"})
    check_told(done, f"of {host}", "HOST must be an address of this machine")


def test_a_store_that_cannot_be_written_stops_the_start_in_one_line(copy: Path) -> None:
    (copy / ".stores").touch()
    done = run("serve", env={"LSGRAPH_RELEASES": str(copy), "PORT": "0", "LSGRAPH_IN_MEMORY": "0"})
    told = done.stderr.decode()
    assert done.returncode == 3
    assert "Traceback" not in told
    assert "the store on disk of release" in told
    assert "is there room" in told


def test_a_fault_of_the_program_is_one_line_to_report() -> None:
    try:
        dict[str, str]()["x"]
    except KeyError as error:
        told = tell_unforeseen(error)
    assert told.startswith("lsgraph failed in a way that nobody foresaw (KeyError")
    assert "report this line" in told
    assert "\n" not in told


def test_what_the_system_says_without_a_name() -> None:
    assert tell_system_fault(OSError(28, "No space left on device")).startswith(
        "No space left on device; make room"
    )
    assert tell_system_fault(OSError("odd")) == "odd"
    both = OSError(18, "Invalid cross-device link", "a", None, "b")
    assert tell_system_fault(both) == "a and b: Invalid cross-device link"
