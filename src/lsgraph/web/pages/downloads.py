"""Downloads: releases and regions' slices in every export format, and the DCAT catalogue."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from lsgraph.calls.downloads import CatalogueCall, DumpCall, find_release
from lsgraph.calls.things import NamedRegion, RegionsCall
from lsgraph.errors import CacheUnwritable, NotAcceptable, ReleaseMissing
from lsgraph.export import EXPORTS, Export, find_dump, find_export
from lsgraph.release import Release
from lsgraph.web.answers.files import give_file
from lsgraph.web.answers.page_request import named_release
from lsgraph.web.answers.responder import IMMUTABLE, CallRequest, Responder
from lsgraph.web.answers.single_flight import SingleFlight
from lsgraph.web.http.disconnect import identify_client
from lsgraph.web.http.negotiate import choose_media_type, takes_gzip
from lsgraph.web.rendering.page_frame import read_language, read_root

_FILE: Final = re.compile(r"(?:lsgraph|region-(?P<region>\d{2}))\.(?P<suffix>[a-z.]+)")
_CATALOGUE_FORMS: Final = {
    "rdf": ("rdf-xml", "application/rdf+xml"),
    "ttl": ("turtle", "text/turtle"),
    "jsonld": ("json-ld", "application/ld+json"),
}


@dataclass(frozen=True)
class ListedRegion:
    """A region that has downloads of its own, by its county code and its name."""

    code: str
    name: str


class Downloads:
    """Gives away releases whole or in slices."""

    def __init__(self, delivery: Responder) -> None:
        self._delivery, self._frame = delivery, delivery.frame
        self._pool, self._settings = delivery.pool, delivery.settings
        self._making = SingleFlight[None]()
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
        found = await self._delivery.know(request, RegionsCall(), None, self._frame.release)
        language = read_language(request)
        named = [ListedRegion(one.code, _pick(one, language)) for one in found.regions]
        return self._frame.render(request, "downloads.html", exports=EXPORTS, regions=named)

    async def export(self, request: Request) -> Response:
        """Give a release, or a region's slice, in the format of the file's name."""
        match = _FILE.fullmatch(request.path_params["file"])
        if match is None:
            raise ReleaseMissing(
                f"there is no file {request.path_params['file']!r}; see {read_root(request)}/export/"
            )
        form, asked = find_export(match["suffix"]), request.path_params["release"]
        current, root = self._delivery.pool.release.id, self._settings.releases
        release = await asyncio.to_thread(find_release, root, current if asked == "current" else asked)
        call = DumpCall(root, release.id, form.name, match["region"])
        return await self._give_dump(request, release, form, call, fixed=asked != "current")

    async def _give_dump(
        self, request: Request, release: Release, form: Export, call: DumpCall, *, fixed: bool
    ) -> Response:
        """Give a release, or a slice of it, as a file, made by a worker when it is asked for first.

        A range is one of the file as it is, whatever codings the client takes.
        """
        await self._verify(release)
        packed = takes_gzip(request.headers.get("accept-encoding")) and "range" not in request.headers
        dump = find_dump(release, form, call.region, packed=packed)
        if dump is None:
            key = (release.id, form.name, call.region)
            await self._making.join(key, lambda: self._make_dump(request, call))
            dump = find_dump(release, form, call.region, packed=packed)
        if dump is None:
            raise CacheUnwritable(f"the dump of release {release.id}")
        headers = {
            "ETag": f'"{dump.digest}"',
            "Lsgraph-Release": release.id,
            "Content-Disposition": f'attachment; filename="{_name_file(form, call)}"',
            "Vary": "Accept-Encoding",
            **(IMMUTABLE if fixed else {"Cache-Control": "no-cache"}),
            **({"Content-Encoding": "gzip"} if dump.packed else {}),
        }
        return await give_file(request, dump.path, form.media_type, headers)

    async def _verify(self, release: Release) -> None:
        """Read a release through once for each state that its file is seen in; raises ReleaseDamaged."""
        status = await asyncio.to_thread(release.quads_file.stat)
        state = (status.st_mtime_ns, status.st_size)
        if self._verified.get(release.id) != state:
            await asyncio.to_thread(release.verify)
            self._verified[release.id] = state

    async def _make_dump(self, request: Request, call: DumpCall) -> None:
        await self._delivery.pool.call(call, identify_client(request.scope))

    async def catalogue(self, request: Request) -> Response:
        """Describe the graph, its distributions and its endpoint as DCAT-AP-SE."""
        name, media_type = _choose_catalogue_form(request)
        asked = named_release(request)
        call = CatalogueCall(
            self._settings.releases,
            self._delivery.find(asked).id,
            self._settings.public_url or str(request.base_url),
            self._settings.contact,
            name,
        )
        wanted = CallRequest(
            call,
            release=asked,
            media_type=media_type,
            headers={"Vary": "Accept, Accept-Encoding"},
            made_for=call.release,
            exact=True,
        )
        return await self._delivery.give(request, wanted)


def _name_file(form: Export, call: DumpCall) -> str:
    extent = "" if call.region is None else f"-region-{call.region}"
    return f"lsgraph-{call.release}{extent}.{form.suffix}"


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


def _pick(region: NamedRegion, language: str) -> str:
    return region.labels.get(language) or next(iter(region.labels.values()), "")
