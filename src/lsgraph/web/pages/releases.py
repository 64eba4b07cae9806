"""The releases there are, and what changed between two of them."""

from __future__ import annotations

from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from lsgraph.web.answers.page_request import REVIEW_SECONDS, ask_page, ask_review
from lsgraph.web.answers.release_facts import ReleaseFact
from lsgraph.web.answers.responder import Responder

_EARLIER, _LATER = "from", "to"


class ReleasePages:
    """The list of releases and the page of differences."""

    def __init__(self, delivery: Responder, queries: Path) -> None:
        self._delivery, self._queries = delivery, str(queries)
        self._root = str(delivery.settings.releases)

    def routes(self) -> list[Route]:
        """Return the routes of these pages."""
        return [Route("/releases", self.index), Route("/diff", self.difference)]

    async def index(self, request: Request) -> Response:
        """List the releases, latest first."""
        args = {"root": self._root, "current": self._delivery.pool.release.id}
        asked = ask_page(request, self._delivery.frame, "releases_page", args)
        return await self._delivery.give(request, asked)

    async def difference(self, request: Request) -> Response:
        """Show what changed from the release in `from` to that in `to`; not said means the current one."""
        named = [request.query_params.get(name) or None for name in (_EARLIER, _LATER)]
        before, after = (self._delivery.find(name).id for name in named)
        args = {"root": self._root, "before": before, "after": after}
        given = {"root": self._root, "before": before, "queries": self._queries}
        found = ReleaseFact("difference", given, REVIEW_SECONDS)
        asked = ask_review(request, self._delivery.frame, "difference_page", args, named[1], found)
        return await self._delivery.give(request, asked)
