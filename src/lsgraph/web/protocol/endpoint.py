"""Places that answer below FastAPI's own handling of requests.

Faults become problem documents, and a client that leaves frees its worker.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from lsgraph.errors import LsgraphError, MethodRefused, ReleaseMissing
from lsgraph.web.answers.responder import Responder
from lsgraph.web.http.disconnect import DisconnectWatch
from lsgraph.web.http.request_log import note, read_note
from lsgraph.web.rendering.problems import answer_problem, explain


class Endpoint(ABC):
    """An ASGI application at one address."""

    methods: ClassVar[tuple[str, ...]]

    def __init__(self, delivery: Responder) -> None:
        self.delivery = delivery

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        async with DisconnectWatch(receive) as vigil:
            try:
                response = await self._choose(request, vigil)
            except LsgraphError as error:
                response = self._tell(request, error)
            except Exception as error:
                response = self._tell(request, explain(error))
            await response(scope, receive, send)

    def _tell(self, request: Request, error: LsgraphError) -> Response:
        note(request.scope, cause=getattr(error, "cause", type(error).__name__))
        response = answer_problem(request, error, self.delivery.frame)
        if not isinstance(error, ReleaseMissing):
            current = self.delivery.pool.release.id
            response.headers["Lsgraph-Release"] = read_note(request.scope, "release", current)
        return response

    @abstractmethod
    async def respond(self, request: Request, vigil: DisconnectWatch) -> Response:
        """Answer a request of a method that is known here; raises LsgraphError."""

    async def _choose(self, request: Request, vigil: DisconnectWatch) -> Response:
        if request.method == "OPTIONS":
            return Response(None, 204, {"Allow": ", ".join(self.methods)})
        if request.method not in self.methods:
            raise MethodRefused(request.method, self.methods)
        return await self.respond(request, vigil)
