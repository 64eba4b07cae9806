"""An audit without data is told as such, and never passes for one that found nothing."""

from __future__ import annotations

import json

import pytest

from distribution.audit import CLEAN, FAULTY, LOCKS, NOT_AUDITED, audit, judge

SAFE = {"name": "a", "version": "1", "vulns": []}
FAULT = {"name": "b", "version": "2", "vulns": [{"id": "PYSEC-0", "fix_versions": ["3"]}]}
MISSED = {"name": "c", "skip_reason": "Dependency not found on PyPI and could not be audited: c (3)"}


def write(*packages: object) -> str:
    """Return what pip-audit writes of packages."""
    return json.dumps({"dependencies": packages, "fixes": []})


@pytest.mark.parametrize(
    ("output", "code", "told"),
    [
        (write(SAFE), CLEAN, "1 packages audited, none with a known fault"),
        (write(SAFE, FAULT), FAULTY, "b 2: PYSEC-0"),
        (write(SAFE, MISSED), NOT_AUDITED, "not audited: no data on 1 of 2 packages (c)"),
        (write(FAULT, MISSED), FAULTY, "not audited: no data on 1 of 2"),
        (write(MISSED), NOT_AUDITED, "not audited: no data on 1 of 1 packages (is it reached?)"),
        (write(), NOT_AUDITED, "not audited: no package was looked up"),
        ("", NOT_AUDITED, "not audited: no data (ERROR: no route to host)"),
        ("{}", NOT_AUDITED, "not audited: no data (ERROR: no route to host)"),
    ],
)
def test_what_was_not_looked_up_has_not_passed(output: str, code: int, told: str) -> None:
    verdict = judge("requirements.lock", output, "WARNING: x\nERROR: no route to host\n")
    assert verdict.code == code
    assert any(told in line for line in verdict.lines)


@pytest.mark.slow
@pytest.mark.parametrize("lock", LOCKS)
def test_what_is_pinned_has_no_known_fault(lock: str) -> None:
    verdict = audit(lock)
    if verdict.code == NOT_AUDITED:
        pytest.skip("; ".join(verdict.lines))
    assert verdict.code == CLEAN, verdict.lines
