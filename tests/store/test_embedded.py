"""Laws of the embedded store."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import BNode, Literal, URIRef
from rdflib.namespace import XSD

from lsgraph.errors import QuerySyntaxError, StoreError
from lsgraph.store import RDF_FORMATS, Quad, Store, find_format, format_trig
from lsgraph.store.terms import from_engine, to_engine
from lsgraph.vocabulary import LSG, ORG, PREFIXES

_text = st.text(st.characters(exclude_categories=("Cs", "Cc")))
_literals = st.one_of(
    _text.map(Literal),
    _text.map(lambda value: Literal(value, lang="sv")),
    st.integers().map(lambda value: Literal(str(value), datatype=XSD.integer)),
    _text.map(lambda value: Literal(value, datatype=URIRef("http://example.org/t"))),
)


@given(_literals)
def test_terms_survive_the_way_to_the_engine_and_back(term: Literal) -> None:
    back = from_engine(to_engine(term))
    assert back == term
    assert str(back) == str(term)


def test_a_triple_in_two_graphs_counts_once_in_the_default_graph(tiny: Store) -> None:
    tiny.merge()
    [row] = tiny.select("SELECT (COUNT(*) AS ?n) { ?who org:memberOf ?group }")
    assert int(row["n"]) == 1


def test_a_triple_in_two_graphs_is_found_in_both(tiny: Store) -> None:
    rows = tiny.select("SELECT ?where { GRAPH ?where { ?who org:memberOf ?group } }")
    assert len(rows) == 2


def test_shapes_stay_out_of_the_default_graph(tiny: Store) -> None:
    tiny.merge()
    assert not tiny.ask('ASK { ?s rdfs:label "only a shape"@en }')
    assert tiny.ask('ASK { GRAPH cat:shapes { ?s rdfs:label "only a shape"@en } }')


def test_merging_twice_changes_nothing(tiny: Store) -> None:
    tiny.merge()
    once = len(tiny)
    tiny.merge()
    assert len(tiny) == once


def test_a_syntax_error_tells_line_and_column(tiny: Store) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        tiny.query("SELECT ?x\nWHERE { ?x ?y }")
    assert caught.value.line == 2


def test_broken_data_is_told_with_its_line() -> None:
    with pytest.raises(StoreError, match="line 2"):
        Store().load(b"<http://a> <http://b> 1 .\n<http://a> oops", find_format("turtle"))


def test_unknown_formats_list_the_known() -> None:
    with pytest.raises(StoreError, match="turtle"):
        find_format("docx")


@pytest.mark.parametrize("known", [one for one in RDF_FORMATS if one.graphs])
def test_a_dump_can_be_loaded_again(tiny: Store, known: object) -> None:
    output = io.BytesIO()
    tiny.dump(output, known)  # type: ignore[arg-type]
    again = Store()
    again.load(output.getvalue(), known)  # type: ignore[arg-type]
    assert again.canonical() == tiny.canonical()


def test_canonical_form_does_not_depend_on_order_or_blank_labels() -> None:
    graph = URIRef("http://example.org/g")
    quads = [Quad(BNode("a"), LSG.x, BNode("b"), graph), Quad(BNode("b"), LSG.y, Literal("z"), graph)]
    renamed = [Quad(BNode("q"), LSG.y, Literal("z"), graph), Quad(BNode("p"), LSG.x, BNode("q"), graph)]
    one, other = Store(), Store()
    one.add(quads)
    other.add(renamed)
    assert one.canonical() == other.canonical()


def test_stores_on_disk_can_be_read_again(tmp_path: Path, tiny: Store) -> None:
    disk = Store.on_disk(tmp_path / "db")
    disk.add_from(tiny)
    disk.settle()
    del disk
    reader = Store.read_only(tmp_path / "db")
    assert reader.canonical() == tiny.canonical()


def test_trig_has_one_form(tiny: Store) -> None:
    output = io.BytesIO()
    tiny.dump(output, find_format("trig"))
    formatted = format_trig("# kept\n" + output.getvalue().decode())
    assert formatted.startswith("# kept\n@prefix")
    assert format_trig(formatted) == formatted
    again = Store()
    again.load(formatted.encode(), find_format("trig"))
    assert again.canonical() == tiny.canonical()


def test_what_is_said_of_a_graph_stands_directly_above_it() -> None:
    space = "https://w3id.org/lsgraph/res/"
    spans = {number: f"<{space}passage/x-{number}-{number + 1}>" for number in (2, 10)}
    said = " ".join(f"{span} <{space}at> {number} ." for number, span in spans.items())
    held = "\n".join(f'{span} {{ <{space}a> <{space}b> "\t{number}" . }}' for number, span in spans.items())
    formatted = format_trig(f"<{space}catalogue/passages> {{ {said} }}\n{held}")
    blocks = [line.partition(" {")[0] for line in formatted.splitlines() if line.endswith(" {")]
    assert blocks == ["cat:passages", "p:x-2-3", "cat:passages", "p:x-10-11"]
    assert "\t" not in formatted
    assert r'"\t10"' in formatted


def test_members_are_the_same_whatever_the_pattern(tiny: Store) -> None:
    ki = URIRef(PREFIXES["body"] + "ki")
    assert {quad.object for quad in tiny.quads(ki, ORG.memberOf)} == {URIRef(PREFIXES["group"] + "g")}
