"""`create_app(settings)`: protocol, linked data, pages, downloads; and the server around it."""

from lsgraph.web.app import create_app
from lsgraph.web.server import make_server, run_service

__all__ = ["create_app", "make_server", "run_service"]
