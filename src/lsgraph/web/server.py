"""The HTTP server around the application."""

from __future__ import annotations

import contextlib
import sys
from typing import Final

import uvicorn
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from lsgraph.settings import Settings
from lsgraph.web.app import create_app
from lsgraph.web.http.connection import bind_connection
from lsgraph.web.http.connection_limits import ConnectionLimits, OpenConnections, allow_files
from lsgraph.web.protocol.sparql_request import BODY_BYTES
from lsgraph.web.rendering.problems import write_refusal
from lsgraph.web.startup import StartTold

_STARTUP_FAILED: Final = 3


def make_server(settings: Settings) -> uvicorn.Server:
    """Return a server for the current release; raises ReleaseMissing where there is none."""
    config = uvicorn.Config(
        _nothing,
        host=settings.host,
        port=settings.port,
        ws="none",
        log_level="warning",
        timeout_graceful_shutdown=5,
        server_header=False,
        access_log=False,  # ours has its own setting
    )
    proxies = ProxyHeadersMiddleware(_nothing, config.forwarded_allow_ips).trusted_hosts
    limits = ConnectionLimits(
        most=allow_files(settings.connections),
        most_of_address=settings.connections_share,
        arrival=settings.arrival,
        piece=settings.deadline,
        transfer=settings.transfer,
        head=settings.head,
        body=BODY_BYTES,
    )
    connections = OpenConnections(limits, proxies.__contains__)
    config.http = bind_connection(connections, write_refusal)
    config.app = StartTold(create_app(settings, connections))
    return uvicorn.Server(config)


def run_service(settings: Settings) -> None:
    """Serve the current release until stopped; raises ReleaseMissing where there is none."""
    server = make_server(settings)
    with contextlib.suppress(KeyboardInterrupt):
        server.run()
    if not server.started:
        sys.exit(_STARTUP_FAILED)


async def _nothing(*_: object) -> None:
    """Stand for the application until the connections that it tells of are known."""
