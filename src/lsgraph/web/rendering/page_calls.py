"""Start, search, query, coverage, proofs and things, as workers render them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from lsgraph.calls.call import Handler, ReplyHead, Stream
from lsgraph.calls.searches import SearchResult, find
from lsgraph.calls.tables import TableCall, table
from lsgraph.calls.things import describe_thing, why
from lsgraph.errors import UnknownThing
from lsgraph.search import Hit
from lsgraph.sources import open_sources
from lsgraph.store import RDF_FORMATS, JsonTerm, Reader
from lsgraph.vocabulary import shorten
from lsgraph.web.rendering import structured_data
from lsgraph.web.rendering.excerpts import read_excerpt
from lsgraph.web.rendering.page_arguments import (
    CoveragePageCall,
    QueryPageCall,
    SearchPageCall,
    ThingPageCall,
    WhyPageCall,
)
from lsgraph.web.rendering.presenter import Presenter
from lsgraph.web.rendering.query_view import show_editor
from lsgraph.web.rendering.renderer import Renderer, present
from lsgraph.web.rendering.result_table import (
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_TRIPLES,
    show_table,
    show_text,
)
from lsgraph.web.rendering.texts import texts


@dataclass(frozen=True)
class ShownHit:
    """A hit: address, title, type, a piece of text with whether each part matched, and where it is from."""

    href: str | None
    title: str
    type: str
    snippet: tuple[tuple[str, bool], ...]
    why: str


def list_pages(renderer: Renderer) -> tuple[Handler, ...]:
    """Return the calls of these pages."""
    pages = _Pages(renderer)
    return (
        SearchPageCall.answered_by(pages.search),
        QueryPageCall.answered_by(pages.query),
        CoveragePageCall.answered_by(pages.coverage),
        WhyPageCall.answered_by(pages.why),
        ThingPageCall.answered_by(pages.thing),
    )


class _Pages:
    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer

    def search(self, store: Reader, asked: SearchPageCall) -> Stream:
        """Show what a search finds."""
        search = asked.search
        offset, limit = search.offset, search.limit
        found = find(store, search) if search.text else SearchResult()
        presenter = present(asked.reader, found.labels)
        context = {
            "q": search.text,
            "total": found.total,
            "corrections": found.corrections,
            "whole": found.whole,
            "offset": offset,
            "of_release": f"&release={asked.old}" if asked.old else "",
            "hits": [_show_hit(hit, presenter, asked.reader.language) for hit in found.hits],
            "earlier": max(0, offset - limit) if offset else None,
            "later": offset + limit if offset + limit < found.total else None,
        }
        return self._renderer.page(asked, "search.html", context)

    def query(self, store: Reader, asked: QueryPageCall) -> Stream:
        """Show the answer to a query below it."""
        call = TableCall(asked.query, MOST_ROWS, MOST_COLUMNS, MOST_CELLS, MOST_TRIPLES)
        found, language = table(store, call), asked.reader.language
        stored = next((one for one in self._renderer.questions if one.name == asked.name), None)
        view = replace(
            show_editor(asked.shown, self._renderer.questions, sources=asked.query.sources),
            described=stored.description[language] if stored else "",
            missing=asked.query.missing or (),
            warnings=tuple(one.sv if language == "sv" else one.en for one in found.warnings),
            verdict=found.verdict,
            graph=show_text(found.triples) if found.triples else None,
        )
        if found.rows is not None:
            presenter = present(asked.reader, found.rows.labels)
            view = replace(view, table=show_table(found.rows, presenter, sources=asked.query.sources))
        head = ReplyHead("page", volatile=found.volatile, missing=asked.query.missing or ())
        return self._renderer.page(asked, "query.html", vars(view), head)

    def coverage(self, _store: Reader, asked: CoveragePageCall) -> Stream:
        """Show how much of each source is stated, dismissed and unread, with the outline of one of them."""
        found = asked.read_found()
        presenter = present(asked.reader, found.labels)
        chosen = next((one for one in found.sources if str(one.iri) == asked.source), None)
        if asked.source and chosen is None:
            raise UnknownThing(f"a source {asked.source[:200]!r}")
        context = {
            "groups": {"sources": found.sources, "works": found.works},
            "name": lambda iri: presenter.link(JsonTerm.iri(iri)),
            "chosen": chosen,
        }
        return self._renderer.page(asked, "coverage.html", context)

    def why(self, store: Reader, asked: WhyPageCall) -> Stream:
        """Explain a statement: its rule and premises, down to the passages."""
        found = why(store, asked.why)
        proof = present(asked.reader, found.labels).proof(found.proof)
        return self._renderer.page(asked, "why.html", {"proof": proof})

    def thing(self, store: Reader, asked: ThingPageCall) -> Stream:
        """Show a thing."""
        described = describe_thing(store, asked.thing)
        page = present(asked.reader, described.labels).page(described)
        context = {
            "page": page,
            "excerpt": read_excerpt(open_sources(store, asked.sources), page.span),
            "address": asked.address,
            "forms": RDF_FORMATS,
            "old": asked.old,
            "of_release": f"?release={asked.old}" if asked.old else "",
            "structured": structured_data.describe_thing(described, asked.address),
        }
        return self._renderer.page(asked, "thing.html", context)


def _show_hit(hit: Hit, presenter: Presenter, language: str) -> ShownHit:
    words, labels = texts(language), hit.labels
    title = labels.get(language) or labels.get("sv") or next(iter(labels.values()), shorten(hit.iri))
    return ShownHit(
        href=presenter.href(hit.iri),
        title=title,
        type=presenter.link(JsonTerm.iri(hit.classes[0])).text if hit.classes else "",
        snippet=tuple(_mark(hit.snippet.text, hit.snippet.ranges)),
        why=words.get("field_" + hit.field, hit.field),
    )


def _mark(text: str, ranges: Iterable[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
    """Yield the pieces of a text, each with whether it matched."""
    place = 0
    for start, end in ranges:
        yield text[place:start], False
        yield text[start:end], True
        place = end
    yield text[place:], False
