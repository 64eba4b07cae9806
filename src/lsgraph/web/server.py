"""The HTTP server around the application."""

from __future__ import annotations

import contextlib
import sys
from typing import Final

import uvicorn

from lsgraph.settings import Settings
from lsgraph.web.app import create_app
from lsgraph.web.connection import bind_connection
from lsgraph.web.problems import write_refusal
from lsgraph.web.startup import StartTold

_STARTUP_FAILED: Final = 3


def make_server(settings: Settings) -> uvicorn.Server:
    """Return a server for the current release; raises ReleaseMissing where there is none."""
    return uvicorn.Server(
        uvicorn.Config(
            StartTold(create_app(settings)),
            host=settings.host,
            port=settings.port,
            http=bind_connection(write_refusal),
            ws="none",
            log_level="warning",
            timeout_graceful_shutdown=5,
            server_header=False,
            access_log=False,  # ours has its own setting
        )
    )


def run_service(settings: Settings) -> None:
    """Serve the current release until stopped; raises ReleaseMissing where there is none."""
    server = make_server(settings)
    with contextlib.suppress(KeyboardInterrupt):
        server.run()
    if not server.started:
        sys.exit(_STARTUP_FAILED)
