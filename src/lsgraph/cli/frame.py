"""The frame of the command line: settings for every command, and one exit code for every fault."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

import click

from lsgraph.errors import LsgraphError
from lsgraph.settings import Settings, read_settings

P = ParamSpec("P")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="lsgraph")
@click.pass_context
def cli(context: click.Context) -> None:
    """Sweden's life-science policy as a knowledge graph: build it, serve it, check it, export it."""
    context.obj = read_settings(os.environ)  # noqa: TID251  the one place where the process's environment is handed on


def main() -> None:
    """Run the command line; a fault is told in its own words and ends with exit code 1."""
    try:
        cli(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(130)
    except LsgraphError as error:
        click.echo(str(error), err=True)
        sys.exit(1)


def with_settings(command: Callable[Concatenate[Settings, P], None]) -> Callable[P, None]:
    """Give a command the settings as its first argument."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        settings = click.get_current_context().find_object(Settings)
        assert settings is not None
        command(settings, *args, **kwargs)

    return run
