"""From a request for a page to the call of workers that renders it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from starlette.requests import Request

from lsgraph.web.answers.responder import CallRequest
from lsgraph.web.http.negotiate import HTML
from lsgraph.web.rendering.page_arguments import PageCall
from lsgraph.web.rendering.page_frame import PageFrame, page_headers
from lsgraph.web.rendering.page_templates import PageReader

_NOTHING: Final[Mapping[str, str]] = {}


def ask_page(
    request: Request,
    frame: PageFrame,
    make: Callable[[PageReader], PageCall],
    *,
    release: str | None = None,
    headers: Mapping[str, str] = _NOTHING,
    media_type: str = HTML,
    exact: bool = True,
    shared: bool = False,
) -> CallRequest:
    """Return the call that `make` makes for whoever asks, from `release` or what the request names.

    `exact` says that the page has the same bytes whenever it is made, `shared` that who asks for it while it
    is made waits for that one.
    """
    release = release or named_release(request)
    reader = frame.describe_reader(request, release)
    return CallRequest(
        make(reader),
        release=release,
        exact=exact,
        shared=shared,
        media_type=media_type,
        headers={**page_headers(reader.language), **headers},
        made_for=frame.release,
    )


def named_release(request: Request) -> str | None:
    """Return the id of the release that a request names, None for the current one."""
    return request.query_params.get("release") or None
