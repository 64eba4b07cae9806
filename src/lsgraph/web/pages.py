"""The pages that are not about one thing: start, search, query."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from lsgraph.errors import LsgraphError, QueryError, QuerySyntaxError, ServiceFailed
from lsgraph.queries import Query, find_query, list_queries, read_argument
from lsgraph.search import has_index
from lsgraph.vocabulary import Kind, shorten
from lsgraph.web.answer_table import show_table
from lsgraph.web.delivery import Delivery
from lsgraph.web.frame import make_presenter, read_language
from lsgraph.web.present import Presenter
from lsgraph.web.texts import texts
from lsgraph.web.vigil import identify_client
from lsgraph.workers.calls import write_plain

ROWS_SHOWN: Final = 1000
_HITS: Final = 20
_INDEX_SECONDS: Final = 300.0


class Pages:
    """Start, search and query, over one release."""

    def __init__(self, delivery: Delivery, queries: Path) -> None:
        pool, settings = delivery.pool, delivery.settings
        self._pool, self._frame, self._services = pool, delivery.frame, delivery.services
        self._length = settings.query_length
        self._kinds = pool.release.manifest.by_kind
        self._queries, self._index = queries, pool.release.search_folder
        self._sources = str(settings.sources) if settings.sources else None
        self._indexing = asyncio.Lock()
        self._questions = list_queries(queries, "competency")

    def routes(self) -> list[Route]:
        """Return the routes of these pages."""
        return [
            Route("/", self.start),
            Route("/search", self.search),
            Route("/query", self.query),
            Route("/coverage", self.coverage),
            Route("/why", self.why),
        ]

    async def start(self, request: Request) -> Response:
        """Show counts and ways in."""
        classes = await self._select(request, "pages/classes")
        sources = await self._select(request, "pages/sources")
        presenter = make_presenter(request, {**classes["labels"], **sources["labels"]})
        return self._frame.render(
            request,
            "start.html",
            questions=[one for one in self._questions if "start" in one.keywords],
            classes=[
                {"href": link.href, "name": link.text, "count": row["count"]["value"]}
                for row in classes["rows"]
                for link in [presenter.link(row["class"])]
            ],
            sources=[
                {"href": link.href, "name": link.text, "passages": row["passages"]["value"]}
                for row in sources["rows"]
                for link in [presenter.link(row["source"])]
            ],
            kinds=[{"name": kind.value, "count": self._kinds.get(kind.value, 0)} for kind in Kind],
        )

    async def search(self, request: Request) -> Response:
        """Show what a search finds."""
        asked = request.query_params.get("q", "").strip()
        offset = _read_offset(request)
        found: dict[str, Any] = {"total": 0, "hits": []}
        if asked:
            await self._prepare_index()
            args = {"index": str(self._index), "text": asked, "limit": _HITS, "offset": offset}
            found = await self._pool.call("search", args, identify_client(request.scope))
        presenter = make_presenter(request, found.get("labels", {}))
        return self._frame.render(
            request,
            "search.html",
            q=asked,
            total=found["total"],
            offset=offset,
            hits=[_show_hit(hit, presenter, read_language(request)) for hit in found["hits"]],
            earlier=max(0, offset - _HITS) if offset else None,
            later=offset + _HITS if offset + _HITS < found["total"] else None,
        )

    async def query(self, request: Request) -> Response:
        """Show the editor and, when there is a query, its answer as a table."""
        stored = self._find_stored(request.query_params.get("name"))
        text = request.query_params.get("query") or (stored.text if stored else self._questions[0].text)
        sources = request.query_params.get("sources") == "true"
        context: dict[str, Any] = {
            "verdict": None,
            "table": None,
            "graph_text": "",
            "problem": None,
            "missing": (),
        }
        status = 200
        if request.query_params.get("query") or stored:
            try:
                context |= await self._answer(request, text, sources=sources)
            except ServiceFailed as error:
                context["problem"], status = _explain(error, text, read_language(request)), 502
            except QueryError as error:
                context["problem"], status = _explain(error, text, read_language(request)), 400
            except LsgraphError as error:
                context["problem"], status = _explain(error, text, read_language(request)), 503
        return self._frame.render(
            request,
            "query.html",
            status,
            text=text,
            sources=sources,
            rows_of_text=min(24, max(8, text.count("\n") + 2)),
            described=stored.description[read_language(request)] if stored else "",
            questions=self._questions,
            **context,
        )

    async def _prepare_index(self) -> None:
        """Have the search index of this release made, once."""
        async with self._indexing:
            if not has_index(self._index):
                args = {"index": str(self._index), "sources": self._sources}
                await self._pool.call("make_index", args, seconds=_INDEX_SECONDS)

    async def coverage(self, request: Request) -> Response:
        """Show how much of each source is stated, dismissed and unread, with the outline of one of them."""
        report = await self._pool.call("coverage", {"sources": self._sources}, identify_client(request.scope))
        presenter = make_presenter(request, report["labels"])
        return self._frame.render(
            request,
            "coverage.html",
            groups={"sources": report["sources"], "works": report["works"]},
            name=lambda iri: presenter.link({"type": "uri", "value": iri}),
            chosen=next(
                (one for one in report["sources"] if one["iri"] == request.query_params.get("source")), None
            ),
        )

    async def why(self, request: Request) -> Response:
        """Explain a statement: its rule and premises, down to the passages."""
        subject, predicate, value = (request.query_params.get(name, "") for name in ("s", "p", "o"))
        args = {
            "subject": write_plain(read_argument("iri", subject)),
            "predicate": write_plain(read_argument("iri", predicate)),
            "object": write_plain(read_argument("text" if value.startswith('"') else "iri", value)),
        }
        found = await self._pool.call("why", args, identify_client(request.scope))
        proof = make_presenter(request, found["labels"]).proof(found["proof"])
        return self._frame.render(request, "why.html", proof=proof)

    async def _answer(self, request: Request, text: str, *, sources: bool) -> dict[str, Any]:
        client = identify_client(request.scope)
        args = {"query": text, "limit": ROWS_SHOWN, "sources": sources}
        missing: tuple[str, ...] = ()
        if self._services.are_meant(text) and (
            filled := await self._services.fill(self._pool, text, self._length, client, sources=sources)
        ):
            args |= {"query": filled.text, "length": len(filled.text)}
            missing = filled.missing
        found = await self._pool.call("table", args, client)
        if found["form"] == "boolean":
            return {"verdict": found["verdict"], "missing": missing}
        if found["form"] == "triples":
            return {"graph_text": found["text"], "missing": missing}
        table = show_table(found, make_presenter(request, found["labels"]), sources=sources)
        return {"table": table, "missing": missing}

    async def _select(self, request: Request, name: str) -> dict[str, Any]:
        text = find_query(self._queries, name).text
        args = {"query": text, "limit": ROWS_SHOWN}
        found: dict[str, Any] = await self._pool.call("table", args, identify_client(request.scope))
        return found

    def _find_stored(self, name: str | None) -> Query | None:
        return next((one for one in self._questions if one.name == name), None)


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


def _read_offset(request: Request) -> int:
    asked = request.query_params.get("offset", "0")
    return min(int(asked), 10_000) if asked.isdecimal() and asked.isascii() else 0


def _explain(error: LsgraphError, text: str, language: str) -> dict[str, Any]:
    problem: dict[str, Any] = {"title": texts(language)["problem"], "detail": str(error), "line": None}
    lines = text.splitlines()
    if isinstance(error, QuerySyntaxError) and error.line and error.line <= len(lines):
        column = max(1, error.column or 1)
        problem |= {
            "line": error.line,
            "source_line": lines[error.line - 1],
            "caret": " " * (column - 1) + "^",
        }
    return problem
