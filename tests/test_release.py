"""Laws of releases."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lsgraph.errors import ReleaseDamaged, ReleaseMissing
from lsgraph.release import ReleaseMetadata, find_damaged, list_releases, open_release, point, write_release
from lsgraph.store import Store

_FACTS = ReleaseMetadata("0.1.0", "2026-11-22")


def test_equal_input_gives_equal_bytes(tmp_path: Path, tiny: Store) -> None:
    one = write_release(tmp_path / "a", tiny, b"report", _FACTS)
    other = write_release(tmp_path / "b", tiny, b"report", _FACTS)
    assert one.id == other.id
    for name in ("quads.nq", "report.ttl", "manifest.json"):
        assert (one.folder / name).read_bytes() == (other.folder / name).read_bytes()


def test_writing_does_not_move_the_pointer(tmp_path: Path, tiny: Store) -> None:
    write_release(tmp_path, tiny, b"", _FACTS)
    with pytest.raises(ReleaseMissing, match="no current release"):
        open_release(tmp_path)


def test_current_is_the_release_pointed_at(tmp_path: Path, tiny: Store) -> None:
    first = write_release(tmp_path, tiny, b"", _FACTS)
    tiny.update("INSERT DATA { GRAPH naming:n { body:x skos:prefLabel 'X'@sv } }")
    second = write_release(tmp_path, tiny, b"", _FACTS)
    point(tmp_path, first.id)
    assert open_release(tmp_path).id == first.id
    point(tmp_path, second.id)
    assert open_release(tmp_path).id == second.id
    assert {release.id for release in list_releases(tmp_path)} == {first.id, second.id}


def test_pointing_at_nothing_is_refused(tmp_path: Path, tiny: Store) -> None:
    release = write_release(tmp_path, tiny, b"", _FACTS)
    point(tmp_path, release.id)
    with pytest.raises(ReleaseMissing):
        point(tmp_path, "nowhere")
    assert open_release(tmp_path).id == release.id


def test_no_path_leads_out_of_the_folder(tmp_path: Path, tiny: Store) -> None:
    inside = tmp_path / "releases"
    write_release(tmp_path, tiny, b"", _FACTS)
    inside.mkdir()
    for name in ("../" + next(tmp_path.iterdir()).name, ".", ".."):
        with pytest.raises(ReleaseMissing):
            open_release(inside, name)


def test_a_changed_file_is_noticed(tmp_path: Path, tiny: Store) -> None:
    release = write_release(tmp_path, tiny, b"", _FACTS)
    release.verify()
    release.quads_file.write_bytes(release.quads_file.read_bytes()[:-2])
    with pytest.raises(ReleaseDamaged, match="does not match"):
        release.verify()


@pytest.mark.parametrize("name", ["quads.nq", "report.ttl"])
@pytest.mark.parametrize("harm", ["emptied", "gone", "one byte", "a folder"])
def test_a_damaged_release_is_not_opened_as_if_it_were_whole(
    tmp_path: Path, tiny: Store, name: str, harm: str
) -> None:
    release = write_release(tmp_path, tiny, b"the report", _FACTS)
    damage(release.folder / name, harm)
    for use in (release.verify, release.open_store, release.open_graphs):
        with pytest.raises(
            ReleaseDamaged, match=f"release {release.id} is damaged: its {name} .*lsgraph build"
        ):
            use()


def damage(path: Path, harm: str) -> None:
    """Do harm to a file."""
    data = path.read_bytes()
    path.unlink()
    if harm == "emptied":
        path.write_bytes(b"")
    elif harm == "one byte":
        path.write_bytes(data[:-3] + bytes([data[-3] ^ 1]) + data[-2:])
    elif harm == "a folder":
        path.mkdir()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("id", "0000000000000000"),
        ("sha256", "0" * 64),
        ("files", {}),
        ("files", {"quads.nq": "0" * 64}),
        ("files", {"quads.nq": None, "../../etc/passwd": "0" * 64}),
        ("quads", "many"),
        ("by_kind", []),
        ("issued", None),
    ],
)
def test_a_manifest_that_contradicts_itself_is_refused(
    tmp_path: Path, tiny: Store, name: str, value: object
) -> None:
    release = write_release(tmp_path, tiny, b"", _FACTS)
    path = release.folder / "manifest.json"
    held = json.loads(path.read_text())
    if isinstance(value, dict) and value.get("quads.nq", "") is None:
        value = {**value, "quads.nq": held["sha256"]}
    path.write_text(json.dumps({**held, name: value}))
    with pytest.raises(ReleaseDamaged, match="build the release again"):
        open_release(tmp_path, release.id)


def test_a_release_under_another_name_is_refused(tmp_path: Path, tiny: Store) -> None:
    release = write_release(tmp_path, tiny, b"", _FACTS)
    release.folder.rename(tmp_path / "0123456789abcdef")
    with pytest.raises(ReleaseDamaged, match="0123456789abcdef"):
        open_release(tmp_path, "0123456789abcdef")


def test_one_broken_release_hides_no_other(tmp_path: Path, tiny: Store) -> None:
    whole = write_release(tmp_path, tiny, b"", _FACTS)
    broken, unreadable = tmp_path / "0123456789abcdef", tmp_path / "fedcba9876543210"
    for folder in (broken, unreadable):
        folder.mkdir()
    (broken / "manifest.json").write_text("{")
    (unreadable / "manifest.json").mkdir()
    assert [release.id for release in list_releases(tmp_path)] == [whole.id]
    assert list(find_damaged(tmp_path)) == [broken.name, unreadable.name]


def test_a_name_too_long_for_a_file_is_no_release(tmp_path: Path) -> None:
    with pytest.raises(ReleaseMissing):
        open_release(tmp_path, "a" * 5000)


def test_writing_again_mends_a_damaged_release(tmp_path: Path, tiny: Store) -> None:
    release = write_release(tmp_path, tiny, b"", _FACTS)
    release.quads_file.write_bytes(b"")
    write_release(tmp_path, tiny, b"", _FACTS).verify()


def test_an_unreadable_manifest_is_told(tmp_path: Path, tiny: Store) -> None:
    release = write_release(tmp_path, tiny, b"", _FACTS)
    (release.folder / "manifest.json").write_text("{")
    with pytest.raises(ReleaseDamaged, match="build the release again"):
        open_release(tmp_path, release.id)


def test_the_manifest_counts_by_kind(tmp_path: Path, tiny: Store) -> None:
    manifest = write_release(tmp_path, tiny, b"", _FACTS).manifest
    assert manifest.by_kind["Passage"] == 5
    assert manifest.quads == sum(manifest.by_kind.values())


def test_an_opened_release_answers_plain_queries(tmp_path: Path, tiny: Store) -> None:
    store = write_release(tmp_path, tiny, b"", _FACTS).open_store()
    assert store.ask("ASK { ?x org:memberOf ?y }")
