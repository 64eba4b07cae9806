"""From a request for a page to the call of workers that renders it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from starlette.requests import Request

from lsgraph.calls.call import NamedCall
from lsgraph.web.answers.release_facts import ReleaseFact
from lsgraph.web.answers.responder import CallRequest
from lsgraph.web.http.negotiate import HTML
from lsgraph.web.rendering.page_frame import PageFrame, page_headers

REVIEW_SECONDS: Final = 120.0
"""What a look over a whole release may take."""

_NO_FACTS: Final[Mapping[str, ReleaseFact]] = {}
_NOTHING: Final[Mapping[str, str]] = {}


def ask_page(
    request: Request,
    frame: PageFrame,
    call: str,
    args: Mapping[str, Any],
    *,
    release: str | None = None,
    headers: Mapping[str, str] = _NOTHING,
    media_type: str = HTML,
    exact: bool = True,
    facts: Mapping[str, ReleaseFact] = _NO_FACTS,
) -> CallRequest:
    """Return the call that renders a page for whoever asks, from `release` or what the request names.

    `exact` says that the page has the same bytes whenever it is made.
    """
    reader, release = frame.describe_reader(request), release or named_release(request)
    if release:
        reader["release"] = release
    return CallRequest(
        NamedCall(call, {**args, "reader": reader, "templates": frame.edition}),
        release=release,
        exact=exact,
        media_type=media_type,
        headers={**page_headers(reader["language"]), **headers},
        made_for=frame.release,
        facts=facts,
    )


def named_release(request: Request) -> str | None:
    """Return the id of the release that a request names, None for the current one."""
    return request.query_params.get("release") or None


def ask_review(
    request: Request,
    frame: PageFrame,
    call: str,
    args: Mapping[str, Any],
    release: str | None,
    found: ReleaseFact,
) -> CallRequest:
    """Return the call that shows what was found when a whole release was looked over, which is made once."""
    asked = ask_page(request, frame, call, args, release=release, facts={"found": found})
    return replace(asked, shared=True)
