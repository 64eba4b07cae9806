"""Mementos: descriptions as they stood in a release, and the list of them (RFC 7089).

https://www.rfc-editor.org/rfc/rfc7089
"""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from lsgraph.errors import UnknownThing
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
        return [Route("/timemap/{path:path}", self.time_map)]

    async def time_map(self, request: Request) -> Response:
        """Give the time map of a path: https://www.rfc-editor.org/rfc/rfc7089#section-5."""
        path = request.path_params["path"]
        described = "id/" + path.removeprefix("doc/") if path.startswith("doc/") else path
        if local_path(BASE + described) is None:
            raise UnknownThing(BASE + path)
        path, root, current = description_path(path), read_root(request), self._delivery.pool.release.manifest
        links = [
            f'<{root}/{path}>; rel="original"',
            f'<{root}/timemap/{path}>; rel="self"; type="{LINK_FORMAT}"',
            *(link_memento(root, path, one) for one in self._manifests(current)),
        ]
        return Response(",\n".join(links) + "\n", media_type=LINK_FORMAT)

    def _manifests(self, current: Manifest) -> list[Manifest]:
        """Return the releases that can be asked, earliest first."""
        if not self._delivery.settings.old_releases:
            return [current]
        return [release.manifest for release in reversed(list_releases(self._delivery.settings.releases))]


def link_around(root: str, path: str, manifest: Manifest, *, fixed: bool) -> list[str]:
    """Return the links of a description: to its time map, and to or from its memento in a release."""
    around = f'<{root}/timemap/{path}>; rel="timemap"; type="{LINK_FORMAT}"'
    other = f'<{root}/{path}>; rel="original"' if fixed else link_memento(root, path, manifest)
    return [other, around]


def link_memento(root: str, path: str, manifest: Manifest) -> str:
    """Return the link to a description as it stood in a release."""
    return f'<{root}/{path}?release={manifest.id}>; rel="memento"; datetime="{write_date(manifest)}"'


def write_date(manifest: Manifest) -> str:
    """Return the start of the day that a release is dated, as HTTP writes it."""
    return format_datetime(datetime.fromisoformat(manifest.issued[:10]).replace(tzinfo=UTC), usegmt=True)
