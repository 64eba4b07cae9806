"""What pages show, as JSON for programs: written by workers, as pages are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias, TypeVar

from lsgraph.calls.call import Handler, ReplyHead, Stream, write_text
from lsgraph.calls.codec import Jsonable, encode_exactly
from lsgraph.calls.matrix import read_matrix
from lsgraph.calls.matrix_cell import read_cell
from lsgraph.calls.quality import CheckResult, QualityResult, ShownReport, SourceCoverage
from lsgraph.calls.searches import find
from lsgraph.calls.tables import JsonRow
from lsgraph.calls.things import (
    describe_thing,
    why,
)
from lsgraph.export import EXPORTS
from lsgraph.queries import Query, list_queries
from lsgraph.release import GoneRelease, Manifest, find_damaged, list_releases, read_gone
from lsgraph.resources import Resources
from lsgraph.store import JsonTerm, Labels, Reader
from lsgraph.vocabulary import Kind
from lsgraph.web.rendering.json_arguments import (
    CellJsonCall,
    CoverageJsonCall,
    DifferenceJsonCall,
    DownloadsJsonCall,
    MatrixJsonCall,
    QualityJsonCall,
    QuestionsJsonCall,
    RegionsJsonCall,
    ReleasesJsonCall,
    RetiredJsonCall,
    SearchJsonCall,
    ThingJsonCall,
    WhyJsonCall,
)

C = TypeVar("C")

PlainRow: TypeAlias = Mapping[str, str | int]
"""What a row binds, by variable: counts as numbers, all else as text."""

_KINDS: Final = {kind.value.lower(): kind.value for kind in Kind}
_OTHER: Final = "other"
_INTEGER: Final = "http://www.w3.org/2001/XMLSchema#integer"


@dataclass(frozen=True)
class QualityJson:
    """The quality of a release with its counts as numbers."""

    graphs: tuple[PlainRow, ...]
    evidence: tuple[PlainRow, ...]
    classes: tuple[PlainRow, ...]
    names: tuple[PlainRow, ...]
    ratings: tuple[PlainRow, ...]
    doubts: tuple[PlainRow, ...]
    checks: tuple[CheckResult, ...]
    report: ShownReport
    coverage: tuple[SourceCoverage, ...]
    labels: Mapping[str, Labels]


@dataclass(frozen=True)
class DownloadJson:
    """A format, the address of the release whole, and of a region's slice by county code."""

    name: str
    media_type: str
    title: Mapping[str, str]
    whole: str
    regions: Mapping[str, str]


@dataclass(frozen=True)
class DownloadsJson:
    """The formats in which a release can be downloaded."""

    release: str
    formats: tuple[DownloadJson, ...]


@dataclass(frozen=True)
class ParameterJson:
    """A variable of a stored question that its reader may set, and what it is else."""

    name: str
    kind: str
    note: str
    default: JsonTerm | None


@dataclass(frozen=True)
class QuestionJson:
    """A stored question."""

    name: str
    title: str
    description: Mapping[str, str]
    parameters: tuple[ParameterJson, ...]
    keywords: tuple[str, ...]
    query: str


@dataclass(frozen=True)
class QuestionsJson:
    """The stored questions, by name."""

    questions: tuple[QuestionJson, ...]


@dataclass(frozen=True)
class ReleasesJson:
    """The releases, latest first, those that are gone, and those that cannot be read."""

    current: str
    releases: tuple[Manifest, ...]
    gone: tuple[GoneRelease, ...]
    damaged: tuple[str, ...]


def list_json_calls(files: Resources) -> tuple[Handler, ...]:
    """Return the calls that answer with JSON."""
    questions = QuestionsJson(tuple(map(_show_question, list_queries(files.queries, "competency"))))
    return (
        ThingJsonCall.answered_by(_as_json(lambda store, asked: describe_thing(store, asked.thing))),
        SearchJsonCall.answered_by(_as_json(lambda store, asked: find(store, asked.search))),
        WhyJsonCall.answered_by(_as_json(lambda store, asked: why(store, asked.why))),
        MatrixJsonCall.answered_by(_as_json(lambda store, asked: read_matrix(store, asked.filter))),
        CellJsonCall.answered_by(_as_json(lambda store, asked: read_cell(store, asked.cell))),
        CoverageJsonCall.answered_by(_as_json(lambda _, asked: asked.read_found())),
        QualityJsonCall.answered_by(_as_json(lambda _, asked: _show_quality(asked.read_found()))),
        DifferenceJsonCall.answered_by(_as_json(lambda _, asked: asked.read_found())),
        RegionsJsonCall.answered_by(_as_json(lambda _, asked: asked.read_found())),
        RetiredJsonCall.answered_by(_as_json(lambda _, asked: asked.read_found())),
        DownloadsJsonCall.answered_by(_as_json(lambda _, asked: _show_downloads(asked))),
        QuestionsJsonCall.answered_by(_as_json(lambda _, _asked: questions)),
        ReleasesJsonCall.answered_by(_as_json(lambda _, asked: _show_releases(asked), volatile=True)),
    )


def _as_json(
    answer: Callable[[Reader, C], Jsonable], *, volatile: bool = False
) -> Callable[[Reader, C], Stream]:
    """Return the function that writes what another one finds; equal findings give equal bytes."""

    def write(store: Reader, asked: C) -> Stream:
        text = encode_exactly(answer(store, asked))
        return write_text(ReplyHead("json", volatile=volatile), text, steady=True)

    return write


def _show_quality(found: QualityResult) -> QualityJson:
    return QualityJson(
        graphs=tuple(map(_show_kind, _show_rows(found.graphs))),
        evidence=tuple(map(_show_kind, _show_rows(found.evidence))),
        classes=_show_rows(found.classes),
        names=_show_rows(found.names),
        ratings=_show_rows(found.ratings),
        doubts=_show_rows(found.doubts),
        checks=found.checks,
        report=found.report,
        coverage=found.coverage,
        labels=found.labels,
    )


def _show_rows(rows: Iterable[JsonRow]) -> tuple[PlainRow, ...]:
    return tuple({name: _show_value(term) for name, term in row.items()} for row in rows)


def _show_value(term: JsonTerm) -> str | int:
    return int(term.value) if term.datatype == _INTEGER else term.value


def _show_kind(row: PlainRow) -> PlainRow:
    return {**row, "kind": _KINDS.get(str(row["kind"]), _OTHER)}


def _show_downloads(asked: DownloadsJsonCall) -> DownloadsJson:
    base = f"{asked.site}/export/{asked.release}"
    codes = [one.code for one in asked.read_found().regions]
    formats = (
        DownloadJson(
            name=one.name,
            media_type=one.media_type,
            title={"sv": one.title_sv, "en": one.title_en},
            whole=f"{base}/lsgraph.{one.suffix}",
            regions={code: f"{base}/region-{code}.{one.suffix}" for code in codes},
        )
        for one in EXPORTS
    )
    return DownloadsJson(asked.release, tuple(formats))


def _show_question(one: Query) -> QuestionJson:
    parameters = (
        ParameterJson(
            parameter.name,
            parameter.kind,
            parameter.note,
            None if parameter.default is None else JsonTerm.of(parameter.default),
        )
        for parameter in one.parameters
    )
    return QuestionJson(
        one.name, one.title, one.description, tuple(parameters), tuple(one.keywords), one.text
    )


def _show_releases(asked: ReleasesJsonCall) -> ReleasesJson:
    gone = sorted(read_gone(asked.root).values(), key=lambda one: (one.date, one.id), reverse=True)
    return ReleasesJson(
        asked.current,
        tuple(release.manifest for release in list_releases(asked.root)),
        tuple(gone),
        tuple(find_damaged(asked.root)),
    )
