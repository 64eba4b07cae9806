"""The pages that are not about one thing: start, search, query, coverage, proofs.

What they show is asked for and rendered by workers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from lsgraph.calls.searches import SearchCall
from lsgraph.calls.sparql import ClientQuery
from lsgraph.calls.tables import SpreadsheetCall
from lsgraph.calls.things import WhyCall
from lsgraph.errors import LsgraphError, QuerySyntaxError, RequestError, UnknownThing
from lsgraph.queries import Query, list_queries, read_argument
from lsgraph.store import JsonTerm
from lsgraph.web.answers.page_request import ask_page, named_release
from lsgraph.web.answers.responder import CLIENT_LEFT, CallRequest, Responder
from lsgraph.web.answers.search_index import SearchIndexes
from lsgraph.web.http.disconnect import DisconnectWatch, identify_client
from lsgraph.web.http.negotiate import choose_description
from lsgraph.web.rendering.page_arguments import (
    CoveragePageCall,
    PageCall,
    QueryPageCall,
    SearchPageCall,
    StartPageCall,
    WhyPageCall,
)
from lsgraph.web.rendering.page_frame import read_language, read_root
from lsgraph.web.rendering.page_templates import PageReader
from lsgraph.web.rendering.problems import fault_headers, find_status, tell_in
from lsgraph.web.rendering.query_view import QueryProblem, show_editor
from lsgraph.web.rendering.texts import texts

_HITS: Final = 20
_MOST_OFFSET: Final = 10_000


class Pages:
    """Start, search and query, over one release."""

    def __init__(self, delivery: Responder, queries: Path, indexes: SearchIndexes) -> None:
        pool, settings = delivery.pool, delivery.settings
        self._delivery, self._frame, self._services = delivery, delivery.frame, delivery.services
        self._pool, self._length, self._indexes = pool, settings.query_length, indexes
        self._sources = settings.sources
        self._questions = list_queries(queries, "competency")

    def routes(self) -> list[Route]:
        """Return the routes of these pages."""
        return [
            Route("/", self.start),
            Route("/search", self.search),
            Route("/query", self.query),
            Route("/query.csv", self.spreadsheet),
            Route("/coverage", self.coverage),
            Route("/why", self.why),
        ]

    async def start(self, request: Request) -> Response:
        """Show counts and ways in; who wants no page gets the description of the dataset."""
        if choose_description(request.headers.get("accept"), request.query_params.get("format")):
            address = f"{read_root(request)}/void"
            return RedirectResponse(f"{address}?{request.url.query}".rstrip("?"), 303, {"Vary": "Accept"})
        release, sources = self._delivery.find(named_release(request)), self._sources
        return await self._give(
            request,
            lambda reader: StartPageCall(
                reader,
                release.manifest.by_kind,
                release.manifest.issued,
                release.root,
                release.id,
                sources,
            ),
            exact=False,
        )

    async def search(self, request: Request) -> Response:
        """Show what a search finds."""
        text = request.query_params.get("q", "").strip()
        release = self._delivery.find(named_release(request))
        if text:
            await self._indexes.prepare(release)
        search = SearchCall(release.search_folder, text, _HITS, _read_offset(request))
        old = named_release(request)
        return await self._give(request, lambda reader: SearchPageCall(reader, search, old), exact=False)

    async def query(self, request: Request) -> Response:
        """Show the editor and, when there is a query, its answer as a table; a fault has its own status."""
        stored = self._find_stored(request.query_params.get("name"))
        text = request.query_params.get("query") or (stored.text if stored else "")
        sources = request.query_params.get("sources") == "true"
        if not text:
            return self._show_editor(request, self._questions[0].text, sources=sources)
        try:
            async with DisconnectWatch(request.receive) as vigil:
                vigil.begin()
                query = await self._read_query(request, text, sources=sources)
                asked = ask_page(
                    request,
                    self._frame,
                    lambda reader: QueryPageCall(
                        query=query, reader=reader, shown=text, name=stored.name if stored else None
                    ),
                    exact=False,
                )
                return await self._delivery.answer(request, vigil, asked)
        except LsgraphError as error:
            page = self._show_editor(request, text, sources=sources, error=error)
            page.headers.update(fault_headers(error))
            return page
        return Response(None, CLIENT_LEFT)

    async def spreadsheet(self, request: Request) -> Response:
        """Give the rows of a query for a spreadsheet program; programs get them exact at the endpoint."""
        text = request.query_params.get("query")
        if not text:
            raise RequestError("the request has no `query`")
        async with DisconnectWatch(request.receive) as vigil:
            vigil.begin()
            sources = request.query_params.get("sources") == "true"
            query = await self._read_query(request, text, sources=sources)
            headers = {"Content-Disposition": 'attachment; filename="lsgraph.csv"'}
            asked = CallRequest(
                SpreadsheetCall(query),
                release=named_release(request),
                media_type="text/csv",
                headers=headers,
            )
            return await self._delivery.answer(request, vigil, asked)
        return Response(None, CLIENT_LEFT)

    async def coverage(self, request: Request) -> Response:
        """Show how much of each source is stated, dismissed and unread, with the outline of one of them."""
        source, sources = request.query_params.get("source"), self._sources
        return await self._give(request, lambda reader: CoveragePageCall(reader, source, sources))

    async def why(self, request: Request) -> Response:
        """Explain a statement: its rule and premises, down to the passages."""
        subject, predicate, value = (request.query_params.get(name, "") for name in ("s", "p", "o"))
        why = WhyCall(
            JsonTerm.of(read_argument("iri", subject)),
            JsonTerm.of(read_argument("iri", predicate)),
            JsonTerm.of(read_argument("text" if value.startswith('"') else "iri", value)),
        )
        return await self._give(request, lambda reader: WhyPageCall(reader, why))

    async def _give(
        self, request: Request, make: Callable[[PageReader], PageCall], *, exact: bool = True
    ) -> Response:
        asked = ask_page(request, self._frame, make, exact=exact)
        return await self._delivery.give(request, asked)

    async def _read_query(self, request: Request, text: str, *, sources: bool) -> ClientQuery:
        """Return a query with what other services answered in it."""
        query = ClientQuery(text, self._length, sources)
        if not self._services.are_meant(text):
            return query
        return await self._services.fill(self._pool, query, identify_client(request.scope))

    def _show_editor(
        self, request: Request, text: str, *, sources: bool, error: LsgraphError | None = None
    ) -> Response:
        view, status = show_editor(text, self._questions, sources=sources), 200
        if error is not None:
            view = replace(view, problem=_explain(error, text, read_language(request)))
            status = find_status(error)[0]
        return self._frame.render(request, "query.html", status, **vars(view))

    def _find_stored(self, name: str | None) -> Query | None:
        """Return the stored question that an address names; raises UnknownThing when there is none."""
        stored = next((one for one in self._questions if one.name == name), None)
        if name and stored is None:
            raise UnknownThing(f"a stored question named {name[:64]!r}")
        return stored


def _read_offset(request: Request) -> int:
    asked = request.query_params.get("offset", "0")
    return min(int(asked), _MOST_OFFSET) if asked.isascii() and asked.isdecimal() and len(asked) < 9 else 0


def _explain(error: LsgraphError, text: str, language: str) -> QueryProblem:
    detail, told_in = tell_in(error, language)
    problem = QueryProblem(texts(language)["problem"], detail, told_in)
    lines = text.split("\n")
    if isinstance(error, QuerySyntaxError) and error.line and error.line <= len(lines):
        caret = " " * (max(1, error.column or 1) - 1) + "^"
        return replace(problem, line=error.line, source_line=lines[error.line - 1], caret=caret)
    return problem
