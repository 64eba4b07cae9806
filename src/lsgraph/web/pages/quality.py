"""How good a release is: a page rendered by its workers, and its validation report in other forms."""

from __future__ import annotations

import asyncio
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from lsgraph.calls.call import NamedCall
from lsgraph.release import Release
from lsgraph.web.answers.page_request import REVIEW_SECONDS, ask_review, named_release
from lsgraph.web.answers.release_facts import ReleaseFact
from lsgraph.web.answers.responder import CallRequest, Responder
from lsgraph.web.rendering.page_frame import read_language


class QualityPages:
    """The quality page of the current release, or of the one that `release` names."""

    def __init__(self, delivery: Responder, queries: Path) -> None:
        self._delivery, self._queries = delivery, str(queries)
        self._sources = str(delivery.settings.sources) if delivery.settings.sources else None

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
        given = {"queries": self._queries, "report": str(release.report_file), "sources": self._sources}
        found = ReleaseFact("quality", given, REVIEW_SECONDS)
        args = {"root": str(release.root), "release": release.id}
        asked = ask_review(request, self._delivery.frame, "quality_page", args, named_release(request), found)
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
            NamedCall("report_text", {"report": str(self._find(request).report_file), "language": language}),
            release=named_release(request),
            media_type="text/plain",
            headers={"Content-Language": language, "Vary": "Accept-Language, Accept-Encoding"},
        )
        return await self._delivery.give(request, asked)

    def _find(self, request: Request) -> Release:
        return self._delivery.find(named_release(request))
