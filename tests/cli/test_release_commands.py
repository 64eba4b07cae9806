"""The commands about releases: list, use, withdraw, readmit, prune."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lsgraph.cli import cli
from lsgraph.errors import ReleaseGone, ReleaseMissing, SettingError
from lsgraph.release import Release, ReleaseMetadata, list_releases, open_release, point, write_release
from lsgraph.store import Store

_FACTS = ReleaseMetadata("0.1.0", "2026-11-22")


@pytest.fixture
def history(tmp_path: Path, tiny: Store) -> list[Release]:
    """Return three releases, written one after the other; the last one is current."""
    made = []
    for number in range(3):
        tiny.update(f"INSERT DATA {{ GRAPH naming:n {{ body:x skos:altLabel 'X{number}'@sv }} }}")
        made.append(write_release(tmp_path, tiny, b"", _FACTS))
        os.utime(made[-1].folder, (1_000_000 + number, 1_000_000 + number))
    point(tmp_path, made[-1].id)
    return made


def run(root: Path, *words: str, **env: str) -> Result:
    """Run a command on the releases in a folder."""
    return CliRunner().invoke(cli, list(words), env={"LSGRAPH_RELEASES": str(root), **env})


def test_withdraw_removes_and_the_list_tells(history: list[Release], tmp_path: Path) -> None:
    done = run(tmp_path, "release", "withdraw", history[0].id, "--reason", "  names  a person ")
    assert done.exit_code == 0, done.output
    told = run(tmp_path, "releases").output
    assert f"* {history[2].id}" in told
    assert f"- {history[0].id}  2026-11-22  withdrawn since" in told
    assert ": names a person\n" in told
    assert isinstance(run(tmp_path, "export", "--release", history[0].id).exception, ReleaseGone)


def test_withdraw_wants_a_reason(history: list[Release], tmp_path: Path) -> None:
    assert isinstance(
        run(tmp_path, "release", "withdraw", history[0].id, "--reason", " ").exception, SettingError
    )
    assert run(tmp_path, "release", "withdraw", history[0].id).exit_code
    assert len(list_releases(tmp_path)) == 3


def test_use_makes_an_older_release_current(history: list[Release], tmp_path: Path) -> None:
    assert run(tmp_path, "release", "use", history[0].id).exit_code == 0
    assert open_release(tmp_path).id == history[0].id
    assert isinstance(run(tmp_path, "release", "use", "f" * 16).exception, ReleaseMissing)
    assert open_release(tmp_path).id == history[0].id


def test_prune_keeps_what_the_setting_says(history: list[Release], tmp_path: Path) -> None:
    assert isinstance(run(tmp_path, "release", "prune").exception, SettingError)
    done = run(tmp_path, "release", "prune", LSGRAPH_KEEP_RELEASES="2")
    assert done.output == f"release {history[0].id} is no longer kept\n"
    assert {one.id for one in list_releases(tmp_path)} == {one.id for one in history[1:]}
    assert run(tmp_path, "release", "prune", "--keep", "1").exit_code == 0
    assert [one.id for one in list_releases(tmp_path)] == [history[2].id]
    assert "no longer kept since" in run(tmp_path, "releases").output


def test_a_build_leaves_what_the_setting_says(
    history: list[Release], release: Release, tmp_path: Path
) -> None:
    done = run(tmp_path, "build", "--from", str(release.quads_file), LSGRAPH_KEEP_RELEASES="2")
    assert done.exit_code == 0, done.output
    assert {one.id for one in list_releases(tmp_path)} == {release.id, history[2].id}


def test_the_list_tells_of_damaged_releases_and_of_none_current(
    history: list[Release], tmp_path: Path
) -> None:
    (history[1].folder / "manifest.json").write_text("{")
    (tmp_path / "current").unlink()
    done = run(tmp_path, "releases")
    assert done.exit_code == 0
    assert f"! {history[1].id}  the manifest of release {history[1].id} cannot be read" in done.output
    assert "there is no current release" in done.output
