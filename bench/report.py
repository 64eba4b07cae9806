"""What was measured, as Markdown."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Final

from bench.mix import POINT_LOOKUP
from bench.replicas import Replicas
from bench.service import CLIENTS, OURS, Comparison, Timing
from bench.stages import REAL, Stage, agree

_PACKAGES: Final = ("pyoxigraph", "rdflib", "pyshacl", "owlrl", "uvicorn", "starlette")
_MEGABYTE: Final = 1_000_000
_SLOW: Final = 0.01


def write_machine(busy_before: float, busy_after: float) -> str:
    """Return what the figures were taken on and how busy it was: load averages over one minute."""
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.machine(),
    )
    cores = Path("/proc/cpuinfo").read_text().count("processor\t")
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    return (
        f"{cores} cores ({model}), Python {platform.python_version()}, {packages}. "
        f"Load at the start {busy_before:.1f}, at the end {busy_after:.1f}. "
        "Absolute figures are soft; ratios are of one sitting.\n"
    )


def write_stages(rows: Sequence[Stage]) -> str:
    """Return the table of stages and what the oracles say."""
    table = _table(
        (
            "engine",
            "data",
            "statements",
            "follow",
            "violations",
            "load s",
            "reason s",
            "MB",
            "validate s",
            "MB",
            "release s",
            "MB",
        ),
        (_stage_row(row) for row in rows),
    )
    return f"## Reason and validate\n\n{table}\n{''.join(f'- {line}{chr(10)}' for line in _oracles(rows))}"


def write_comparison(found: Comparison) -> str:
    """Return the tables of one size: engines, queries, targets."""
    names = [engine.name for engine in found.engines]
    engines = _table(
        (
            "engine",
            "load s",
            "memory MB",
            "time ÷ lsgraph, warm",
            "cold",
            f"rate of lsgraph ÷ its, {CLIENTS} clients",
        ),
        (
            (
                one.name,
                _number(one.load_seconds),
                f"{one.memory / _MEGABYTE:,.0f}",
                _number(found.ratio(one.name)),
                _number(found.ratio(one.name, "cold")),
                _number(found.rate_ratio(one.name)),
            )
            for one in found.engines
        ),
    )
    absent = "".join(f"- left out: {name}: {reason}\n" for name, reason in found.left_out.items())
    faults = "".join(f"- **answers differ**: {fault}\n" for fault in found.disagreements)
    equal = "" if found.disagreements else "- answers equal on all engines, row by row\n"
    queries = _table(("query", "rows", "bare", *names, "lsgraph, cached"), _query_rows(found, names, "warm"))
    rates = _table(("query", "rows", "", *names, "lsgraph, cached"), _query_rows(found, names, "rate"))
    return (
        f"## Service at {found.size}: {found.statements:,} statements with their merge, "
        f"{'inferences included' if found.reasoned else 'no inferences'}\n\n"
        f"{engines}\n{absent}{faults}{equal}\n"
        "Median time in ms, one client, every request with a text of its own (not cached); "
        f"bare is the call in the process:\n\n{queries}\n"
        f"Answers per second to {CLIENTS} clients:\n\n{rates}\n{write_targets(found)}"
    )


def write_replicas(size: str, found: Sequence[Replicas]) -> str:
    """Return the table of replicas: answers a second together, and their memory."""
    names = list(found[0].rates)
    rows = [
        ("all queries, ÷ one replica", *(_number(one.gain(found[0])) for one in found)),
        ("memory MB", *(f"{one.memory / _MEGABYTE:,.0f}" for one in found)),
        *((name, *(_number(one.rates[name]) for one in found)) for name in names),
    ]
    head = (
        f"answers a second to {CLIENTS} clients, one worker each",
        *(f"{one.count} replica{'s' * (one.count > 1)}" for one in found),
    )
    return f"## Replicas at {size}\n\n{_table(head, rows)}"


def write_targets(found: Comparison) -> str:
    """Return how the figures stand to the targets."""
    ours = found.find(OURS)
    assert ours is not None
    lookup = ours.timings[POINT_LOOKUP].warm
    lines = [
        f"{name}: {ratio:.2f} times the time of lsgraph (target: at least {least:g})"
        for name, least in (("oxigraph", 1.0), ("virtuoso", 1.0), ("rdflib-endpoint", 10.0))
        if (ratio := found.ratio(name)) is not None
    ]
    if lookup is not None:
        above = (lookup - found.bare[POINT_LOOKUP]) * 1000
        rested = (lookup - found.rested) * 1000
        lines.append(
            f"point lookup: {above:.2f} ms above the bare call (target: at most 0.4), "
            f"{rested:.2f} above one that comes after a pause"
        )
    slow = {
        name: timing.warm / found.bare[name]
        for name, timing in ours.timings.items()
        if timing.warm and found.bare[name] >= _SLOW
    }
    if slow:
        worst = max(slow, key=lambda name: slow[name])
        lines.append(
            f"queries of 10 ms and more: at most {slow[worst]:.2f} times the bare call, "
            f"in {worst} (target: 1.3)"
        )
    share = found.cached_rate / found.constant_rate
    lines.append(
        f"cached: {found.cached_rate:,.0f} answers a second, {share:.2f} of a constant's "
        f"{found.constant_rate:,.0f} (target: 0.5)"
    )
    return "".join(f"- {line}\n" for line in lines)


def _stage_row(row: Stage) -> tuple[str, ...]:
    if row.left_out:
        return (row.engine, row.size, f"left out: {row.left_out}", *[""] * 9)
    result = row.result
    steps = [
        text
        for step in ("reason", "validate", "release")
        for text in (_number(row.seconds(step)), _peak(row.peak(step)))
    ]
    counts = (f"{result['statements']:,}", f"{result.get('inferred', ''):,}" if "inferred" in result else "")
    return (
        row.engine,
        row.size,
        *counts,
        str(result.get("violations", "")),
        _number(row.seconds("load")),
        *steps,
    )


def _oracles(rows: Sequence[Stage]) -> Iterable[str]:
    for engine, step in (("owlrl", "reason"), ("pySHACL", "validate")):
        for theirs in (row for row in rows if row.engine == engine and not row.left_out):
            ours = next(row for row in rows if row.engine == OURS and row.size == theirs.size)
            mine, other = ours.seconds(step), theirs.seconds(step)
            if mine and other:
                verdict = {True: ", verdicts equal", False: ", **verdicts differ**", None: ""}
                same = verdict[agree(ours, theirs)] if step == "validate" else ""
                size = f"{theirs.result['statements']:,} statements"
                yield f"{step}: plain {engine} takes {other / mine:,.0f} times our time on {size}{same}"
    real = next((row for row in rows if row.size == REAL and not row.left_out), None)
    if real:
        steps = ", ".join(
            f"{step} {_number(real.seconds(step))} s" for step in ("load", "reason", "validate")
        )
        yield f"the real graph: {steps}"


def _query_rows(found: Comparison, names: Sequence[str], kind: str) -> Iterable[tuple[str, ...]]:
    ours = found.find(OURS)
    assert ours is not None
    for query, mine in ours.timings.items():
        timings = [next(one for one in found.engines if one.name == name).timings[query] for name in names]
        if kind == "warm":
            bare, cells, kept = _ms(found.bare[query]), [_cell(one) for one in timings], _ms(mine.cached)
        else:
            bare, cells, kept = "", [_number(one.rate) for one in timings], _number(mine.cached_rate)
        yield (query, str(mine.rows), bare, *cells, kept)


def _cell(timing: Timing) -> str:
    return "failed" if timing.failure else _ms(timing.warm)


def _ms(seconds: float | None) -> str:
    return "–" if seconds is None else _number(seconds * 1000)


def _peak(size: int | None) -> str:
    return "" if size is None else f"{size / _MEGABYTE:,.0f}"


def _number(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
