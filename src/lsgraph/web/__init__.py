"""`create_app(settings)`: protocol, linked data, pages, downloads."""

from lsgraph.web.app import create_app, run_service

__all__ = ["create_app", "run_service"]
