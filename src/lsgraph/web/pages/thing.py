"""Linked data: 303 for real things, negotiated descriptions for everything that has an IRI here."""

from __future__ import annotations

from typing import Final

from starlette.datastructures import URL
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from lsgraph.calls.things import DescribeCall, DescribeRdfCall
from lsgraph.errors import IdentifierWithdrawn, UnknownThing
from lsgraph.store import RDF_FORMATS
from lsgraph.vocabulary import BASE, description_path, local_path
from lsgraph.web.answers.page_request import ask_page, named_release
from lsgraph.web.answers.responder import CallRequest, Responder
from lsgraph.web.answers.retired import RetiredIdentifiers
from lsgraph.web.http.disconnect import identify_client
from lsgraph.web.http.negotiate import HTML, Offer, choose_description
from lsgraph.web.pages.memento import link_around, write_date
from lsgraph.web.rendering.page_arguments import ThingPageCall
from lsgraph.web.rendering.page_frame import read_base, read_root

_SUFFIXES: Final = {**{one.suffix: one.media_type for one in RDF_FORMATS}, "html": HTML}


class ThingPages:
    """Answers for the IRIs of the current release, or of the one that `release` names."""

    def __init__(self, delivery: Responder, retired: RetiredIdentifiers) -> None:
        self._delivery, self._retired = delivery, retired
        self._settings, self._current = delivery.settings, delivery.pool.release.manifest

    def routes(self) -> list[Route]:
        """Return the routes of identifiers."""
        described = [
            Route(f"/{family}/{{rest:path}}", self.describe) for family in ("spec", "def", "doc", "res")
        ]
        return [Route("/id/{rest:path}", self.redirect), *described]

    async def redirect(self, request: Request) -> Response:
        """Send the reader from a real thing to its description (303, httpRange-14)."""
        path = _path(request)
        if local_path(BASE + path) is None:
            raise UnknownThing(BASE + path)
        if moved := await self._find_retired(request, path, ""):
            return moved
        target = URL(f"{read_root(request)}/{description_path(path)}").replace(query=request.url.query)
        link = f'<{target}>; rel="describedby"'
        return RedirectResponse(str(target), 303, {"Link": link, "Vary": "Accept"})

    async def describe(self, request: Request) -> Response:
        """Describe a thing in the format of the suffix, of `format`, or of Accept."""
        path, suffix = split_suffix(_path(request))
        if moved := await self._find_retired(request, path, suffix or ""):
            return moved
        return await self.give(request, path, suffix)

    async def _find_retired(self, request: Request, path: str, suffix: str) -> Response | None:
        """Send the reader of a replaced identifier on (308); raises IdentifierWithdrawn for a withdrawn one.

        An older release that the request names is asked itself.
        """
        if named_release(request) is not None:
            return None
        found = await self._retired.find(_identify(path), identify_client(request.scope))
        if found is None:
            return None
        if found.replacement is None:
            raise IdentifierWithdrawn(found.identifier, found.date, found.en, found.sv)
        return _send_on(request, found.replacement, path, suffix)

    async def give(self, request: Request, path: str, suffix: str | None) -> Response:
        """Describe the thing at a path in the format of a suffix, of `format`, or of Accept."""
        name = suffix or request.query_params.get("format")
        offer = choose_description(request.headers.get("accept"), name)
        asked = self._ask_page(request, path) if offer is None else self._ask_rdf(request, path, offer)
        return await self._delivery.give(request, asked)

    def _ask_rdf(self, request: Request, path: str, offer: Offer) -> CallRequest:
        graphs = request.query_params.get("graphs") == "true"
        return CallRequest(
            DescribeRdfCall(self._describe(path), offer.format.name, graphs),
            release=named_release(request),
            media_type=offer.media_type,
            exact=True,
            headers=self.headers(request, path),
            made_for=self._current.id,
        )

    def _ask_page(self, request: Request, path: str) -> CallRequest:
        thing, old, address = self._describe(path), named_release(request), f"{read_root(request)}/{path}"
        sources = self._settings.sources
        return ask_page(
            request,
            self._delivery.frame,
            lambda reader: ThingPageCall(reader, thing, sources, address, old),
            headers=self.headers(request, path),
        )

    def _describe(self, path: str) -> DescribeCall:
        release = path.removeprefix("res/release/") if path.startswith("res/release/") else None
        return DescribeCall(_identify(path), self._settings.releases, release)

    def headers(self, request: Request, path: str) -> dict[str, str]:
        """Return the headers of a description: its forms and mementos, and what it varies with.

        An answer from a release that the request names is a memento and says of what day.
        """
        root, asked = read_root(request), named_release(request)
        query = f"?release={asked}" if asked else ""
        manifest = self._current
        if asked and asked != manifest.id:
            manifest = self._delivery.shelf.find(asked).manifest
        links = [
            f'<{root}/{path}.{one.suffix}{query}>; rel="alternate"; type="{one.media_type}"'
            for one in RDF_FORMATS
        ]
        links += link_around(root, path, manifest, fixed=bool(asked))
        headers = {
            "Link": ", ".join(links),
            "Vary": "Accept, Accept-Language, Accept-Encoding",
        }
        return {**headers, "Memento-Datetime": write_date(manifest)} if asked else headers


def _path(request: Request) -> str:
    return request.url.path.removeprefix(read_base(request)).strip("/")


def _identify(path: str) -> str:
    """Return the IRI of what a path names or describes."""
    return BASE + ("id/" + path.removeprefix("doc/") if path.startswith("doc/") else path)


def _send_on(request: Request, replacement: str, path: str, suffix: str) -> Response:
    """Return the permanent redirect to what took the place of a path's thing, here or elsewhere."""
    local = local_path(replacement)
    if local is None:
        return RedirectResponse(replacement, 308)
    target = description_path(local) if path.startswith("doc/") else local
    ending = f".{suffix}" if suffix else ""
    address = URL(f"{read_root(request)}/{target}{ending}").replace(query=request.url.query)
    return RedirectResponse(str(address), 308)


def split_suffix(path: str) -> tuple[str, str | None]:
    """Return a path without the suffix of a format, and that suffix."""
    stem, dot, suffix = path.rpartition(".")
    return (stem, suffix) if dot and suffix in _SUFFIXES else (path, None)
