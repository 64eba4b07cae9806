"""The ontology as a page, a diagram and files: /spec, its shapes, and each code list whole."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from rdflib import URIRef
from rdflib.namespace import DCTERMS
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from lsgraph.errors import NotAcceptable
from lsgraph.queries import bind, find_query
from lsgraph.resources import Resources as Files
from lsgraph.store import RDF_FORMATS
from lsgraph.vocabulary import BASE
from lsgraph.web.delivery import Delivery
from lsgraph.web.frame import make_presenter, read_language, read_root
from lsgraph.web.negotiate import choose_media_type
from lsgraph.web.ontology_view import View, read_topics
from lsgraph.web.resource import HTML, Resources

SVG: Final = "image/svg+xml"
_ROWS: Final = 5000
_RDF: Final = {one.suffix: one.media_type for one in RDF_FORMATS}
_PARTS: Final = ("terms", "relations", "uses", "schemes", "header")


class OntologyPages:
    """The pages and files of one release's ontology; what they hold is asked for once."""

    def __init__(self, delivery: Delivery, files: Files) -> None:
        self._pool, self._frame, self._queries = delivery.pool, delivery.frame, files.queries
        self._things = Resources(delivery)
        self._topics = read_topics(files)
        self._asking = asyncio.Lock()
        self._answers: dict[str, dict[str, Any]] = {}

    def routes(self) -> list[Route]:
        """Return the routes, to stand before those of identifiers."""
        return [
            Route("/spec", self.ontology),
            Route("/spec.{suffix}", self.ontology),
            Route("/spec/diagram", self.diagram),
            Route("/spec/diagram.svg", self.diagram),
            Route("/spec/shape", self.shapes),
            Route("/spec/shape.{suffix}", self.shapes),
            Route("/def/{scheme:str}", self.code_list),
        ]

    async def ontology(self, request: Request) -> Response:
        """Show the ontology as a page, or give it whole as RDF."""
        media_type = _choose(request, (HTML, *_RDF.values()))
        if media_type != HTML:
            return await self._file(request, find_query(self._queries, "export/ontology").text, media_type)
        view = await self._view(request)
        answer = self._frame.render(
            request,
            "ontology.html",
            topics=view.topics(),
            title=view.told(DCTERMS.title),
            description=view.told(DCTERMS.description),
            header=view.header(),
            schemes=view.schemes(),
            diagram=view.diagram(),
            forms=list(_RDF.items()),
        )
        answer.headers.update(self._headers(request))
        return answer

    async def diagram(self, request: Request) -> Response:
        """Give the class diagram as a file of its own, its links the IRIs of the terms."""
        view = await self._view(request, whole_iris=True)
        page = self._frame.render(request, "diagram.svg", diagram=view.diagram())
        return Response(page.body, media_type=SVG, headers={"Vary": "Accept-Language"})

    async def shapes(self, request: Request) -> Response:
        """Give all shapes as RDF."""
        media_type = _choose(request, tuple(_RDF.values()))
        return await self._file(request, find_query(self._queries, "export/shapes").text, media_type)

    async def code_list(self, request: Request) -> Response:
        """Show a code list as any other thing, or give it whole as RDF."""
        name, dot, suffix = request.path_params["scheme"].partition(".")
        asked = suffix if dot else request.query_params.get("format")
        accept = _RDF.get(asked, HTML) if asked else request.headers.get("accept")
        media_type = choose_media_type(accept, (HTML, *_RDF.values()))
        scheme = URIRef(f"{BASE}def/{name}")
        if media_type is None or media_type == HTML or not await self._has_scheme(scheme):
            return await self._things.describe(request)
        query = bind(find_query(self._queries, "export/code-list"), {"scheme": scheme})
        return await self._file(request, query, media_type)

    async def _has_scheme(self, scheme: URIRef) -> bool:
        rows = (await self._ask())["schemes"]["rows"]
        return any(row["scheme"]["value"] == str(scheme) for row in rows)

    async def _file(self, request: Request, query: str, media_type: str) -> Response:
        known = next(one for one in RDF_FORMATS if one.media_type == media_type)
        args = {"query": query, "results": None, "triples": known.name, "gzip": False}
        reply = await self._pool.stream("query", args)
        body = b"".join([piece async for piece in reply.pieces()])
        return Response(body, media_type=media_type, headers=self._headers(request))

    def _headers(self, request: Request) -> dict[str, str]:
        path = request.url.path.removeprefix(read_root(request)).strip("/")
        return self._things.headers(request, path.partition(".")[0])

    async def _ask(self) -> dict[str, dict[str, Any]]:
        async with self._asking:
            for part in _PARTS:
                if part not in self._answers:
                    text = find_query(self._queries, f"pages/ontology-{part}").text
                    self._answers[part] = await self._pool.call("table", {"query": text, "limit": _ROWS})
        return self._answers

    async def _view(self, request: Request, *, whole_iris: bool = False) -> View:
        answers = await self._ask()
        labels = {iri: name for part in answers.values() for iri, name in part["labels"].items()}
        presenter = make_presenter(request, labels)
        return View(answers, presenter, read_language(request), self._topics, whole_iris=whole_iris)


def _choose(request: Request, offers: tuple[str, ...]) -> str:
    asked = request.path_params.get("suffix") or request.query_params.get("format")
    known = {**_RDF, "html": HTML}
    if asked is not None and asked not in known:
        raise NotAcceptable(asked, list(known))
    accept = known[asked] if asked else request.headers.get("accept")
    chosen = choose_media_type(accept, offers)
    if chosen is None:
        raise NotAcceptable(str(accept), offers)
    return chosen
