"""The commands about releases as wholes: list, choose, withdraw, prune."""

from __future__ import annotations

from datetime import UTC, date, datetime

import click

from lsgraph.build import note_choice
from lsgraph.cli.command_group import cli, with_settings
from lsgraph.errors import ReleaseError, SettingError, StoreError
from lsgraph.release import (
    find_damaged,
    list_releases,
    open_release,
    point,
    prune,
    read_gone,
    readmit,
    withdraw,
)
from lsgraph.settings import Settings
from lsgraph.store import show_address
from lsgraph.store.publishing import empty


@cli.command("releases")
@with_settings
def releases_command(settings: Settings) -> None:
    """List the releases; the current one has a star. Tells which are damaged and which are gone, and why."""
    root = settings.releases
    try:
        current = open_release(root).id
    except ReleaseError as error:
        current = ""
        click.echo(str(error), err=True)
    for release in list_releases(root):
        mark = "*" if release.id == current else " "
        click.echo(f"{mark} {release.id}  {release.manifest.issued}  {release.manifest.quads:,} statements")
    for name, fault in find_damaged(root).items():
        click.echo(f"! {name}  {fault}")
    for gone in read_gone(root).values():
        click.echo(f"- {gone.id}  {gone.issued}  {gone.what} since {gone.date}: {gone.reason}")


@cli.group("release")
def release_group() -> None:
    """Choose, withdraw or prune releases."""


@release_group.command("use")
@click.argument("release_id", metavar="ID")
@with_settings
def use_command(settings: Settings, release_id: str) -> None:
    """Make a kept release the current one, as before a build that went wrong."""
    release = open_release(settings.releases, release_id)
    release.verify()
    note_choice(settings.releases, release.id)
    point(settings.releases, release.id)
    click.echo(f"release {release.id} is current until somebody builds", err=True)


@release_group.command("withdraw")
@click.argument("release_id", metavar="ID")
@click.option("--reason", required=True, help="Why, in a sentence that everybody may read.")
@with_settings
def withdraw_command(settings: Settings, release_id: str, reason: str) -> None:
    """Take a release away for good: its addresses answer 410 with the reason, its files are removed."""
    reason = " ".join(reason.split())
    if not reason:
        raise SettingError("--reason is empty; say in a sentence why the release is withdrawn")
    gone = withdraw(settings.releases, release_id, reason, _today())
    click.echo(f"release {gone.id} is withdrawn", err=True)
    _withdraw_remotely(settings, gone.id)


@release_group.command("readmit")
@click.argument("release_id", metavar="ID")
@with_settings
def readmit_command(settings: Settings, release_id: str) -> None:
    """Let a withdrawn release be built again."""
    readmit(settings.releases, release_id)
    click.echo(f"release {release_id} may be built again", err=True)


@release_group.command("prune")
@click.option("--keep", type=click.IntRange(1), help="How many releases to keep. [LSGRAPH_KEEP_RELEASES]")
@with_settings
def prune_command(settings: Settings, keep: int | None) -> None:
    """Remove all but the current release and the latest others; a removed one may be built again."""
    keep = keep or settings.keep_releases
    if keep is None:
        raise SettingError("every release is kept; say how many to keep with --keep or LSGRAPH_KEEP_RELEASES")
    prune_releases(settings, keep)


def prune_releases(settings: Settings, keep: int | None) -> None:
    """Remove releases beyond the number to keep, if there is one, and tell which."""
    for removed in prune(settings.releases, keep, _today()) if keep else ():
        click.echo(f"release {removed} is no longer kept", err=True)


def _withdraw_remotely(settings: Settings, release_id: str) -> None:
    """Empty the dataset of a release in a remote store that has one for each."""
    if settings.store is None or not settings.store.is_per_release:
        return
    place = settings.store.of(release_id)
    try:
        empty(place)
    except StoreError as error:
        raise StoreError(
            f"release {release_id} is withdrawn here, but not from the remote store: {error}; remove the "
            f"dataset at {show_address(place.query)} there"
        ) from error
    click.echo(f"the dataset at {show_address(place.query)} is emptied", err=True)


def _today() -> date:
    return datetime.now(UTC).date()
