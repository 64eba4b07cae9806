"""Start, search, query, coverage, proofs and things, as workers render them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lsgraph.calls.call import Args, Handler, Stream, answer_named
from lsgraph.calls.pages import describe_page, find, table, why
from lsgraph.queries import find_query
from lsgraph.sources import open_sources
from lsgraph.store import RDF_FORMATS, Reader
from lsgraph.vocabulary import Kind, shorten
from lsgraph.web.rendering.excerpts import read_excerpt
from lsgraph.web.rendering.presenter import Presenter
from lsgraph.web.rendering.renderer import Renderer, present
from lsgraph.web.rendering.result_table import (
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_TRIPLES,
    show_table,
    show_text,
)
from lsgraph.web.rendering.structured_data import describe_dataset, describe_thing
from lsgraph.web.rendering.texts import texts


def list_pages(renderer: Renderer) -> tuple[Handler, ...]:
    """Return the calls of these pages."""
    pages = _Pages(renderer)
    return (
        answer_named("start_page", pages.start),
        answer_named("search_page", pages.search),
        answer_named("query_page", pages.query),
        answer_named("coverage_page", pages.coverage),
        answer_named("why_page", pages.why),
        answer_named("thing_page", pages.thing),
    )


class _Pages:
    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer

    def start(self, store: Reader, args: Args) -> Stream:
        """Show counts and ways in. `kinds` are the statements of each kind."""
        classes, sources = (self._select(store, name) for name in ("pages/classes", "pages/sources"))
        presenter = present(args, {**classes["labels"], **sources["labels"]})
        context = {
            "questions": [one for one in self._renderer.questions if "start" in one.keywords],
            "classes": _count(classes["rows"], presenter, "class", "count"),
            "sources": _count(sources["rows"], presenter, "source", "passages"),
            "kinds": [{"name": kind.value, "count": args["kinds"].get(kind.value, 0)} for kind in Kind],
            "structured": describe_dataset(args["reader"], args["issued"]),
        }
        return self._renderer.page(args, "start.html", context)

    def search(self, store: Reader, args: Args) -> Stream:
        """Show what a search finds; `text` may be empty."""
        offset, limit = args["offset"], args["limit"]
        found: dict[str, Any] = {"total": 0, "hits": [], "labels": {}}
        if args["text"]:
            found = find(store, args)
        presenter, language = present(args, found["labels"]), args["reader"]["language"]
        context = {
            "q": args["text"],
            "total": found["total"],
            "corrections": found.get("corrections", ()),
            "whole": found.get("whole", True),
            "offset": offset,
            "of_release": f"&release={args['old']}" if args["old"] else "",
            "hits": [_show_hit(hit, presenter, language) for hit in found["hits"]],
            "earlier": max(0, offset - limit) if offset else None,
            "later": offset + limit if offset + limit < found["total"] else None,
        }
        return self._renderer.page(args, "search.html", context)

    def query(self, store: Reader, args: Args) -> Stream:
        """Show the answer to a query below it. `shown` is the text as it was typed, `name` a stored one's."""
        bounds = {
            "limit": MOST_ROWS,
            "columns": MOST_COLUMNS,
            "cells": MOST_CELLS,
            "triples": MOST_TRIPLES,
        }
        found = table(store, {**args, **bounds})
        stored = next((one for one in self._renderer.questions if one.name == args["name"]), None)
        context = {
            **show_editor(args["shown"], sources=args["sources"]),
            "described": stored.description[args["reader"]["language"]] if stored else "",
            "questions": self._renderer.questions,
            "missing": args.get("missing", ()),
            "warnings": [one[args["reader"]["language"]] for one in found["warnings"]],
        }
        match found["form"]:
            case "boolean":
                context["verdict"] = found["verdict"]
            case "triples":
                context["graph"] = show_text(found)
            case _:
                presenter = present(args, found["labels"])
                context["table"] = show_table(found, presenter, sources=args["sources"])
        volatile = found["volatile"] or "missing" in args
        return self._renderer.page(args, "query.html", context, volatile=volatile)

    def coverage(self, _store: Reader, args: Args) -> Stream:
        """Show how much of each source is stated, dismissed and unread, with the outline of `source`.

        That is what the call `coverage` has `found`.
        """
        report = args["found"]
        presenter = present(args, report["labels"])
        chosen = (one for one in report["sources"] if str(one["iri"]) == args["source"])
        context = {
            "groups": {"sources": report["sources"], "works": report["works"]},
            "name": lambda iri: presenter.link({"type": "uri", "value": str(iri)}),
            "chosen": next(chosen, None),
        }
        return self._renderer.page(args, "coverage.html", context)

    def why(self, store: Reader, args: Args) -> Stream:
        """Explain a statement: its rule and premises, down to the passages."""
        found = why(store, args)
        proof = present(args, found["labels"]).proof(found["proof"])
        return self._renderer.page(args, "why.html", {"proof": proof})

    def thing(self, store: Reader, args: Args) -> Stream:
        """Show a thing; `address` is where it is described, `old` the release that was asked for, if any."""
        described = describe_page(store, args)
        page = present(args, described["labels"]).page(described)
        context = {
            "page": page,
            "excerpt": read_excerpt(open_sources(store, args["sources"]), page.span),
            "address": args["address"],
            "forms": RDF_FORMATS,
            "old": args["old"],
            "of_release": f"?release={args['old']}" if args["old"] else "",
            "structured": describe_thing(described, args["address"]),
        }
        return self._renderer.page(args, "thing.html", context)

    def _select(self, store: Reader, name: str) -> dict[str, Any]:
        text = find_query(self._renderer.files.queries, name).text
        return table(store, {"query": text, "limit": MOST_ROWS})


def show_editor(text: str, *, sources: bool) -> dict[str, Any]:
    """Return what the page with the editor needs before there is an answer."""
    return {
        "text": text,
        "sources": sources,
        "rows_of_text": min(24, max(8, text.count("\n") + 2)),
        "described": "",
        "verdict": None,
        "table": None,
        "graph": None,
        "problem": None,
        "missing": (),
        "warnings": (),
    }


def _count(
    rows: list[Mapping[str, Mapping[str, str]]], presenter: Presenter, what: str, number: str
) -> list[dict[str, Any]]:
    links = ((presenter.link(row[what]), row[number]["value"]) for row in rows)
    return [{"href": link.href, "name": link.text, number: count} for link, count in links]


def _show_hit(hit: dict[str, Any], presenter: Presenter, language: str) -> dict[str, Any]:
    words = texts(language)
    labels = hit["labels"]
    kind = presenter.link({"type": "uri", "value": hit["classes"][0]}).text if hit["classes"] else ""
    return {
        "href": presenter.href(hit["iri"]),
        "title": labels.get(language) or labels.get("sv") or next(iter(labels.values()), shorten(hit["iri"])),
        "type": kind,
        "snippet": list(_mark(hit["snippet"]["text"], hit["snippet"]["ranges"])),
        "why": words.get("field_" + hit["field"], hit["field"]),
    }


def _mark(text: str, ranges: list[list[int]]) -> Iterator[tuple[str, bool]]:
    """Yield the pieces of a text, each with whether it matched."""
    place = 0
    for start, end in ranges:
        yield text[place:start], False
        yield text[start:end], True
        place = end
    yield text[place:], False
