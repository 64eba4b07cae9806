"""Counters and gauges of the service as Prometheus reads them: https://prometheus.io/docs/instrumenting/exposition_formats/."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from lsgraph.web.http.cache import Cache
from lsgraph.web.http.connection_limits import OpenConnections
from lsgraph.web.http.request_log import RequestRecord
from lsgraph.workers import ArchivePools, Network, Pool

MEDIA_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_BUCKETS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
_OTHER: Final = "other"
_STATES: Final = ("idle", "busy", "slow")
_CAUSES: Final = ("time", "memory", "depth", "crash", "left", "slow", "share", "parent")
_BACKGROUND: Final = ("fork server", "heartbeat", "worker", "following the current release")


class Metrics:
    """What the service counts; `routes` are the first parts of the paths that get a label of their own."""

    def __init__(self, pool: Pool, shelf: ArchivePools, cache: Cache, connections: OpenConnections) -> None:
        self.routes: frozenset[str] = frozenset()
        self._registry = CollectorRegistry(auto_describe=False)
        self._requests = Counter(
            "lsgraph_requests", "Requests answered.", ["route", "status"], registry=self._registry
        )
        self._broken = Counter(
            "lsgraph_answers_broken_off",
            "Answers that did not reach their end.",
            ["route"],
            registry=self._registry,
        )
        self._bytes = Counter(
            "lsgraph_response_bytes", "Bytes of answers sent.", ["route"], registry=self._registry
        )
        self._seconds = Histogram(
            "lsgraph_request_seconds",
            "Seconds from a request to the last byte of its answer.",
            ["route"],
            buckets=_BUCKETS,
            registry=self._registry,
        )
        self._children: dict[tuple[str, int], tuple[Counter, Histogram, Counter]] = {}
        self._registry.register(_State(pool, shelf, cache, connections))
        ProcessCollector(registry=self._registry)

    def observe(self, record: RequestRecord) -> None:
        """Count one request."""
        first = record.path.strip("/").partition("/")[0].partition(".")[0]
        route = f"/{first}" if first in self.routes else _OTHER
        requests, seconds, size = self._find_children(route, record.status)
        requests.inc()
        seconds.observe(record.seconds)
        size.inc(record.size)
        if not record.whole:
            self._broken.labels(route).inc()

    def _find_children(self, route: str, status: int) -> tuple[Counter, Histogram, Counter]:
        """Return the figures of a route and status; kept, since looking them up costs more than counting."""
        found = self._children.get((route, status))
        if found is None:
            found = (
                self._requests.labels(route, str(status)),
                self._seconds.labels(route),
                self._bytes.labels(route),
            )
            self._children[route, status] = found
        return found

    def write(self) -> bytes:
        """Return all figures as text."""
        return generate_latest(self._registry)


class _State(Collector):
    """Figures read off when they are asked for."""

    def __init__(self, pool: Pool, shelf: ArchivePools, cache: Cache, connections: OpenConnections) -> None:
        self._pool, self._shelf, self._cache, self._connections = pool, shelf, cache, connections

    def collect(self) -> Iterable[Metric]:
        """Return the figures."""
        yield from self._workers()
        yield from self._shut_in()
        yield from self._kept()
        connections = self._connections
        yield GaugeMetricFamily("lsgraph_connections", "Connections open.", value=connections.count)
        yield CounterMetricFamily(
            "lsgraph_requests_refused",
            "Requests and connections refused before any route saw them.",
            value=connections.refused,
        )
        manifest = self._pool.release.manifest
        info = GaugeMetricFamily(
            "lsgraph_release_info", "The release that is served.", labels=["release", "version", "issued"]
        )
        info.add_metric([manifest.id, manifest.version, manifest.issued], 1)
        yield info
        yield GaugeMetricFamily("lsgraph_release_statements", "Statements served.", value=manifest.quads)
        yield GaugeMetricFamily(
            "lsgraph_old_releases_open", "Old releases with workers.", value=len(self._shelf.pools)
        )

    def _shut_in(self) -> Iterator[Metric]:
        network = GaugeMetricFamily(
            "lsgraph_workers_network", "What of the network workers can reach.", labels=["reach"]
        )
        for reach in Network:
            network.add_metric([reach], self._pool.network is reach)
        yield network

    def _workers(self) -> Iterator[Metric]:
        state, causes = self._pool.state(), self._pool.causes()
        workers = GaugeMetricFamily("lsgraph_workers", "Workers by state.", labels=["state"])
        for name in _STATES:
            workers.add_metric([name], state[name])
        yield workers
        yield GaugeMetricFamily("lsgraph_calls_waiting", "Calls in the queue.", value=state["waiting"])
        yield CounterMetricFamily("lsgraph_calls", "Calls given to workers.", value=state["calls"])
        replaced = CounterMetricFamily("lsgraph_workers_replaced", "Workers replaced.", labels=["cause"])
        for cause in _CAUSES:
            replaced.add_metric([cause], causes.get(cause, 0))
        yield replaced
        failures = CounterMetricFamily(
            "lsgraph_background_failures",
            "Exceptions of background work, which was then taken up again.",
            labels=["work"],
        )
        counts = dict.fromkeys(_BACKGROUND, 0) | self._pool.failures.counts
        for name, count in sorted(counts.items()):
            failures.add_metric([name], count)
        yield failures

    def _kept(self) -> Iterator[Metric]:
        cache = self._cache
        yield GaugeMetricFamily("lsgraph_cache_bytes", "Bytes of answers kept.", value=cache.size)
        yield GaugeMetricFamily("lsgraph_cache_limit_bytes", "Bytes that may be kept.", value=cache.most)
        yield CounterMetricFamily("lsgraph_cache_hits", "Answers found kept.", value=cache.hits)
        yield CounterMetricFamily("lsgraph_cache_misses", "Answers not found kept.", value=cache.misses)
