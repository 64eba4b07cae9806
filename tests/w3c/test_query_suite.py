"""W3C's tests of queries and syntax: those answered otherwise are those that docs/operation.md lists."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

from lsgraph.errors import LsgraphError
from tests.w3c.judge import is_right
from tests.w3c.suite import EVALUATION, SYNTAX, Case, read_cases

pytestmark = pytest.mark.slow

_GUIDE: Final = Path(__file__).parents[2] / "docs" / "operation.md"
_LIST: Final = re.compile(r"<!-- w3c -->(.*)<!-- /w3c -->", re.DOTALL)
_NAME: Final = re.compile(r"^\| `([a-z-]+/[\w-]+)` \|", re.MULTILINE)
_LEAST_CASES: Final = 270


@pytest.fixture(scope="module")
def listed() -> set[str]:
    """Return the tests that the guide says are answered otherwise."""
    found = _LIST.search(_GUIDE.read_text(encoding="utf-8"))
    assert found
    return set(_NAME.findall(found[1]))


def is_answered_right(case: Case) -> bool:
    try:
        return is_right(case)
    except LsgraphError:
        return False


def test_what_is_answered_otherwise_is_listed(suite: Path, listed: set[str]) -> None:
    cases = list(read_cases(suite, EVALUATION + SYNTAX))
    assert len(cases) >= _LEAST_CASES
    names = {str(case) for case in cases}
    assert len(names) == len(cases)
    wrong = {str(case) for case in cases if not is_answered_right(case)}
    revised = set() if "rdf-tests" in suite.parts else _REVISED
    assert listed >= _REVISED
    assert wrong == (listed - _REVISED | revised) & names


_REVISED: Final = {"aggregates/agg-empty-group", "functions/strdt03", "functions/strlang03"}
"""Tests of 2013 that W3C has since changed to say what is answered here."""


def test_most_are_answered_right(current_suite: Path) -> None:
    cases = list(read_cases(current_suite, EVALUATION))
    assert sum(map(is_answered_right, cases)) >= len(cases) - 3
