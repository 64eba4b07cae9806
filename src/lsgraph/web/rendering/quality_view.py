"""What the page of a release's quality shows, from the rows of its queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lsgraph.calls.quality import SourceCoverage
from lsgraph.calls.tables import JsonRow
from lsgraph.reason import read_verdicts
from lsgraph.store import JsonTerm
from lsgraph.vocabulary import Kind, shorten

DUPLICATES: Final = ("same-name", "same-identifier")
"""The checks that find one thing under two identifiers."""

_ONTOLOGY: Final = "owl:"
_KINDS: Final = {kind.value.lower(): kind.value for kind in Kind}
_OTHER: Final = "other"


@dataclass(frozen=True)
class KindFigures:
    """Graphs of a kind and statements in them."""

    kind: str
    graphs: int
    statements: int


@dataclass(frozen=True)
class EvidenceFigures:
    """Statements by their strongest kind of graph, in how many passages they stand, how many in several."""

    kind: str
    statements: int
    passages: int
    several: int
    share: float


@dataclass(frozen=True)
class NameFigures:
    """Things of a part of the graph that have a name and a description in a language."""

    part: str
    language: str
    things: int
    named: int
    described: int


@dataclass(frozen=True)
class ClassFigures:
    """Things of a class that have a name and a description, by language."""

    term: JsonTerm
    things: int
    named_sv: int
    named_en: int
    described_sv: int
    described_en: int


@dataclass(frozen=True)
class ClassGroups:
    """The classes of things apart from those of the ontology's own language."""

    things: tuple[ClassFigures, ...]
    terms: tuple[ClassFigures, ...]


@dataclass(frozen=True)
class ConsistencySentence:
    """Which sentence tells what HermiT said, when it was asked, and of which release."""

    word: str
    asked: str = ""
    release: str = ""


@dataclass(frozen=True)
class SourceFigures:
    """The coverage of a source in characters; `reasons` are those of dismissals, with number and share."""

    iri: str
    length: int
    stated: int
    named_only: int
    unread: int
    passages: int
    statements: int
    reasons: tuple[tuple[str, int, float], ...]


def show_consistency(root: Path, release: str) -> ConsistencySentence:
    """Return what HermiT said of this release, or of the last one it was asked about."""
    verdicts = read_verdicts(root)
    if not verdicts:
        return ConsistencySentence("never_judged")
    told = verdicts.get(release) or list(verdicts.values())[-1]
    word = "consistent" if told.consistent else "contradicts"
    return ConsistencySentence(
        word if told.release == release else "judged_for_another", told.asked, told.release
    )


def show_kinds(rows: Sequence[JsonRow]) -> list[KindFigures]:
    """Return the figures of every kind, and of graphs of none."""
    found = {kind.value: KindFigures(kind.value, 0, 0) for kind in Kind}
    for row in rows:
        kind = _read_kind(row)
        before = found.get(kind, KindFigures(kind, 0, 0))
        graphs, statements = (
            before.graphs + _number(row, "graphs"),
            before.statements + _number(row, "statements"),
        )
        found[kind] = KindFigures(kind, graphs, statements)
    return list(found.values())


def show_evidence(rows: Sequence[JsonRow]) -> list[EvidenceFigures]:
    """Return what statements rest on."""
    total = sum(_number(row, "statements") for row in rows)
    return [
        EvidenceFigures(
            _read_kind(row),
            _number(row, "statements"),
            _number(row, "passages"),
            _number(row, "several"),
            _number(row, "statements") / total,
        )
        for row in rows
    ]


def show_names(rows: Sequence[JsonRow]) -> list[NameFigures]:
    """Return how many things are named and described, by part of the graph and language."""
    return [
        NameFigures(
            row["part"].value,
            row["language"].value,
            _number(row, "things"),
            _number(row, "named"),
            _number(row, "described"),
        )
        for row in rows
    ]


def split_classes(rows: Sequence[JsonRow]) -> ClassGroups:
    """Return the figures of classes in two groups."""
    figures = [_show_class(row) for row in rows]
    terms = tuple(one for one in figures if shorten(one.term.value).startswith(_ONTOLOGY))
    return ClassGroups(tuple(one for one in figures if one not in terms), terms)


def show_coverage(one: SourceCoverage) -> SourceFigures:
    """Return the figures of a source."""
    length = one.end - one.start
    reasons = sorted(one.dismissed.items(), key=lambda item: -item[1])
    return SourceFigures(
        str(one.iri),
        length,
        one.stated,
        one.named_only,
        one.unread,
        one.passages,
        one.statements,
        tuple((str(reason), count, count / length) for reason, count in reasons),
    )


def _show_class(row: JsonRow) -> ClassFigures:
    names = ("things", "named_sv", "named_en", "described_sv", "described_en")
    return ClassFigures(row["class"], *(_number(row, name) for name in names))


def _read_kind(row: JsonRow) -> str:
    return _KINDS.get(row["kind"].value, _OTHER)


def _number(row: JsonRow, name: str) -> int:
    return int(row[name].value)
