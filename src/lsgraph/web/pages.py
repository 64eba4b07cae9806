"""The pages that are not about one thing: start, search, query, coverage, proofs.

What they show is asked for and rendered by workers.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from lsgraph.errors import LsgraphError, QuerySyntaxError
from lsgraph.queries import Query, list_queries, read_argument
from lsgraph.search import has_index
from lsgraph.web.delivery import CLIENT_LEFT, Asked, Delivery
from lsgraph.web.frame import read_language
from lsgraph.web.page_request import ask_page
from lsgraph.web.problems import fault_headers, find_status
from lsgraph.web.rendered_pages import show_editor
from lsgraph.web.texts import texts
from lsgraph.web.vigil import Vigil, identify_client
from lsgraph.workers.calls import write_plain

_HITS: Final = 20
_INDEX_SECONDS: Final = 300.0
_MOST_OFFSET: Final = 10_000


class Pages:
    """Start, search and query, over one release."""

    def __init__(self, delivery: Delivery, queries: Path) -> None:
        pool, settings = delivery.pool, delivery.settings
        self._delivery, self._frame, self._services = delivery, delivery.frame, delivery.services
        self._pool, self._length = pool, settings.query_length
        self._kinds = dict(pool.release.manifest.by_kind)
        self._index = pool.release.search_folder
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
        return await self._give(request, "start_page", {"kinds": self._kinds})

    async def search(self, request: Request) -> Response:
        """Show what a search finds."""
        text = request.query_params.get("q", "").strip()
        if text:
            await self._prepare_index()
        args = {"index": str(self._index), "text": text, "limit": _HITS, "offset": _read_offset(request)}
        return await self._give(request, "search_page", args)

    async def query(self, request: Request) -> Response:
        """Show the editor and, when there is a query, its answer as a table; a fault has its own status."""
        stored = self._find_stored(request.query_params.get("name"))
        text = request.query_params.get("query") or (stored.text if stored else "")
        sources = request.query_params.get("sources") == "true"
        if not text:
            return self._show_editor(request, self._questions[0].text, sources=sources)
        try:
            async with Vigil(request.receive) as vigil:
                vigil.begin()
                asked = await self._ask_query(request, text, stored, sources=sources)
                return await self._delivery.answer(request, vigil, asked)
        except LsgraphError as error:
            page = self._show_editor(request, text, sources=sources, error=error)
            page.headers.update(fault_headers(error))
            return page
        return Response(None, CLIENT_LEFT)

    async def coverage(self, request: Request) -> Response:
        """Show how much of each source is stated, dismissed and unread, with the outline of one of them."""
        args = {"sources": self._sources, "source": request.query_params.get("source")}
        return await self._give(request, "coverage_page", args)

    async def why(self, request: Request) -> Response:
        """Explain a statement: its rule and premises, down to the passages."""
        subject, predicate, value = (request.query_params.get(name, "") for name in ("s", "p", "o"))
        args = {
            "subject": write_plain(read_argument("iri", subject)),
            "predicate": write_plain(read_argument("iri", predicate)),
            "object": write_plain(read_argument("text" if value.startswith('"') else "iri", value)),
        }
        return await self._give(request, "why_page", args)

    async def _give(self, request: Request, call: str, args: dict[str, Any]) -> Response:
        return await self._delivery.give(request, ask_page(request, self._frame, call, args))

    async def _ask_query(self, request: Request, text: str, stored: Query | None, *, sources: bool) -> Asked:
        """Return the call that answers a query, with what other services answered in it."""
        client = identify_client(request.scope)
        args: dict[str, Any] = {
            "query": text,
            "length": self._length,
            "shown": text,
            "name": stored and stored.name,
            "sources": sources,
        }
        if self._services.are_meant(text) and (
            filled := await self._services.fill(self._pool, text, self._length, client, sources=sources)
        ):
            args |= {"query": filled.text, "length": len(filled.text), "missing": list(filled.missing)}
        return ask_page(request, self._frame, "query_page", args)

    def _show_editor(
        self, request: Request, text: str, *, sources: bool, error: LsgraphError | None = None
    ) -> Response:
        context = {**show_editor(text, sources=sources), "questions": self._questions}
        status = 200
        if error is not None:
            context["problem"], status = _explain(error, text, read_language(request)), find_status(error)[0]
        return self._frame.render(request, "query.html", status, **context)

    async def _prepare_index(self) -> None:
        """Have the search index of this release made, once."""
        async with self._indexing:
            if not has_index(self._index):
                args = {"index": str(self._index), "sources": self._sources}
                await self._pool.call("make_index", args, seconds=_INDEX_SECONDS)

    def _find_stored(self, name: str | None) -> Query | None:
        return next((one for one in self._questions if one.name == name), None)


def _read_offset(request: Request) -> int:
    asked = request.query_params.get("offset", "0")
    return min(int(asked), _MOST_OFFSET) if asked.isascii() and asked.isdecimal() and len(asked) < 9 else 0


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
