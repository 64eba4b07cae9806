"""The frame of the command line: settings for every command, and one exit code for every fault."""

from __future__ import annotations

import contextlib
import os
import sys
import traceback
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, Final, NoReturn, ParamSpec

import click

from lsgraph.cli.faults import tell_system_fault, tell_unforeseen
from lsgraph.errors import LsgraphError
from lsgraph.settings import Settings, read_settings

P = ParamSpec("P")

_STOPPED: Final = 130
_UNFORESEEN: Final = 70


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="lsgraph")
@click.option("--traceback", is_flag=True, help="Show where in the program a fault arose.")
@click.pass_context
def cli(context: click.Context, /, **_options: bool) -> None:
    """Sweden's life-science policy as a knowledge graph: build it, serve it, check it, export it."""
    context.obj = read_settings(os.environ)  # noqa: TID251  the one place where the process's environment is handed on


def main() -> None:
    """Run the command line; a fault is told in its own words and ends with an exit code above 0.

    1 is for what can be mended, 2 for a command that is not understood, 70 for a fault of the program.
    """
    try:
        cli(standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(_STOPPED)
    except BrokenPipeError:  # whoever read the output, such as `head`, has had enough
        _end(1)
    except LsgraphError as error:
        _tell(str(error))
        _end(1)
    except OSError as error:
        _tell(tell_system_fault(error))
        _end(1)
    except MemoryError:
        _tell("there is not enough memory for that; end what else takes memory on this machine")
        _end(1)
    except Exception as error:
        _tell(tell_unforeseen(error))
        _end(_UNFORESEEN)


def _tell(sentence: str) -> None:
    if "--traceback" in sys.argv[1:2]:
        traceback.print_exc()
    click.echo(sentence, err=True)


def _end(code: int) -> NoReturn:
    """End with a code, without a last try to write what standard output could not take."""
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.flush()
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)


def with_settings(command: Callable[Concatenate[Settings, P], None]) -> Callable[P, None]:
    """Give a command the settings as its first argument."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        settings = click.get_current_context().find_object(Settings)
        assert settings is not None
        command(settings, *args, **kwargs)

    return run
