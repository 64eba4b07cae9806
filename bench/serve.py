"""Serves a folder of releases as `lsgraph serve` does, without building; takes settings as `NAME=value`."""

from __future__ import annotations

import sys

import uvicorn

from lsgraph.settings import read_settings
from lsgraph.web import create_app


def main() -> None:
    """Serve until stopped."""
    settings = read_settings(dict(word.split("=", 1) for word in sys.argv[1:]))
    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        log_level="warning",
        timeout_graceful_shutdown=5,
        server_header=False,
        access_log=False,
    )


if __name__ == "__main__":
    main()
