"""Laws of the build."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from lsgraph.build import build, is_current
from lsgraph.curation import read_dump
from lsgraph.errors import DataError, ReleaseMissing, ValidationFailed
from lsgraph.release import Release, list_releases, open_release
from lsgraph.resources import Resources
from lsgraph.store import Store, find_format
from lsgraph.vocabulary import Kind, graph_kind


def _quiet(_: str) -> None:
    return None


@pytest.fixture
def own_copy(resources: Resources, tmp_path: Path) -> Resources:
    """Return a copy of ontology and data that a test may break."""
    for folder in (resources.ontology, resources.data, resources.queries):
        shutil.copytree(folder, tmp_path / "project" / folder.name)
    project = tmp_path / "project"
    return Resources(project / "ontology", project / "data", project / "queries")


def test_equal_input_gives_an_equal_release(release: Release, resources: Resources, tmp_path: Path) -> None:
    again = build(resources, tmp_path, _quiet)
    assert again.id == release.id
    for name in ("quads.nq", "report.ttl", "manifest.json"):
        assert (again.folder / name).read_bytes() == (release.folder / name).read_bytes()


def test_a_dump_built_elsewhere_is_the_same_release(
    release: Release, resources: Resources, tmp_path: Path
) -> None:
    assert build(resources, tmp_path, _quiet, release.quads_file).id == release.id


def test_a_release_knows_the_input_it_was_built_from(release: Release, own_copy: Resources) -> None:
    assert is_current(own_copy, release.root)
    (own_copy.data / "sources" / "another.ttl").write_text("")
    assert not is_current(own_copy, release.root)


def test_inferred_graphs_hold_nothing_asserted(release: Release) -> None:
    store = Store()
    store.load(release.quads_file, find_format("n-quads"))
    inferred: set[tuple[object, ...]] = set()
    asserted: set[tuple[object, ...]] = set()
    for quad in store.quads():
        assert quad.graph is not None
        mine = inferred if graph_kind(quad.graph) is Kind.INFERENCE else asserted
        mine.add(quad[:3])
    assert inferred
    assert not inferred & asserted


_BARE: Final = ("catalogue", "graphs", "ontology", "shapes", "vocabularies")
_PLANTED = {
    "a goal without an area": (
        'goal:planted a lsg:Goal ; rdfs:label "Kliniska"@sv ; lsg:goalOf plan:nls2019 .',
        ["goal:planted", "planted"],
    ),
    "a dangling membership": ("body:karolinska-institutet org:memberOf group:ingenstans .", ["ingenstans"]),
    "an e-mail address": (
        'body:karolinska-institutet rdfs:label "namn@example.org"@sv .',
        ["namn@example.org", "e-post"],
    ),
}


@pytest.mark.parametrize("fault", _PLANTED)
def test_a_planted_error_stops_the_build(fault: str, own_copy: Resources, tmp_path: Path) -> None:
    statement, told = _PLANTED[fault]
    _plant(own_copy, "stockholm-kliniska-provningar-0-37", 0, 37, statement)
    with pytest.raises(ValidationFailed) as caught:
        build(own_copy, tmp_path / "releases", _quiet)
    assert any(word in str(caught.value) for word in told)
    assert not list_releases(tmp_path / "releases")


def test_a_passage_beyond_its_file_stops_the_build(own_copy: Resources, tmp_path: Path) -> None:
    _plant(
        own_copy,
        "stockholm-kliniska-provningar-2000-9000",
        2000,
        9000,
        "body:karolinska-institutet a org:Organization .",
    )
    with pytest.raises(ValidationFailed, match="9000"):
        build(own_copy, tmp_path / "releases", _quiet)


def test_unreadable_data_stops_the_build_and_leaves_the_current_release(
    own_copy: Resources, release: Release, tmp_path: Path
) -> None:
    root = tmp_path / "releases"
    shutil.copytree(release.root, root, symlinks=True)
    (own_copy.data / "broken.trig").write_text("oops")
    with pytest.raises(DataError, match=r"data/broken\.trig:1"):
        build(own_copy, root, _quiet)
    assert open_release(root).id == release.id
    open_release(root).verify()


def _plant(folders: Resources, passage: str, start: int, end: int, statement: str) -> None:
    model = next((folders.data / "passages" / "stockholm-kliniska-provningar").glob("*.trig")).read_text()
    head = "\n".join(line for line in model.splitlines() if line.startswith("@prefix"))
    more = "".join(
        f"@prefix {prefix}: <https://w3id.org/lsgraph/id/{path}/> .\n"
        for prefix, path in (("goal", "goal"), ("plan", "plan"), ("body", "org"), ("group", "group"))
    )
    text = f"""{head}
{more}@prefix org: <http://www.w3.org/ns/org#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
cat:passages {{ p:{passage} a lsg:Passage ; oa:hasSource source:stockholm-kliniska-provningar ;
    oa:start {start} ; oa:end {end} ; spdx:checksumValue "{"0" * 64}"^^xsd:hexBinary . }}
p:{passage} {{ {statement} }}
"""
    (folders.data / "passages" / "stockholm-kliniska-provningar" / "planted.trig").write_text(text)


@pytest.mark.slow
def test_killed_builds_leave_the_served_release_whole(
    release: Release, resources: Resources, tmp_path: Path
) -> None:
    root = tmp_path / "releases"
    build(resources, root, _quiet, release.quads_file)
    other = tmp_path / "other.nq"
    ends = tuple(f"/res/catalogue/{name}> .\n".encode() for name in _BARE)
    lines = release.quads_file.read_bytes().splitlines(keepends=True)
    other.write_bytes(b"".join(line for line in lines if line.endswith(ends)))
    script = Path(__file__).parent / "kill_builds.py"
    done = subprocess.run(
        [sys.executable, str(script), str(root), str(other), "50"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) >= 10
    after = build(resources, root, _quiet, release.quads_file)
    assert open_release(root).id == after.id == release.id


def test_nothing_built_means_no_current_release(tmp_path: Path) -> None:
    with pytest.raises(ReleaseMissing, match="lsgraph build"):
        open_release(tmp_path)


def test_a_dump_keeps_every_asserted_statement(release: Release) -> None:
    whole = Store()
    whole.load(release.quads_file, find_format("n-quads"))
    kept = read_dump(release.quads_file)
    dropped = {graph for graph in whole.graphs() if graph not in kept.graphs()}
    assert {str(graph).rpartition("/res/")[2].partition("/")[0] for graph in dropped} <= {
        "inference",
        "catalogue",
    }
