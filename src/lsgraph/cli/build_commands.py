"""The commands that build, serve and check."""

from __future__ import annotations

import errno
import socket
import sys
import time
from collections.abc import Callable
from contextlib import closing
from functools import wraps
from pathlib import Path
from typing import Concatenate, Final, ParamSpec

import click
from rdflib import URIRef

from lsgraph.build import (
    Progress,
    build,
    examine,
    find_mismatches,
    is_current,
    list_unverified,
    supply,
)
from lsgraph.cli.command_group import cli, with_settings
from lsgraph.cli.release_commands import prune_releases
from lsgraph.curation import read_shapes, supply_shapes
from lsgraph.errors import SettingError, StoreError
from lsgraph.queries import read_argument
from lsgraph.release import Release, open_release, put_file, sweep
from lsgraph.resources import find_resources
from lsgraph.settings import Settings, change_settings
from lsgraph.sources import Sources
from lsgraph.store import Address, Store, format_trig, show_address
from lsgraph.store.publishing import holds_release
from lsgraph.store.remote import RemoteStore
from lsgraph.validate import ENGINES
from lsgraph.vocabulary import SHAPES_GRAPH
from lsgraph.web import run_service

P = ParamSpec("P")

_ADDRESSES: Final = {
    "store": ("LSGRAPH_STORE", "Query address of a remote SPARQL store; {release} in it is a release's id."),
    "update": ("LSGRAPH_STORE_UPDATE", "Update address of the remote store."),
    "graph_store": ("LSGRAPH_STORE_GRAPHS", "Address that takes the whole dataset as N-Quads."),
    "create": ("LSGRAPH_STORE_CREATE", "Address that, when posted to, makes the dataset for {release}."),
}


def _with_store(*names: str) -> Callable[[Callable[Concatenate[Settings, P], None]], Callable[P, None]]:
    """Give a command options of a remote store, which go before the settings of the environment."""

    def add(command: Callable[Concatenate[Settings, P], None]) -> Callable[P, None]:
        @with_settings
        @wraps(command)
        def run(settings: Settings, /, *args: P.args, **kwargs: P.kwargs) -> None:
            given = {_ADDRESSES[name][0]: kwargs.pop(name) for name in names}
            command(change_settings(settings, given), *args, **kwargs)  # type: ignore[arg-type]

        for name in reversed(names):
            variable, meaning = _ADDRESSES[name]
            option = click.option(
                f"--{name.replace('_', '-')}", metavar="URL", help=f"{meaning} [{variable}]"
            )
            run = option(run)
        return run

    return add


@cli.command("build")
@click.option(
    "--from", "dump", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Build an export."
)
@click.option(
    "--with",
    "overlays",
    type=click.Path(exists=True, path_type=Path),
    multiple=True,
    metavar="FILE_OR_FOLDER",
    help="Lay this on top, as often as you like: a region's own data, or a slice given back.",
)
@click.option("--graph", metavar="IRI", help="With --from: the graph of statements that stand in none.")
@_with_store(*_ADDRESSES)
def build_command(
    settings: Settings, dump: Path | None, overlays: tuple[Path, ...], graph: str | None
) -> None:
    """Read, reason, validate, and make a release current; with --store, put it there too."""
    remote = settings.store
    if remote is not None and not remote.is_writable:
        raise SettingError("a release is put into a remote store through --update or --graph-store; give one")
    if graph is not None and dump is None:
        raise SettingError("--graph is about the statements of a file; give --from FILE too")
    name = None if graph is None else URIRef(read_argument("iri", graph))
    texts = _find_texts(settings)
    release = build(find_resources(), settings.releases, _progress(), dump, remote, name, overlays, texts)
    _report_release(release)
    prune_releases(settings, settings.keep_releases)


@cli.command("serve")
@_with_store(*_ADDRESSES)
def serve_command(settings: Settings) -> None:
    """Build when the inputs changed, then serve the current release in the foreground.

    A remote store that cannot be written to here is served as it is.
    """
    _check_address(settings)
    if settings.store is None or settings.store.is_writable:
        _bring_up_to_date(settings)
    sweep(settings.releases)
    release = open_release(settings.releases)
    release.verify()
    if settings.store is not None:
        _check_store(release, settings.store)
    click.echo(f"serving on http://{settings.host}:{settings.port}/  (stop with Ctrl-C)")
    run_service(settings)


@cli.command("validate")
@click.option("--language", type=click.Choice(["en", "sv"]), default="en", show_default=True)
@click.option("--format", "form", type=click.Choice(["text", "turtle"]), default="text", show_default=True)
@click.option(
    "--engine",
    type=click.Choice(ENGINES),
    default=ENGINES[0],
    show_default=True,
    help="Who judges the shapes.",
)
@_with_store("store")
def validate_command(settings: Settings, language: str, form: str, engine: str) -> None:
    """Check the current release, or the named graphs of a remote store, with shapes and stored checks.

    The remote store is read into memory, and checked against the shapes of this program. Passages are held
    against the source texts that are at hand.
    """
    store, texts = _read_all(settings), _find_texts(settings)
    report = examine(store, find_resources(), engine)
    click.echo(report.as_turtle().decode() if form == "turtle" else report.as_text(language), nl=False)
    mismatches = find_mismatches(store, texts)
    for line in mismatches:
        click.echo(line, err=True)
    for source in list_unverified(store, texts):
        click.echo(f"not verified: the text of {source} is not at hand", err=True)
    if mismatches or not report.conforms:
        sys.exit(1)


@cli.command("format")
@click.option("--check", is_flag=True, help="Change nothing; fail when a file is not in the one form.")
def format_command(check: bool) -> None:
    """Bring the TriG files of `data/` into the one canonical form."""
    changed = [path for path in sorted(find_resources().data.rglob("*.trig")) if _format(path, check)]
    for path in changed:
        click.echo(f"{'would change' if check else 'changed'} {path}")
    if check and changed:
        sys.exit(1)


def _find_texts(settings: Settings) -> Sources | None:
    """Return the source texts at hand; without any, pointers cannot be held against them."""
    return Sources(settings.sources) if settings.sources else None


def _check_address(settings: Settings) -> None:
    """See that the service can listen where it should, before anything is built; raises SettingError."""
    where = f"port {settings.port} of {settings.host}"
    try:
        family, *_, address = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0]
        socket.create_server(address[:2], family=family).close()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            mend = "end what listens there, or choose another port: PORT=8080"
        elif error.errno == errno.EACCES:
            mend = "ports below 1024 need a right of their own; choose another: PORT=8080"
        else:
            mend = "HOST must be an address of this machine; 0.0.0.0 is every one"
        raise SettingError(f"the service cannot listen at {where}: {error.strerror}; {mend}") from error


def _bring_up_to_date(settings: Settings) -> None:
    resources, remote = find_resources(), settings.store
    if not is_current(resources, settings.releases):
        texts = _find_texts(settings)
        _report_release(build(resources, settings.releases, _progress(), remote=remote, sources=texts))
        prune_releases(settings, settings.keep_releases)
    elif remote is not None:
        release = open_release(settings.releases)
        if not _holds(release, remote):
            _progress()("put the release into the remote store")
            supply(release, remote)


def _holds(release: Release, remote: Address) -> bool:
    """Say whether the release is there; one that cannot be asked for may have no dataset yet."""
    try:
        return holds_release(remote.of(release.id), release.id)
    except StoreError:
        return False


def _check_store(release: Release, remote: Address) -> None:
    place = remote.of(release.id)
    if not holds_release(place, release.id):
        where = show_address(place.query)
        raise StoreError(
            f"the store at {where} does not hold the current release {release.id}; put it there with "
            "`lsgraph build --store … --update …`"
        )


def _read_all(settings: Settings) -> Store:
    if settings.store is None:
        release = open_release(settings.releases).open_store()
        if lacking := supply_shapes(release, find_resources()):
            told = f"the release lacks {lacking} of lsgraph's own shapes; it is judged by them all the same"
            click.echo(told, err=True)
        return release
    per_release = settings.store.is_per_release
    place = settings.store.of(open_release(settings.releases).id) if per_release else settings.store
    with closing(RemoteStore(place.query)) as remote:
        store = remote.local_copy()
    if not store.graphs():
        raise StoreError(f"the store at {remote.address} has no named graph; there is nothing to check")
    store.drop(SHAPES_GRAPH)
    store.add_from(read_shapes(find_resources()))
    store.merge()
    return store


def _format(path: Path, check: bool) -> bool:
    text = path.read_text(encoding="utf-8")
    formatted = format_trig(text)
    if formatted != text and not check:
        put_file(path.parent, path.name, formatted.encode())
    return formatted != text


def _progress() -> Progress:
    started = time.monotonic()

    def tell(stage: str) -> None:
        click.echo(f"{time.monotonic() - started:6.1f} s  {stage}", err=True)

    return tell


def _report_release(release: Release) -> None:
    manifest = release.manifest
    click.echo(f"release {release.id}: {manifest.quads:,} statements in {manifest.graphs:,} graphs", err=True)
