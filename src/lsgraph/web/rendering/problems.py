"""From an exception to a response: one table of statuses, as a problem document or a page.

https://www.rfc-editor.org/rfc/rfc9457
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final, TypeAlias

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from lsgraph import errors
from lsgraph.errors import Busy, LsgraphError, MethodRefused, ServiceFault, explain_os_error
from lsgraph.web.http.negotiate import choose_media_type
from lsgraph.web.rendering.page_frame import PageFrame, read_language
from lsgraph.web.rendering.texts import texts

PROBLEM_JSON: Final = "application/problem+json"

STATUSES: Final[tuple[tuple[type[LsgraphError], int], ...]] = (
    (errors.QuerySyntaxError, 400),
    (errors.QueryRefused, 403),
    (errors.QueryTooLarge, 413),
    (errors.QueryStopped, 503),
    (errors.ServiceFailed, 502),
    (errors.QueryError, 400),
    (errors.RequestTooLarge, 413),
    (errors.AddressTooLong, 414),
    (errors.HeadTooLarge, 431),
    (errors.RequestTooSlow, 408),
    (errors.NotAcceptable, 406),
    (errors.MediaTypeRefused, 415),
    (errors.MethodRefused, 405),
    (errors.RequestError, 400),
    (errors.ShareExceeded, 429),
    (errors.Busy, 503),
    (errors.UnknownThing, 404),
    (errors.IdentifierWithdrawn, 410),
    (errors.NoProof, 404),
    (errors.ReleaseGone, 410),
    (errors.ReleaseMissing, 404),
    (errors.ExportMissing, 404),
    (errors.SourceError, 404),
    (errors.StoreUnreachable, 503),
    (errors.StoreChanged, 503),
    (errors.StoreError, 400),
    (errors.OutOfRoom, 507),
    (errors.OutOfResources, 503),
    (errors.ServiceFault, 500),
    (errors.LsgraphError, 503),
)
"""The first line that fits an exception gives its status, and by its name the title; subclasses stand above
their parents."""

ProblemFields: TypeAlias = Mapping[str, str | int | tuple[str, ...]]
"""What a problem document says beside its sentence."""

_FOR_THE_LOG: Final = (errors.ResourceMissing, errors.DataError, errors.ReleaseError, errors.SettingError)
_NOT_FOUND: Final = 404
_NOT_ALLOWED: Final = 405
_FIELDS: Final = (
    "cause",
    "service",
    "line",
    "column",
    "token",
    "suggestions",
    "available",
    "allowed",
    "retry_after",
    "reason",
)


_BILINGUAL: Final = (errors.QuerySyntaxError, errors.IdentifierWithdrawn)


def find_status(error: LsgraphError) -> tuple[int, str]:
    """Return the status for an exception, and the name that its title has among the texts."""
    return next((status, name_title(kind)) for kind, status in STATUSES if isinstance(error, kind))


def name_title(kind: type[LsgraphError]) -> str:
    """Return the name that the title for a kind of exception has among the texts."""
    return f"fault_{kind.__name__}"


def answer_problem(request: Request, error: LsgraphError, frame: PageFrame) -> Response:
    """Return the response that tells a client of an exception, as a page to a browser."""
    status, title = find_status(error)
    shown = tell_in(error, read_language(request))
    return _answer(
        request, status, title, tell(error), _read_fields(error), fault_headers(error), frame, shown
    )


def tell(error: LsgraphError) -> str:
    """Return what a client may read of an exception: the paths of the service's machine are for its log."""
    if type(error) in _FOR_THE_LOG:
        logging.getLogger("lsgraph.web").error("%s", error)
        return "the service lacks something of its own; its log says what"
    return str(error)


def tell_in(error: LsgraphError, language: str) -> tuple[str, str]:
    """Return what a reader of a language may read of an exception, and the language that it is in."""
    swedish = error.tell_in_swedish() if isinstance(error, _BILINGUAL) else None
    return (swedish, "sv") if swedish is not None and language == "sv" else (tell(error), "en")


def explain(error: Exception) -> LsgraphError:
    """Return what a client is told of an exception that no room foresaw, which goes to the log."""
    logging.getLogger("lsgraph.web").error("a request failed", exc_info=error)
    if isinstance(error, OSError):
        return explain_os_error(error)
    return ServiceFault(f"the answer could not be made ({type(error).__name__})")


def fault_headers(error: LsgraphError) -> dict[str, str]:
    """Return the headers of a response for an exception."""
    headers = {"Cache-Control": "no-store"}
    if isinstance(error, Busy):
        headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, MethodRefused):
        headers["Allow"] = ", ".join(error.allowed)
    return headers


def write_refusal(error: LsgraphError) -> bytes:
    """Return the whole response to a request that is refused before any route sees it; it closes."""
    status, title = find_status(error)
    body = _write_problem(status, title, str(error), _read_fields(error))
    headers = {
        "Content-Type": PROBLEM_JSON,
        "Content-Length": str(len(body)),
        "Access-Control-Allow-Origin": "*",
        "Connection": "close",
        **fault_headers(error),
    }
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", *map(": ".join, headers.items()), "", ""]
    return "\r\n".join(lines).encode("ascii") + body


def answer_http_exception(request: Request, error: HTTPException, frame: PageFrame) -> Response:
    """Return the response for a fault that the router found, such as an address that does not exist."""
    title, detail = str(error.detail), str(error.detail)
    if error.status_code == _NOT_FOUND:
        title, detail = "fault_NoSuchAddress", f"there is nothing at {request.url.path}"
    if error.status_code == _NOT_ALLOWED:
        title = name_title(MethodRefused)
    return _answer(request, error.status_code, title, detail, {}, dict(error.headers or {}), frame)


def _answer(
    request: Request,
    status: int,
    title: str,
    detail: str,
    fields: ProblemFields,
    headers: dict[str, str],
    frame: PageFrame,
    shown_detail: tuple[str, str] | None = None,
) -> Response:
    """Return a problem; on a page its detail may be in the reader's language, which stands behind it.

    A title that the texts do not know stays as it is.
    """
    headers |= {"Cache-Control": "no-store"}
    offers = (PROBLEM_JSON, "application/json", "text/html", "application/xhtml+xml")
    chosen = choose_media_type(request.headers.get("accept"), offers) or PROBLEM_JSON
    if chosen.endswith("json"):
        headers["Vary"] = "Accept"
        return Response(_write_problem(status, title, detail, fields), status, headers, chosen)
    language = read_language(request)
    words = texts(language)
    help_text = words["not_found_help"] if status == _NOT_FOUND else ""
    told, told_in = shown_detail or (detail, "en")
    names = {"title": words.get(title, title), "detail": told, "detail_language": told_in, "help": help_text}
    page = frame.render(request, "message.html", status, **names)
    page.headers.update(headers)
    return page


def _write_problem(status: int, title: str, detail: str, fields: ProblemFields) -> bytes:
    title = texts("en").get(title, title)
    problem = {"type": "about:blank", "title": title, "status": status, "detail": detail, **fields}
    return json.dumps(problem, ensure_ascii=False).encode("utf-8", "replace")


def _read_fields(error: LsgraphError) -> ProblemFields:
    return {name: value for name in _FIELDS if (value := getattr(error, name, None)) not in (None, ())}
