"""The commands with a remote store: build puts a release there, serve answers from it, validate checks it."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from click.testing import CliRunner, Result

from lsgraph.cli import cli
from lsgraph.errors import LsgraphError, SettingError, StoreUnreachable
from lsgraph.release import Release, open_release, point
from lsgraph.settings import read_settings
from lsgraph.store import Address
from lsgraph.store.marker import make_marker
from lsgraph.store.publishing import _write_quads, holds_release, publish
from lsgraph.store.remote import RemoteStore
from lsgraph.validate import Report
from tests.remote.servers import Front, Server, free_port

WriteRelease = Callable[..., Release]


@pytest.fixture
def open_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a handful of statements be built that keeps to no shape: these tests are about the store."""
    monkeypatch.setattr("lsgraph.build.supply_shapes", lambda *_: 0)
    monkeypatch.setattr("lsgraph.build.require_valid", lambda *_, **__: Report())


def run(root: Path, *words: str) -> Result:
    """Run a command on the releases in a folder."""
    return CliRunner().invoke(cli, list(words), env={"LSGRAPH_RELEASES": str(root)})


def build(release: Release, address: Address, root: Path) -> Result:
    """Build a release again from its own quads, below another folder, and put it into a store."""
    options = ("--store", address.query, "--update", address.update, "--graph-store", address.graphs)
    given = [word for pair in zip(options[::2], options[1::2], strict=True) if pair[1] for word in pair]
    return run(root, "build", "--from", str(release.quads_file), *given)


@pytest.mark.usefixtures("open_gate")
def test_build_puts_the_release_there_before_it_is_current(
    server: Server, tmp_path: Path, write_release_of: WriteRelease
) -> None:
    one = write_release_of(tmp_path / "dump", "a", 5)
    with server.fresh() as place:
        result = build(one, place.address, tmp_path / "releases")
        assert result.exit_code == 0, result.output
        current = open_release(tmp_path / "releases")
        assert holds_release(place.address, current.id)
        assert (tmp_path / "releases" / current.id / "quads.nq").is_file()


@pytest.mark.usefixtures("open_gate")
@pytest.mark.parametrize(
    ("update", "told"),
    [
        ("http://127.0.0.1:1/update", "does not answer"),
        ("{root}/query", "refused the request"),
        ("{root}/nothing", "refused the request"),
    ],
)
def test_a_store_that_does_not_take_the_release_leaves_current_where_it_was(
    oxigraph: Server, tmp_path: Path, write_release_of: WriteRelease, update: str, told: str
) -> None:
    old, new = (write_release_of(tmp_path / "dump", value, 5) for value in "ab")
    with oxigraph.fresh() as place:
        assert build(old, place.address, tmp_path).exit_code == 0
        before = open_release(tmp_path).id
        result = build(new, Address(place.address.query, update.format(root=place.root)), tmp_path)
        assert result.exit_code == 1
        message = str(result.exception)
        for part in (told, "127.0.0.1", "current release is the one from before", "lsgraph build"):
            assert part in message
        assert open_release(tmp_path).id == before
        assert holds_release(place.address, before)


@pytest.mark.usefixtures("open_gate")
def test_an_upload_that_breaks_off_changes_nothing(
    server: Server, tmp_path: Path, write_release_of: WriteRelease
) -> None:
    old, new = (write_release_of(tmp_path, value, 2_000) for value in "ab")
    with server.fresh() as place:
        publish(place.address, old.open_store(), old.id)

        def pieces() -> Iterator[bytes]:
            yield next(_write_quads(new.open_store(), make_marker(new.id)))
            raise BrokenPipeError

        with pytest.raises(BrokenPipeError):
            httpx.put(place.address.graphs, content=pieces(), headers={"Content-Type": "application/n-quads"})
        remote = RemoteStore(place.address.query, old.id)
        remote.begin(10)
        assert len(remote.local_copy()) == len(old.open_store())
        remote.close()


def test_build_into_a_store_needs_a_way_to_write(tmp_path: Path) -> None:
    result = run(tmp_path, "build", "--store", "http://127.0.0.1:1/query")
    assert isinstance(result.exception, SettingError)
    assert "--update" in str(result.exception)


@pytest.mark.usefixtures("open_gate")
def test_build_makes_a_dataset_for_each_release(
    datasets: Front, tmp_path: Path, write_release_of: WriteRelease
) -> None:
    address = datasets.per_release
    options = ("--store", address.query, "--update", address.update, "--create", address.create)
    for value in "aba":
        dump = write_release_of(tmp_path / "dump", value, 5)
        result = run(tmp_path, "build", "--from", str(dump.quads_file), *options)
        assert result.exit_code == 0, result.exception
        current = open_release(tmp_path)
        assert holds_release(address.of(current.id), current.id)
    assert len(datasets.roots) == 2


def test_validate_checks_a_release_or_a_store(
    oxigraph: Server, tmp_path: Path, write_release_of: WriteRelease
) -> None:
    release = write_release_of(tmp_path, "a", 5)
    point(tmp_path, release.id)
    found = run(tmp_path, "validate")
    assert found.exit_code == 1  # it has no shapes, and is judged by the program's own
    assert "lacks" in found.output + found.stderr
    with oxigraph.fresh() as place:
        publish(place.address, release.open_store(), release.id)
        found = run(tmp_path, "validate", "--store", place.address.query, "--language", "sv")
        assert found.exit_code == 1  # the program's own shapes ask for what this release lacks
        assert "p:a-0-10" in found.output
        assert "FEL" in found.output
        turtle = run(tmp_path, "validate", "--store", place.address.query, "--format", "turtle")
        assert "sh:ValidationReport" in turtle.output


def test_validate_does_not_call_an_empty_store_sound(oxigraph: Server, tmp_path: Path) -> None:
    with oxigraph.fresh() as place:
        result = run(tmp_path, "validate", "--store", place.address.query)
    assert isinstance(result.exception, LsgraphError)
    assert "no named graph" in str(result.exception)


def test_serve_tells_of_a_store_without_the_release_before_it_listens(
    oxigraph: Server, tmp_path: Path, write_release_of: WriteRelease
) -> None:
    release = write_release_of(tmp_path, "held by nobody", 5)
    point(tmp_path, release.id)
    with oxigraph.fresh() as place:
        result = run(tmp_path, "serve", "--store", place.address.query)
        assert release.id in str(result.exception)
        assert "--update" in str(result.exception)
    result = run(tmp_path, "serve", "--store", "http://127.0.0.1:1/query")
    assert isinstance(result.exception, StoreUnreachable)


def test_serve_supplies_a_store_and_answers_from_it_without_telling_its_password(
    oxigraph: Server, release: Release
) -> None:
    port = free_port()
    with oxigraph.fresh() as place:
        query, update = (
            url.replace("http://", "http://reader:hush@")
            for url in (place.address.query, place.address.graphs)
        )
        env = {**os.environ, "PORT": str(port), "LSGRAPH_RELEASES": str(release.root), "LSGRAPH_STORE": query}
        env["LSGRAPH_STORE_GRAPHS"] = update
        with subprocess.Popen([sys.executable, "-m", "lsgraph", "serve"], env=env) as process:
            try:
                site = f"http://127.0.0.1:{port}"
                wait_for(site, process)
                answer = ask(site, "SELECT (COUNT(*) AS ?n) { ?s a lsg:Goal }")
                assert answer.text.splitlines()[1] == count_goals(release)
                assert "hush" not in read_commands()
                place_gone = ask(site, "SELECT * { ?x <urn:nothing> ?y }").text
                assert "hush" not in place_gone
            finally:
                process.terminate()


def ask(site: str, text: str) -> httpx.Response:
    """Put a query to a service."""
    return httpx.get(f"{site}/sparql", params={"query": text, "format": "csv"}, timeout=30)


def wait_for(site: str, process: subprocess.Popen[bytes]) -> None:
    """Wait until a service answers."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        assert process.poll() is None
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(f"{site}/health").is_success:
                return
        time.sleep(0.1)
    pytest.fail("the service did not answer")


def count_goals(release: Release) -> str:
    """Return how many goals a release has."""
    [row] = release.open_store().select("SELECT (COUNT(*) AS ?n) { ?s a lsg:Goal }")
    return str(row["n"])


def read_commands() -> str:
    """Return the command lines of all processes, as anybody here can read them."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            found.append(path.read_text(errors="replace"))
    return "\n".join(found)


@pytest.mark.parametrize(
    ("environ", "told"),
    [
        ({"LSGRAPH_STORE": "ftp://example.org/x"}, "http or https"),
        ({"LSGRAPH_STORE": "example.org/sparql"}, "http or https"),
        ({"LSGRAPH_STORE": "http://"}, "http or https"),
        ({"LSGRAPH_STORE": "http://a b/"}, "http or https"),
        ({"LSGRAPH_STORE_UPDATE": "http://example.org/u"}, "no query address"),
        ({"LSGRAPH_STORE": "http://a/{release}", "LSGRAPH_STORE_UPDATE": "http://a/u"}, "do not agree"),
        ({"LSGRAPH_STORE": "http://a/q", "LSGRAPH_STORE_GRAPHS": "http://a/{release}"}, "do not agree"),
    ],
)
def test_an_address_that_cannot_be_used_stops_the_start(environ: dict[str, str], told: str) -> None:
    with pytest.raises(SettingError, match=told):
        read_settings(environ)


def test_addresses_keep_their_parameters_and_hide_their_passwords() -> None:
    settings = read_settings({"LSGRAPH_STORE": "http://me:hush@h:1/{release}/sparql?timeout=30"})
    assert settings.store is not None
    place = settings.store.of("abc")
    assert urlsplit(place.query).query == "timeout=30"
    with closing(RemoteStore(place.query)) as remote:
        assert remote.address == "http://h:1/abc/sparql"


def test_a_timeout_in_the_address_stops_the_server(
    fuseki: Server, tmp_path: Path, write_release_of: WriteRelease
) -> None:
    release = write_release_of(tmp_path, "a", 2_000)
    with fuseki.fresh() as place:
        publish(place.address, release.open_store(), release.id)
        began = time.monotonic()
        with (
            closing(RemoteStore(place.address.query + "?timeout=1")) as remote,
            pytest.raises(StoreUnreachable, match="503"),
        ):
            remote.select("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
        assert time.monotonic() - began < 10
