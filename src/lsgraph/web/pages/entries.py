"""The pages that the bar leads to and that no other room has: organisations and money, data and method."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from lsgraph.web.answers.page_request import ask_page
from lsgraph.web.answers.responder import Responder
from lsgraph.web.rendering.page_arguments import OrganisationsPageCall


class EntryPages:
    """Ways in, over the current release or the one that `release` names."""

    def __init__(self, delivery: Responder) -> None:
        self._delivery = delivery

    def routes(self) -> list[Route]:
        """Return the routes of these pages."""
        return [Route("/organisationer", self.organisations), Route("/data", self.data)]

    async def organisations(self, request: Request) -> Response:
        """Show who has a part in how much, and which amounts go from whom to whom."""
        return await self._delivery.give(
            request, ask_page(request, self._delivery.frame, OrganisationsPageCall)
        )

    async def data(self, request: Request) -> Response:
        """Lead to the data, to how it was made and to how it is described."""
        return self._delivery.frame.render(request, "data.html")
