"""Downloads: releases and regions' slices in every export format, and the DCAT catalogue."""

from __future__ import annotations

import asyncio
import re
from typing import Final

from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route

from lsgraph.errors import NotAcceptable, ReleaseMissing
from lsgraph.export import EXPORTS, Export, find_export
from lsgraph.release import Release
from lsgraph.web.answers.page_request import named_release
from lsgraph.web.answers.responder import CLIENT_LEFT, CallRequest, Responder
from lsgraph.web.http.cache import matches_etag
from lsgraph.web.http.disconnect import DisconnectWatch, identify_client
from lsgraph.web.http.negotiate import choose_media_type
from lsgraph.web.rendering.page_frame import read_language, read_root

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
        self._verified: dict[str, tuple[int, int]] = {}

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
        """Give a release, or a region's slice, in the format of the file's name."""
        match = _FILE.fullmatch(request.path_params["file"])
        if match is None:
            raise ReleaseMissing(
                f"there is no file {request.path_params['file']!r}; see {read_root(request)}/export/"
            )
        form, region = find_export(match["suffix"]), match["region"]
        asked = request.path_params["release"]
        release = self._delivery.find(None if asked == "current" else asked)
        if form.name == "n-quads" and region is None:
            return await self._give_file(request, release, form)
        async with DisconnectWatch(request.receive) as vigil:
            vigil.begin()
            return await self._make(request, release, form, region)
        return Response(None, CLIENT_LEFT)

    async def _make(self, request: Request, release: Release, form: Export, region: str | None) -> Response:
        args = {
            "root": str(self._settings.releases),
            "release": release.id,
            "form": form.name,
            "region": region,
        }
        reply = await self._pool.stream("export", args, identify_client(request.scope))
        headers = {"Lsgraph-Release": release.id}
        return await self._delivery.pass_on(request, reply, form.media_type, headers)

    async def _give_file(self, request: Request, release: Release, form: Export) -> Response:
        """Give the canonical file as it lies there, read through once for each state that it is seen in."""
        headers = {"Lsgraph-Release": release.id, "ETag": f'"{release.id}.nq"'}
        if matches_etag(request.headers.get("if-none-match"), headers["ETag"]):
            return Response(None, 304, headers)
        status = await asyncio.to_thread(release.quads_file.stat)
        state = (status.st_mtime_ns, status.st_size)
        if self._verified.get(release.id) != state:
            await asyncio.to_thread(release.verify)
            self._verified[release.id] = state
        return FileResponse(
            release.quads_file, media_type=form.media_type, headers=headers, stat_result=status
        )

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


def _pick(labels: dict[str, str], language: str) -> str:
    return labels.get(language) or next(iter(labels.values()), "")
