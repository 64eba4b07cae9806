"""`create_app(settings)`: protocol, linked data, pages, downloads."""

from lsgraph.web.app import create_app

__all__ = ["create_app"]
