"""What was not judged is not passed: each shape is compiled, handed to pySHACL, or refused by name."""

from __future__ import annotations

import subprocess
import sys

import pytest
from rdflib import SH, BNode, Literal, Namespace, URIRef

from lsgraph.errors import ShapesRefused
from lsgraph.store import Store, find_format
from lsgraph.validate import Severity, read_report, validate
from lsgraph.validate.validator import read_graph
from lsgraph.vocabulary import PREFIXES, SHAPES_GRAPH

EX = Namespace("http://example.org/")
DATA = URIRef(PREFIXES["cat"] + "case")
DECLARED = """<http://example.org/> sh:declare
    [ sh:prefix "ex" ; sh:namespace "http://example.org/"^^xsd:anyURI ] ,
    [ sh:prefix "dcterms" ; sh:namespace "http://purl.org/dc/terms/"^^xsd:anyURI ] .
"""


def make(shape: str, data: str) -> Store:
    store = Store()
    prefixes = {**PREFIXES, "ex": str(EX)}
    head = "".join(f"@prefix {prefix}: <{space}> .\n" for prefix, space in prefixes.items())
    store.load((head + DECLARED + shape).encode(), find_format("turtle"), SHAPES_GRAPH)
    store.load((head + data).encode(), find_format("turtle"), DATA)
    return store


def found(shape: str, data: str) -> list[tuple[object, object]]:
    return [(one.focus, one.value) for one in validate(make(shape, data)).findings]


def constraint(select: str, target: str = "sh:targetClass ex:A") -> str:
    return f'ex:S a sh:NodeShape ; {target} ; sh:sparql [ sh:prefixes ex: ; sh:select "{select}" ] .'


# --- judged -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["rdfs:Class", "owl:Class"])
def test_a_shape_that_is_a_class_aims_at_its_instances(kind: str) -> None:
    shape = f"ex:C a {kind} , sh:NodeShape ; sh:property [ sh:path ex:p ; sh:minCount 1 ] ."
    assert found(shape, "ex:a a ex:C . ex:b a ex:C ; ex:p 1 .") == [(EX.a, None)]


def test_instances_of_subclasses_count_too() -> None:
    shape = "ex:C a rdfs:Class , sh:NodeShape ; sh:property [ sh:path ex:p ; sh:minCount 1 ] ."
    assert found(shape, "ex:a a ex:D . ex:D rdfs:subClassOf ex:C .") == [(EX.a, None)]


MOST = """ex:Most a sh:ConstraintComponent ; sh:parameter [ sh:path ex:most ] ;
    sh:validator [ a sh:SPARQLAskValidator ; sh:prefixes ex: ; sh:ask "ASK { FILTER ($value <= $most) }" ] .
"""


@pytest.mark.parametrize(
    "shape",
    [
        "ex:S a sh:NodeShape ; sh:targetClass ex:A ; sh:property [ sh:path ex:n ; ex:most 1 ] .",
        "ex:S sh:targetClass ex:A ; sh:property [ sh:path ex:n ; sh:and ( [ ex:most 1 ] ) ] .",
        "ex:S a sh:PropertyShape ; sh:targetClass ex:A ; sh:path ex:n ; sh:not [ sh:not [ ex:most 1 ] ] .",
    ],
)
def test_a_constraint_component_of_ones_own_is_judged(shape: str) -> None:
    report = validate(make(MOST + shape, "ex:a a ex:A ; ex:n 2 . ex:b a ex:A ; ex:n 1 ."))
    assert [one.focus for one in report.findings] == [EX.a]
    assert report.scope.by_pyshacl == (str(EX.S),)


NESTED = [
    "SELECT $this { { FILTER NOT EXISTS { $this dcterms:issued ?x } } UNION { FILTER (false) } }",
    "SELECT $this { { FILTER (false) } UNION { OPTIONAL { $this dcterms:issued ?x } FILTER (!BOUND(?x)) } }",
    "SELECT $this { { { FILTER NOT EXISTS { $this dcterms:issued ?x } } } }",
    "SELECT $this { FILTER NOT EXISTS {"
    " { ?y dcterms:issued ?x FILTER (?y = $this) } UNION { FILTER (false) } } }",
    "SELECT $this { { BIND ($this AS ?that) } FILTER NOT EXISTS { ?that dcterms:issued ?x } }",
    "SELECT $this { { SELECT $this (COUNT(?x) AS ?n)"
    " { OPTIONAL { $this dcterms:issued ?x } } GROUP BY $this } FILTER (?n = 0) }",
]


@pytest.mark.parametrize("select", NESTED)
def test_this_is_bound_in_every_group(select: str) -> None:
    data = 'ex:a a ex:A . ex:b a ex:A ; dcterms:issued "2020" . ex:c a ex:B .'
    assert found(constraint(select), data) == [(EX.a, EX.a)]


def test_the_shapes_and_the_current_shape_can_be_asked_for() -> None:
    select = (
        "SELECT $this { GRAPH $shapesGraph { $currentShape ex:limit ?n } $this ex:n ?m FILTER (?m > ?n) }"
    )
    shape = constraint(select) + " ex:S ex:limit 3 . ex:limit a owl:AnnotationProperty ."
    assert found(shape, "ex:a a ex:A ; ex:n 4 . ex:b a ex:A ; ex:n 3 .") == [(EX.a, EX.a)]


def test_path_is_replaced_in_a_property_shape() -> None:
    shape = """ex:S a sh:PropertyShape ; sh:targetClass ex:A ; sh:path ( ex:p ex:q ) ;
        sh:sparql [ sh:prefixes ex: ;
            sh:select "SELECT $this ?value { $this $PATH ?value FILTER (?value > 3) }" ] ."""
    assert found(shape, "ex:a a ex:A ; ex:p [ ex:q 2 , 5 ] .") == [(EX.a, Literal(5))]


@pytest.mark.parametrize("pattern", ["^(?=a)a$", "^(a)\\\\1$", "^a(?!b)"])
def test_a_pattern_that_the_engine_cannot_read_goes_to_pyshacl(pattern: str) -> None:
    shape = f'ex:S a sh:PropertyShape ; sh:targetClass ex:A ; sh:path ex:p ; sh:pattern "{pattern}" .'
    good = "aa" if "1" in pattern else "a"
    report = validate(make(shape, f'ex:a a ex:A ; ex:p "{good}" . ex:b a ex:A ; ex:p "xb" .'))
    assert [one.focus for one in report.findings] == [EX.b]
    assert report.scope.by_pyshacl == (str(EX.S),)


def test_so_does_one_in_a_sparql_constraint() -> None:
    select = "SELECT $this ?value { $this ex:p ?value FILTER (REGEX(?value, '^(?!a)')) }"
    assert found(constraint(select), 'ex:a a ex:A ; ex:p "b" , "a" .') == [(EX.a, Literal("b"))]


def test_details_of_a_result_are_no_results() -> None:
    shape = """ex:S a sh:NodeShape ; sh:targetClass ex:A ; sh:severity sh:Warning ; sh:node ex:T .
        ex:T a sh:NodeShape ; sh:property [ sh:path ex:p ; sh:minCount 1 ] ."""
    (one,) = validate(make(shape, "ex:a a ex:A .")).findings
    assert (one.shape, one.severity) == (EX.S, Severity.WARNING)


def test_a_shape_is_judged_once() -> None:
    shape = """ex:S a sh:NodeShape ; sh:targetClass ex:A ; sh:class ex:B ; sh:xone ( [ sh:class ex:A ] ) ."""
    assert found(shape, "ex:a a ex:A .") == [(EX.a, EX.a)]


def test_a_severity_of_ones_own_counts_as_a_violation() -> None:
    shape = "ex:S a sh:NodeShape ; sh:targetClass ex:A ; sh:severity ex:Grave ; sh:node [ sh:class ex:B ] ."
    assert [one.severity for one in validate(make(shape, "ex:a a ex:A .")).findings] == [Severity.VIOLATION]


def test_either_engine_can_judge_everything() -> None:
    shape = """ex:S a sh:NodeShape ; sh:targetClass ex:A ;
        sh:property [ sh:path ( ex:p ex:q ) ; sh:minCount 1 ] ;
        sh:sparql [ sh:prefixes ex: ; sh:select "SELECT $this { FILTER NOT EXISTS { $this ex:r ?x } }" ] ."""
    store = make(shape, "ex:a a ex:A .")
    ours, theirs = validate(store), validate(store, "pyshacl")
    assert [(one.focus, one.path, one.constraint) for one in ours.findings] == [
        (one.focus, one.path, one.constraint) for one in theirs.findings
    ]
    assert (ours.scope.by_pyshacl, theirs.scope.by_pyshacl) == ((), (str(EX.S),))


def test_pyshacl_is_loaded_only_where_it_judges() -> None:
    program = "import sys, lsgraph.cli, lsgraph.validate; sys.exit('pyshacl' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program]).returncode == 0


# --- refused by name ----------------------------------------------------------------------------------------

MALFORMED = {
    "sh:property [ sh:path ex:p ; sh:minCount 'two' ]": "sh:minCount",
    "sh:property [ sh:path ex:p ; sh:minCount 1 , 2 ]": "sh:minCount has 2 values",
    "sh:property [ sh:minCount 1 ]": "sh:path",
    "sh:property [ sh:path 'p' ; sh:minCount 1 ]": "sh:path",
    "sh:property [ sh:path ( ex:p ) ; sh:minCount 1 ]": "sh:path",
    "sh:property [ sh:path [ sh:inversePath 3 ] ; sh:minCount 1 ]": "sh:path",
    "sh:property 'p'": "sh:property",
    "sh:minCount 1": "sh:minCount in a shape without sh:path",
    "sh:in ex:a": "sh:in",
    "sh:or 3": "sh:or",
    "sh:or [ rdf:first ex:T ]": "sh:or",
    "sh:nodeKind sh:Thing": "sh:nodeKind",
    "sh:class 'B'": "sh:class",
    "sh:deactivated 'perhaps'": "sh:deactivated",
    "sh:propertty [ sh:path ex:p ; sh:minCount 1 ]": "SHACL has no sh:propertty",
    "sh:rule [ a sh:TripleRule ]": "sh:rule is judged by nothing here",
    "sh:js [ a sh:JSConstraint ]": "sh:js is judged by nothing here",
    "sh:pattern '(' ": "pySHACL cannot judge it",
    "sh:sparql [ sh:select 'SELECT $this {' ]": "expected",
    "sh:sparql [ sh:select 'SELECT $this { ?x nix:p $this }' ]": "the prefix nix: is not declared",
    "sh:sparql [ sh:message 'nothing to ask' ]": "0 sh:select",
    "sh:sparql [ sh:select 'SELECT ?x { ?x a ?y }' ]": "does not return $this",
    "sh:sparql [ sh:select 'SELECT $this { $this a ?y MINUS { $this a ?z } }' ]": "MINUS",
    "sh:sparql [ sh:select 'SELECT $this { VALUES ?x { 1 } }' ]": "VALUES",
    "sh:sparql [ sh:select 'SELECT $this { $this a ?c { SELECT ?x { ?x a 1 } } }' ]": "not return $this",
    "sh:sparql [ sh:select 'SELECT $this { BIND (1 AS ?this) }' ]": "bound anew",
    "sh:node ex:S ; sh:property [ sh:path ex:q ; sh:node ex:S ]": "cannot judge",
}


@pytest.mark.parametrize("part", MALFORMED)
def test_what_nobody_can_judge_is_refused_by_name(part: str) -> None:
    shape = f"ex:S a sh:NodeShape ; sh:targetClass ex:A ; {part} ."
    with pytest.raises(ShapesRefused) as caught:
        validate(make(shape, "ex:a a ex:A ; ex:p 'x' ; ex:q ex:a ."))
    assert MALFORMED[part] in str(caught.value)
    assert {fault.shape for fault in caught.value.faults} == {str(EX.S)}
    assert all(fault.mend for fault in caught.value.faults)


UNJUDGED: dict[str, str] = {
    "ex:S a sh:NodeShape ; sh:class ex:B .": "has no target",
    "ex:S a sh:NodeShape ; sh:targetClass ex:A ; sh:class ex:B ; sh:deactivated true .": "is deactivated",
    "ex:S a sh:NodeShape ; sh:targetClass ex:A ; ex:most 1 .": "is a parameter of no component",
}


@pytest.mark.parametrize("shape", UNJUDGED)
def test_what_nobody_judges_does_not_read_as_passed(shape: str) -> None:
    report = validate(make(shape, "ex:a a ex:A ."))
    assert [fault.shape for fault in report.unjudged] == [str(EX.S)]
    assert UNJUDGED[shape] in report.as_text()
    assert not report.conforms
    assert "keeps to all" not in report.as_text()


def test_notes_on_a_shape_are_no_parameters() -> None:
    shape = """ex:S a sh:NodeShape ; sh:targetClass ex:A ; sh:nodeKind sh:IRI ;
        rdfs:comment "x" ; ex:note "y" .
        ex:note a owl:AnnotationProperty ."""
    assert validate(make(shape, "ex:a a ex:A .")).conforms


# --- the report ---------------------------------------------------------------------------------------------


def test_the_report_says_what_was_looked_at() -> None:
    shape = """ex:S a sh:NodeShape ; sh:targetClass ex:A , ex:B ;
            sh:property [ sh:path ex:p ; sh:maxCount 1 ] .
        ex:T a sh:NodeShape ; sh:targetObjectsOf ex:p ; sh:nodeKind sh:Literal ."""
    report = validate(make(shape, "ex:a a ex:A ; ex:p 1 . ex:b a ex:B ; ex:p 2 ."))
    assert (report.scope.shapes, report.scope.targets, report.scope.focus_nodes) == (3, 3, 4)
    assert "Checked: 3 shapes with 3 targets against 4 nodes." in report.as_text()
    assert "Prövat: 3 former med 3 mål mot 4 noder." in report.as_text("sv")


PATHS = [
    "( ex:p ex:q )",
    "[ sh:inversePath ex:p ]",
    "[ sh:alternativePath ( ex:p ex:q ) ]",
    "[ sh:zeroOrMorePath ex:p ]",
    "[ sh:oneOrMorePath [ sh:inversePath ex:p ] ]",
    "[ sh:zeroOrOnePath ( ex:p [ sh:alternativePath ( ex:q ex:r ) ] ) ]",
]


@pytest.mark.parametrize("path", PATHS)
def test_a_report_carries_every_path_and_can_be_read_back(path: str) -> None:
    shape = f"ex:S a sh:PropertyShape ; sh:targetClass ex:A ; sh:path {path} ; sh:minCount 9 ."
    store = make(shape, "ex:a a ex:A .")
    report = validate(store)
    graph = report.as_graph()
    (result,) = graph.objects(None, SH.result)
    ways = store.select(f"SELECT ?path {{ GRAPH <{SHAPES_GRAPH}> {{ ?s sh:path ?path }} }}")
    assert ways
    assert isinstance(graph.value(result, SH.resultPath), BNode)
    assert read_report(report.as_turtle(), store) == report
    assert report.findings[0].path is not None


def test_a_report_carries_the_sparql_constraint() -> None:
    select = "SELECT $this { $this ex:p ?x }"
    named = "ex:T a sh:NodeShape ; sh:targetClass ex:A ; sh:sparql ex:C . ex:C sh:prefixes ex: ;"
    named += f' sh:select "{select}" .'
    store = make(constraint(select) + named, "ex:a a ex:A ; ex:p 1 .")
    report = validate(store)
    graph = report.as_graph()
    sources = {
        graph.value(one, SH.sourceShape): graph.value(one, SH.sourceConstraint)
        for one in graph.objects(None, SH.result)
    }
    assert sources[EX.T] == EX.C
    assert graph.value(sources[EX.S], SH.select) == Literal(select)
    assert read_report(report.as_turtle(), store) == report


@pytest.mark.parametrize(
    ("part", "data", "number"),
    [
        ("sh:class ex:B , ex:C", "ex:p ex:x", 2),
        ("sh:hasValue ex:y , ex:z", "ex:p ex:x", 2),
        ("sh:lessThan ex:q", "ex:p 3 ; ex:q 1 , 2", 2),
        ("sh:uniqueLang true", "ex:p 'a'@sv , 'b'@sv , 'c'@en , 'd'@en", 2),
        ("sh:maxLength 1 ; sh:minLength 5", "ex:p 'ab' , 'cd'", 4),
    ],
)
def test_there_is_one_result_per_value_and_constraint(part: str, data: str, number: int) -> None:
    shape = f"ex:S a sh:PropertyShape ; sh:targetClass ex:A ; sh:path ex:p ; {part} ."
    store = make(shape, f"ex:a a ex:A ; {data} .")
    for report in (validate(store), validate(store, "pyshacl")):
        assert len(report.findings) == number
        assert len(set(report.as_graph().objects(None, SH.result))) == number


def test_a_shape_without_an_iri_is_told_as_what_it_is() -> None:
    shape = "ex:S a sh:NodeShape ; sh:targetClass ex:A ; sh:property [ sh:path ex:p ; sh:minCount 1 ] ."
    (one,) = validate(make(shape, "ex:a a ex:A .")).findings
    assert isinstance(one.shape, BNode)


def test_the_published_shapes_have_one_message_per_language_and_none_in_their_queries(graph: Store) -> None:
    shapes = read_graph(graph, SHAPES_GRAPH)
    assert [node for node in shapes.objects(None, SH.sparql) if (node, SH.message, None) in shapes] == []


def test_the_projects_own_shapes_are_all_compiled_and_all_judged(graph: Store) -> None:
    report = validate(graph)
    assert (report.scope.by_pyshacl, report.unjudged) == ((), ())
    assert report.scope.shapes >= 394
