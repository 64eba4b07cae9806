"""One command line into one call and one exit code."""

from lsgraph.cli import build_commands, query_commands, reason_commands, release_commands, source_commands
from lsgraph.cli.command_group import cli, main

__all__ = [
    "build_commands",
    "cli",
    "main",
    "query_commands",
    "reason_commands",
    "release_commands",
    "source_commands",
]
