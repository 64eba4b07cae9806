"""What CONSTRUCT makes, and results as they are written in JSON, CSV and TSV.

Equivalents of W3C's groups construct, json-res and csv-tsv-res. https://www.w3.org/TR/sparql11-results-json/,
https://www.w3.org/TR/sparql11-results-csv-tsv/.
"""

from __future__ import annotations

import io
from collections.abc import Callable

import httpx
import pytest
import rdflib
from rdflib import XSD, BNode, Literal

EXAMPLE = rdflib.Namespace("http://example.org/")
Get = Callable[[str, str], httpx.Response]


@pytest.fixture
def get(people: str) -> Get:
    """Return what asks a query in a format."""

    def run(query: str, form: str) -> httpx.Response:
        parameters = {"query": f"PREFIX : <{EXAMPLE}>\n{query}", "format": form}
        response = httpx.get(people, params=parameters)
        assert response.status_code == 200, response.text
        return response

    return run


@pytest.fixture
def make(get: Get) -> Callable[[str], rdflib.Graph]:
    """Return what gives the graph of a query."""
    return lambda query: rdflib.Graph().parse(data=get(query, "nt").text, format="nt")


Make = Callable[[str], rdflib.Graph]


def test_a_template_is_filled_for_each_solution(make: Make) -> None:
    found = make("CONSTRUCT { ?o :knownBy ?s } WHERE { ?s :knows ?o }")
    assert len(found) == 4
    assert (EXAMPLE.bo, EXAMPLE.knownBy, EXAMPLE.anna) in found


def test_the_pattern_may_be_the_template(make: Make) -> None:
    found = make("CONSTRUCT WHERE { :anna :age ?age ; :knows ?who }")
    assert set(found.objects(EXAMPLE.anna)) == {Literal(30), EXAMPLE.bo, EXAMPLE.cilla}


def test_each_solution_has_its_own_blank_node(make: Make) -> None:
    found = make("CONSTRUCT { _:k :of ?s ; :to ?o } WHERE { ?s :knows ?o }")
    assert len(found) == 8
    assert len({node for node in found.subjects() if isinstance(node, BNode)}) == 4


def test_what_is_no_triple_is_left_out(make: Make) -> None:
    found = make(
        "CONSTRUCT { ?s :name ?n . ?n :of ?s . ?s ?n 1 } WHERE { ?s :age ?a OPTIONAL { ?s :name ?n } }"
    )
    assert len(found) == 3
    assert set(found.predicates()) == {EXAMPLE.name}


def test_a_graph_has_a_triple_once(get: Get) -> None:
    lines = get("CONSTRUCT { :all :age ?a } WHERE { ?s :age ?a }", "nt").text.splitlines()
    assert len(set(lines)) == 3


def test_a_template_may_be_constant_and_limited(make: Make) -> None:
    assert len(make("CONSTRUCT { :x :y 1 , 2 } WHERE {}")) == 2
    assert len(make("CONSTRUCT { ?s :aged ?a } WHERE { ?s :age ?a } ORDER BY ?a LIMIT 1")) == 1
    assert len(make("CONSTRUCT { :x :y 1 } WHERE { :nobody :age 1 }")) == 0


def test_lists_and_brackets_make_triples(make: Make) -> None:
    found = make("CONSTRUCT { :x :y ( 1 ) , [ :z ?a ] } WHERE { :anna :age ?a }")
    assert (None, rdflib.RDF.rest, rdflib.RDF.nil) in found
    assert (None, EXAMPLE.z, Literal(30)) in found


TERMS = """SELECT ?iri ?plain ?tagged ?number ?node ?none {
  BIND(:a AS ?iri) BIND("å\\t\\n\\"," AS ?plain) BIND("b"@sv AS ?tagged)
  BIND(1.5 AS ?number) BIND(BNODE() AS ?node)
}"""


def test_every_kind_of_term_in_json(get: Get) -> None:
    answer = get(TERMS, "json").json()
    assert answer["head"]["vars"] == ["iri", "plain", "tagged", "number", "node", "none"]
    [row] = answer["results"]["bindings"]
    assert row.pop("node")["type"] == "bnode"
    assert row == {
        "iri": {"type": "uri", "value": str(EXAMPLE.a)},
        "plain": {"type": "literal", "value": 'å\t\n",'},
        "tagged": {"type": "literal", "value": "b", "xml:lang": "sv"},
        "number": {"type": "literal", "value": "1.5", "datatype": str(XSD.decimal)},
    }


@pytest.mark.parametrize(("pattern", "verdict"), [(":anna :age 30", True), (":anna :age 31", False)])
def test_a_verdict_in_json(get: Get, pattern: str, verdict: bool) -> None:
    assert get(f"ASK {{ {pattern} }}", "json").json() == {"head": {}, "boolean": verdict}


def test_the_same_blank_node_has_the_same_name_in_an_answer(get: Get) -> None:
    [row] = get("SELECT ?a ?b { BIND(BNODE() AS ?a) BIND(?a AS ?b) }", "json").json()["results"]["bindings"]
    assert row["a"] == row["b"]


def test_every_kind_of_term_in_csv(get: Get) -> None:
    header, _, rest = get(TERMS, "csv").text.partition("\r\n")
    assert header == "iri,plain,tagged,number,node,none"
    before, _, after = rest.partition("_:")
    assert before == f'{EXAMPLE.a},"å\t\n"",",b,1.5,'
    assert after.endswith(",\r\n")


def test_every_kind_of_term_in_tsv(get: Get) -> None:
    header, row, end = get(TERMS, "tsv").text.split("\n")
    assert header.split("\t") == ["?iri", "?plain", "?tagged", "?number", "?node", "?none"]
    iri, plain, tagged, number, node, none = row.split("\t")
    assert (iri, plain, tagged, none, end) == (f"<{EXAMPLE.a}>", '"å\\t\\n\\","', '"b"@sv', "", "")
    assert number in {"1.5", f'"1.5"^^<{XSD.decimal}>'}
    assert node.startswith("_:")


@pytest.mark.parametrize(("form", "expected"), [("csv", "s,a\r\n"), ("tsv", "?s\t?a\n")])
def test_no_rows_leave_the_header(get: Get, form: str, expected: str) -> None:
    assert get("SELECT ?s ?a { ?s :none ?a }", form).text == expected


def test_all_columns_in_the_order_of_the_query(get: Get) -> None:
    assert get("SELECT ?b ?a { BIND(1 AS ?a) BIND(2 AS ?b) }", "csv").text == "b,a\r\n2,1\r\n"


def test_results_in_xml_say_the_same(get: Get) -> None:
    [row] = rdflib.query.Result.parse(io.BytesIO(get(TERMS, "xml").content), format="xml").bindings
    assert {str(name): value for name, value in row.items() if str(name) != "node"} == {
        "iri": EXAMPLE.a,
        "plain": Literal('å\t\n",'),
        "tagged": Literal("b", lang="sv"),
        "number": Literal("1.5", datatype=XSD.decimal),
    }
