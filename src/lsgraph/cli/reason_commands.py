"""The command that asks HermiT whether ontology and data contradict each other."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

import click

from lsgraph.cli.command_group import cli, with_settings
from lsgraph.reason import judge_release
from lsgraph.release import open_release
from lsgraph.settings import Settings


@cli.command("reason")
@click.option("--check", is_flag=True, required=True, help="Ask whether they contradict each other.")
@click.option("--release", "release_id", help="Another release than the current one.")
@with_settings
def reason_command(settings: Settings, check: bool, release_id: str | None) -> None:
    """Ask HermiT about the ontology and all data of a release; the quality page tells what it said."""
    assert check
    verdict = judge_release(open_release(settings.releases, release_id), datetime.now(UTC).date())
    if verdict.consistent:
        click.echo(
            f"release {verdict.release}: ontology and data are consistent (HermiT; dates are opaque to it)"
        )
        return
    click.echo(f"release {verdict.release}: ontology and data contradict each other; see `lsgraph validate`")
    sys.exit(1)
