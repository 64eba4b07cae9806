"""What a region lays on top: merged to the same id as one file, or refused with both names."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from lsgraph.build import build, is_current
from lsgraph.curation import Layer, lay_over, read_dataset
from lsgraph.errors import DataError
from lsgraph.export import export
from lsgraph.release import Release
from lsgraph.resources import Resources
from lsgraph.store import Store

ROOT: Final = Path(__file__).parents[2]
EXAMPLE: Final = ROOT / "docs" / "examples" / "region-12"
PREFIXES: Final = """@prefix body: <https://w3id.org/lsgraph/id/org/> .
@prefix cat: <https://w3id.org/lsgraph/res/catalogue/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix goal: <https://w3id.org/lsgraph/id/goal/> .
@prefix lsg: <https://w3id.org/lsgraph/spec/> .
@prefix naming: <https://w3id.org/lsgraph/res/naming/> .
@prefix plan: <https://w3id.org/lsgraph/id/plan/> .
@prefix register: <https://w3id.org/lsgraph/res/register/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix theme: <https://w3id.org/lsgraph/def/theme/> .
"""


def write(path: Path, text: str) -> Path:
    path.write_text(PREFIXES + text, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def base(resources: Resources) -> Store:
    return read_dataset(resources)


def refuse(base: Store, *paths: Path) -> list[str]:
    copy = Store()
    copy.add_from(base)
    with pytest.raises(DataError) as caught:
        lay_over(Layer("lsgraph", copy), paths)
    assert len(copy) == len(base)
    return [str(fault) for fault in caught.value.faults]


@pytest.mark.slow
def test_a_folder_a_file_and_one_file_of_all_give_one_id(
    release: Release, resources: Resources, tmp_path: Path
) -> None:
    laid = build(resources, tmp_path / "laid", lambda _: None, overlays=[EXAMPLE])
    assert laid.id != release.id
    assert is_current(resources, tmp_path / "laid")  # serve does not build it away
    [file] = EXAMPLE.glob("*.trig")
    on_dump = build(resources, tmp_path / "dump", lambda _: None, release.quads_file, overlays=[file, file])
    assert on_dump.id == laid.id
    given = tmp_path / "12.trig"
    with given.open("wb") as output:
        export(laid, "trig", output, "12")
    back = build(resources, tmp_path / "back", lambda _: None, overlays=[given])
    assert back.id == laid.id


def test_the_whole_release_on_top_of_itself_says_nothing_new(release: Release, base: Store) -> None:
    copy = Store()
    copy.add_from(base)
    lay_over(Layer("lsgraph", copy), [release.quads_file])
    assert copy.canonical() == base.canonical()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            'naming:org-region-skane { body:region-skane skos:prefLabel "Skåne"@sv }',
            '12.trig:11: body:region-skane has skos:prefLabel "Skåne" in 12.trig and "Region Skåne" in ls',
        ),
        (
            'register:12-x { body:region-skane a lsg:Region ; lsg:countyCode "13" }',
            '12.trig:11: body:region-skane has lsg:countyCode "13" in 12.trig and "12" in lsgraph',
        ),
        (
            "register:12-x { plan:ny-plan a lsg:Plan ; lsg:planOwner body:region-skane }",
            "12.trig:11: plan:ny-plan is new and its name does not carry the region's code; call it plan:12",
        ),
    ],
)
def test_a_clash_and_a_name_without_code_are_told_with_both_names(
    text: str, told: str, base: Store, tmp_path: Path
) -> None:
    [fault] = refuse(base, write(tmp_path / "12.trig", text))
    assert fault.startswith(told)


def test_two_regions_that_call_one_thing_otherwise_are_both_named(base: Store, tmp_path: Path) -> None:
    paths = [
        write(tmp_path / name, f'naming:x {{ body:ny-kropp skos:prefLabel "{label}"@sv }}')
        for name, label in (("skane.trig", "En"), ("halland.trig", "Annan"))
    ]
    [fault] = refuse(base, *paths)
    assert 'has skos:prefLabel "Annan" in halland.trig and "En" in skane.trig' in fault


def test_what_a_slice_repeats_is_no_clash(base: Store, tmp_path: Path) -> None:
    text = 'naming:org-region-skane { body:region-skane skos:prefLabel "Region Skåne"@sv }'
    copy = Store()
    copy.add_from(base)
    lay_over(Layer("lsgraph", copy), [write(tmp_path / "12.trig", text)])
    assert len(copy) == len(base)


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.ttl", "body:x a lsg:Region .", "stand outside any graph"),
        ("a.trig", "register:12-x { [] a lsg:Region }", "a blank node"),
        ("a.trig", "register:12-x { body:x a }", "a.trig:11"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_file(
    name: str, text: str, told: str, base: Store, tmp_path: Path
) -> None:
    [fault] = refuse(base, write(tmp_path / name, text).parent)
    assert told in fault


def test_a_folder_without_statements_is_a_mistake(base: Store, tmp_path: Path) -> None:
    [fault] = refuse(base, tmp_path)
    assert "holds no file of statements" in fault


# --- the README ---------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_what_the_readme_says_of_giving_and_taking_can_be_done(release: Release, tmp_path: Path) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    section = text.partition("## Give and take\n")[2].partition("\n## ")[0]
    [block] = re.findall(r"```sh\n(.*?)```", section, re.DOTALL)
    commands = [line.partition(" #")[0].split() for line in block.splitlines() if line.strip()]
    assert [command[1] for command in commands].count("build") >= 2
    shutil.copytree(EXAMPLE, tmp_path / "region-12")
    told = []
    for command in [["lsgraph", "build"], *commands]:
        assert command[0] == "lsgraph"
        done = subprocess.run(
            [sys.executable, "-m", *command], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, (command, done.stderr)
        told += re.findall(r"^release ([0-9a-f]+)", done.stderr, re.MULTILINE)
    assert told[0] == release.id
    assert len(set(told)) == 3
