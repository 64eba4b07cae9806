"""Laws of releases."""

from __future__ import annotations

from pathlib import Path

import pytest

from lsgraph.errors import ReleaseDamaged, ReleaseMissing
from lsgraph.release import Facts, list_releases, open_release, point, write_release
from lsgraph.store import Store

_FACTS = Facts("0.1.0", "2026-11-22")


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
