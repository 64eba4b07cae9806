"""The reads of the SPARQL Graph Store Protocol at `/rdf-graph-store`.

https://www.w3.org/TR/sparql11-http-rdf-update/#http-get
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from lsgraph.calls.sparql import GraphCall
from lsgraph.errors import NotAcceptable, RequestError
from lsgraph.store import RDF_FORMATS
from lsgraph.web.answers.responder import CallRequest
from lsgraph.web.http.disconnect import DisconnectWatch
from lsgraph.web.http.negotiate import choose_formats
from lsgraph.web.protocol.endpoint import Endpoint
from lsgraph.web.protocol.sparql_request import read_once, read_parameters

_ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*")


class GraphStore(Endpoint):
    """Gives the triples of one graph: `?graph=<iri>` or `?default`."""

    methods = ("GET", "HEAD", "OPTIONS")

    async def respond(self, request: Request, vigil: DisconnectWatch) -> Response:
        """Give the graph that the parameters name."""
        parameters = read_parameters(request.scope["query_string"])
        graph = _read_graph(parameters)
        name = read_once(parameters, "format")
        choice = choose_formats(request.headers.get("accept"), name)
        if choice.triples is None:
            asked_for = name or request.headers.get("accept") or "that"
            raise NotAcceptable(asked_for, [known.media_type for known in RDF_FORMATS])
        call = GraphCall(graph, choice.triples.format.name)
        asked = CallRequest(call, choice._replace(results=None), read_once(parameters, "release"))
        return await self.delivery.answer(request, vigil, asked)


def _read_graph(parameters: Mapping[str, Sequence[str]]) -> str | None:
    """Return the IRI of the graph asked for, or None for the default graph; raises RequestError."""
    graph = read_once(parameters, "graph")
    if (graph is None) == ("default" not in parameters):
        raise RequestError("the request names one graph: ?graph=<iri> or ?default")
    if graph is not None and not _ABSOLUTE.fullmatch(graph):
        raise RequestError(f"{graph[:200]!r} is not an absolute IRI")
    return graph
