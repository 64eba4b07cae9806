"""What a file brings is taken whole, or refused: no statement is dropped, no shape is forgotten."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from rdflib import Literal, URIRef

from lsgraph.build import build, is_current, note_choice
from lsgraph.cli import cli
from lsgraph.curation import compose_texts, read_dump, read_shapes, supply_shapes
from lsgraph.errors import DataError, ValidationFailed
from lsgraph.release import Release, open_release, point
from lsgraph.resources import Resources
from lsgraph.store import Store
from lsgraph.vocabulary import PREFIXES, SHAPES_GRAPH

REGISTER = URIRef(PREFIXES["register"] + "prov")
IN_GRAPH = f"<urn:a> <urn:p> <urn:b> <{REGISTER}> .\n"
LOOSE = "<urn:a> <urn:p> <urn:c> .\n"


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


# --- statements outside any graph ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("plan.ttl", "<urn:a> <urn:p> <urn:b> ."),
        ("plan.nt", LOOSE),
        ("plan.nq", IN_GRAPH + LOOSE),
        ("plan.trig", f"<{REGISTER}> {{ <urn:a> <urn:p> <urn:b> }} <urn:a> <urn:p> <urn:c> ."),
        ("plan.jsonld", '{"@id": "urn:a", "urn:p": {"@id": "urn:b"}}'),
    ],
)
def test_statements_outside_any_graph_are_refused_with_the_mend(name: str, text: str, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="stand outside any graph") as caught:
        read_dump(write(tmp_path, name, text))
    (fault,) = caught.value.faults
    assert fault.file == name
    assert "--graph" in fault.mend


@pytest.mark.parametrize("name", ["plan.nt", "plan.nq", "plan.ttl"])
def test_or_taken_under_a_graph_that_is_named(name: str, tmp_path: Path) -> None:
    store = read_dump(write(tmp_path, name, LOOSE), REGISTER)
    assert [(str(quad.object), quad.graph) for quad in store.quads()] == [("urn:c", REGISTER)]


def test_a_default_graph_that_repeats_the_named_ones_is_no_fault(tmp_path: Path) -> None:
    both = IN_GRAPH + IN_GRAPH.replace(f" <{REGISTER}>", "")
    assert len(read_dump(write(tmp_path, "plan.nq", both))) == 1


@pytest.mark.parametrize(
    ("name", "text", "what"),
    [
        ("empty.nq", "", "holds no statement"),
        ("empty.trig", "# nothing\n", "holds no statement"),
        ("empty.ttl", "@prefix a: <urn:a> .\n", "holds no statement"),
        ("odd.nq", "<urn:a> <urn:p> <urn:b> <urn:graph> .\n", "no graph of this graph's kinds"),
        ("span.nq", f"<urn:a> <urn:p> <urn:b> <{PREFIXES['p']}x> .\n", "does not name a span"),
        ("blank.nq", f"_:a <urn:p> <urn:b> <{REGISTER}> .\n", "a blank node"),
        ("only.nq", f"<urn:a> <urn:p> <urn:b> <{PREFIXES['inference']}stated> .\n", "holds no statement"),
    ],
)
def test_what_could_not_be_a_release_is_refused(name: str, text: str, what: str, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=what):
        read_dump(write(tmp_path, name, text))


@pytest.mark.parametrize("text", ["", LOOSE])
def test_a_refused_file_leaves_the_current_release(
    text: str, release: Release, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LSGRAPH_RELEASES", str(release.root))
    path = write(tmp_path, "plan.nq", text)
    outcome = CliRunner().invoke(cli, ["build", "--from", str(path)])
    assert isinstance(outcome.exception, DataError)
    assert open_release(release.root).id == release.id


def test_a_graph_for_nothing_is_a_mistake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LSGRAPH_RELEASES", str(tmp_path))
    outcome = CliRunner().invoke(cli, ["build", "--graph", "register:prov"])
    assert outcome.exit_code == 1
    assert "--from" in str(outcome.exception)


# --- shapes -------------------------------------------------------------------------------------------------


def test_a_graph_without_shapes_is_given_ours(resources: Resources) -> None:
    store = Store()
    assert supply_shapes(store, resources) > 390
    assert len(store) == len(read_shapes(resources))
    assert supply_shapes(store, resources) == 0


def test_a_graph_that_lacks_a_shape_is_given_that_one(resources: Resources) -> None:
    store, shape = read_shapes(resources), URIRef(PREFIXES["shape"] + "Passage-inside")
    whole = len(store)
    store.update(f"DELETE WHERE {{ GRAPH <{SHAPES_GRAPH}> {{ <{shape}> ?p ?o }} }}")
    assert supply_shapes(store, resources) == 1
    constraint = f"GRAPH <{SHAPES_GRAPH}> {{ <{shape}> sh:sparql / sh:select ?text }}"
    assert len(store.select(f"SELECT ?text {{ {constraint} }}")) == 1
    assert len(store) <= whole + 2  # the blank node of the constraint is another one


@pytest.mark.parametrize("ours", ["none", "one"])
def test_a_file_without_its_shapes_is_checked_against_ours_and_says_so(
    ours: str, release: Release, resources: Resources, tmp_path: Path
) -> None:
    lines = release.quads_file.read_bytes().splitlines(keepends=True)
    kept = b"spec/shape/Goal-area> " if ours == "one" else b"\0"
    end = b"/res/catalogue/shapes> .\n"
    bare = [line for line in lines if not line.endswith(end) or kept in line]
    fault = f'<{PREFIXES["org"]}x> <{PREFIXES["rdfs"]}label> "namn@example.org"@sv <{REGISTER}> .\n'
    path, told = tmp_path / "bare.nq", list[str]()
    path.write_bytes(b"".join([*bare, fault.encode()]))
    with pytest.raises(ValidationFailed, match=r"namn@example\.org"):
        build(resources, tmp_path / "releases", told.append, path)
    assert any("lacks" in line and "shapes" in line for line in told)


# --- what is current stays so -------------------------------------------------------------------------------


def test_a_release_from_a_file_stays_current_until_somebody_builds(
    release: Release, resources: Resources, tmp_path: Path
) -> None:
    build(resources, tmp_path, lambda _: None, release.quads_file)
    assert is_current(resources, tmp_path)
    changed = Resources(resources.ontology, tmp_path / "no-data", resources.queries)
    changed.data.mkdir()
    assert is_current(changed, tmp_path)


def test_so_does_one_that_was_chosen_and_no_other(
    release: Release, resources: Resources, tmp_path: Path
) -> None:
    build(resources, tmp_path, lambda _: None, release.quads_file)
    note_choice(tmp_path, "0123456789abcdef")
    point(tmp_path, release.id)
    assert not is_current(resources, tmp_path)


def test_a_literal_of_a_file_is_kept_as_it_is(tmp_path: Path) -> None:
    store = read_dump(write(tmp_path, "plan.nq", f'<urn:a> <urn:p> "x"@sv <{REGISTER}> .\n'))
    assert [quad.object for quad in store.quads()] == [Literal("x", lang="sv")]


def test_letters_in_two_parts_are_written_as_one_and_each_change_is_told(tmp_path: Path) -> None:
    lines = (
        f'<urn:a> <urn:p> "O\u0308rebro la\u0308n"@sv <{REGISTER}> .\n'
        f'<urn:a> <urn:q> "A\u030a" <{REGISTER}> .\n'
        f'<urn:a> <urn:r> "Västra Götaland"@sv <{REGISTER}> .\n'
    )
    store = read_dump(write(tmp_path, "plan.nq", lines))
    assert compose_texts(store) == [
        "urn:a urn:p in register:prov: letters in two parts are written as one",
        "urn:a urn:q in register:prov: letters in two parts are written as one",
    ]
    assert {quad.object for quad in store.quads()} == {
        Literal("Örebro län", lang="sv"),
        Literal("Å"),
        Literal("Västra Götaland", lang="sv"),
    }
    assert compose_texts(store) == []
