"""Serves one constant answer, to see what the HTTP server itself can do: `PORT FILE`."""

from __future__ import annotations

import sys
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bench.client import RESULTS_JSON


def main() -> None:
    """Serve the bytes of a file at /sparql until stopped."""
    body = Path(sys.argv[2]).read_bytes()

    async def answer(_: Request) -> Response:
        return Response(body, media_type=RESULTS_JSON)

    app = Starlette(routes=[Route("/sparql", answer)])
    uvicorn.run(app, port=int(sys.argv[1]), log_level="warning", server_header=False)


if __name__ == "__main__":
    main()
