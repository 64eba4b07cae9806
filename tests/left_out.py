"""Lists the tests that were left out, with the reason; one that nobody has reviewed fails the run.

`left-out.txt` beside this module has a line for each reason reviewed: where the tests stand, ` | `, how the
reason begins. A test deselected by an option was not asked for and is not listed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

import pytest

REVIEWED: Final = Path(__file__).with_name("left-out.txt")
_PREFIX: Final = "Skipped: "


class LeftOut(NamedTuple):
    """A test, or a module of tests, that was left out, and why."""

    test: str
    reason: str


class Reviewed(NamedTuple):
    """Where tests may be left out, and how the reason begins."""

    place: str
    reason: str

    def covers(self, one: LeftOut) -> bool:
        """Say whether a test may be left out for its reason."""
        return one.test.startswith(self.place) and one.reason.startswith(self.reason)


def read_reviewed(file: Path = REVIEWED) -> list[Reviewed]:
    """Return what has been reviewed; raises ValueError for a line that is none."""
    lines = (line.strip() for line in file.read_text(encoding="utf-8").splitlines())
    return [_read_line(line) for line in lines if line and not line.startswith("#")]


def _read_line(line: str) -> Reviewed:
    place, sign, reason = line.partition(" | ")
    if not (place.strip() and sign and reason.strip()):
        raise ValueError(f"{REVIEWED.name}: {line!r} is not `where | reason`")
    return Reviewed(place.strip(), reason.strip())


class LeftOutTests:
    """Tells at the end of a run what was left out, and fails it for what is not reviewed."""

    def __init__(self, reviewed: Sequence[Reviewed]) -> None:
        self._reviewed = reviewed
        self._found: list[LeftOut] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note a test that was left out."""
        self._note(report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note a module that was left out."""
        self._note(report)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Fail a run that else would pass."""
        if self.find_unreviewed() and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Write the list."""
        if not self._found:
            return
        terminalreporter.section("left out, why")
        tests = defaultdict[str, list[str]](list)
        for one in self._found:
            tests[one.reason].append(one.test)
        for reason, names in sorted(tests.items()):
            more = f" and {len(names) - 1} more" if len(names) > 1 else ""
            terminalreporter.write_line(f"{names[0]}{more}: {reason}")
        for one in self.find_unreviewed():
            line = f"not reviewed in {REVIEWED.name}: {one.test} | {one.reason}"
            terminalreporter.write_line(line, red=True)

    def find_unreviewed(self) -> list[LeftOut]:
        """Return what was left out without a line in the list."""
        return [one for one in self._found if not any(line.covers(one) for line in self._reviewed)]

    def _note(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        if report.skipped and isinstance(report.longrepr, tuple):
            reason = str(report.longrepr[2]).removeprefix(_PREFIX)
            self._found.append(LeftOut(report.nodeid, reason))
