"""Mementos: descriptions as they stood in a release, and the list of them (RFC 7089).

https://www.rfc-editor.org/rfc/rfc7089
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from lsgraph.errors import RequestError, UnknownThing
from lsgraph.release import Manifest, list_releases
from lsgraph.vocabulary import BASE, description_path, local_path
from lsgraph.web.answers.responder import Responder
from lsgraph.web.rendering.page_frame import read_root

LINK_FORMAT = "application/link-format"


class TimeMaps:
    """Lists, for a description, the releases that it can be asked of; some may not have the thing (404)."""

    def __init__(self, delivery: Responder) -> None:
        self._delivery = delivery

    def routes(self) -> list[Route]:
        """Return the route of time maps."""
        return [
            Route("/timemap/{path:path}", self.time_map),
            Route("/timegate/{path:path}", self.time_gate),
        ]

    async def time_map(self, request: Request) -> Response:
        """Give the time map of a path: https://www.rfc-editor.org/rfc/rfc7089#section-5."""
        path, root = _read_path(request), read_root(request)
        manifests = await asyncio.to_thread(self._manifests)
        links = [
            f'<{root}/{path}>; rel="original"',
            f'<{root}/timemap/{path}>; rel="self"; type="{LINK_FORMAT}"',
            f'<{root}/timegate/{path}>; rel="timegate"',
            *(link_memento(root, path, one) for one in manifests),
        ]
        headers = {"Cache-Control": "no-cache"}
        return Response(",\n".join(links) + "\n", headers=headers, media_type=LINK_FORMAT)

    async def time_gate(self, request: Request) -> Response:
        """Lead to the description as it stood at a time: https://www.rfc-editor.org/rfc/rfc7089#section-4.

        That is the latest release dated until then, else the earliest; without a time, the latest.
        """
        path, root = _read_path(request), read_root(request)
        asked = _read_time(request.headers.get("accept-datetime"))
        manifests = await asyncio.to_thread(self._manifests)
        until = [one for one in manifests if asked is None or _start(one) <= asked]
        chosen = until[-1] if until else manifests[0]
        links = [
            f'<{root}/{path}>; rel="original"',
            f'<{root}/timemap/{path}>; rel="timemap"; type="{LINK_FORMAT}"',
            link_memento(root, path, chosen),
        ]
        headers = {"Link": ", ".join(links), "Vary": "Accept-Datetime", "Cache-Control": "no-cache"}
        return RedirectResponse(f"{root}/{path}?release={chosen.id}", 302, headers)

    def _manifests(self) -> list[Manifest]:
        """Return the releases that can be asked, earliest first."""
        current = self._delivery.pool.release.manifest
        if not self._delivery.settings.old_releases:
            return [current]
        kept = reversed(list_releases(self._delivery.settings.releases))
        return [release.manifest for release in kept] or [current]


def _read_path(request: Request) -> str:
    """Return the path of the description that a request is about; raises UnknownThing."""
    path = request.path_params["path"]
    described = "id/" + path.removeprefix("doc/") if path.startswith("doc/") else path
    if local_path(BASE + described) is None:
        raise UnknownThing(BASE + path)
    return description_path(path)


def _read_time(header: str | None) -> datetime | None:
    try:
        return None if header is None else parsedate_to_datetime(header).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise RequestError("Accept-Datetime is a date such as Tue, 01 Dec 2026 12:00:00 GMT") from error


def _start(manifest: Manifest) -> datetime:
    return datetime.fromisoformat(manifest.issued[:10]).replace(tzinfo=UTC)


def link_around(root: str, path: str, manifest: Manifest, *, fixed: bool) -> list[str]:
    """Return the links of a description: to its time map, and to or from its memento in a release."""
    around = f'<{root}/timemap/{path}>; rel="timemap"; type="{LINK_FORMAT}"'
    other = f'<{root}/{path}>; rel="original"' if fixed else link_memento(root, path, manifest)
    return [other, around, f'<{root}/timegate/{path}>; rel="timegate"']


def link_memento(root: str, path: str, manifest: Manifest) -> str:
    """Return the link to a description as it stood in a release."""
    return f'<{root}/{path}?release={manifest.id}>; rel="memento"; datetime="{write_date(manifest)}"'


def write_date(manifest: Manifest) -> str:
    """Return the start of the day that a release is dated, as HTTP writes it."""
    return format_datetime(_start(manifest), usegmt=True)
