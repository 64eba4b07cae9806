"""`python -m bench`: measures, prints the tables, and writes them with a plot below `build/bench/`."""

from __future__ import annotations

import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from os import getloadavg
from pathlib import Path
from typing import Final

import click

from bench.generate import SIZES
from bench.peers import STARTERS
from bench.plot import draw
from bench.processes import ROOT, LeftOut
from bench.replicas import replicate
from bench.report import write_comparison, write_machine, write_replicas, write_stages
from bench.service import OURS, compare
from bench.stages import run_stages

_RESULTS: Final = ROOT / "build" / "bench"
_WORK: Final = ROOT / ".bench"
_SIZES: Final = ("100k", "1M")


@click.command()
@click.option(
    "--size", type=click.Choice(list(SIZES)), multiple=True, help="Sizes to serve; else 100k and 1M."
)
@click.option("--only", type=click.Choice(["stages", "service", "replicas"]), help="Only one of the parts.")
@click.option(
    "--engine", type=click.Choice(list(STARTERS)), multiple=True, help="Engines beside lsgraph; else all."
)
def main(size: tuple[str, ...], only: str | None, engine: tuple[str, ...]) -> None:
    """Measure lsgraph beside its peers on synthetic data: stages of a build, service, replicas."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that every server is ended on the way out
    _RESULTS.mkdir(parents=True, exist_ok=True)
    _WORK.mkdir(exist_ok=True)
    paper = Paper(_RESULTS / f"{date.today()}.md")
    names = (OURS, *(name for name in STARTERS if name != OURS and name in (engine or STARTERS)))
    with tempfile.TemporaryDirectory(prefix="data-", dir=_WORK) as work:
        if only in (None, "stages"):
            most = max(SIZES[one] for one in size or _SIZES)
            chosen = tuple(one for one in _SIZES if SIZES[one] <= most)
            paper.add(write_stages(run_stages(Path(work), chosen, paper.tell)))
        for one in size or _SIZES:
            if only in (None, "service"):
                paper.add(_serve(Path(work), one, names, paper))
        if only in (None, "replicas"):
            one = (size or _SIZES)[-1]
            paper.add(write_replicas(one, replicate(Path(work), one, paper.tell)))
    paper.tell(f"written to {_RESULTS}")


class Paper:
    """What is printed and kept, part by part, so that a later failure loses nothing."""

    def __init__(self, path: Path) -> None:
        self._path, self._parts = path, list[str]()
        self._began, self._busy = time.monotonic(), getloadavg()[0]

    def tell(self, line: str) -> None:
        """Say how far the work is."""
        click.echo(f"{time.monotonic() - self._began:7.1f} s  {line}", err=True)

    def add(self, part: str) -> None:
        """Print a part, and keep all so far."""
        self._parts.append(part)
        click.echo(part)
        machine = write_machine(self._busy, getloadavg()[0])
        text = "\n".join([f"# Benchmarks, {date.today()}\n", machine, *self._parts])
        self._path.write_text(text, encoding="utf-8")


def _serve(work: Path, size: str, names: Sequence[str], paper: Paper) -> str:
    try:
        found = compare(work, size, paper.tell, names)
    except LeftOut as reason:
        return f"## Service at {size}\n\nleft out: {reason}\n"
    (_RESULTS / f"{date.today()}-{size}.svg").write_text(draw(found), encoding="utf-8")
    return write_comparison(found)


if __name__ == "__main__":
    main()
