"""`make attack` tells what it does meanwhile, ends in time, and says of each attack whether it held."""

from __future__ import annotations

import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

import tests.attack

ROOT = Path(__file__).parents[1]
ATTACKS = sorted(one.name for one in iter_modules(tests.attack.__path__) if not one.name.startswith("_"))


def run(*words: str) -> subprocess.CompletedProcess[str]:
    """Run attacks as `make attack` does."""
    command = [sys.executable, "-m", "tests.attack", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.parametrize("name", ATTACKS)
def test_every_attack_says_how_long_it_takes(name: str) -> None:
    module = import_module(f"tests.attack.{name}")
    assert 60 <= module.ABOUT_SECONDS <= 1_200
    assert callable(module.run)


def test_figures_stand_in_the_summary() -> None:
    done = run("hidden_service", "--share", "0.01")
    first, *_, last = done.stdout.splitlines()
    assert first.startswith("hidden_service: seed 1, share 0.01; about ")
    assert " s: 2,000 of 2,000 texts; 0 findings" in done.stdout
    assert last.startswith("hidden_service: ok, 0 findings in ")
    assert "reached the listener" in last
    assert done.returncode == 0


def test_an_attack_that_is_not_done_in_time_is_ended_and_has_failed() -> None:
    began = time.monotonic()
    done = run("hidden_service", "hostile_requests", "--bound", "3")
    assert time.monotonic() - began < 60
    told = done.stdout.splitlines()
    assert all("FAILED, 0 findings in 3 s; not done in time, ended" in line for line in told[-2:])
    assert done.returncode == 1


def test_progress_is_told_at_once_and_nothing_goes_on_after_the_end() -> None:
    command = [sys.executable, "-m", "tests.attack", "hidden_service"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert "about" in process.stdout.readline()
        [child] = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        process.terminate()
    assert not Path(f"/proc/{child}").exists()
