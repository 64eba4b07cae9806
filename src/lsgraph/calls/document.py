"""A source document read through the graph: its text in pieces, each stretch with its state and passages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

from rdflib import URIRef

from lsgraph.calls.call import Call, Handler
from lsgraph.coverage import Coverage, Part, State, cover, cover_source
from lsgraph.errors import UnknownThing
from lsgraph.sources import Sources, find_withheld, open_sources
from lsgraph.store import Labels, Reader, find_all_labels
from lsgraph.vocabulary import LSG, PREFIXES, Span, parse_span

PIECE_CHARACTERS: Final = 12_000
"""How much text a page shows, about."""
_BINS: Final = 240
_BREAK: Final = "\n\n"


@dataclass(frozen=True)
class Run:
    """A run of the map of a document: where it stands, and the state that most of it has."""

    start: int
    end: int
    state: State


@dataclass(frozen=True)
class DocumentSection:
    """A work in a document: where it stands."""

    iri: URIRef
    start: int
    end: int


@dataclass(frozen=True)
class Segment:
    """Characters of one state: the passages that claim them, the shortest first, or why none does.

    `text` is masked, and None where the file is not at hand; that of a `withheld` one is kept back.
    """

    start: int
    end: int
    state: State
    reason: URIRef | None
    passages: tuple[URIRef, ...]
    text: str | None
    withheld: bool


@dataclass(frozen=True)
class Document:
    """One piece of a document, and the way to the others; figures are in characters by state."""

    iri: URIRef
    source: str
    characters: int
    figures: dict[State, int]
    map: tuple[Run, ...]
    sections: tuple[DocumentSection, ...]
    pieces: tuple[tuple[int, int], ...]
    piece: int
    segments: tuple[Segment, ...]
    labels: dict[str, Labels]


@dataclass(frozen=True)
class ReadDocument(Call[Document]):
    """Read a piece of a document, counted from 0, or the one in which a character stands."""

    source: str
    sources: Path | None
    piece: int = 0
    place: int | None = None


@dataclass(frozen=True)
class DocumentLine:
    """A document in the list of them: its length and its figures, in characters by state."""

    iri: URIRef
    source: str
    characters: int
    figures: dict[State, int]
    passages: int
    statements: int


@dataclass(frozen=True)
class DocumentList:
    """All documents of a release, with the names of them."""

    documents: tuple[DocumentLine, ...]
    labels: dict[str, Labels]


@dataclass(frozen=True)
class ListDocuments(Call[DocumentList]):
    """List the documents of a release."""

    sources: Path | None


def read_document(store: Reader, asked: ReadDocument) -> Document:
    """Return a piece of a document; raises UnknownThing for a source or a piece that there is none of."""
    iri = URIRef(PREFIXES["source"] + asked.source)
    sources, local = open_sources(store, asked.sources), store.local_copy()
    found = cover_source(local, asked.source, sources)
    if found is None:
        raise UnknownThing(str(iri))
    sections = tuple(_list_sections(local, asked.source))
    text = sources.text(asked.source) if sources and sources.has(asked.source) else ""
    pieces = tuple(_cut_pieces(text, found.end, sections))
    number = asked.piece if asked.place is None else _find_piece(pieces, asked.place)
    if not 0 <= number < len(pieces):
        raise UnknownThing(f"{iri}#{number + 1}")
    segments = tuple(
        _cut_segments(found, pieces[number], sources, find_withheld(local).get(asked.source, []))
    )
    return Document(
        iri=iri,
        source=asked.source,
        characters=found.characters,
        figures=_count(found),
        map=tuple(_draw_map(found)),
        sections=sections,
        pieces=pieces,
        piece=number,
        segments=segments,
        labels=find_all_labels(store, _list_named(iri, sections, segments)),
    )


def list_documents(store: Reader, asked: ListDocuments) -> DocumentList:
    """Return all documents of a release."""
    found = cover(store.local_copy(), open_sources(store, asked.sources)).sources
    lines = tuple(
        DocumentLine(one.iri, one.source, one.characters, _count(one), one.passages, one.statements)
        for one in found
    )
    return DocumentList(lines, find_all_labels(store, [one.iri for one in found]))


DOCUMENT_CALLS: Final[tuple[Handler, ...]] = (
    ReadDocument.answered_by(read_document),
    ListDocuments.answered_by(list_documents),
)


def _count(found: Coverage) -> dict[State, int]:
    counted = Counter[State]()
    for part in found.outline:
        counted[part.state] += part.characters
    return {state: counted[state] for state in State}


def _list_sections(store: Reader, source: str) -> list[DocumentSection]:
    extents = ((URIRef(quad.subject), parse_span(str(quad.object))) for quad in store.quads(None, LSG.extent))
    found = {
        DocumentSection(work, span.start, span.end)
        for work, span in extents
        if span and span.source == source
    }
    return sorted(found, key=lambda one: (one.start, -one.end, one.iri))


def _cut_pieces(text: str, end: int, sections: Sequence[DocumentSection]) -> Iterator[tuple[int, int]]:
    """Yield pieces of about PIECE_CHARACTERS that begin with works, and else with paragraphs."""
    starts = sorted({0, *(one.start for one in sections if one.start < end), end})
    for first, last in pairwise(starts):
        while last - first > PIECE_CHARACTERS * 3 // 2:
            place = text.rfind(_BREAK, first + PIECE_CHARACTERS // 2, first + PIECE_CHARACTERS)
            cut = place + len(_BREAK) if place > 0 else first + PIECE_CHARACTERS
            yield first, cut
            first = cut
        yield first, last


def _find_piece(pieces: Sequence[tuple[int, int]], place: int) -> int:
    return next((number for number, (start, end) in enumerate(pieces) if start <= place < end), len(pieces))


def _draw_map(found: Coverage) -> Iterator[Run]:
    """Yield the document as runs of states, each bin of it in the state that most of it has."""
    width = max(1, -(-found.characters // _BINS))
    states = [Counter[State]() for _ in range(-(-found.characters // width))]
    for part in found.outline:
        for number in range(part.start // width, (part.end - 1) // width + 1):
            shared = min(part.end, (number + 1) * width) - max(part.start, number * width)
            states[number][part.state] += shared
    run: Run | None = None
    for number, counted in enumerate(states):
        state, end = counted.most_common(1)[0][0], min((number + 1) * width, found.end)
        if run and run.state is state:
            run = Run(run.start, end, state)
            continue
        if run:
            yield run
        run = Run(number * width, end, state)
    if run:
        yield run


def _cut_segments(
    found: Coverage, piece: tuple[int, int], sources: Sources | None, withheld: Sequence[tuple[int, int]]
) -> Iterator[Segment]:
    """Yield what stands in a piece; where passages overlap, each stretch with those that claim it."""
    at_hand = sources is not None and sources.has(found.source)
    for part in found.outline:
        for start, end, passages in _split(part, *piece):
            span = Span(found.source, start, end)
            yield Segment(
                start=start,
                end=end,
                state=part.state,
                reason=part.reason,
                passages=passages,
                text=sources.shown(span) if sources is not None and at_hand else None,
                withheld=any(first <= start and end <= last for first, last in withheld),
            )


def _split(part: Part, first: int, last: int) -> Iterator[tuple[int, int, tuple[URIRef, ...]]]:
    spans = {iri: span for iri in part.passages if (span := parse_span(str(iri)))}
    edges = {part.start, part.end, first, last}
    edges |= {place for span in spans.values() for place in (span.start, span.end)}
    within = sorted(place for place in edges if max(part.start, first) <= place <= min(part.end, last))
    for start, end in pairwise(within):
        around = [iri for iri, span in spans.items() if span.start <= start and end <= span.end]
        yield start, end, tuple(sorted(around, key=lambda iri: spans[iri].end - spans[iri].start))


def _list_named(
    iri: URIRef, sections: Iterable[DocumentSection], segments: Iterable[Segment]
) -> Iterator[URIRef]:
    yield iri
    yield from (one.iri for one in sections)
    yield from (one.reason for one in segments if one.reason is not None)
