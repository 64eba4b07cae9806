"""The forms of answers that look a release over: coverage, quality and the list of releases."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from lsgraph.web.api.models import Count, GraphKind, Iri, Labels, Names, TermForm
from lsgraph.web.http.forms import Form


class StretchForm(Form):
    """A stretch of a source: from `start` to `end` in characters, and what has become of it."""

    start: Count
    end: Count
    state: Literal["stated", "named_only", "dismissed", "unread", "blank"]
    reason: Iri | None
    passages: list[Iri]


class LongSpanForm(Form):
    """A passage over 1,500 characters, and the reason that is given for it."""

    passage: Iri
    characters: Count
    reason: str | None


class NamedOnlyForm(Form):
    """A passage that only names something, and the reason that is given for it."""

    passage: Iri
    characters: Count
    reason: Iri | None


class CoverageFigures(Form):
    """How far one source, or one work in it, has been read; figures are characters but for the last two."""

    iri: Iri
    source: str
    start: Count
    end: Count
    stated: Count
    named_only: Count
    dismissed: dict[str, Count]
    """Characters by the reason of the dismissal."""
    unread: Count
    blank: Count
    passages: Count
    statements: Count
    text_at_hand: bool
    """Without the text every gap counts as unread."""
    overlaps: list[tuple[Iri, Iri]]
    long_spans: list[LongSpanForm]
    only_named: list[NamedOnlyForm]


class CoverageDetails(CoverageFigures):
    """How far a source has been read, with its outline."""

    outline: list[StretchForm]


class CoverageForm(Form):
    """How far every source, and every work in one, has been read."""

    sources: list[CoverageDetails]
    works: list[CoverageDetails]
    labels: Names


class GraphCount(Form):
    """How many graphs of a kind there are, and statements in them."""

    kind: GraphKind
    graphs: Count
    statements: Count


class EvidenceCount(Form):
    """Statements by the strongest kind of graph that makes them, and the passages that make them."""

    kind: GraphKind
    statements: Count
    passages: Count
    several: Count
    """Those in more than one passage."""


class ClassCount(Form):
    """How many things of a class there are, and how many of them have a name and a description."""

    class_: Annotated[Iri, Field(alias="class")]
    things: Count
    named_sv: Count
    named_en: Count
    described_sv: Count
    described_en: Count


class NameCount(Form):
    """How many things of a part (`id`, `def`, `spec`) have a name and a description in a language."""

    part: str
    language: str
    things: Count
    named: Count
    described: Count


class RatingCount(Form):
    """How many judgements have a confidence."""

    rating: Iri
    judgements: Count


class DoubtForm(Form):
    """A judgement of low confidence, and its rationale."""

    judgement: Iri
    sv: str | None = None
    en: str | None = None


class CheckForm(Form):
    """A stored check: how many rows it found, each a fault, and the first of them."""

    name: str
    description: Labels
    count: Count
    rows: list[dict[str, TermForm]]


class FindingForm(Form):
    """What a shape found: where, in which graphs, and how to mend it."""

    focus: TermForm
    message: Labels
    value: TermForm | None
    graphs: list[TermForm]


class FindingGroup(Form):
    """What one shape found: how much, and the first of it."""

    severity: Literal["Violation", "Warning", "Info"]
    shape: TermForm
    name: Labels
    count: Count
    findings: list[FindingForm]


class ScopeForm(Form):
    """What the gate looked at."""

    shapes: Count
    targets: Count
    focus_nodes: Count
    by_pyshacl: list[str]
    checks: Count


class ReportForm(Form):
    """What the gate found."""

    scope: ScopeForm
    counts: dict[str, Count]
    groups: list[FindingGroup]


class QualityForm(Form):
    """How good a release is, counted in itself."""

    graphs: list[GraphCount]
    evidence: list[EvidenceCount]
    classes: list[ClassCount]
    names: list[NameCount]
    ratings: list[RatingCount]
    doubts: list[DoubtForm]
    checks: list[CheckForm]
    report: ReportForm
    coverage: list[CoverageFigures]
    labels: Names


class ReleaseForm(Form):
    """A release that is kept: its id is the start of the SHA-256 of its canonical N-Quads."""

    id: str
    sha256: str
    version: str
    issued: str
    quads: Count
    graphs: Count
    by_kind: dict[str, Count]
    files: dict[str, str]


class GoneForm(Form):
    """A release that is gone: what became of it and why, when that was, and the date of its data."""

    id: str
    what: str
    reason: str
    date: str
    issued: str


class ReleasesForm(Form):
    """The releases, latest first, those that are gone, and those that cannot be read."""

    current: str
    releases: list[ReleaseForm]
    gone: list[GoneForm]
    damaged: list[str]
