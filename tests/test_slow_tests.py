"""The list of slow tests that do not say so."""

from __future__ import annotations

from typing import Literal

import pytest

from tests.slow_tests import SlowTests


def make_report(seconds: float, when: Literal["setup", "call"], *marks: str) -> pytest.TestReport:
    """Return the report of a test."""
    return pytest.TestReport(
        nodeid=f"{seconds} {when} {marks}",
        location=("", 0, ""),
        keywords=dict.fromkeys(marks, 1),
        outcome="passed",
        longrepr=None,
        when=when,
        duration=seconds,
    )


def test_only_slow_tests_without_the_mark_are_listed() -> None:
    plugin = SlowTests()
    slow = make_report(11, "call", "browser")
    for report in (slow, make_report(9, "call"), make_report(99, "setup"), make_report(99, "call", "slow")):
        plugin.pytest_runtest_logreport(report)
    assert plugin.found == {slow.nodeid: 11}
