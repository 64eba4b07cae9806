"""What was left out is listed with its reason, and fails a run unless it was reviewed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.left_out import LeftOut, Reviewed, read_reviewed

ROOT = Path(__file__).parents[1]
CONFTEST = """
from tests.left_out import LeftOutTests, Reviewed
def pytest_configure(config):
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(LeftOutTests([Reviewed("test_one.py", "no java")]))
"""
ONE = """
import pytest
def test_a(): pytest.skip("no java on the PATH")
@pytest.mark.skipif(True, reason="no java either")
def test_b(): pass
def test_c(): pass
"""
TWO = 'import pytest\npytest.importorskip("no_such_module", reason="no such module")\ndef test_d(): pass\n'


def run(folder: Path, *options: str, **files: str) -> subprocess.CompletedProcess[str]:
    """Run pytest over test modules of those texts."""
    (folder / "conftest.py").write_text(CONFTEST)
    for name, text in files.items():
        (folder / f"test_{name}.py").write_text(text)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-c",
        "/dev/null",
        "--rootdir",
        str(folder),
        *options,
        ".",
    ]
    return subprocess.run(
        command, cwd=folder, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )


@pytest.mark.slow
@pytest.mark.parametrize("options", [(), ("-n", "2")], ids=["alone", "on two workers"])
def test_what_is_reviewed_is_listed_and_passes(tmp_path: Path, options: tuple[str, ...]) -> None:
    done = run(tmp_path, *options, one=ONE)
    assert done.returncode == 0, done.stdout
    assert "left out, why" in done.stdout
    assert "test_one.py::test_a: no java on the PATH" in done.stdout
    assert "test_one.py::test_b: no java either" in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("options", [(), ("-n", "2")], ids=["alone", "on two workers"])
def test_what_is_not_reviewed_fails_the_run(tmp_path: Path, options: tuple[str, ...]) -> None:
    done = run(tmp_path, *options, one=ONE, two=TWO)
    assert done.returncode == 1, done.stdout
    assert "not reviewed in left-out.txt: test_two.py | no such module" in done.stdout


def test_a_run_without_gaps_lists_nothing(tmp_path: Path) -> None:
    done = run(tmp_path, one="def test_a(): pass\n")
    assert done.returncode == 0
    assert "left out" not in done.stdout


def test_a_line_covers_its_place_and_reason_only() -> None:
    line = Reviewed("tests/web/", "no java")
    assert line.covers(LeftOut("tests/web/test_a.py::test_b", "no java on the PATH"))
    assert not line.covers(LeftOut("tests/pages/test_a.py::test_b", "no java on the PATH"))
    assert not line.covers(LeftOut("tests/web/test_a.py::test_b", "it broke"))


def test_every_reviewed_place_is_there() -> None:
    reviewed = read_reviewed()
    assert len(reviewed) > 10
    assert [line.place for line in reviewed if not (ROOT / line.place).exists()] == []


@pytest.mark.parametrize("text", ["tests/web/", "tests/web/ |", " | because", "tests/web/ - because"])
def test_a_line_without_a_reason_is_no_review(tmp_path: Path, text: str) -> None:
    (tmp_path / "list.txt").write_text(f"# a comment\n{text}\n")
    with pytest.raises(ValueError, match="where"):
        read_reviewed(tmp_path / "list.txt")
