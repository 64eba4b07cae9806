"""Documents and the list of them, as workers render them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rdflib import RDF, RDFS

from lsgraph.calls.call import Handler, Stream
from lsgraph.calls.document import Document, DocumentLine, Segment, list_documents, read_document
from lsgraph.calls.things import DescribeCall, describe_thing
from lsgraph.coverage import State
from lsgraph.store import JsonTerm, Reader
from lsgraph.vocabulary import PREFIXES, Span
from lsgraph.web.rendering.page_arguments import DocumentPageCall, DocumentsPageCall
from lsgraph.web.rendering.page_parts import Section
from lsgraph.web.rendering.page_templates import PageReader
from lsgraph.web.rendering.presenter import Presenter
from lsgraph.web.rendering.renderer import Renderer, present

TOLD: Final = (State.STATED, State.NAMED_ONLY, State.DISMISSED, State.UNREAD)
_DIVIDED: Final = re.compile(r"(?<=\w)-[ \t]*\n[ \t]*(?!(?:och|eller|samt|and|or)\b)(?=[a-zåäö])")
_BROKEN_LINE: Final = re.compile(r"[ \t]*(?<!\n)\n(?!\n)[ \t]*")
_NAMING: Final = (str(RDF.type), str(RDFS.label))
"""What is shown last of what a passage states: it names things and says nothing of them."""
_MAP_WIDTH: Final = 1_000


@dataclass(frozen=True)
class ListedDocument:
    """A document in the list: its figures, its name, and the shares of what has become of its text."""

    line: DocumentLine
    name: str
    shares: Mapping[State, float]


@dataclass(frozen=True)
class MapPart:
    """A rectangle of the map of a document."""

    x: float
    width: float
    state: State


@dataclass(frozen=True)
class ShownWork:
    """A work in a document, and the pieces that it stands in."""

    name: str
    pieces: tuple[int, ...]


@dataclass(frozen=True)
class ShownSegment:
    """A stretch of text with its state; `passage` are the ends of the shortest one that claims it."""

    state: State
    text: str | None
    reason: str | None
    withheld: bool
    passage: str | None
    in_focus: bool
    start: int
    end: int


@dataclass(frozen=True)
class ShownPassage:
    """What a passage states, for the panel beside its words."""

    contents: tuple[Section, ...]
    href: str | None
    span: Span


def list_document_pages(renderer: Renderer) -> tuple[Handler, ...]:
    """Return the calls of these pages."""
    pages = _DocumentPages(renderer)
    return (
        DocumentsPageCall.answered_by(pages.documents),
        DocumentPageCall.answered_by(pages.document),
    )


class _DocumentPages:
    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer

    def documents(self, store: Reader, asked: DocumentsPageCall) -> Stream:
        """List the documents, with how much of each has been read."""
        found = list_documents(store, asked.documents)
        presenter = present(asked.reader, found.labels)
        context = {
            "documents": [
                ListedDocument(one, presenter.link(JsonTerm.iri(one.iri)).text, _share(one.figures))
                for one in found.documents
            ],
            "states": TOLD,
            "of_release": asked.of_release,
        }
        return self._renderer.page(asked, "documents.html", context)

    def document(self, store: Reader, asked: DocumentPageCall) -> Stream:
        """Show a piece of a document and its words."""
        span = Span(asked.document.source, *asked.span) if asked.span else None
        found = read_document(store, asked.document)
        presenter = present(asked.reader, found.labels)
        segments = [_show_segment(one, presenter, span) for one in found.segments]
        context = {
            "document": found,
            "name": presenter.link(JsonTerm.iri(found.iri)).text,
            "states": TOLD,
            "shares": _share(found.figures),
            "map": _draw(found),
            "sections": _show_sections(found, presenter),
            "segments": segments,
            "first_in_focus": next((n for n, one in enumerate(segments) if one.in_focus), -1),
            "focus": _show_passage(store, asked.reader, span) if span else None,
            "of_release": asked.of_release,
        }
        return self._renderer.page(asked, "document.html", context)


def _show_passage(store: Reader, reader: PageReader, span: Span) -> ShownPassage:
    iri = f"{PREFIXES['p']}{span.source}-{span.start}-{span.end}"
    described = describe_thing(store, DescribeCall(iri))
    presenter = present(reader, described.labels)
    contents = sorted(presenter.page(described).contents, key=lambda section: section.name.title in _NAMING)
    return ShownPassage(tuple(contents), presenter.href(iri), span)


def _share(figures: Mapping[State, int]) -> dict[State, float]:
    """Return the shares of what has letters; blanks between sentences count for nothing."""
    total = sum(figures[state] for state in TOLD) or 1
    return {state: figures[state] / total for state in TOLD}


def _draw(found: Document) -> list[MapPart]:
    """Return the rectangles of the map."""
    scale = _MAP_WIDTH / max(1, found.characters)
    return [
        MapPart(round(run.start * scale, 1), round((run.end - run.start) * scale, 1), run.state)
        for run in found.map
    ]


def _show_sections(found: Document, presenter: Presenter) -> list[ShownWork]:
    """Return the works with their pieces."""
    return [
        ShownWork(
            presenter.link(JsonTerm.iri(section.iri)).text,
            tuple(
                number
                for number, (start, end) in enumerate(found.pieces)
                if start < section.end and section.start < end
            ),
        )
        for section in found.sections
    ]


def _show_segment(segment: Segment, presenter: Presenter, focus: Span | None) -> ShownSegment:
    return ShownSegment(
        state=segment.state,
        text=None if segment.text is None else _mend_lines(segment.text),
        reason=None if segment.reason is None else presenter.link(JsonTerm.iri(segment.reason)).text,
        withheld=segment.withheld,
        passage=_read_ends(segment.passages) if segment.text is None or segment.text.strip() else None,
        in_focus=bool(focus and focus.start <= segment.start and segment.end <= focus.end),
        start=segment.start,
        end=segment.end,
    )


def _mend_lines(text: str) -> str:
    """Return a text with its lines joined, and words that were divided between two of them."""
    return _BROKEN_LINE.sub(" ", _DIVIDED.sub("", text))


def _read_ends(passages: Sequence[str]) -> str | None:
    """Return the ends of the shortest passage, as its address in the document has them."""
    return "-".join(passages[0].rsplit("-", 2)[1:]) if passages else None
