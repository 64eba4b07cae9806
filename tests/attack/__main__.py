"""Runs every attack in full: `python -m tests.attack [--seed N] [--share S] [--bound SECONDS] [MODULE …]`.

An attack is a module beside this one with `run(seed, share)`, which tells what it does and returns what it
found, in sentences, and `ABOUT_SECONDS`, what it takes in full on a quiet machine of two cores. Each runs in
a process of its own and is ended after three times that and two minutes, unless a bound is given. The last
lines tell of each attack whether it held, with its figures.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Final

import tests.attack
from tests.attack._progress import FAULT, FIGURE, tell

_ROOT: Final = Path(__file__).parents[2]
_SLACK_SECONDS: Final = 120.0
_SHOWN: Final = 20


@dataclass(frozen=True)
class Outcome:
    """What came of an attack: the lines that it told, and how long it took; `ended` when it was too long."""

    name: str
    code: int
    lines: tuple[str, ...]
    seconds: float
    ended: bool

    @property
    def held(self) -> bool:
        """Say whether nothing was found, and the attack came to its end."""
        return self.code == 0 and not self.ended

    def sum_up(self) -> str:
        """Return one line that tells it all."""
        found = sum(line.startswith(FAULT) for line in self.lines)
        verdict = "ok" if self.held else "FAILED"
        why = "; not done in time, ended" if self.ended else "" if self.held or found else "; it broke off"
        figures = "; ".join(line.removeprefix(FIGURE) for line in self.lines if line.startswith(FIGURE))
        return f"{self.name}: {verdict}, {found} findings in {self.seconds:.0f} s{why}. {figures}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the attacks named, or all; return 1 when one found something or was not done in time."""
    known = sorted(one.name for one in iter_modules(tests.attack.__path__) if not one.name.startswith("_"))
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", nargs="*", choices=[[], *known], help="which attacks, all by default")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--share", type=float, default=1.0)
    parser.add_argument("--bound", type=float, help="the seconds after which each is ended")
    parser.add_argument("--here", action="store_true", help="in this process, without a bound")
    options = parser.parse_args(arguments)
    chosen = options.modules or known
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    if options.here:
        return max(_run_here(name, options.seed, options.share) for name in chosen)
    outcomes = [_run_apart(name, options.seed, options.share, options.bound) for name in chosen]
    for outcome in outcomes:
        tell(outcome.sum_up())
    return 0 if all(outcome.held for outcome in outcomes) else 1


def _run_here(name: str, seed: int, share: float) -> int:
    found: list[str] = import_module(f"tests.attack.{name}").run(seed, share)
    for fault in found[:_SHOWN]:
        tell(FAULT + fault)
    if len(found) > _SHOWN:
        tell(f"{FAULT}and {len(found) - _SHOWN} more")
    return 1 if found else 0


def _run_apart(name: str, seed: int, share: float, bound: float | None) -> Outcome:
    """Run an attack in a process group of its own, pass on what it tells, and end it after its time."""
    about: float = import_module(f"tests.attack.{name}").ABOUT_SECONDS * min(1.0, share)
    bound = bound or 3 * about + _SLACK_SECONDS
    began, ended, lines = time.monotonic(), threading.Event(), list[str]()
    command = [sys.executable, "-u", "-m", "tests.attack", name, "--here"]
    command += ["--seed", str(seed), "--share", str(share)]
    with subprocess.Popen(
        command, cwd=_ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:

        def end() -> None:
            ended.set()
            os.killpg(process.pid, signal.SIGKILL)

        timer = threading.Timer(bound, end)
        timer.start()
        assert process.stdout is not None
        try:
            tell(f"{name}: seed {seed}, share {share:g}; about {about:.0f} s, ended after {bound:.0f} s")
            for line in process.stdout:
                lines.append(line.rstrip("\n"))
                tell(f"{name}: {lines[-1]}")
            code = process.wait()
        finally:
            timer.cancel()
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
    return Outcome(name, code, tuple(lines), time.monotonic() - began, ended.is_set())


if __name__ == "__main__":
    sys.exit(main())
