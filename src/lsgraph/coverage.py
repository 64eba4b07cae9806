"""Which stretch of each source is stated, named only, dismissed, unread."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from rdflib import RDF, RDFS, SKOS, URIRef

from lsgraph.sources import Evidence, Sources, Stretch, read_evidence
from lsgraph.store import Quad, Reader
from lsgraph.vocabulary import LSG, PREFIXES, parse_span

_NAMING: Final = frozenset({RDF.type, RDFS.label, SKOS.related, LSG.hasTheme})
"""What names a thing and its subject and says nothing more of it."""

LONG_SPAN: Final = 1500
"""Characters above which a passage needs a reason for its length."""


class State(StrEnum):
    """What has become of a stretch of a source."""

    STATED = "stated"
    NAMED_ONLY = "named_only"
    DISMISSED = "dismissed"
    UNREAD = "unread"
    BLANK = "blank"


@dataclass(frozen=True)
class Part:
    """One stretch of the outline: its state, the reason of a dismissal, the passages that lie in it."""

    start: int
    end: int
    state: State
    reason: URIRef | None = None
    passages: tuple[URIRef, ...] = ()

    @property
    def characters(self) -> int:
        """Return the length in characters."""
        return self.end - self.start


@dataclass(frozen=True)
class LongSpan:
    """A passage over 1,500 characters and the reason that the catalogue gives, if any."""

    passage: URIRef
    characters: int
    reason: str | None


@dataclass(frozen=True)
class NamedOnly:
    """A passage that only names something, and the reason that the catalogue gives, if any."""

    passage: URIRef
    characters: int
    reason: URIRef | None


@dataclass(frozen=True)
class Coverage:
    """How far one source, or one work in it, has been read; all figures are characters.

    A gap without a letter or digit is blank, not unread; without the text every gap counts as unread.
    A character is named only when all passages that claim it state type, name, theme or area and no more.
    `overlaps` holds passages and dismissals that claim the same characters: a fault to mend.
    """

    iri: URIRef
    source: str
    start: int
    end: int
    stated: int
    named_only: int
    dismissed: dict[URIRef, int]
    unread: int
    blank: int
    passages: int
    statements: int
    text_at_hand: bool
    overlaps: tuple[tuple[URIRef, URIRef], ...]
    long_spans: tuple[LongSpan, ...]
    only_named: tuple[NamedOnly, ...]
    outline: tuple[Part, ...]

    @property
    def characters(self) -> int:
        """Return the length in characters."""
        return self.end - self.start


@dataclass(frozen=True)
class CoverageReport:
    """The coverage of every source and of every work that has an extent, by IRI."""

    sources: tuple[Coverage, ...]
    works: tuple[Coverage, ...]

    @property
    def unread(self) -> int:
        """Return the unread characters of all sources."""
        return sum(source.unread for source in self.sources)


def cover(store: Reader, sources: Sources | None = None) -> CoverageReport:
    """Return how far each source and work has been read, in characters, with an outline of its states."""
    evidence = read_evidence(store)
    views = {source: _SourceView(evidence, source, sources) for source in sorted(evidence.sources)}
    works = sorted({quad for quad in store.quads(predicate=LSG.extent) if quad.graph is not None})
    extents = [(URIRef(work.subject), parse_span(str(work.object))) for work in works]
    whole = (view.cover(URIRef(PREFIXES["source"] + id_), 0, view.length) for id_, view in views.items())
    known = ((work, span) for work, span in extents if span is not None and span.source in views)
    parts = (views[span.source].cover(work, span.start, span.end) for work, span in known)
    return CoverageReport(tuple(whole), tuple(parts))


def cover_source(store: Reader, source: str, sources: Sources | None = None) -> Coverage | None:
    """Return how far one source has been read, or None where no source of that name is known."""
    evidence = read_evidence(store)
    if source not in evidence.sources:
        return None
    view = _SourceView(evidence, source, sources)
    return view.cover(URIRef(PREFIXES["source"] + source), 0, view.length)


@dataclass(frozen=True)
class _Claim:
    """A passage with statements (reason None) or a dismissal."""

    start: int
    end: int
    iri: URIRef
    reason: URIRef | None = None


class _SourceView:
    """One source's claims, in order."""

    def __init__(self, evidence: Evidence, source: str, sources: Sources | None) -> None:
        self.iri = URIRef(PREFIXES["source"] + source)
        self._source = source
        self._text = sources.text(source) if sources is not None and sources.has(source) else None
        self._evidence = evidence
        self.length = evidence.sources[source].characters or len(self._text or "")
        stated = [it for it in evidence.passages if it.source == source and evidence.statements.get(it.iri)]
        self._stated = [_Claim(start, end, it.iri) for it, start, end in _placed(stated, self.length)]
        self._naming = {
            it.iri: URIRef(it.named_only) if it.named_only else None
            for it in stated
            if only_names(evidence.statements[it.iri])
        }
        self._long = {it.iri: it.reason for it in stated}
        self._dismissed = [
            _Claim(start, end, it.iri, URIRef(it.reason or ""))
            for it, start, end in _placed(
                [it for it in evidence.dismissals if it.source == source], self.length
            )
        ]

    def cover(self, iri: URIRef, start: int, end: int) -> Coverage:
        stated = list(_cut(self._stated, start, end))
        dismissed = list(_cut(self._dismissed, start, end))
        outline = tuple(self._outline(stated, dismissed, start, end))
        sums: Counter[State] = Counter()
        reasons: Counter[URIRef] = Counter()
        for part in outline:
            sums[part.state] += part.characters
            if part.reason is not None:
                reasons[part.reason] += part.characters
        return Coverage(
            iri=iri,
            source=self._source,
            start=start,
            end=end,
            stated=sums[State.STATED],
            named_only=sums[State.NAMED_ONLY],
            dismissed=dict(sorted(reasons.items())),
            unread=sums[State.UNREAD],
            blank=sums[State.BLANK],
            passages=len(stated),
            statements=sum(len(self._evidence.statements[claim.iri]) for claim in stated),
            text_at_hand=self._text is not None,
            overlaps=tuple(_overlaps(stated, dismissed)),
            long_spans=tuple(self._long_spans(stated)),
            only_named=tuple(self._only_named(stated)),
            outline=outline,
        )

    def _long_spans(self, stated: Iterable[_Claim]) -> Iterator[LongSpan]:
        for claim in stated:
            span = parse_span(claim.iri)
            length = span.end - span.start if span else claim.end - claim.start
            if length > LONG_SPAN:
                yield LongSpan(claim.iri, length, self._long[claim.iri])

    def _only_named(self, stated: Iterable[_Claim]) -> Iterator[NamedOnly]:
        for claim in stated:
            if claim.iri in self._naming:
                yield NamedOnly(claim.iri, claim.end - claim.start, self._naming[claim.iri])

    def _outline(self, stated: list[_Claim], dismissed: list[_Claim], start: int, end: int) -> Iterator[Part]:
        """Yield the parts of the stretch, in order and without a hole; a stated character is stated."""
        place = start
        stating = [claim for claim in stated if claim.iri not in self._naming]
        naming = [claim for claim in stated if claim.iri in self._naming]
        claimed = [
            *_islands(stating),
            *_left(naming, stating, State.NAMED_ONLY),
            *_left(dismissed, stated, State.DISMISSED),
        ]
        for part in sorted(claimed, key=lambda part: (part.start, part.end)):
            first = max(part.start, place)
            if part.end <= place:
                continue
            if first > place:
                yield self._gap(place, first)
            yield Part(first, part.end, part.state, part.reason, part.passages)
            place = part.end
        if place < end:
            yield self._gap(place, end)

    def _gap(self, start: int, end: int) -> Part:
        empty = self._text is not None and not any(char.isalnum() for char in self._text[start:end])
        return Part(start, end, State.BLANK if empty else State.UNREAD)


def _placed(stretches: Iterable[Stretch], length: int) -> Iterator[tuple[Stretch, int, int]]:
    """Yield the stretches with their bounds, as far as they lie in the source."""
    for it in stretches:
        start, end = max(it.start or 0, 0), min(it.end or 0, length)
        if start < end:
            yield it, start, end


def _cut(claims: Iterable[_Claim], start: int, end: int) -> Iterator[_Claim]:
    for claim in claims:
        if claim.start < end and start < claim.end:
            yield _Claim(max(claim.start, start), min(claim.end, end), claim.iri, claim.reason)


def _islands(stated: Iterable[_Claim]) -> Iterator[Part]:
    """Yield runs of passages that overlap or nest, each run as one part."""
    run, end = list[_Claim](), 0
    for claim in sorted(stated, key=lambda claim: (claim.start, -claim.end)):
        if run and claim.start >= end:
            yield _island(run, end)
            run = []
        end = max(end, claim.end) if run else claim.end
        run.append(claim)
    if run:
        yield _island(run, end)


def _island(run: list[_Claim], end: int) -> Part:
    return Part(run[0].start, end, State.STATED, passages=tuple(claim.iri for claim in run))


def only_names(statements: Iterable[Quad]) -> bool:
    """Return whether statements give type, name, theme or area of things and nothing more."""
    return all(quad.predicate in _NAMING for quad in statements)


def _left(claims: Iterable[_Claim], stronger: Iterable[_Claim], state: State) -> Iterator[Part]:
    """Yield what of each claim no stronger one claims."""
    islands = list(_islands(stronger))
    for claim in claims:
        passages = () if claim.reason else (claim.iri,)
        place = claim.start
        for island in islands:
            if island.end <= place or island.start >= claim.end:
                continue
            if island.start > place:
                yield Part(place, island.start, state, claim.reason, passages)
            place = island.end
        if place < claim.end:
            yield Part(place, claim.end, state, claim.reason, passages)


def _overlaps(stated: Iterable[_Claim], dismissed: Iterable[_Claim]) -> Iterator[tuple[URIRef, URIRef]]:
    """Yield each dismissal with the passage or other dismissal that claims characters of it."""
    others = sorted([*stated, *dismissed], key=lambda claim: (claim.start, claim.end, claim.iri))
    for claim in dismissed:
        for other in others:
            if other.start < claim.end and claim.start < other.end and _rank(other) < _rank(claim):
                yield claim.iri, other.iri


def _rank(claim: _Claim) -> tuple[bool, int, str]:
    """Order passages before dismissals, so that each overlapping pair is told once."""
    return claim.reason is not None, claim.start, claim.iri
