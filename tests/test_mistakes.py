"""Thirty-five mistakes that curators make, planted in a copy of the data, and who catches each.

They were chosen before the rules were looked at: `cases/mistakes/<number>-<mistake>.trig` says what the
mistake is, what it is about, and which shape or stored check finds it, or `nothing`.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from lsgraph.build import examine
from lsgraph.curation import read_dataset
from lsgraph.reason import infer
from lsgraph.resources import Resources
from lsgraph.store import find_format
from lsgraph.validate import Finding, Severity
from lsgraph.vocabulary import PREFIXES, shorten

FILES = sorted((Path(__file__).parent / "cases" / "mistakes").glob("*.trig"))
HEAD = "".join(f"@prefix {prefix}: <{space}> .\n" for prefix, space in PREFIXES.items())


class Mistake(NamedTuple):
    """A planted mistake: what it is about, and who finds it."""

    about: str
    catcher: str


def read(path: Path) -> Mistake:
    text = path.read_text(encoding="utf-8")
    told = dict(re.findall(r"^# (about|caught by): (.+)$", text, re.MULTILINE))
    return Mistake(told["about"], told["caught by"])


@pytest.fixture(scope="module")
def findings(resources: Resources) -> list[Finding]:
    """Return what stops the build of the real data with every mistake in it."""
    store = read_dataset(resources)
    for path in FILES:
        store.load((HEAD + path.read_text(encoding="utf-8")).encode(), find_format("trig"))
    store.add_from(infer(store))
    store.merge()
    report = examine(store, resources)
    return [one for one in report.findings if one.severity is Severity.VIOLATION]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_mistake_is_caught_by_the_rule_that_is_meant_to(path: Path, findings: list[Finding]) -> None:
    mistake = read(path)
    found = {
        shorten(str(one.shape)).removeprefix("urn:lsgraph:check:")
        for one in findings
        if any(mistake.about in text for text in (shorten(str(one.focus)), *one.message.values()))
    }
    if mistake.catcher != "nothing":
        assert mistake.catcher in found


def test_all_of_thirty_five_are_caught() -> None:
    assert len(FILES) == 35
    assert sum(read(path).catcher != "nothing" for path in FILES) == 35
