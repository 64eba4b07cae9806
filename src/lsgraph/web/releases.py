"""The releases there are, and what changed between two of them."""

from __future__ import annotations

from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from lsgraph.release import list_releases
from lsgraph.web.delivery import Delivery
from lsgraph.web.frame import make_presenter
from lsgraph.web.review import Review

_EARLIER, _LATER = "from", "to"


class ReleasePages:
    """The list of releases and the page of differences."""

    def __init__(self, delivery: Delivery, queries: Path) -> None:
        self._review, self._frame = Review(delivery), delivery.frame
        self._root, self._queries = delivery.settings.releases, str(queries)

    def routes(self) -> list[Route]:
        """Return the routes of these pages."""
        return [Route("/releases", self.index), Route("/diff", self.difference)]

    async def index(self, request: Request) -> Response:
        """List the releases, latest first."""
        manifests = [release.manifest for release in list_releases(self._root)]
        current = self._review.find(None).id
        return self._frame.render(request, "releases.html", releases=manifests, current=current)

    async def difference(self, request: Request) -> Response:
        """Show what changed from the release in `from` to that in `to`; not said means the current one."""
        before, after = (self._review.find(request.query_params.get(name)) for name in (_EARLIER, _LATER))
        args = {"root": str(self._root), "before": before.id, "queries": self._queries}
        found = await self._review.ask(request, "difference", after, args)
        return self._frame.render(
            request,
            "diff.html",
            before=before.manifest,
            after=after.manifest,
            link=make_presenter(request, found["labels"]).link,
            found=found,
        )
