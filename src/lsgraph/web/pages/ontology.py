"""The ontology as a page, a diagram and files: /spec, its shapes, and each code list whole."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from typing import Final

from rdflib import URIRef
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from lsgraph.calls.sparql import ClientQuery, QueryCall
from lsgraph.calls.tables import TableCall
from lsgraph.errors import NotAcceptable, UnknownThing
from lsgraph.export import CONTEXT_FILE
from lsgraph.queries import bind, find_query
from lsgraph.release import list_releases
from lsgraph.resources import Resources as Files
from lsgraph.store import RDF_FORMATS
from lsgraph.vocabulary import BASE
from lsgraph.web.answers.page_request import ask_page, named_release
from lsgraph.web.answers.responder import CallRequest, Responder
from lsgraph.web.answers.retired import RetiredIdentifiers
from lsgraph.web.http.negotiate import HTML, Choice, Offer, choose_media_type
from lsgraph.web.pages.thing import ThingPages, split_suffix
from lsgraph.web.rendering.page_arguments import DiagramPageCall, OntologyPageCall, PageCall
from lsgraph.web.rendering.page_frame import read_base
from lsgraph.web.rendering.page_templates import PageReader

_VERSION: Final = re.compile(r"(?P<version>\d+(?:\.\d+)+)(?:\.(?P<suffix>[a-z]+))?")
SVG: Final = "image/svg+xml"
_MOST_ROWS: Final = 5_000
_RDF: Final = {one.suffix: one.media_type for one in RDF_FORMATS}


class OntologyPages:
    """The pages and files of the ontology of the current release, or of the one that `release` names."""

    def __init__(self, delivery: Responder, files: Files, retired: RetiredIdentifiers) -> None:
        self._delivery, self._queries = delivery, files.queries
        self._things, self._context = ThingPages(delivery, retired), files.ontology / CONTEXT_FILE

    def routes(self) -> list[Route]:
        """Return the routes, to stand before those of identifiers."""
        return [
            Route("/spec", self.ontology),
            Route("/spec/", self.ontology),
            Route("/spec.{suffix}", self.ontology),
            Route("/spec/diagram", self.diagram),
            Route("/spec/diagram.svg", self.diagram),
            Route("/spec/shape", self.shapes),
            Route("/spec/shape.{suffix}", self.shapes),
            Route("/spec/{term:str}", self.term),
            Route("/def/{scheme:str}", self.code_list),
            Route("/context.jsonld", self.context),
        ]

    async def ontology(self, request: Request, release: str | None = None) -> Response:
        """Show the ontology as a page, or give it whole as RDF; from `release`, or what the request names."""
        release = release or named_release(request)
        media_type = _choose(request, (HTML, *_RDF.values()))
        if media_type != HTML:
            query = find_query(self._queries, "export/ontology").text
            return await self._file(request, query, media_type, release)
        return await self._page(request, OntologyPageCall, HTML, release)

    async def term(self, request: Request) -> Response:
        """Describe a term; the IRI of a version of the ontology gives it as a release has it."""
        version = _VERSION.fullmatch(request.path_params["term"])
        if version is None:
            return await self._things.describe(request)
        release = await asyncio.to_thread(self._find_version, version["version"], named_release(request))
        request.path_params["suffix"] = version["suffix"]
        return await self.ontology(request, release)

    def _find_version(self, version: str, release_id: str | None) -> str | None:
        """Return the latest release with a version of the ontology; raises UnknownThing."""
        current = self._delivery.find(release_id)
        if current.manifest.version == version:
            return release_id
        kept = list_releases(current.root) if self._delivery.settings.old_releases and not release_id else []
        for release in kept:
            if release.manifest.version == version:
                return release.id
        raise UnknownThing(f"{BASE}spec/{version}")

    async def context(self, _request: Request) -> Response:
        """Give the JSON-LD context that descriptions are compacted with."""
        return FileResponse(self._context, media_type="application/ld+json")

    async def diagram(self, request: Request) -> Response:
        """Give the class diagram as a file of its own, its links the IRIs of the terms."""
        suffix = "svg" if request.url.path.endswith(".svg") else None
        accept = SVG if suffix else request.headers.get("accept")
        if choose_media_type(accept, (SVG, HTML, *_RDF.values())) not in (SVG, None):
            return await self._things.describe(request)
        return await self._page(request, DiagramPageCall, SVG)

    async def shapes(self, request: Request) -> Response:
        """Give all shapes as RDF."""
        media_type = _choose(request, (*_RDF.values(), HTML))
        if media_type == HTML:
            return await self._things.describe(request)
        return await self._file(request, find_query(self._queries, "export/shapes").text, media_type)

    async def code_list(self, request: Request) -> Response:
        """Show a code list as any other thing, or give it whole as RDF."""
        name, dot, suffix = request.path_params["scheme"].partition(".")
        asked = suffix if dot else request.query_params.get("format")
        accept = _RDF.get(asked, HTML) if asked else request.headers.get("accept")
        media_type = choose_media_type(accept, (HTML, *_RDF.values()))
        scheme = URIRef(f"{BASE}def/{name}")
        if media_type is None or media_type == HTML or not await self._has_scheme(request, scheme):
            return await self._things.describe(request)
        query = bind(find_query(self._queries, "export/code-list"), {"scheme": scheme})
        return await self._file(request, query, media_type)

    async def _has_scheme(self, request: Request, scheme: URIRef) -> bool:
        text = find_query(self._queries, "pages/ontology-schemes").text
        named = named_release(request)
        fact, release = TableCall(ClientQuery(text), _MOST_ROWS), named or self._delivery.frame.release
        found = await self._delivery.know(request, fact, named, release)
        return any(row["scheme"].value == str(scheme) for row in (found.rows.rows if found.rows else ()))

    async def _page(
        self,
        request: Request,
        make: Callable[[PageReader], PageCall],
        media_type: str,
        release: str | None = None,
    ) -> Response:
        asked = ask_page(
            request,
            self._delivery.frame,
            make,
            release=release,
            headers=self._headers(request),
            media_type=media_type,
        )
        return await self._delivery.give(request, asked)

    async def _file(
        self, request: Request, query: str, media_type: str, release: str | None = None
    ) -> Response:
        known = next(one for one in RDF_FORMATS if one.media_type == media_type)
        asked = CallRequest(
            QueryCall(ClientQuery(query), triples=known.name),
            Choice(None, Offer(known, media_type)),
            release or named_release(request),
            headers=self._headers(request),
            made_for=self._delivery.frame.release,
        )
        return await self._delivery.give(request, asked)

    def _headers(self, request: Request) -> dict[str, str]:
        path = request.url.path.removeprefix(read_base(request)).strip("/")
        return self._things.headers(request, split_suffix(path)[0])


def _choose(request: Request, offers: tuple[str, ...]) -> str:
    asked = request.path_params.get("suffix") or request.query_params.get("format")
    known = {**_RDF, "owl": _RDF["rdf"], "html": HTML}
    if asked is not None and asked not in known:
        raise NotAcceptable(asked, list(known))
    accept = known[asked] if asked else request.headers.get("accept")
    chosen = choose_media_type(accept, offers)
    if chosen is None:
        raise NotAcceptable(str(accept), offers)
    return chosen
