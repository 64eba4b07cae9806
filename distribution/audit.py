"""Looks what is pinned up in the advisory database; says so where there is none to be had.

Ends with 0 when every package was looked up and none has a known fault, with 1 when one has, with 3 when
packages could not be looked up: that is no success.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
LOCKS: Final = ("requirements.lock", "requirements-dev.lock")
CLEAN, FAULTY, NOT_AUDITED = 0, 1, 3
_PATIENCE_SECONDS: Final = 300


@dataclass(frozen=True)
class Verdict:
    """What an audit came to: an exit code and what to tell."""

    code: int
    lines: tuple[str, ...]


def judge(lock: str, output: str, said: str) -> Verdict:
    """Return the verdict on what pip-audit wrote to standard output, and on standard error."""
    try:
        packages = json.loads(output)["dependencies"]
    except (ValueError, KeyError):
        why = said.strip().splitlines()[-1] if said.strip() else "pip-audit said nothing"
        return Verdict(NOT_AUDITED, (f"{lock}: not audited: no data ({why})",))
    missed = [one for one in packages if "skip_reason" in one]
    faulty = [one for one in packages if one.get("vulns")]
    lines = [
        f"{lock}: {one['name']} {one['version']}: {fault['id']}" for one in faulty for fault in one["vulns"]
    ]
    if missed:
        names = ", ".join(one["name"] for one in missed) if len(missed) < len(packages) else "is it reached?"
        lines.append(f"{lock}: not audited: no data on {len(missed)} of {len(packages)} packages ({names})")
    elif not faulty and packages:
        lines.append(f"{lock}: {len(packages)} packages audited, none with a known fault")
    elif not packages:
        lines.append(f"{lock}: not audited: no package was looked up")
    code = FAULTY if faulty else NOT_AUDITED if missed or not packages else CLEAN
    return Verdict(code, tuple(lines))


def audit(lock: str) -> Verdict:
    """Return the verdict on the packages of a lock file."""
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes", "--format", "json"]
    command += ["--progress-spinner", "off", "--requirement", str(ROOT / lock)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        return Verdict(NOT_AUDITED, (f"{lock}: not audited: no data (no answer in {_PATIENCE_SECONDS} s)",))
    return judge(lock, done.stdout, done.stderr)


def main() -> int:
    """Audit both lock files and return the exit code."""
    verdicts = [audit(lock) for lock in LOCKS]
    sys.stdout.writelines(f"{line}\n" for verdict in verdicts for line in verdict.lines)
    codes = {verdict.code for verdict in verdicts}
    return FAULTY if FAULTY in codes else NOT_AUDITED if NOT_AUDITED in codes else CLEAN


if __name__ == "__main__":
    sys.exit(main())
