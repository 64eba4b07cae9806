"""The commands that take in source documents: a new one, or a revised text of one that is there."""

from __future__ import annotations

from pathlib import Path

import click

from lsgraph.cli.command_group import cli, with_settings
from lsgraph.curation import NewSource, add_source, update_source
from lsgraph.errors import SourceMissing
from lsgraph.resources import find_resources
from lsgraph.settings import Settings
from lsgraph.sources import Sources
from lsgraph.vocabulary import parse_span, shorten

_TEXT = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER = click.option(
    "--sources",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of source files.",
)
_SHOWN_CHARACTERS = 90


@cli.group("source")
def source_group() -> None:
    """Take in a source document, or the revised text of one."""


@source_group.command("new")
@click.argument("file", type=_TEXT)
@click.option("--name-sv", required=True, help="What the document is called, in Swedish.")
@click.option("--name-en", required=True, help="What the document is called, in English.")
@click.option("--publisher", required=True, help="The body that published it, such as body:region-skane.")
@click.option(
    "--spatial",
    default="place:sverige",
    show_default=True,
    help="What it is about: a region such as body:region-skane, or the country.",
)
def new_command(file: Path, name_sv: str, name_en: str, publisher: str, spatial: str) -> None:
    """Describe FILE, a text called <source>.txt, in data/sources, and make the folders of its passages."""
    resources = find_resources()
    written = add_source(resources, file, NewSource(name_sv, name_en, publisher, spatial))
    click.echo(f"wrote {written}")
    click.echo(f'next: lsgraph cite --trig {file.stem} "words", into data/passages/{file.stem}/<topic>.trig')


@source_group.command("update")
@click.argument("file", type=_TEXT)
@click.option("--source", help="The source it is a revised text of; by default the name of FILE.")
@_FOLDER
@with_settings
def update_command(settings: Settings, file: Path, source: str | None, folder: Path | None) -> None:
    """Move the spans of a source to where their text stands in FILE, and list those that no longer fit.

    The text at hand is kept beside the new one as <source>.txt.old.
    """
    chosen, name = folder or settings.sources, source or file.stem
    if chosen is None:
        raise SourceMissing(name, [])
    before, revised = Sources(chosen), Sources(file.parent).text(file.stem)
    update = update_source(find_resources(), before, name, revised)
    for iri in update.lost:
        span = parse_span(iri)
        shown = " ".join(before.shown(span).split())[:_SHOWN_CHARACTERS] if span else ""
        click.echo(f"no longer fits: {shorten(iri)}: {shown}")
    target = chosen / f"{name}.txt"
    target.rename(target.with_suffix(".txt.old"))
    target.write_bytes(revised.encode())
    told = f"{len(update.kept)} stay, {len(update.moved)} moved, {len(update.lost)} no longer fit"
    click.echo(f"{name}: {told}; those keep their old offsets: cite their words anew, or remove them")
