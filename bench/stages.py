"""Reason and validate: time and memory on the real graph and on synthetic ones, beside owlrl and pySHACL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bench.generate import SIZES, generate
from bench.measure import measure
from bench.processes import LeftOut

_PATIENCE: Final = 900.0
_ORACLE: Final = 180.0
_FAULTS: Final = 0.2
_RULES_SIZE: Final = "10k"
_SHACL_SIZES: Final = ("10k", "100k")

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Stage:
    """One row: what ran on what; `peaks` and `seconds` by step, or why it was left out."""

    engine: str
    size: str
    result: dict[str, Any]
    left_out: str = ""

    def seconds(self, step: str) -> float | None:
        """Return the seconds of a step, if it ran."""
        found = self.result.get("seconds", {}).get(step)
        return None if found is None else float(found)

    def peak(self, step: str) -> int | None:
        """Return the peak memory of a step in bytes, if it ran."""
        found = self.result.get("peaks", {}).get(step)
        return None if found is None else int(found)


def run_stages(folder: Path, sizes: tuple[str, ...], tell: Progress) -> list[Stage]:
    """Return the rows: ours on the real graph and the sizes, the oracles on the sizes they can take.

    All in one sitting; ours and an oracle's on one size directly after each other.
    """
    rows = [_run("lsgraph", "real", "build", _PATIENCE, tell, data=None)]
    for size in dict.fromkeys((_RULES_SIZE, *sizes)):
        data = folder / f"{size}-faults.nq"
        made = generate(data, SIZES[size], faults=_FAULTS)
        tell(f"{size}: {made.statements:,} statements, planted faults {made.faults}")
        root = folder / f"stages-{size}"
        rows.append(_run("lsgraph", size, "build", _PATIENCE, tell, data=data, root=root))
        if size in _SHACL_SIZES:
            rows.append(_run("pySHACL", size, "shacl", _ORACLE, tell, data=data))
        if size == _RULES_SIZE:
            rows.append(_run("owlrl", size, "rules", _ORACLE, tell, data=data))
    return rows


def agree(ours: Stage, theirs: Stage) -> bool | None:
    """Say whether two validations have the same verdict; None where one did not run."""
    if ours.left_out or theirs.left_out:
        return None
    return bool(ours.result["verdict"] == theirs.result["verdict"])


def _run(engine: str, size: str, task: str, patience: float, tell: Progress, **arguments: Any) -> Stage:
    tell(f"{engine} on {size}")
    try:
        return Stage(engine, size, measure(task, patience, **arguments))
    except LeftOut as reason:
        tell(f"left out: {engine} on {size}: {reason}")
        return Stage(engine, size, {}, str(reason))
