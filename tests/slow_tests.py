"""Tells which tests take over ten seconds without the mark `slow`, by which `make check` leaves them out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import pytest

SLOW_SECONDS: Final = 10.0


@dataclass(eq=False)  # pytest puts plugins into sets
class SlowTests:
    """A plugin that looks at how long each test itself took; what its fixtures took does not count."""

    found: dict[str, float] = field(default_factory=dict)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note a test that is slow and does not say so."""
        if report.when == "call" and report.duration > SLOW_SECONDS and "slow" not in report.keywords:
            self.found[report.nodeid] = report.duration

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """List them, above pytest's own last line."""
        if not self.found:
            return
        terminalreporter.section(f"above {SLOW_SECONDS:.0f} s and not marked slow")
        for name, seconds in sorted(self.found.items(), key=lambda item: -item[1]):
            terminalreporter.write_line(f"{seconds:6.1f} s  {name}")
