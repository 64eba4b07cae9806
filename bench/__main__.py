"""`python -m bench`: measures, prints the tables, and writes them with a plot below `build/bench/`."""

from __future__ import annotations

import shutil
import tempfile
import time
from datetime import date
from os import getloadavg
from pathlib import Path
from typing import Final

import click

from bench.generate import SIZES
from bench.peers import STARTERS
from bench.plot import draw
from bench.processes import ROOT
from bench.report import write_comparison, write_machine, write_stages
from bench.service import compare
from bench.stages import run_stages

_RESULTS: Final = ROOT / "build" / "bench"
_WORK: Final = ROOT / ".bench"
_STAGE_SIZES: Final = ("100k", "1M")


@click.command()
@click.option(
    "--size", type=click.Choice(list(SIZES)), multiple=True, help="Sizes to serve; else 100k and 1M."
)
@click.option("--only", type=click.Choice(["stages", "service"]), help="Only one of the two parts.")
@click.option(
    "--engine", type=click.Choice(list(STARTERS)), multiple=True, help="Engines beside lsgraph; else all."
)
def main(size: tuple[str, ...], only: str | None, engine: tuple[str, ...]) -> None:
    """Measure lsgraph beside its peers on synthetic data: the stages of a build, and the service."""
    began, busy = time.monotonic(), getloadavg()[0]
    parts: list[str] = []
    _RESULTS.mkdir(parents=True, exist_ok=True)
    _WORK.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="data-", dir=_WORK))

    def tell(line: str) -> None:
        click.echo(f"{time.monotonic() - began:7.1f} s  {line}", err=True)

    try:
        if only != "service":
            chosen = tuple(
                one for one in _STAGE_SIZES if not size or SIZES[one] <= max(SIZES[s] for s in size)
            )
            parts.append(write_stages(run_stages(folder, chosen, tell)))
        if only != "stages":
            names = (
                "lsgraph",
                *(name for name in STARTERS if name != "lsgraph" and name in (engine or STARTERS)),
            )
            for one in size or _STAGE_SIZES:
                found = compare(folder, one, tell, names)
                parts.append(write_comparison(found))
                (_RESULTS / f"{date.today()}-{one}.svg").write_text(draw(found), encoding="utf-8")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    text = f"# Benchmarks, {date.today()}\n\n" + "\n".join([write_machine(busy, getloadavg()[0]), *parts])
    (_RESULTS / f"{date.today()}.md").write_text(text, encoding="utf-8")
    click.echo(text)
    tell(f"written to {_RESULTS}")


if __name__ == "__main__":
    main()
