"""Measures a task of `bench.tasks` in a process of its own: its times and peaks are then its own."""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from bench import processes

T = TypeVar("T")


class Clock:
    """Measures the steps of a task: seconds, and the peak of the process's memory during each."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.peaks: dict[str, int] = {}

    def measure(self, step: str, work: Callable[[], T]) -> T:
        """Return what the work returns."""
        _forget_peak()
        began = time.perf_counter()
        result = work()
        self.seconds[step] = time.perf_counter() - began
        self.peaks[step] = _read_peak()
        return result


def measure(task: str, seconds: float, **arguments: Any) -> dict[str, Any]:
    """Return what a task returns, with `seconds` and `peaks` by step; raises LeftOut."""
    command = [sys.executable, "-m", "bench.run_task", task, json.dumps(arguments, default=str)]
    printed = processes.run(command, processes.ROOT, seconds)
    found: dict[str, Any] = json.loads(printed.splitlines()[-1])
    return found


def _forget_peak() -> None:
    """Begin a new peak: proc(5), clear_refs."""
    Path("/proc/self/clear_refs").write_text("5")


def _read_peak() -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
