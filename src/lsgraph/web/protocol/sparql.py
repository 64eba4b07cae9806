"""The SPARQL Protocol at `/sparql`.

https://www.w3.org/TR/sparql11-protocol/
"""

from __future__ import annotations

import time
from dataclasses import replace
from functools import lru_cache
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from lsgraph.calls.downloads import ServiceDescriptionCall
from lsgraph.calls.sparql import ClientQuery, QueryCall
from lsgraph.errors import NotAcceptable
from lsgraph.store import RDF_FORMATS
from lsgraph.web.answers.responder import CallRequest, Responder
from lsgraph.web.http.disconnect import DisconnectWatch, identify_client
from lsgraph.web.http.negotiate import choose_formats, choose_media_type
from lsgraph.web.http.request_log import note
from lsgraph.web.protocol.endpoint import Endpoint
from lsgraph.web.protocol.sparql_request import SparqlRequest, read_address, read_posted
from lsgraph.web.rendering.page_frame import read_root

_REQUESTS_CACHED: Final = 512
_CACHED_REQUEST_CHARACTERS: Final = 4_096
_LEAST_SECONDS: Final = 0.1


class SparqlEndpoint(Endpoint):
    """Answers requests of the protocol."""

    methods = ("GET", "HEAD", "POST", "OPTIONS")

    def __init__(self, delivery: Responder) -> None:
        super().__init__(delivery)
        self._read_again = lru_cache(_REQUESTS_CACHED)(self._read)

    async def respond(self, request: Request, vigil: DisconnectWatch) -> Response:
        """Answer a query, or describe the service to whoever asks none."""
        address, accept = request.scope["query_string"], request.headers.get("accept")
        if request.method == "POST":
            asked: CallRequest | None = self._ask(await read_posted(request), accept)
        elif len(address) + len(accept or "") > _CACHED_REQUEST_CHARACTERS:
            asked = self._read(address, accept)
        else:
            asked = self._read_again(address, accept)
        if asked is None:
            return await self._introduce(request, vigil)
        if isinstance(asked.call, QueryCall):
            note(request.scope, query=asked.call.query.text)
            if self.delivery.services.are_meant(asked.call.query.text):
                vigil.begin()
                asked = await self._federate(asked, asked.call, identify_client(request.scope))
        return await self.delivery.answer(request, vigil, asked)

    async def _federate(self, asked: CallRequest, call: QueryCall, client: str) -> CallRequest:
        """Return what is asked with the answers of other services in it."""
        delivery = self.delivery
        delivery.find_release(asked)  # before anybody is asked in vain
        began = time.monotonic()
        filled = await delivery.services.fill(delivery.pool, call.query, client)
        if not filled.is_federated:
            return asked
        left = delivery.settings.deadline - (time.monotonic() - began)
        return replace(asked, call=replace(call, query=filled), seconds=max(left, _LEAST_SECONDS))

    async def _introduce(self, request: Request, vigil: DisconnectWatch) -> Response:
        """Send a browser to the page with the editor, anybody else the service description."""
        accept, name = request.headers.get("accept"), request.query_params.get("format")
        if not name and choose_media_type(accept, ("text/turtle", "text/html")) == "text/html":
            return RedirectResponse(f"{read_root(request)}/query", 303, {"Vary": "Accept"})
        wanted, choice = request.query_params.get("release") or None, choose_formats(accept, name)
        if choice.triples is None:
            raise NotAcceptable("that", [known.media_type for known in RDF_FORMATS])
        release, settings = self.delivery.find(wanted), self.delivery.settings
        address = settings.public_url or str(request.base_url).rstrip("/")
        call = ServiceDescriptionCall(
            settings.releases,
            release.id,
            f"{address}/sparql",
            tuple(sorted(self.delivery.services.allowed)),
            choice.triples.format.name,
        )
        choice = choice._replace(results=None)
        asked = CallRequest(call, choice, wanted, made_for=release.id, exact=True)
        return await self.delivery.answer(request, vigil, asked)

    def _read(self, address: bytes, accept: str | None) -> CallRequest | None:
        operation = read_address(address)
        return None if operation is None else self._ask(operation, accept)

    def _ask(self, operation: SparqlRequest, accept: str | None) -> CallRequest:
        choice = choose_formats(accept, operation.format)
        call = QueryCall(
            ClientQuery(operation.query, self.delivery.settings.query_length, operation.sources),
            results=choice.results and choice.results.format.name,
            triples=choice.triples and choice.triples.format.name,
            default=operation.default,
            named=operation.named,
            most=operation.most,
        )
        return CallRequest(call, choice, operation.release, accept=operation.format or accept or "")
