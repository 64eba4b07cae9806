"""Serves a folder of releases as `lsgraph serve` does, without building; takes settings as `NAME=value`."""

from __future__ import annotations

import sys

from lsgraph.settings import read_settings
from lsgraph.web import run_service


def main() -> None:
    """Serve until stopped."""
    run_service(read_settings(dict(word.split("=", 1) for word in sys.argv[1:])))


if __name__ == "__main__":
    main()
