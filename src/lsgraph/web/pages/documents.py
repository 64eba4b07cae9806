"""The documents that the graph was read from: a list, and each as text with what is said of its sentences."""

from __future__ import annotations

import re
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from lsgraph.calls.document import ListDocuments, ReadDocument
from lsgraph.errors import RequestError
from lsgraph.web.answers.page_request import ask_page, named_release
from lsgraph.web.answers.responder import Responder
from lsgraph.web.rendering.page_arguments import DocumentPageCall, DocumentsPageCall

_PIECE, _SPAN = "del", "vid"
_KNOWN: Final = frozenset((_PIECE, _SPAN, "lang", "release"))
_NUMBER: Final = re.compile(r"[1-9][0-9]{0,5}")
_ENDS: Final = re.compile(r"([0-9]{1,9})-([0-9]{1,9})")


class DocumentPages:
    """The documents of the current release, or of the one that `release` names."""

    def __init__(self, delivery: Responder) -> None:
        self._delivery, self._sources = delivery, delivery.settings.sources

    def routes(self) -> list[Route]:
        """Return the routes of the list and of the documents."""
        return [Route("/dokument", self.list_all), Route("/dokument/{source}", self.read)]

    async def list_all(self, request: Request) -> Response:
        """List the documents."""
        _refuse_unknown(request)
        of_release = f"?release={old}" if (old := named_release(request)) else ""
        asked = ask_page(
            request,
            self._delivery.frame,
            lambda reader: DocumentsPageCall(reader, ListDocuments(self._sources), of_release),
        )
        return await self._delivery.give(request, asked)

    async def read(self, request: Request) -> Response:
        """Show a piece of a document: the one of that number, or the one around a passage."""
        _refuse_unknown(request)
        source, span = request.path_params["source"], _read_span(request)
        document = ReadDocument(source, self._sources, _read_piece(request) - 1, span[0] if span else None)
        of_release = f"&release={old}" if (old := named_release(request)) else ""
        asked = ask_page(
            request,
            self._delivery.frame,
            lambda reader: DocumentPageCall(reader, document, span, of_release),
        )
        return await self._delivery.give(request, asked)


def _refuse_unknown(request: Request) -> None:
    if unknown := sorted(set(request.query_params) - _KNOWN):
        raise RequestError(f"there is no {unknown[0][:64]!r}; the address takes {_PIECE} and {_SPAN}")


def _read_piece(request: Request) -> int:
    given = request.query_params.get(_PIECE, "1")
    if not _NUMBER.fullmatch(given):
        raise RequestError(f"{_PIECE}={given[:64]!r} is not the number of a part, such as 2")
    return int(given)


def _read_span(request: Request) -> tuple[int, int] | None:
    given = request.query_params.get(_SPAN)
    if given is None:
        return None
    ends = _ENDS.fullmatch(given)
    if not ends or not int(ends[1]) < int(ends[2]):
        raise RequestError(f"{_SPAN}={given[:64]!r} is not the start and end of a passage, such as 100-250")
    return int(ends[1]), int(ends[2])
