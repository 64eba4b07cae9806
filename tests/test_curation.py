"""Laws of reading curated files."""

from __future__ import annotations

import re
import shutil
from itertools import pairwise
from pathlib import Path

import pytest
from rdflib import SKOS, Literal, URIRef

from lsgraph.curation import read_dataset, read_dump
from lsgraph.errors import DataError
from lsgraph.resources import Resources
from lsgraph.store import find_format
from lsgraph.vocabulary import LSG, PREFIXES, SHAPES_GRAPH, Kind, graph_kind, parse_span

_GRAPH = re.compile(r"^p:(\S+) \{$", re.MULTILINE)


XSD = "<http://www.w3.org/2001/XMLSchema#{}>"
CHANGED = {
    f'"3"^^{XSD.format("nonNegativeInteger")}': r'write "3"\^\^xsd:integer; the bounds',
    f'"3"^^{XSD.format("int")}': r'"3"\^\^xsd:int would be kept as "3"\^\^xsd:integer',
    f'"2020-01-01T10:00:00Z"^^{XSD.format("dateTimeStamp")}': r'write "2020-01-01T10:00:00Z"\^\^xsd:dateT',
    "1.50": r'"1.50"\^\^xsd:decimal would be kept as "1.5"',
    "01": r'write "1"\^\^xsd:integer$',
    "1.0e6": r'write "1000000"\^\^xsd:double',
    f'"1"^^{XSD.format("boolean")}': r'write "true"\^\^xsd:boolean',
    f'"24:00:00"^^{XSD.format("time")}': r'write "00:00:00"\^\^xsd:time',
    f'"2020-01-01+00:00"^^{XSD.format("date")}': r'write "2020-01-01Z"\^\^xsd:date',
    f'"P12M"^^{XSD.format("duration")}': r'write "P1Y"\^\^xsd:duration',
}


@pytest.fixture
def folders(tmp_path: Path) -> Resources:
    """Return empty folders to put files into."""
    made = Resources(tmp_path / "ontology", tmp_path / "data", tmp_path / "queries")
    for folder in (
        made.ontology / "shapes",
        made.data / "passages" / "x",
        made.data / "naming",
        made.queries,
    ):
        folder.mkdir(parents=True)
    return made


def _put(folders: Resources, name: str, text: str) -> None:
    path = folders.data / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("@prefix p: <https://w3id.org/lsgraph/res/passage/> .\n@prefix a: <http://a/> .\n" + text)


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("passages/x/a.trig", "a:s a:p a:o .", "stands outside any graph"),
        ("passages/x/a.trig", "p:x-1-2 { a:s a:p [] . }", "a blank node"),
        ("passages/x/a.trig", "a:graph { a:s a:p a:o . }", "is not a graph that a curator may write"),
        ("passages/x/a.trig", "p:x { a:s a:p a:o . }", "does not name a span"),
        ("naming/a.trig", "p:x-1-2 { a:s a:p a:o . }", "a graph of kind Passage in data/naming"),
        ("passages/x/a.trig", "p:x-1-2 { a:s a:p ", "mend the syntax"),
        *(("passages/x/a.trig", f"p:x-1-2 {{ a:s a:p {text} }}", told) for text, told in CHANGED.items()),
    ],
)
def test_a_fault_is_told_with_file_line_and_mend(
    folders: Resources, name: str, text: str, expected: str
) -> None:
    _put(folders, name, text)
    with pytest.raises(DataError, match=expected) as caught:
        read_dataset(folders)
    assert f"data/{name}:" in str(caught.value)
    assert caught.value.faults[0].line >= 1


def test_all_faults_are_told_at_once(folders: Resources) -> None:
    _put(folders, "passages/x/a.trig", "a:s a:p a:o .")
    _put(folders, "passages/x/b.trig", "oops")
    with pytest.raises(DataError) as caught:
        read_dataset(folders)
    assert [fault.file for fault in caught.value.faults] == [
        "data/passages/x/a.trig",
        "data/passages/x/b.trig",
    ]


def test_turtle_goes_to_the_graph_of_its_folder(folders: Resources) -> None:
    _put(folders, "sources/s.ttl", "a:s a:p a:o .")
    (folders.ontology / "shapes" / "t.ttl").write_text("<http://a/s> <http://a/p> 1 .")
    store = read_dataset(folders)
    assert [str(graph).rpartition("/")[2] for graph in store.graphs()] == ["shapes", "sources"]


def test_each_preferred_name_stands_by_one_property_per_language_in_its_graph_too(folders: Resources) -> None:
    names = 'skos:prefLabel "Ny"@sv , "New"@en , "Neu"@de'
    text = f"@prefix skos: <{SKOS}> .\nnaming:org-new {{ body:new {names} . }}\n"
    head = "".join(f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in ("naming", "body"))
    (folders.data / "naming").mkdir(exist_ok=True)
    (folders.data / "naming" / "new.trig").write_text(head + text, encoding="utf-8")
    store = read_dataset(folders)
    found = {
        (quad.predicate, quad.object, quad.graph)
        for name in (LSG.labelSv, LSG.labelEn)
        for quad in store.quads(None, name)
    }
    graph = URIRef(PREFIXES["naming"] + "org-new")
    assert found == {
        (LSG.labelSv, Literal("Ny", lang="sv"), graph),
        (LSG.labelEn, Literal("New", lang="en"), graph),
    }


def test_reading_a_release_again_adds_no_name(tmp_path: Path, resources: Resources) -> None:
    store = read_dataset(resources)
    dump = tmp_path / "again.nq"
    dump.write_bytes(store.canonical())
    assert read_dump(dump).canonical() == store.canonical()


def test_everything_has_one_swedish_name(resources: Resources) -> None:
    store = read_dataset(resources)
    names = [quad.subject for quad in store.quads(None, LSG.labelSv)]
    assert len(names) == len(set(names)) > 1_000


def test_the_projects_own_data_reads(resources: Resources) -> None:
    graphs = read_dataset(resources).graphs()
    assert SHAPES_GRAPH in graphs
    assert {Kind.PASSAGE, Kind.NAMING, Kind.CATALOGUE} <= {graph_kind(graph) for graph in graphs}


def test_a_dump_loses_its_inferences(tmp_path: Path, tiny: object) -> None:
    path = tmp_path / "dump.trig"
    shutil.copy(Path(__file__).parent / "cases" / "tiny.trig", path)
    kinds = {graph_kind(graph) for graph in read_dump(path).graphs()}
    assert Kind.INFERENCE not in kinds
    assert Kind.PASSAGE in kinds


def test_a_broken_dump_is_told(tmp_path: Path) -> None:
    path = tmp_path / "dump.nq"
    path.write_text("<http://a> <http://b>")
    with pytest.raises(DataError, match="export the release again"):
        read_dump(path)
    with pytest.raises(DataError):
        read_dump(tmp_path / "absent.nq")


def test_formats_are_found_by_suffix() -> None:
    assert find_format("nq").name == "n-quads"


def test_the_offsets_of_a_passage_stand_directly_above_its_statements(resources: Resources) -> None:
    for path in sorted((resources.data / "passages").rglob("*.trig")):
        text = path.read_text(encoding="utf-8")
        for match in _GRAPH.finditer(text):
            above = text[: match.start()].rpartition("cat:passages {")[2]
            assert above.lstrip().startswith(f"p:{match[1]} a lsg:Passage"), f"{path.name}: {match[1]}"


def test_one_stretch_of_a_source_lies_in_one_file(resources: Resources) -> None:
    for folder in sorted((resources.data / "passages").iterdir()):
        files = {path: _starts(path) for path in folder.glob("*.trig")}
        ordered = sorted(files.items(), key=lambda item: item[1][0])
        for (one, before), (other, after) in pairwise(ordered):
            assert before[-1] < after[0], f"{one.name} and {other.name} hold passages of one stretch"


def test_data_are_indented_by_spaces(resources: Resources) -> None:
    assert not [path for path in resources.data.rglob("*.t*") if "\t" in path.read_text(encoding="utf-8")]


def _starts(path: Path) -> list[int]:
    names = _GRAPH.findall(path.read_text(encoding="utf-8"))
    spans = [span for span in (parse_span(PREFIXES["p"] + name) for name in names) if span is not None]
    return sorted(span.start for span in spans)


@pytest.mark.parametrize("text", ["3", "1.5", "-7", "true", '"01"', '"02"^^a:own', '"1.50"@sv'])
def test_a_literal_in_its_one_form_enters(folders: Resources, text: str) -> None:
    _put(folders, "passages/x/a.trig", f"p:x-1-2 {{ a:s a:p {text} }}")
    assert len(read_dataset(folders)) == 1


@pytest.mark.parametrize("written", ["1.50", '"3"^^<http://www.w3.org/2001/XMLSchema#unsignedByte>'])
@pytest.mark.parametrize("suffix", ["trig", "ttl", "nq"])
def test_a_dump_with_a_literal_in_another_form_is_refused(tmp_path: Path, written: str, suffix: str) -> None:
    if suffix == "nq" and written == "1.50":
        written = '"1.50"^^<http://www.w3.org/2001/XMLSchema#decimal>'
    place = "<http://a/g>" if suffix == "nq" else ""
    triple = f"<http://a/s> <http://a/p> {written} {place} .\n"
    path = tmp_path / f"dump.{suffix}"
    path.write_text(f"<http://a/g> {{ {triple} }}" if suffix == "trig" else triple)
    with pytest.raises(DataError, match=rf"dump.{suffix}:1: .* would be kept as"):
        read_dump(path)
