"""Gives files: whole, a range of them, or only their tag when the client has them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from lsgraph.web.http.cache import matches_etag


async def give_file(request: Request, path: Path, media_type: str, headers: Mapping[str, str]) -> Response:
    """Return the response for a file, whose `headers` hold its ETag; raises OSError when it is not there.

    Ranges and If-Range: https://www.rfc-editor.org/rfc/rfc9110#name-range-requests
    """
    if matches_etag(request.headers.get("if-none-match"), headers["ETag"]):
        return Response(None, 304, dict(headers))
    status = await asyncio.to_thread(path.stat)
    return FileResponse(path, headers=dict(headers), media_type=media_type, stat_result=status)
