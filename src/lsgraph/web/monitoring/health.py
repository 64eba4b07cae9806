"""What the people who run the service ask it: health and figures."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Final

from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from lsgraph.queries import find_query
from lsgraph.web.answers.responder import Responder
from lsgraph.web.http.forms import HealthForm, NetworkReach
from lsgraph.web.monitoring.metrics import MEDIA_TYPE, Metrics
from lsgraph.web.monitoring.worker_probe import WorkerProbe
from lsgraph.workers import Network

REACHES: Final[dict[Network, NetworkReach]] = {
    Network.NONE: "none",
    Network.STORE_PORT: "the store's port",
    Network.OPEN: "open",
}
_READY_SECONDS: Final = 5.0
_QUERY: Final = "pages/health"


class HealthRoutes:
    """Answers for the service itself; without `metrics`, there is no address for figures.

    `queries` is the folder of stored queries, with the one that a worker is asked to know that it answers.
    """

    def __init__(self, delivery: Responder, metrics: Metrics | None, began: float, queries: Path) -> None:
        self._delivery, self._metrics, self._began = delivery, metrics, began
        self._probe = WorkerProbe(delivery.pool, find_query(queries, _QUERY).text)
        self._switched = time.time()

    def routes(self) -> list[Route]:
        """Return the routes of operations."""
        health = APIRoute(
            "/health",
            self.health,
            methods=["GET", "HEAD"],
            response_model=HealthForm,
            responses={503: {"model": HealthForm, "description": "No worker runs, or none answers"}},
            operation_id="health",
        )
        found: list[Route] = [health]
        return [*found, Route("/metrics", self.figures)] if self._metrics else found

    async def health(self) -> Response:
        """Tell whether the service can answer, from which release, and how its workers are.

        The status is 503 once no worker has run, or answered a question, for five seconds.
        """
        pool, cache = self._delivery.pool, self._delivery.cache
        await self._probe.look()
        lost = self._probe.seconds_unanswered > _READY_SECONDS
        told = HealthForm(
            status=self._explain() if lost else "ok",
            answered_seconds_ago=round(self._probe.seconds_unanswered, 1),
            heartbeat_seconds_ago=round(pool.seconds_silent, 1),
            release=pool.release.id,
            issued=pool.release.manifest.issued,
            release_age_seconds=_measure_age(pool.release.folder),
            seconds_served=round(time.time() - self._switched),
            seconds_up=round(time.time() - self._began),
            workers=pool.state(),
            network=REACHES[pool.network],
            replaced=pool.causes(),
            old_releases=[one.release.id for one in self._delivery.shelf.pools],
            cache={"bytes": cache.size, "hits": cache.hits, "misses": cache.misses},
        )
        return JSONResponse(told.model_dump(), 503 if lost else 200, headers={"Cache-Control": "no-store"})

    def _explain(self) -> str:
        if self._delivery.pool.seconds_without:
            return "no worker runs"
        return f"no worker answers: {self._probe.fault or 'none has come to it'}"

    async def figures(self, _request: Request) -> Response:
        """Tell the figures in Prometheus's text format."""
        assert self._metrics
        return Response(self._metrics.write(), 200, {"Cache-Control": "no-store"}, MEDIA_TYPE)


def _measure_age(folder: Path) -> int | None:
    """Return the seconds since a release was written; None when it has been removed since."""
    try:
        return round(time.time() - folder.stat().st_mtime)
    except OSError:
        return None
