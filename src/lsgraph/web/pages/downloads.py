"""Downloads: releases and regions' slices in every export format, and the DCAT catalogue."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from lsgraph.errors import LsgraphError, NotAcceptable, ReleaseMissing
from lsgraph.export import EXPORTS, find_export
from lsgraph.web.answers.page_request import named_release
from lsgraph.web.answers.responder import CallRequest, Responder
from lsgraph.web.answers.streaming import ResponseAborted
from lsgraph.web.http.disconnect import identify_client
from lsgraph.web.http.negotiate import choose_media_type
from lsgraph.web.rendering.page_frame import read_language, read_root
from lsgraph.workers.reply import Reply

_FILE: Final = re.compile(r"(?:lsgraph|region-(?P<region>\d{2}))\.(?P<suffix>[a-z.]+)")
_CATALOGUE_FORMS: Final = {
    "rdf": ("rdf-xml", "application/rdf+xml"),
    "ttl": ("turtle", "text/turtle"),
    "jsonld": ("json-ld", "application/ld+json"),
}


class Downloads:
    """Gives away releases whole or in slices."""

    def __init__(self, delivery: Responder) -> None:
        self._delivery, self._frame = delivery, delivery.frame
        self._pool, self._settings = delivery.pool, delivery.settings

    def routes(self) -> list[Route]:
        """Return the routes of downloads."""
        return [
            Route("/export", self.to_index),
            Route("/export/", self.index),
            Route("/export/{release}/{file}", self.export),
            Route("/catalog", self.catalogue),
            Route("/catalog.{suffix}", self.catalogue),
        ]

    async def to_index(self, request: Request) -> Response:
        """Send the reader to the page with all downloads."""
        return RedirectResponse(f"{read_root(request)}/export/", 308)

    async def index(self, request: Request) -> Response:
        """Show what can be downloaded."""
        regions = await self._pool.call("regions", {}, identify_client(request.scope))
        language = read_language(request)
        named = [{"code": one["code"], "name": _pick(one["labels"], language)} for one in regions]
        return self._frame.render(request, "downloads.html", exports=EXPORTS, regions=named)

    async def export(self, request: Request) -> Response:
        """Stream a release, or a region's slice, in the format of the file's name."""
        match = _FILE.fullmatch(request.path_params["file"])
        if match is None:
            raise ReleaseMissing(
                f"there is no file {request.path_params['file']!r}; see {read_root(request)}/export/"
            )
        form = find_export(match["suffix"])
        asked = request.path_params["release"]
        args = {
            "root": str(self._settings.releases),
            "release": self._pool.release.id if asked == "current" else asked,
            "form": form.name,
            "region": match["region"],
        }
        reply = await self._pool.stream("export", args, identify_client(request.scope))
        headers = {"Lsgraph-Release": args["release"] or ""}
        return StreamingResponse(_pieces(reply), media_type=form.media_type, headers=headers)

    async def catalogue(self, request: Request) -> Response:
        """Describe the graph, its distributions and its endpoint as DCAT-AP-SE."""
        name, media_type = _choose_catalogue_form(request)
        asked = named_release(request)
        args = {
            "root": str(self._settings.releases),
            "release": self._delivery.find(asked).id,
            "site": self._settings.public_url or str(request.base_url),
            "format": name,
        }
        headers = {"Vary": "Accept, Accept-Encoding"}
        call = CallRequest(
            "catalogue",
            args,
            release=asked,
            media_type=media_type,
            headers=headers,
            made_for=args["release"],
        )
        return await self._delivery.give(request, call)


def _choose_catalogue_form(request: Request) -> tuple[str, str]:
    suffix = request.path_params.get("suffix") or request.query_params.get("format")
    if suffix:
        if suffix not in _CATALOGUE_FORMS:
            raise NotAcceptable(suffix, list(_CATALOGUE_FORMS))
        return _CATALOGUE_FORMS[suffix]
    offers = [media_type for _, media_type in _CATALOGUE_FORMS.values()]
    chosen = choose_media_type(request.headers.get("accept"), offers)
    for form in _CATALOGUE_FORMS.values():
        if form[1] == chosen:
            return form
    return _CATALOGUE_FORMS["rdf"]


async def _pieces(reply: Reply) -> AsyncIterator[bytes]:
    try:
        async for piece in reply.pieces():
            yield piece
    except LsgraphError as error:
        raise ResponseAborted(str(error)) from error
    finally:
        reply.close()


def _pick(labels: dict[str, str], language: str) -> str:
    return labels.get(language) or next(iter(labels.values()), "")
