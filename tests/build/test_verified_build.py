"""What a passage states stands in its text, or no release is made of it: builds, imports and `validate`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from rdflib import XSD

from lsgraph.build import build, find_mismatches
from lsgraph.errors import ValidationFailed
from lsgraph.export import export
from lsgraph.release import Release, open_release
from lsgraph.resources import Resources
from lsgraph.sources import Sources, checksum
from lsgraph.store import Store, find_format

AMOUNT = "1890000000"


def _quiet(_: str) -> None:
    return None


@pytest.fixture(scope="module")
def sources(sources_folder: Path) -> Sources:
    """Return the source documents."""
    return Sources(sources_folder)


def spoil(release: Release, folder: Path, old: str, new: str) -> Path:
    """Write a dump of a release in which the first statement that has `old` says `new`."""
    lines = release.quads_file.read_text(encoding="utf-8").split("\n")
    place = next(number for number, line in enumerate(lines) if old in line and "/res/passage/" in line)
    lines[place] = lines[place].replace(old, new)
    dump = folder / "spoilt.nq"
    dump.write_text("\n".join(lines), encoding="utf-8")
    return dump


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (f'"{AMOUNT}"', '"1980000000"', "does not stand in the span"),
        ('"Karolinska Institutet"@sv', '"Karolinska universitetet"@sv', "does not stand in the span"),
        (f'"2015-01-01"^^<{XSD.date}>', f'"2013-01-01"^^<{XSD.date}>', "does not stand in the span"),
    ],
)
def test_what_the_text_does_not_say_is_not_imported(
    release: Release, resources: Resources, sources: Sources, tmp_path: Path, old: str, new: str, told: str
) -> None:
    root = tmp_path / "releases"
    shutil.copytree(release.root, root, symlinks=True)
    with pytest.raises(ValidationFailed, match=told) as raised:
        build(resources, root, _quiet, spoil(release, tmp_path, old, new), sources=sources)
    assert "p:" in str(raised.value)
    assert open_release(root).id == release.id


def test_a_checksum_of_other_words_stops_the_build(
    release: Release, resources: Resources, sources: Sources, tmp_path: Path
) -> None:
    wrong = checksum("other words")
    text = release.quads_file.read_text(encoding="utf-8")
    line = next(one for one in text.split("\n") if "/res/passage/" in one and "checksumValue> " in one)
    dump = tmp_path / "spoilt.nq"
    dump.write_text(text.replace(line, line.replace(line.split('"')[1], wrong)), encoding="utf-8")
    with pytest.raises(ValidationFailed, match="its checksum does not fit the text"):
        build(resources, tmp_path / "releases", _quiet, dump, sources=sources)
    assert not (tmp_path / "releases" / "current").exists()


def test_without_the_texts_a_build_says_what_it_did_not_verify(
    release: Release, resources: Resources, tmp_path: Path
) -> None:
    told: list[str] = []
    dump = spoil(release, tmp_path, f'"{AMOUNT}"', '"1980000000"')
    made = build(resources, tmp_path / "releases", told.append, dump)
    assert made.id != release.id
    assert "not verified: the text of orebro-kallelse-2020-03-23 is not at hand" in told
    assert len([line for line in told if line.startswith("not verified")]) == 5


def test_the_texts_at_hand_have_no_part_in_the_release(
    release: Release, resources: Resources, sources: Sources, tmp_path: Path
) -> None:
    told: list[str] = []
    made = build(resources, tmp_path, told.append, release.quads_file, sources=sources)
    for name in ("quads.nq", "report.ttl", "manifest.json"):
        assert (made.folder / name).read_bytes() == (release.folder / name).read_bytes()
    assert not [line for line in told if line.startswith("not verified")]


@pytest.mark.parametrize("region", ["01", "18"])
def test_the_slice_of_a_region_holds_against_the_texts(
    release: Release, sources: Sources, tmp_path: Path, region: str
) -> None:
    with (tmp_path / "slice.nq").open("wb") as output:
        export(release, "n-quads", output, region)
    store = Store()
    store.load(tmp_path / "slice.nq", find_format("n-quads"))
    assert find_mismatches(store, sources) == []


def run(root: Path, *words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run the command on a folder of releases."""
    return subprocess.run(
        [sys.executable, "-m", "lsgraph", *words],
        env={**os.environ, "LSGRAPH_RELEASES": str(root), **environ},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.mark.slow
def test_the_commands_verify_with_the_texts_that_are_found(
    release: Release, resources: Resources, sources_folder: Path, tmp_path: Path
) -> None:
    root, dump = tmp_path / "releases", spoil(release, tmp_path, f'"{AMOUNT}"', '"1980000000"')
    texts = {"LSGRAPH_SOURCES": str(sources_folder)}
    refused = run(root, "build", "--from", str(dump), **texts)
    assert refused.returncode == 1
    assert "'1980000000' does not stand in the span" in refused.stderr
    assert not (root / "current").exists()
    build(resources, root, _quiet, dump)
    judged = run(root, "validate", **texts)
    assert judged.returncode == 1
    assert "1 pointers or statements do not fit the source texts:" in judged.stderr
