"""Documents and the list of them, as workers render them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from rdflib import RDF, RDFS

from lsgraph.calls.call import Args, Handler, Stream, answer_named
from lsgraph.calls.document import (
    Document,
    ListDocuments,
    ReadDocument,
    Segment,
    list_documents,
    read_document,
)
from lsgraph.calls.pages import describe_page
from lsgraph.coverage import State
from lsgraph.store import Reader
from lsgraph.vocabulary import PREFIXES, Span
from lsgraph.web.rendering.presenter import Presenter
from lsgraph.web.rendering.renderer import Renderer, present

TOLD: Final = (State.STATED, State.NAMED_ONLY, State.DISMISSED, State.UNREAD)
_DIVIDED: Final = re.compile(r"(?<=\w)-[ \t]*\n[ \t]*(?!(?:och|eller|samt|and|or)\b)(?=[a-zåäö])")
_BROKEN_LINE: Final = re.compile(r"[ \t]*(?<!\n)\n(?!\n)[ \t]*")
_NAMING: Final = (str(RDF.type), str(RDFS.label))
"""What is shown last of what a passage states: it names things and says nothing of them."""
_MAP_WIDTH: Final = 1_000


def list_document_pages(renderer: Renderer) -> tuple[Handler, ...]:
    """Return the calls of these pages."""
    pages = _DocumentPages(renderer)
    return (
        answer_named("documents_page", pages.documents),
        answer_named("document_page", pages.document),
    )


class _DocumentPages:
    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer

    def documents(self, store: Reader, args: Args) -> Stream:
        """List the documents, with how much of each has been read."""
        found = list_documents(store, ListDocuments(_folder(args)))
        presenter = present(args, found.labels)
        context = {
            "documents": [
                {"line": one, "name": presenter.link(_term(one.iri)).text, "shares": _share(one.figures)}
                for one in found.documents
            ],
            "states": TOLD,
            "of_release": args["of_release"],
        }
        return self._renderer.page(args, "documents.html", context)

    def document(self, store: Reader, args: Args) -> Stream:
        """Show piece `piece` of the document `source`, or the one around the passage `span`, and its words.

        `span` are its start and end; `of_release` keeps the release in links.
        """
        span = Span(args["source"], *args["span"]) if args["span"] else None
        place = span.start if span else None
        found = read_document(store, ReadDocument(args["source"], _folder(args), args["piece"], place))
        presenter = present(args, found.labels)
        segments = [_show_segment(one, presenter, span) for one in found.segments]
        context = {
            "document": found,
            "name": presenter.link(_term(found.iri)).text,
            "states": TOLD,
            "shares": _share(found.figures),
            "map": _draw(found),
            "sections": _show_sections(found, presenter),
            "segments": segments,
            "first_in_focus": next((n for n, one in enumerate(segments) if one["in_focus"]), -1),
            "focus": self._show_passage(store, args, span) if span else None,
            "of_release": args["of_release"],
        }
        return self._renderer.page(args, "document.html", context)

    def _show_passage(self, store: Reader, args: Args, span: Span) -> dict[str, Any]:
        """Return what a passage states, for the panel beside its words."""
        iri = f"{PREFIXES['p']}{span.source}-{span.start}-{span.end}"
        described = describe_page(store, {"iri": iri})
        page = present(args, described["labels"]).page(described)
        contents = sorted(page.contents, key=lambda section: section.name.title in _NAMING)
        return {"contents": contents, "href": present(args, {}).href(iri), "span": span}


def _folder(args: Args) -> Path | None:
    return Path(args["sources"]) if args["sources"] else None


def _term(iri: str) -> dict[str, str]:
    return {"type": "uri", "value": str(iri)}


def _share(figures: Mapping[State, int]) -> dict[State, float]:
    """Return the shares of what has letters; blanks between sentences count for nothing."""
    total = sum(figures[state] for state in TOLD) or 1
    return {state: figures[state] / total for state in TOLD}


def _draw(found: Document) -> list[dict[str, Any]]:
    """Return the rectangles of the map, each with the number of the piece that it leads to."""
    scale = _MAP_WIDTH / max(1, found.characters)
    return [
        {
            "x": round(run.start * scale, 1),
            "width": round((run.end - run.start) * scale, 1),
            "state": run.state,
        }
        for run in found.map
    ]


def _show_sections(found: Document, presenter: Presenter) -> list[dict[str, Any]]:
    """Return the works with their pieces, and whether the one that is shown is among them."""
    return [
        {
            "name": presenter.link(_term(section.iri)).text,
            "pieces": [
                number
                for number, (start, end) in enumerate(found.pieces)
                if start < section.end and section.start < end
            ],
        }
        for section in found.sections
    ]


def _show_segment(segment: Segment, presenter: Presenter, focus: Span | None) -> dict[str, Any]:
    reason = segment.reason and presenter.link(_term(segment.reason)).text
    return {
        "state": segment.state,
        "text": None if segment.text is None else _mend_lines(segment.text),
        "reason": reason,
        "withheld": segment.withheld,
        "passage": _read_ends(segment.passages) if segment.text is None or segment.text.strip() else None,
        "in_focus": bool(focus and focus.start <= segment.start and segment.end <= focus.end),
        "start": segment.start,
        "end": segment.end,
    }


def _mend_lines(text: str) -> str:
    """Return a text with its lines joined, and words that were divided between two of them."""
    return _BROKEN_LINE.sub(" ", _DIVIDED.sub("", text))


def _read_ends(passages: Sequence[str]) -> str | None:
    """Return the ends of the shortest passage, as its address in the document has them."""
    return "-".join(passages[0].rsplit("-", 2)[1:]) if passages else None
