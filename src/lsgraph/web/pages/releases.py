"""The releases there are, and what changed between two of them."""

from __future__ import annotations

from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from lsgraph.web.answers.page_request import ask_page
from lsgraph.web.answers.responder import Responder
from lsgraph.web.rendering.page_arguments import DifferencePageCall, ReleasesPageCall

_EARLIER, _LATER = "from", "to"


class ReleasePages:
    """The list of releases and the page of differences."""

    def __init__(self, delivery: Responder, queries: Path) -> None:
        self._delivery, self._queries = delivery, queries
        self._root = delivery.settings.releases

    def routes(self) -> list[Route]:
        """Return the routes of these pages."""
        return [Route("/releases", self.index), Route("/diff", self.difference)]

    async def index(self, request: Request) -> Response:
        """List the releases, latest first."""
        root, current = self._root, self._delivery.pool.release.id
        asked = ask_page(
            request, self._delivery.frame, lambda reader: ReleasesPageCall(reader, root, current)
        )
        return await self._delivery.give(request, asked)

    async def difference(self, request: Request) -> Response:
        """Show what changed from the release in `from` to that in `to`; not said means the current one."""
        named = [request.query_params.get(name) or None for name in (_EARLIER, _LATER)]
        before, after = (self._delivery.find(name).id for name in named)
        asked = ask_page(
            request,
            self._delivery.frame,
            lambda reader: DifferencePageCall(reader, self._root, before, after, self._queries),
            release=named[1],
            shared=True,
        )
        return await self._delivery.give(request, asked)
