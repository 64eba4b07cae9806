"""What the people who run the service ask it: health, figures, and the description of its interface."""

from __future__ import annotations

import json
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from lsgraph.web.answers.responder import Responder
from lsgraph.web.monitoring.metrics import MEDIA_TYPE, Metrics
from lsgraph.web.rendering.page_frame import read_root

_INTERFACE: Final = Path(__file__).with_name("openapi.json")
_READY_SECONDS: Final = 5.0


class HealthRoutes:
    """Answers for the service itself; without `metrics`, there is no address for figures."""

    def __init__(self, delivery: Responder, metrics: Metrics | None, began: float) -> None:
        self._delivery, self._metrics, self._began = delivery, metrics, began
        self._switched = time.time()

    def routes(self) -> list[Route]:
        """Return the routes of operations."""
        found = [Route("/health", self.health), Route("/openapi.json", self.interface)]
        return [*found, Route("/metrics", self.figures)] if self._metrics else found

    async def health(self, _request: Request) -> Response:
        """Tell whether the service can answer, from which release, and how its workers are.

        The status is 503 once no worker has run for five seconds.
        """
        pool, cache = self._delivery.pool, self._delivery.cache
        lost = pool.seconds_without > _READY_SECONDS
        body: dict[str, Any] = {
            "status": "no worker runs" if lost else "ok",
            "release": pool.release.id,
            "issued": pool.release.manifest.issued,
            "release_age_seconds": _measure_age(pool.release.folder),
            "seconds_served": round(time.time() - self._switched),
            "seconds_up": round(time.time() - self._began),
            "workers": pool.state(),
            "network": pool.network,
            "replaced": pool.causes(),
            "old_releases": [one.release.id for one in self._delivery.shelf.pools],
            "cache": {"bytes": cache.size, "hits": cache.hits, "misses": cache.misses},
        }
        return JSONResponse(body, 503 if lost else 200, headers={"Cache-Control": "no-store"})

    async def figures(self, _request: Request) -> Response:
        """Tell the figures in Prometheus's text format."""
        assert self._metrics
        return Response(self._metrics.write(), 200, {"Cache-Control": "no-store"}, MEDIA_TYPE)

    async def interface(self, request: Request) -> Response:
        """Describe the interface: https://spec.openapis.org/oas/v3.1.0."""
        document = json.loads(_INTERFACE.read_text(encoding="utf-8"))
        document["info"]["version"] = version("lsgraph")
        document["servers"] = [{"url": read_root(request) or "/"}]
        return JSONResponse(document)


def _measure_age(folder: Path) -> int | None:
    """Return the seconds since a release was written; None when it has been removed since."""
    try:
        return round(time.time() - folder.stat().st_mtime)
    except OSError:
        return None
