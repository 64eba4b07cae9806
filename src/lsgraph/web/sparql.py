"""The SPARQL Protocol at `/sparql`, below FastAPI's own handling of requests.

https://www.w3.org/TR/sparql11-protocol/
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from lsgraph.errors import LsgraphError, MethodRefused
from lsgraph.settings import Settings
from lsgraph.web.cache import Cache, Entry, make_etag, matches_etag
from lsgraph.web.description import describe_service
from lsgraph.web.frame import Frame, read_root
from lsgraph.web.negotiate import Choice, choose_formats, choose_media_type, takes_gzip
from lsgraph.web.operation import Operation, read_operation
from lsgraph.web.problems import answer_problem
from lsgraph.web.transfer import Patience, Transfer
from lsgraph.web.vigil import Vigil, identify_client
from lsgraph.workers import Pool

METHODS: Final = ("GET", "HEAD", "POST", "OPTIONS")
_PREFLIGHT: Final = {
    "Allow": ", ".join(METHODS),
    "Access-Control-Allow-Methods": ", ".join(METHODS),
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type, If-None-Match, X-Requested-With",
    "Access-Control-Max-Age": "86400",
}


class _Asked(NamedTuple):
    """A query with all that decides its answer: `key` for the cache, `etag` for the client."""

    operation: Operation
    choice: Choice
    gzip: bool
    key: tuple[object, ...]
    etag: str


class SparqlEndpoint:
    """Answers requests of the protocol with a pool's workers and a cache."""

    def __init__(self, pool: Pool, cache: Cache, frame: Frame, settings: Settings) -> None:
        self._pool, self._cache, self._frame, self._settings = pool, cache, frame, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; a client that leaves frees its worker."""
        request = Request(scope, receive)
        async with Vigil(receive) as vigil:
            try:
                response = await self._respond(request, vigil)
            except LsgraphError as error:
                response = answer_problem(request, error, self._frame)
                response.headers["Lsgraph-Release"] = self._pool.release.id
            await response(scope, receive, send)

    async def _respond(self, request: Request, vigil: Vigil) -> Response:
        if request.method == "OPTIONS":
            return Response(None, 204, _PREFLIGHT)
        if request.method not in METHODS:
            raise MethodRefused(request.method, METHODS)
        operation = await read_operation(request)
        if operation is None:
            return self._introduce(request)
        asked = self._prepare(request, operation)
        if request.method != "POST" and matches_etag(request.headers.get("if-none-match"), asked.etag):
            return Response(None, 304, self._headers(asked, self._pool.release.id))
        if entry := self._cache.get(asked.key):
            return _answer_kept(entry, self._headers(asked, self._pool.release.id))
        vigil.begin()
        return await self._ask(request, asked)

    def _introduce(self, request: Request) -> Response:
        """Send a browser to the page with the editor, anybody else the service description."""
        accept, name = request.headers.get("accept"), request.query_params.get("format")
        if not name and choose_media_type(accept, ("text/turtle", "text/html")) == "text/html":
            return RedirectResponse(f"{read_root(request)}/query", 303, {"Vary": "Accept"})
        return describe_service(request, self._pool.release, choose_formats(accept, name))

    def _prepare(self, request: Request, operation: Operation) -> _Asked:
        accept = request.headers.get("accept")
        choice = choose_formats(accept, operation.format)
        gzip = takes_gzip(request.headers.get("accept-encoding"))
        forms = tuple(offer and offer.media_type for offer in choice)
        release = self._pool.release.id
        key = (release, operation.query, forms, operation.default, operation.named, gzip)
        graphs = [*(operation.default or ()), "", *(operation.named or ())]
        etag = make_etag(release, operation.query, str(forms), str(operation.default is None), *graphs)
        return _Asked(operation, choice, gzip, key, etag)

    async def _ask(self, request: Request, asked: _Asked) -> Response:
        reply = await self._pool.stream("query", self._arguments(request, asked), identify_client(request))
        offer = asked.choice.triples if reply.head["form"] == "triples" else asked.choice.results
        assert offer is not None
        release, volatile = reply.release.id, reply.head["volatile"]

        def keep(entry: Entry) -> None:
            if not volatile and release == asked.key[0]:
                self._cache.put(asked.key, entry, len(asked.operation.query))

        headers = self._headers(asked, release, volatile=volatile)
        patience = Patience(self._settings.deadline, self._settings.transfer)
        transfer = Transfer(reply, offer.media_type, headers, patience, self._cache.largest, keep)
        await transfer.read_start(request.scope["http_version"])
        return transfer

    def _arguments(self, request: Request, asked: _Asked) -> dict[str, Any]:
        operation, choice = asked.operation, asked.choice
        return {
            "query": operation.query,
            "length": self._settings.query_length,
            "results": choice.results and choice.results.format.name,
            "triples": choice.triples and choice.triples.format.name,
            "accept": operation.format or request.headers.get("accept"),
            "default": operation.default,
            "named": operation.named,
            "gzip": asked.gzip,
        }

    def _headers(self, asked: _Asked, release: str, *, volatile: bool = False) -> dict[str, str]:
        headers = {"Lsgraph-Release": release, "Vary": "Accept, Accept-Encoding"}
        if volatile:
            return {**headers, "Cache-Control": "no-store"}
        return {**headers, "ETag": asked.etag, "Cache-Control": "no-cache"}


def _answer_kept(entry: Entry, headers: dict[str, str]) -> Response:
    if entry.encoding:
        headers = {**headers, "Content-Encoding": entry.encoding}
    return Response(entry.body, 200, headers, entry.media_type)
