"""The call that tells how much of each source is stated, named only, dismissed and unread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lsgraph.calls.call import Call
from lsgraph.coverage import Coverage, cover
from lsgraph.sources import open_sources
from lsgraph.store import Labels, Reader, find_all_labels


@dataclass(frozen=True)
class CoverageResult:
    """The coverage of every source and of every work in one, and the names of what it mentions."""

    sources: tuple[Coverage, ...]
    works: tuple[Coverage, ...]
    labels: Mapping[str, Labels]


@dataclass(frozen=True)
class CoverageCall(Call[CoverageResult]):
    """The coverage of a release, with the text of sources where a folder of them is at hand."""

    sources: Path | None


def coverage(store: Reader, asked: CoverageCall) -> CoverageResult:
    """Tell how much of each source is stated, named only, dismissed and unread."""
    report = cover(store.local_copy(), open_sources(store, asked.sources))
    parts = (*report.sources, *report.works)
    iris = {iri for part in parts for iri in (part.iri, *part.dismissed)}
    iris |= {one.reason for part in parts for one in part.only_named if one.reason is not None}
    return CoverageResult(report.sources, report.works, find_all_labels(store, iris))


COVERAGE_CALLS: Final = (CoverageCall.answered_by(coverage),)
