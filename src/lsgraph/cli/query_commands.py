"""The commands that ask a release or a source."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click
from rdflib import Literal, URIRef

from lsgraph.cli.command_group import cli, with_settings
from lsgraph.coverage import CoverageReport, cover
from lsgraph.curation import passage_block
from lsgraph.diff import compare
from lsgraph.errors import SettingError, SourceMissing
from lsgraph.export import EXPORTS, export, find_region, measure_slice
from lsgraph.queries import list_queries, read_argument
from lsgraph.reason import explain
from lsgraph.release import Release, open_release
from lsgraph.resources import find_resources
from lsgraph.settings import Settings
from lsgraph.sources import Sources, cite, open_sources, sample, verify
from lsgraph.store import Quad
from lsgraph.vocabulary import passage_iri, shorten

_SOURCES = click.option(
    "--sources",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of source files.",
)


@cli.command("cite")
@click.argument("source")
@click.argument("words")
@click.option("--trig", is_flag=True, help="Print the block to paste into a file of data/passages.")
@_SOURCES
@with_settings
def cite_command(settings: Settings, source: str, words: str, trig: bool, folder: Path | None) -> None:
    """Print the passage, span and checksum of a quotation; "first words … last words" spans a stretch."""
    found = cite(Sources(_find_sources(settings, folder)), source, words)
    if trig:
        click.echo(passage_block(found), nl=False)
        return
    click.echo(
        f"{passage_iri(found.span)}\nspan     {found.span.start}-{found.span.end}\nsha256   {found.sha256}"
    )


@cli.command("verify")
@_SOURCES
@with_settings
def verify_command(settings: Settings, folder: Path | None) -> None:
    """Check every passage of the current release against its source file."""
    result = verify(open_release(settings.releases).open_store(), Sources(_find_sources(settings, folder)))
    findings = (*result.findings, *result.cuts)
    for finding in findings:
        click.echo(str(finding), err=True)
    click.echo(f"{result.passages} passages checked, {len(findings)} findings")
    for source in result.skipped:
        click.echo(f"left out: {source}: its file is not at hand")
    if findings:
        sys.exit(1)


@cli.command("coverage")
@_SOURCES
@with_settings
def coverage_command(settings: Settings, folder: Path | None) -> None:
    """Print how much of each source is stated, named only, dismissed and unread."""
    chosen = folder or settings.sources
    sources = Sources(chosen) if chosen else None
    report = cover(open_release(settings.releases).open_store(), sources)
    click.echo("\n".join(_coverage_lines(report)))


@cli.command("sample")
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--count", type=click.IntRange(1), default=10, show_default=True)
@_SOURCES
@with_settings
def sample_command(settings: Settings, seed: int, count: int, folder: Path | None) -> None:
    """Print random statements with their spans, for a reader to check."""
    store = open_release(settings.releases).open_store()
    for one in sample(store, count, seed, open_sources(store, _find_sources(settings, folder))):
        told = " ".join(
            shorten(term) if isinstance(term, URIRef) else term.n3() for term in one.statement[:3]
        )
        where = f"{one.span.source} {one.span.start}-{one.span.end}"
        click.echo(f"{told}\n  {where}\n  {one.text or '(the source file is not at hand)'}\n")


@cli.command("export")
@click.option(
    "--format", "form", default="n-quads", show_default=True, help=", ".join(one.name for one in EXPORTS)
)
@click.option("--region", help="Two-digit county code: that region's slice with the national layer.")
@click.option("--release", "release_id", help="Another release than the current one.")
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="File to write; else standard output."
)
@with_settings
def export_command(
    settings: Settings, form: str, region: str | None, release_id: str | None, output: Path | None
) -> None:
    """Write a release, or a region's slice of it."""
    release = open_release(settings.releases, release_id)
    if output is None:
        export(release, form, sys.stdout.buffer, region)
        return
    if not output.parent.is_dir():
        raise SettingError(f"there is no folder {output.parent}; make it, or write elsewhere with --output")
    draft = output.with_name(output.name + ".part")
    try:
        with draft.open("wb") as file:
            export(release, form, file, region)
        draft.replace(output)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    click.echo(f"wrote {output} ({output.stat().st_size:,} bytes)", err=True)
    if region is not None:
        _tell_share(release, region)


def _tell_share(release: Release, code: str) -> None:
    """Tell how much of the whole a region's slice is."""
    store = release.open_graphs()
    told = measure_slice(store, find_region(store, code))
    click.echo(f"region {code}: {told.statements:,} statements, {told.share:.0%} of the whole", err=True)


@cli.command("diff")
@click.argument("before")
@click.argument("after", required=False)
@with_settings
def diff_command(settings: Settings, before: str, after: str | None) -> None:
    """Print what changed from one release to another, by default to the current one."""
    releases = [open_release(settings.releases, name) for name in (before, after)]
    stores = [release.open_store() for release in releases]
    questions = list_queries(find_resources().queries, "competency")
    click.echo(f"from {releases[0].id} to {releases[1].id}")
    click.echo(compare(stores[0], stores[1], questions).as_text(), nl=False)


@cli.command("why")
@click.argument("subject")
@click.argument("predicate")
@click.argument("object_", metavar="OBJECT")
@with_settings
def why_command(settings: Settings, subject: str, predicate: str, object_: str) -> None:
    """Explain a statement: the rule and the premises, down to the passages."""
    store = open_release(settings.releases).open_store()
    start, relation = (URIRef(read_argument("iri", term)) for term in (subject, predicate))
    end = Literal(object_[1:-1], lang="sv") if object_.startswith('"') else read_argument("iri", object_)
    click.echo(explain(store, Quad(start, relation, end)).as_text())


def _coverage_lines(report: CoverageReport) -> Iterator[str]:
    columns = (
        f"{'chars':>8}{'stated':>8}{'named only':>12}{'dismissed':>11}{'unread':>8}"
        f"{'passages':>10}{'statements':>12}"
    )
    for title, parts in (("sources", report.sources), ("works", report.works)):
        yield f"{title:<62}{columns}"
        for one in parts:
            dismissed = sum(one.dismissed.values())
            figures = f"{one.characters:>8}{one.stated:>8}{one.named_only:>12}{dismissed:>11}{one.unread:>8}"
            yield f"{shorten(one.iri):<62}{figures}{one.passages:>10}{one.statements:>12}"
            for reason, count in sorted(one.dismissed.items()):
                yield f"    {shorten(reason):<30}{count:>8}{count / one.characters:>8.1%}"
            for long in one.long_spans:
                why = long.reason or "no reason given"
                yield f"    long passage {shorten(long.passage)} ({long.characters}): {why}"
        yield ""
    for passage in (it for one in report.sources for it in one.only_named if it.reason is None):
        yield f"only named, without a reason: {shorten(passage.passage)} ({passage.characters} characters)"
    yield f"named only in all: {sum(one.named_only for one in report.sources)} characters"
    yield f"unread in all: {report.unread} characters"
    if not all(one.text_at_hand for one in report.sources):
        yield "source files are not at hand: every gap counts as unread (see --sources)"


def _find_sources(settings: Settings, folder: Path | None) -> Path:
    chosen = folder or settings.sources
    if chosen is None:
        raise SourceMissing("", [])
    return chosen
