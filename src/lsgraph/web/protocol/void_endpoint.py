"""The description of the dataset at `/void`, and the well-known address that leads there.

https://www.w3.org/TR/void/#well-known
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from lsgraph.calls.downloads import VoidCall
from lsgraph.errors import NotAcceptable
from lsgraph.store import RDF_FORMATS
from lsgraph.web.answers.responder import CallRequest
from lsgraph.web.http.disconnect import DisconnectWatch
from lsgraph.web.http.negotiate import choose_formats
from lsgraph.web.protocol.endpoint import Endpoint
from lsgraph.web.protocol.sparql_request import read_once, read_parameters
from lsgraph.web.rendering.page_frame import read_root

WELL_KNOWN = "/.well-known/void"


class VoidDescription(Endpoint):
    """Describes the dataset in any RDF format."""

    methods = ("GET", "HEAD", "OPTIONS")

    async def respond(self, request: Request, vigil: DisconnectWatch) -> Response:
        """Describe the dataset, or lead there from the well-known address."""
        root, settings = read_root(request), self.delivery.settings
        if request.scope["path"].endswith(WELL_KNOWN):
            return RedirectResponse(f"{root}/void", 302)
        parameters = read_parameters(request.scope["query_string"])
        name = request.path_params.get("suffix") or read_once(parameters, "format")
        choice = choose_formats(request.headers.get("accept"), name)
        if choice.triples is None:
            raise NotAcceptable("that", [known.media_type for known in RDF_FORMATS])
        release = read_once(parameters, "release") or None
        call = VoidCall(
            settings.releases,
            self.delivery.find(release).id,
            settings.public_url or str(request.base_url),
            choice.triples.format.name,
        )
        choice = choice._replace(results=None)
        asked = CallRequest(call, choice, release, made_for=call.release, exact=True)
        return await self.delivery.answer(request, vigil, asked)
