"""A report that was written can be read back whole."""

from __future__ import annotations

from lsgraph.build import examine
from lsgraph.release import Release
from lsgraph.resources import Resources
from lsgraph.store import Store
from lsgraph.validate import Report, read_report, validate


def test_a_report_is_read_as_it_was_written(release: Release, graph: Store, resources: Resources) -> None:
    found, expected = read_report(release.report_file.read_bytes(), graph), examine(graph, resources)
    assert found == expected
    assert found.as_text("sv") == expected.as_text("sv")
    assert found.findings == validate(graph).findings


def test_an_empty_report_is_read_as_empty(tiny: Store) -> None:
    assert read_report(Report().as_turtle(), tiny) == Report()
