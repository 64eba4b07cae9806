"""One command line into one call and one exit code."""

import sys

from lsgraph.errors import LsgraphError

try:
    from lsgraph.cli import (
        build_commands,
        query_commands,
        reason_commands,
        release_commands,
        source_commands,
    )
    from lsgraph.cli.command_group import cli, main
except LsgraphError as error:  # what the program reads as it starts cannot be read
    sys.exit(str(error))

__all__ = [
    "build_commands",
    "cli",
    "main",
    "query_commands",
    "reason_commands",
    "release_commands",
    "source_commands",
]
