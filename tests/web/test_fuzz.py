"""A short run of the fuzzer; `make fuzz` is the long one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
def test_random_requests_do_not_hurt_the_service() -> None:
    command = [sys.executable, "-m", "tests.fuzz_service", "--requests", "800", "--seed", "3"]
    root = Path(__file__).parents[2]
    run = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
