"""Commands tell of a damaged release in one line, and `serve` writes it anew."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from lsgraph.build import is_current, note_choice
from lsgraph.cli import cli
from lsgraph.errors import ReleaseDamaged
from lsgraph.release import Release, open_release
from lsgraph.resources import Resources


@pytest.fixture
def damaged(release: Release, tmp_path: Path) -> Release:
    """Return a copy of the built release whose statements are gone."""
    shutil.copytree(release.root, tmp_path / "releases", symlinks=True)
    found = open_release(tmp_path / "releases")
    found.quads_file.write_bytes(b"")
    return found


@pytest.mark.parametrize("command", ["coverage", "export", "validate"])
def test_a_command_does_not_read_a_damaged_release(damaged: Release, command: str) -> None:
    done = CliRunner(env={"LSGRAPH_RELEASES": str(damaged.root)}).invoke(cli, [command])
    assert isinstance(done.exception, ReleaseDamaged)
    assert str(done.exception).startswith(f"release {damaged.id} is damaged: its quads.nq does not match")
    assert not done.stdout


def test_a_damaged_release_is_not_current(damaged: Release, resources: Resources) -> None:
    assert not is_current(resources, damaged.root)


@pytest.mark.parametrize("name", ["quads.nq", "manifest.json"])
def test_a_damaged_release_that_somebody_chose_is_not_replaced_by_another(
    damaged: Release, resources: Resources, name: str
) -> None:
    note_choice(damaged.root, damaged.id)
    (damaged.folder / name).write_bytes(b"")
    with pytest.raises(ReleaseDamaged, match="build"):
        is_current(resources, damaged.root)
    done = CliRunner(env={"LSGRAPH_RELEASES": str(damaged.root), "PORT": "0"}).invoke(cli, ["serve"])
    assert isinstance(done.exception, ReleaseDamaged)
    assert (damaged.root / "current").readlink().name == damaged.id
