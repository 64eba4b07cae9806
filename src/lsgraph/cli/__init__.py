"""One command line into one call and one exit code."""

from lsgraph.cli import asking, making, release_commands, source_commands
from lsgraph.cli.frame import cli, main

__all__ = ["asking", "cli", "main", "making", "release_commands", "source_commands"]
