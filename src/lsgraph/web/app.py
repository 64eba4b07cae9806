"""The one place of wiring: settings to a service with its routes, its workers and its faults."""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from functools import partial
from importlib.metadata import version
from typing import Final

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from lsgraph.errors import LsgraphError
from lsgraph.federation import FederationPolicy
from lsgraph.release import open_release, read_gone
from lsgraph.resources import find_resources
from lsgraph.settings import Settings
from lsgraph.web.answers.federation import Services
from lsgraph.web.answers.responder import Responder
from lsgraph.web.answers.retired import RetiredIdentifiers
from lsgraph.web.answers.search_index import SearchIndexes
from lsgraph.web.answers.streaming import AbortLogFilter
from lsgraph.web.api.documentation import Documentation
from lsgraph.web.api.parameters import explain_parameters
from lsgraph.web.api.routes import ApiRoutes
from lsgraph.web.http.address_language import AddressLanguage
from lsgraph.web.http.cache import Cache
from lsgraph.web.http.connection_limits import OpenConnections
from lsgraph.web.http.cors import CorsHeaders
from lsgraph.web.http.request_log import RequestLog, RequestRecord
from lsgraph.web.monitoring.access_log import AccessLog
from lsgraph.web.monitoring.health import HealthRoutes
from lsgraph.web.monitoring.metrics import Metrics
from lsgraph.web.pages.documents import DocumentPages
from lsgraph.web.pages.downloads import Downloads
from lsgraph.web.pages.entries import EntryPages
from lsgraph.web.pages.matrix import MatrixPages
from lsgraph.web.pages.memento import TimeMaps
from lsgraph.web.pages.ontology import OntologyPages
from lsgraph.web.pages.quality import QualityPages
from lsgraph.web.pages.releases import ReleasePages
from lsgraph.web.pages.start_search_query import Pages
from lsgraph.web.pages.thing import ThingPages
from lsgraph.web.protocol.graph_store import GraphStore
from lsgraph.web.protocol.sparql import SparqlEndpoint
from lsgraph.web.protocol.void_endpoint import WELL_KNOWN, VoidDescription
from lsgraph.web.rendering.page_frame import STATIC, PageFrame
from lsgraph.web.rendering.problems import answer_http_exception, answer_problem, explain
from lsgraph.web.rendering.texts import LANGUAGES
from lsgraph.workers import ArchivePools, Background, Limits, Pool

_ENDPOINT: Final = "/sparql"
_CALLS: Final = "lsgraph.web.rendering.service_calls:list_service_calls"


def create_app(settings: Settings, connections: OpenConnections) -> ASGIApp:
    """Return the service for the current release; raises ReleaseMissing where there is none.

    The workers start with the application and end with it. When `current` moves, the service follows
    without dropping a request.
    """
    service = Service(settings, Pool(open_release(settings.releases), read_limits(settings)), connections)
    app = FastAPI(
        title="lsgraph",
        version=version("lsgraph"),
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        root_path=settings.base_path,
        lifespan=service.live,
    )
    service.attach(app)
    for kind in (LsgraphError, HTTPException, RequestValidationError, OSError, RuntimeError):
        app.add_exception_handler(kind, service.answer_fault)
    site = AddressLanguage(FastPath(app, service), settings.base_path, LANGUAGES)
    return RequestLog(CorsHeaders(site), service.listen)


def read_limits(settings: Settings) -> Limits:
    """Return the limits of the workers."""
    return Limits(
        workers=settings.workers,
        slow=settings.slow,
        queue=settings.queue,
        share=settings.share,
        deadline=settings.deadline,
        memory=settings.memory,
        largest_in_memory=settings.largest_in_memory,
        store=settings.store,
        calls=_CALLS,
    )


def read_peers(settings: Settings) -> FederationPolicy:
    """Return the services that may be asked; half of a call's time is for them, the rest for the workers."""
    return FederationPolicy(settings.services, settings.deadline / 2, settings.services_private)


class Service:
    """What the routes share: workers, cache, frame; and how they follow the current release."""

    def __init__(self, settings: Settings, pool: Pool, connections: OpenConnections) -> None:
        shelf = ArchivePools(settings.releases, pool.limits, settings.old_releases, pool.failures)
        cache, frame = Cache(settings.cache_bytes), PageFrame(pool.release.id)
        self._settings = settings
        services = Services(read_peers(settings))
        self._delivery = Responder(pool, shelf, cache, frame, settings, services)
        self._metrics = Metrics(pool, shelf, cache, connections) if settings.metrics else None
        self._log = (
            AccessLog(settings.access_log, with_queries=settings.log_queries) if settings.access_log else None
        )
        self._began = time.time()
        self._routes: list[BaseRoute] = []
        self._attached = ""
        self._gone = frozenset(read_gone(settings.releases))
        self.sparql = SparqlEndpoint(self._delivery)

    def attach(self, app: FastAPI) -> None:
        """Put the routes of the release that is served in the place of those of the one before."""
        rest = [route for route in app.router.routes if route not in self._routes]
        self._routes, self._attached = self._make_routes(), self._delivery.pool.release.id
        app.router.routes[:] = [*self._routes, *rest]
        if self._metrics:
            paths = (route.path for route in self._routes if isinstance(route, Route | Mount))
            self._metrics.routes = frozenset(_first_part(path) for path in paths)

    def _make_routes(self) -> list[BaseRoute]:
        delivery = self._delivery
        void, files = VoidDescription(delivery), find_resources()
        indexes, retired = SearchIndexes(delivery), RetiredIdentifiers(delivery.pool)
        self.sparql = SparqlEndpoint(delivery)
        routes = [
            Route(_ENDPOINT, self.sparql),
            Route("/rdf-graph-store", GraphStore(delivery)),
            Route("/void", void),
            Route("/void.{suffix}", void),
            Route(WELL_KNOWN, void),
            *HealthRoutes(delivery, self._metrics, self._began, files.queries).routes(),
            *Pages(delivery, files.queries, indexes).routes(),
            *MatrixPages(delivery).routes(),
            *EntryPages(delivery).routes(),
            *QualityPages(delivery, files.queries).routes(),
            *ReleasePages(delivery, files.queries).routes(),
            *OntologyPages(delivery, files, retired).routes(),
            *DocumentPages(delivery).routes(),
            *TimeMaps(delivery).routes(),
            *ThingPages(delivery, retired).routes(),
            *Downloads(delivery).routes(),
            *ApiRoutes(delivery, files, indexes, retired).routes(),
            Mount("/static", StaticFiles(directory=STATIC)),
        ]
        return [*Documentation(delivery.frame, self._settings.base_path, routes).routes(), *routes]

    @contextlib.asynccontextmanager
    async def live(self, app: FastAPI) -> AsyncIterator[None]:
        """Start the workers, follow the current release, and end the workers."""
        one_line = AbortLogFilter()
        server_log = logging.getLogger("uvicorn.error")
        server_log.addFilter(one_line)
        try:
            async with self._delivery.pool as pool:
                background, watch = Background(pool.failures), self._settings.watch
                background.repeat("following the current release", partial(self._follow, app), watch)
                background.repeat("putting old releases away", self._delivery.shelf.close_idle, watch)
                try:
                    yield
                finally:
                    await background.close()
                    self._delivery.services.close()
                    await self._delivery.shelf.close()
        finally:
            server_log.removeFilter(one_line)
            if self._log:
                self._log.close()

    def listen(self, record: RequestRecord) -> None:
        """Count and log a request that is over."""
        if self._metrics:
            self._metrics.observe(record)
        if self._log:
            self._log.write(record)

    def answer_fault(self, request: Request, error: Exception) -> Response:
        """Return the response for an exception."""
        if isinstance(error, HTTPException):
            return answer_http_exception(request, error, self._delivery.frame)
        if isinstance(error, RequestValidationError):
            error = explain_parameters(error)
        told = error if isinstance(error, LsgraphError) else explain(error)
        return answer_problem(request, told, self._delivery.frame)

    async def _follow(self, app: FastAPI) -> None:
        """Switch to the current release when the pointer has moved; forget answers when one is gone."""
        pool = self._delivery.pool
        current = open_release(self._settings.releases)
        if current.id != pool.release.id:
            await pool.switch(current)
        if current.id != self._attached:
            self._delivery = replace(self._delivery, frame=self._delivery.frame.of_release(current.id))
            self.attach(app)
        if (gone := frozenset(read_gone(self._settings.releases))) != self._gone:
            self._gone = gone
            self._delivery.cache.clear()
            self._delivery.facts.clear()


def _first_part(path: str) -> str:
    return path.strip("/").partition("/")[0].partition(".")[0]


@dataclass(frozen=True)
class FastPath:
    """Leads queries past the layers of the framework, which take longer than an answer that is kept."""

    app: FastAPI
    service: Service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer at the endpoint, or pass on."""
        if scope["type"] == "http" and scope["path"].removeprefix(self.app.root_path) == _ENDPOINT:
            scope["root_path"] = self.app.root_path
            await self.service.sparql(scope, receive, send)
        else:
            await self.app(scope, receive, send)
