"""What must go goes: withdrawn releases with a reason, and those that are no longer kept."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from lsgraph.errors import ReleaseDamaged, ReleaseError, ReleaseGone, ReleaseMissing
from lsgraph.release import (
    Release,
    ReleaseMetadata,
    list_releases,
    open_release,
    point,
    prune,
    read_gone,
    readmit,
    sweep,
    withdraw,
    write_release,
)
from lsgraph.store import Store

_FACTS = ReleaseMetadata("0.1.0", "2026-11-22")
_DAY = date(2026, 12, 1)


def write_some(root: Path, tiny: Store, count: int) -> list[Release]:
    """Write releases one after the other; the last one is current."""
    made = []
    for number in range(count):
        tiny.update(f"INSERT DATA {{ GRAPH naming:n {{ body:x skos:altLabel 'X{number}'@sv }} }}")
        made.append(write_release(root, tiny, b"", _FACTS))
        os.utime(made[-1].folder, (1_000_000 + number, 1_000_000 + number))
    point(root, made[-1].id)
    return made


def test_a_withdrawn_release_is_gone_with_all_that_was_made_from_it(tmp_path: Path, tiny: Store) -> None:
    old, new = write_some(tmp_path, tiny, 2)
    for release in (old, new):
        for cache in (release.store_folder, release.search_folder):
            cache.mkdir(parents=True)
    withdraw(tmp_path, old.id, "names a person", _DAY)
    assert not [path for path in tmp_path.rglob("*") if old.id in path.name]
    assert new.store_folder.exists()
    assert new.search_folder.exists()
    with pytest.raises(ReleaseGone, match="withdrawn since 2026-12-01: names a person"):
        open_release(tmp_path, old.id)
    assert [release.id for release in list_releases(tmp_path)] == [new.id]
    assert open_release(tmp_path).id == new.id


def test_a_withdrawn_release_does_not_come_back_by_itself(tmp_path: Path, tiny: Store) -> None:
    old, _ = write_some(tmp_path, tiny, 2)
    again = Store()
    again.add(old.open_graphs().quads())
    withdraw(tmp_path, old.id, "names a person", _DAY)
    with pytest.raises(ReleaseGone, match=f"names a person; .*lsgraph release readmit {old.id}"):
        write_release(tmp_path, again, b"", _FACTS)
    assert not old.folder.exists()
    readmit(tmp_path, old.id)
    assert write_release(tmp_path, again, b"", _FACTS).id == old.id
    open_release(tmp_path, old.id).verify()


def test_a_removal_that_was_cut_short_is_finished(tmp_path: Path, tiny: Store) -> None:
    old, _ = write_some(tmp_path, tiny, 2)
    held = {path.name: path.read_bytes() for path in old.folder.iterdir()}
    withdraw(tmp_path, old.id, "names a person", _DAY)
    old.folder.mkdir()
    for name, data in held.items():
        (old.folder / name).write_bytes(data)
    with pytest.raises(ReleaseGone):
        open_release(tmp_path, old.id)
    assert sweep(tmp_path) == [old.id]
    assert not old.folder.exists()


def test_the_current_release_is_not_withdrawn(tmp_path: Path, tiny: Store) -> None:
    [only] = write_some(tmp_path, tiny, 1)
    with pytest.raises(ReleaseError, match=r"is the current one; .*lsgraph release use"):
        withdraw(tmp_path, only.id, "no", _DAY)
    open_release(tmp_path).verify()
    assert read_gone(tmp_path) == {}


@pytest.mark.parametrize("name", ["0123456789abcdef", "../x", "current"])
def test_what_is_no_release_is_not_withdrawn(tmp_path: Path, tiny: Store, name: str) -> None:
    write_some(tmp_path, tiny, 1)
    with pytest.raises(ReleaseError):
        withdraw(tmp_path, name, "no", _DAY)
    with pytest.raises(ReleaseMissing):
        readmit(tmp_path, name)


@pytest.mark.parametrize("keep", [1, 2, 3, 9])
def test_only_so_many_are_kept_the_latest(tmp_path: Path, tiny: Store, keep: int) -> None:
    made = write_some(tmp_path, tiny, 4)
    removed = prune(tmp_path, keep, _DAY)
    assert set(removed) == {release.id for release in made[: max(0, 4 - keep)]}
    assert {release.id for release in list_releases(tmp_path)} == {release.id for release in made[-keep:]}
    for name in removed:
        with pytest.raises(ReleaseGone, match="no longer kept since 2026-12-01"):
            open_release(tmp_path, name)


def test_the_current_release_is_kept_though_it_is_the_oldest(tmp_path: Path, tiny: Store) -> None:
    made = write_some(tmp_path, tiny, 3)
    point(tmp_path, made[0].id)
    assert prune(tmp_path, 2, _DAY) == [made[1].id]
    assert open_release(tmp_path).id == made[0].id


def test_a_release_that_was_no_longer_kept_may_be_built_again(tmp_path: Path, tiny: Store) -> None:
    old, _ = write_some(tmp_path, tiny, 2)
    again = Store()
    again.add(old.open_graphs().quads())
    prune(tmp_path, 1, _DAY)
    write_release(tmp_path, again, b"", _FACTS)
    open_release(tmp_path, old.id).verify()
    assert read_gone(tmp_path) == {}


@pytest.mark.parametrize("text", ["", "{}", '[{"id": 1}]', '["x"]', "null"])
def test_a_broken_list_lets_nothing_through(tmp_path: Path, tiny: Store, text: str) -> None:
    old, _ = write_some(tmp_path, tiny, 2)
    withdraw(tmp_path, old.id, "names a person", _DAY)
    (tmp_path / "gone.json").write_text(text)
    with pytest.raises(ReleaseDamaged, match=r"gone\.json .* cannot be read"):
        open_release(tmp_path, old.id)
