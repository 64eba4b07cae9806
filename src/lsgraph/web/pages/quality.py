"""How good a release is: a page rendered by its workers, and its validation report in other forms."""

from __future__ import annotations

import asyncio
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from lsgraph.calls.quality import QualityCall, ReportTextCall
from lsgraph.release import Release
from lsgraph.web.answers.page_request import ask_page, named_release
from lsgraph.web.answers.responder import CallRequest, Responder
from lsgraph.web.rendering.page_arguments import QualityPageCall
from lsgraph.web.rendering.page_frame import read_language


class QualityPages:
    """The quality page of the current release, or of the one that `release` names."""

    def __init__(self, delivery: Responder, queries: Path) -> None:
        self._delivery, self._queries = delivery, queries

    def routes(self) -> list[Route]:
        """Return the routes of the quality page and of the report in its other forms."""
        return [
            Route("/quality", self.page),
            Route("/quality.ttl", self.turtle),
            Route("/quality.txt", self.text),
        ]

    async def page(self, request: Request) -> Response:
        """Show how good the release is."""
        release = self._find(request)
        look = QualityCall(self._queries, release.report_file, self._delivery.settings.sources)
        asked = ask_page(
            request,
            self._delivery.frame,
            lambda reader: QualityPageCall(reader, release.root, release.id, look),
            shared=True,
        )
        return await self._delivery.give(request, asked)

    async def turtle(self, request: Request) -> Response:
        """Give the release's validation report as it was written."""
        release = self._find(request)
        headers = {"Lsgraph-Release": release.id}
        status = await asyncio.to_thread(release.report_file.stat)
        return FileResponse(
            release.report_file, media_type="text/turtle", headers=headers, stat_result=status
        )

    async def text(self, request: Request) -> Response:
        """Give the validation report as text in the reader's language."""
        language = read_language(request)
        asked = CallRequest(
            ReportTextCall(self._find(request).report_file, language),
            release=named_release(request),
            media_type="text/plain",
            headers={"Content-Language": language, "Vary": "Accept-Language, Accept-Encoding"},
        )
        return await self._delivery.give(request, asked)

    def _find(self, request: Request) -> Release:
        return self._delivery.find(named_release(request))
