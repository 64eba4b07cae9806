"""The matrix of goals and regions: the table, a page for each cell, and the same rows as CSV."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from lsgraph.calls.matrix import KINDS, SERVED, MatrixFilter
from lsgraph.calls.matrix_cell import CellCall
from lsgraph.errors import RequestError
from lsgraph.export import XLSX
from lsgraph.web.answers.page_request import ask_page, named_release
from lsgraph.web.answers.responder import CallRequest, Responder
from lsgraph.web.rendering.matrix_page_calls import MatrixSheetCall, MatrixTableCall
from lsgraph.web.rendering.page_arguments import CellPageCall, MatrixPageCall
from lsgraph.web.rendering.page_frame import read_language

_KIND, _STATE, _AREA, _YEAR = "slag", "grund", "omrade", "ar"
_PARAMETERS: Final = (_KIND, _STATE, _AREA, _YEAR)
_NAMES_IN_JSON: Final = {_KIND: "kind", _STATE: "state", _AREA: "area", _YEAR: "year"}
_OTHERS: Final = ("lang", "release")
_AREA_NUMBER: Final = re.compile(r"[0-9]{1,2}")
_YEAR_NUMBER: Final = re.compile(r"[0-9]{4}")


class MatrixPages:
    """The matrix of the current release, or of the one that `release` names."""

    def __init__(self, delivery: Responder) -> None:
        self._delivery, self._sources = delivery, delivery.settings.sources

    def routes(self) -> list[Route]:
        """Return the routes of the matrix and of its cells."""
        return [
            Route("/matris", self.page),
            Route("/matris.csv", self.table),
            Route("/matris.xlsx", self.sheet),
            Route("/matris/{number}/{code}", self.cell),
        ]

    async def page(self, request: Request) -> Response:
        """Show the matrix that the address asks for."""
        chosen, (of_filter, of_api) = read_filter(request), _write_filter(request)
        asked = ask_page(
            request,
            self._delivery.frame,
            lambda reader: MatrixPageCall(reader, chosen, of_filter, of_api),
        )
        return await self._delivery.give(request, asked)

    async def cell(self, request: Request) -> Response:
        """Show what stands behind one cell."""
        number, code = (request.path_params[name] for name in ("number", "code"))
        cell, (of_filter, _) = CellCall(number, code, read_filter(request)), _write_filter(request)
        asked = ask_page(
            request,
            self._delivery.frame,
            lambda reader: CellPageCall(reader, cell, of_filter, self._sources),
        )
        return await self._delivery.give(request, asked)

    async def table(self, request: Request) -> Response:
        """Give the rows that the page shows as CSV, with names in the reader's language."""
        call = MatrixTableCall(read_filter(request), read_language(request))
        return await self._give_rows(request, call, "csv", "text/csv")

    async def sheet(self, request: Request) -> Response:
        """Give the rows that the page shows as a workbook for Excel."""
        issued = self._delivery.find(named_release(request)).manifest.issued
        call = MatrixSheetCall(read_filter(request), read_language(request), issued)
        return await self._give_rows(request, call, "xlsx", XLSX)

    async def _give_rows(
        self, request: Request, call: MatrixTableCall, suffix: str, media_type: str
    ) -> Response:
        headers = {
            "Content-Disposition": f'attachment; filename="lsgraph-matris.{suffix}"',
            "Content-Language": call.language,
            "Vary": "Accept-Language, Accept-Encoding",
        }
        asked = CallRequest(
            call,
            release=named_release(request),
            media_type=media_type,
            headers=headers,
            exact=True,
        )
        return await self._delivery.give(request, asked)


def read_filter(request: Request) -> MatrixFilter:
    """Return the filter that an address names; raises RequestError for a name or value there is none of."""
    given = request.query_params
    if unknown := sorted(set(given) - {*_PARAMETERS, *_OTHERS}):
        raise RequestError(f"there is no {unknown[0][:64]!r}; the address takes {', '.join(_PARAMETERS)}")
    kinds, states = (_read_words(given.getlist(name)) for name in (_KIND, _STATE))
    for name, words, known in ((_KIND, kinds, tuple(KINDS)), (_STATE, states, SERVED)):
        if stray := sorted(set(words) - set(known)):
            raise RequestError(f"{name}={stray[0][:64]!r} is none of {', '.join(known)}")
    area, year = (given.get(name, "").strip() for name in (_AREA, _YEAR))
    if area and not _AREA_NUMBER.fullmatch(area):
        raise RequestError(f"{_AREA}={area[:64]!r} is not the number of a priority area, such as 4")
    if year and not _YEAR_NUMBER.fullmatch(year):
        raise RequestError(f"{_YEAR}={year[:64]!r} is not a year, such as 2024")
    return MatrixFilter(kinds, states, area, year)


def _write_filter(request: Request) -> tuple[str, str]:
    """Return the query strings that keep the filter, and the release, on the next page and for programs."""
    kept = [(name, value) for name in _PARAMETERS for value in request.query_params.getlist(name) if value]
    if release := named_release(request):
        kept.append(("release", release))
    for_programs = [(_NAMES_IN_JSON.get(name, name), value) for name, value in kept]
    return _write(kept), _write(for_programs)


def _write(parameters: Sequence[tuple[str, str]]) -> str:
    return f"?{urlencode(parameters)}" if parameters else ""


def _read_words(given: Iterable[str]) -> tuple[str, ...]:
    """Return the words of parameters that may be given several times or with commas between, each once."""
    words = (word.strip() for one in given for word in one.split(","))
    return tuple(sorted({word for word in words if word}))
