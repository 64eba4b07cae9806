"""A hundredth of the attack on builds and writes; `make attack` runs it whole."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
def test_killed_writes_do_no_harm() -> None:
    command = [sys.executable, "-m", "tests.attack", "killed_builds", "--share", "0.01", "--seed", "3"]
    root = Path(__file__).parents[2]
    run = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=900, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "killed_builds: ok, 0 findings" in run.stdout
