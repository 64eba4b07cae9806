"""Reason and validate: time and memory on the real graph and on synthetic ones, beside owlrl and pySHACL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bench.generate import SIZES, generate
from bench.measure import measure
from bench.processes import LeftOut

_PATIENCE: Final = 400.0
_ORACLE: Final = 400.0
_SAMPLE: Final = "2k"
_FAULTS: Final = {_SAMPLE: 1.0}
_COMMON_FAULTS: Final = 0.2

OURS: Final = "lsgraph"
REAL: Final = "real"

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
    """Return the rows: ours on the real graph, a sample and the sizes; owlrl and pySHACL on the sample.

    All in one sitting. The sample is as large as the oracles can take in minutes; most of it is the ontology.
    """
    rows = [_run(OURS, REAL, "build", _PATIENCE, tell, data=None)]
    for size in dict.fromkeys((_SAMPLE, *sizes)):
        data = folder / f"{size}-faults.nq"
        made = generate(data, SIZES[size], faults=_FAULTS.get(size, _COMMON_FAULTS))
        tell(f"{size}: {made.statements:,} statements, planted faults {made.faults}")
        root = folder / f"stages-{size}"
        rows.append(_run(OURS, size, "build", _PATIENCE, tell, data=data, root=root))
        if size == _SAMPLE:
            rows.append(_run("owlrl", size, "rules", _ORACLE, tell, data=data))
            rows.append(_run("pySHACL", size, "shacl", _ORACLE, tell, data=data))
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
