"""The calls that look a release over: its quality, and its validation report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import groupby
from pathlib import Path
from typing import ClassVar, Final

from rdflib import URIRef

from lsgraph.calls.call import Call, ReplyHead, Stream, write_text
from lsgraph.calls.tables import JsonRow
from lsgraph.calls.term_names import TermNames
from lsgraph.coverage import LongSpan, NamedOnly, cover
from lsgraph.queries import Query, answer_query, find_query, list_queries
from lsgraph.sources import open_sources
from lsgraph.store import JsonTerm, Labels, Reader
from lsgraph.validate import Finding, Report, ReportScope, Severity, read_report

SHOWN: Final = 50
"""Rows of each list that a page shows."""

REVIEW_SECONDS: Final = 120.0
"""What a look over a whole release may take."""


@dataclass(frozen=True)
class CheckResult:
    """A stored check, how many rows it has, and the first of them."""

    name: str
    description: Mapping[str, str]
    count: int
    rows: tuple[JsonRow, ...]


@dataclass(frozen=True)
class ShownFinding:
    """A finding: what, where and how to mend it, by language."""

    focus: JsonTerm
    message: Mapping[str, str]
    value: JsonTerm | None
    graphs: tuple[JsonTerm, ...]


@dataclass(frozen=True)
class ShownFindings:
    """How many findings a shape has with a severity, and the first of them; `name` is by language."""

    severity: Severity
    shape: JsonTerm
    name: Mapping[str, str]
    count: int
    findings: tuple[ShownFinding, ...]


@dataclass(frozen=True)
class ShownReport:
    """A validation report: what was looked at, the number of findings by severity, and groups of them."""

    scope: ReportScope
    counts: Mapping[str, int]
    groups: tuple[ShownFindings, ...]


@dataclass(frozen=True)
class SourceCoverage:
    """How far one source has been read, as `lsgraph.coverage.Coverage` says it but for the outline."""

    iri: URIRef
    source: str
    start: int
    end: int
    stated: int
    named_only: int
    dismissed: Mapping[URIRef, int]
    unread: int
    blank: int
    passages: int
    statements: int
    text_at_hand: bool
    overlaps: tuple[tuple[URIRef, URIRef], ...]
    long_spans: tuple[LongSpan, ...]
    only_named: tuple[NamedOnly, ...]


@dataclass(frozen=True)
class QualityResult:
    """How good a release is: rows of `queries/pages/quality-*`, checks, report, coverage."""

    graphs: tuple[JsonRow, ...]
    classes: tuple[JsonRow, ...]
    names: tuple[JsonRow, ...]
    evidence: tuple[JsonRow, ...]
    ratings: tuple[JsonRow, ...]
    doubts: tuple[JsonRow, ...]
    checks: tuple[CheckResult, ...]
    report: ShownReport
    coverage: tuple[SourceCoverage, ...]
    labels: Mapping[str, Labels]


@dataclass(frozen=True)
class QualityCall(Call[QualityResult]):
    """The folder of stored queries, the release's report, and the folder of sources if there is one."""

    allowed_seconds: ClassVar[float | None] = REVIEW_SECONDS

    queries: Path
    report: Path
    sources: Path | None


@dataclass(frozen=True)
class ReportTextCall(Call[Stream]):
    """The release's report, wanted as text in a language."""

    report: Path
    language: str


def quality(store: Reader, asked: QualityCall) -> QualityResult:
    """Tell how good the release is."""
    near = store.local_copy()
    names = TermNames(near)

    def list_named(name: str) -> tuple[JsonRow, ...]:
        return names.rows(answer_query(near, find_query(asked.queries, f"pages/quality-{name}").text).rows())

    return QualityResult(
        graphs=list_named("graphs"),
        classes=list_named("classes"),
        names=list_named("names"),
        evidence=list_named("evidence"),
        ratings=list_named("ratings"),
        doubts=list_named("doubts"),
        checks=tuple(_run_check(near, check, names) for check in list_queries(asked.queries, "checks")),
        report=_show_report(read_report(asked.report.read_bytes(), near), names),
        coverage=_show_coverage(near, asked.sources, names),
        labels=names.found,
    )


def report_text(store: Reader, asked: ReportTextCall) -> Stream:
    """Write the release's report as text."""
    report = read_report(asked.report.read_bytes(), store.local_copy())
    return write_text(ReplyHead("text"), report.as_text(asked.language).encode())


QUALITY_CALLS: Final = (QualityCall.answered_by(quality), ReportTextCall.answered_by(report_text))


def _run_check(store: Reader, check: Query, names: TermNames) -> CheckResult:
    rows = list(answer_query(store, check.text).rows())
    return CheckResult(check.name, check.description, len(rows), names.rows(rows[:SHOWN]))


def _show_report(report: Report, names: TermNames) -> ShownReport:
    groups = groupby(report.findings, lambda finding: (finding.severity, finding.shape))
    return ShownReport(
        report.scope,
        {severity.value: report.count(severity) for severity in Severity},
        tuple(_show_group(list(found), names) for _, found in groups),
    )


def _show_group(found: Sequence[Finding], names: TermNames) -> ShownFindings:
    first = found[0]
    shown = tuple(
        ShownFinding(names.term(one.focus), one.message, names.optional(one.value), names.terms(one.graphs))
        for one in found[:SHOWN]
    )
    return ShownFindings(first.severity, JsonTerm.of(first.shape), first.shape_name, len(found), shown)


def _show_coverage(store: Reader, sources: Path | None, names: TermNames) -> tuple[SourceCoverage, ...]:
    found = cover(store, open_sources(store, sources)).sources
    names.terms(iri for one in found for iri in (one.iri, *one.dismissed))
    return tuple(
        SourceCoverage(**{one.name: getattr(part, one.name) for one in fields(SourceCoverage)})
        for part in found
    )
