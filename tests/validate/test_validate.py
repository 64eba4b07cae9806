"""Where the graph breaks its shapes: each shape has its case, and pySHACL sees what the queries see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyshacl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import DCTERMS, RDF, RDFS, SH, XSD, BNode, Graph, Literal, Namespace, URIRef

from lsgraph.curation import read_dataset
from lsgraph.resources import Resources
from lsgraph.store import Quad, Store, Term, find_format
from lsgraph.validate import Finding, Report, Severity, validate
from lsgraph.validate.compile import compile_shapes
from lsgraph.validate.run_pyshacl import read_report
from lsgraph.validate.shapes import read_texts
from lsgraph.validate.validator import prepare
from lsgraph.vocabulary import PREFIXES, SHAPES_GRAPH, shorten

EX = Namespace("http://example.org/")
CASES = Path(__file__).parent.parent / "cases" / "shapes"
FEATURES = Path(__file__).parent / "shapes.ttl"
GOOD = sorted(CASES.glob("*/good.trig"))
FAULTS = sorted(set(CASES.glob("*/*.trig")) - set(GOOD))
DATA = URIRef(PREFIXES["cat"] + "case")

Breach = tuple[URIRef | BNode, URIRef, Term, Term | None]


@pytest.fixture(scope="session")
def world(resources: Resources, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Return the ontology, its shapes and a small world that keeps to them all."""
    store = read_dataset(replace(resources, data=tmp_path_factory.mktemp("no-data")))
    for large in (PREFIXES["theme"], PREFIXES["indicator"]):  # hundreds of concepts would only cost time
        test = f"FILTER STRSTARTS(STR(?s), {Literal(large).n3()})"
        store.update(f"DELETE {{ GRAPH ?g {{ ?s ?p ?o }} }} WHERE {{ GRAPH ?g {{ ?s ?p ?o }} {test} }}")
    for told in ("rdfs:label", "skos:definition"):  # texts of terms, which pySHACL would take long to read
        terms = f"GRAPH ?g {{ ?s {told} ?o ; rdfs:isDefinedBy ?ontology }}"
        store.update(f"DELETE {{ GRAPH ?g {{ ?s {told} ?o }} }} WHERE {{ {terms} }}")
    for path in GOOD:
        store.load(path, find_format("trig"))
    return store


@pytest.fixture(scope="session")
def broken(world: Store) -> Store:
    """Return the small world with every fault of every case in it."""
    store = Store()
    store.add_from(world)
    for path in FAULTS:
        store.load(path, find_format("trig"))
    return store


@pytest.fixture(scope="session")
def report(broken: Store) -> Report:
    return validate(broken)


def with_case(world: Store, name: str) -> Report:
    store = Store()
    store.add_from(world)
    store.load(CASES / name, find_format("trig"))
    return validate(store)


def declared(path: Path) -> set[tuple[str, str]]:
    lines = (
        line.split() for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("# breaks:")
    )
    return {(shape, focus) for _, _, shape, focus in lines}


def shapes_of(store: Store) -> Graph:
    graph = Graph()
    for quad in store.quads(graph=SHAPES_GRAPH):
        graph.add(quad[:3])
    return graph


def breach(finding: Finding) -> Breach:
    return finding.shape, finding.component, finding.focus, finding.value


# --- the project's shapes -----------------------------------------------------------------------------------


def test_the_good_cases_break_nothing(world: Store) -> None:
    report = validate(world)
    told = f"Checked: {report.scope.shapes} shapes with {report.scope.targets} targets against"
    nodes = report.scope.focus_nodes
    assert report.as_text() == f"The graph keeps to all its shapes.\n{told} {nodes} nodes.\n"
    assert nodes > 300


def test_each_fault_breaks_just_the_shapes_it_names(report: Report) -> None:
    expected = set().union(*map(declared, FAULTS))
    found = {
        (shorten(finding.shape), shorten(str(finding.focus)))
        for finding in report.findings
        if isinstance(finding.focus, URIRef)
    }
    assert found == {(shape, focus) for shape, focus in expected if focus != "_"}


@pytest.mark.parametrize(
    "name",
    [
        "goals/goal-objective.trig",
        "things/thing-type.trig",
        "privacy/no-email.trig",
        "evidence/passage-inside.trig",
        "actors/membership-organization.trig",
    ],
)
def test_a_planted_fault_alone_breaks_just_the_shapes_it_names(world: Store, name: str) -> None:
    found = {(shorten(one.shape), shorten(str(one.focus))) for one in with_case(world, name).findings}
    assert found == declared(CASES / name)


def test_every_shape_has_a_case_that_breaks_it_and_every_topic_a_good_one(resources: Resources) -> None:
    broken = {shape for path in FAULTS for shape, _ in declared(path)}
    for path in sorted((resources.ontology / "shapes").glob("*.ttl")):
        shapes = Graph().parse(path)
        own = {shape for shape in _shapes(shapes) if _constrains(shapes, shape)}
        assert not sorted(shorten(str(shape)) for shape in own if shorten(str(shape)) not in broken)
        assert not own or (CASES / path.stem / "good.trig").exists()


def test_every_case_breaks_a_shape_of_its_topic(resources: Resources) -> None:
    topics = {
        path.stem: {shorten(str(shape)) for shape in _shapes(Graph().parse(path))}
        for path in (resources.ontology / "shapes").glob("*.ttl")
    }
    for path in FAULTS:
        assert topics[path.parent.name] & {shape for shape, _ in declared(path)}, path


def test_every_own_class_has_a_shape(world: Store) -> None:
    shapes = shapes_of(world)
    classes = {quad.subject for quad in world.quads(None, RDF.type) if str(quad.object).endswith("owl#Class")}
    own = {one for one in classes if str(one).startswith(PREFIXES["lsg"])}
    assert own <= set(shapes.objects(None, SH.targetClass))


def test_every_shape_speaks_both_languages_and_says_how_grave_it_is(world: Store) -> None:
    shapes = shapes_of(world)
    for shape in _shapes(shapes):
        assert isinstance(shape, URIRef)
        assert str(shape).startswith(PREFIXES["shape"])
        for predicate in (SH.message, SH.name):
            assert set(read_texts(shapes, shape, predicate)) == {"sv", "en"}, shape
        for text in shapes.objects(shape, SH.message):
            assert str(text).count(". ") >= 1 or str(text).count(": ") >= 1, (
                f"{shape} does not say how to mend"
            )
        assert shapes.value(shape, SH.severity) in {severity.iri for severity in Severity}
        assert shapes.value(shape, RDFS.isDefinedBy) is not None


def test_the_compiler_knows_every_shape_of_the_project(world: Store) -> None:
    assert compile_shapes(shapes_of(world), {})[1] == []


def test_a_dangling_thing_is_found_though_a_range_would_type_it(world: Store) -> None:
    findings = with_case(world, "things/thing-type.trig").findings
    assert "shape:Thing-type" in {shorten(one.shape) for one in findings}


@pytest.mark.slow
def test_pyshacl_sees_the_same_in_all_cases(broken: Store, report: Report) -> None:
    shapes = shapes_of(broken)
    theirs = {breach(one) for one in judge(broken, shapes) if isinstance(one.focus, URIRef)}
    ours = {breach(one) for one in report.findings if isinstance(one.focus, URIRef)}
    assert ours == theirs


def judge(store: Store, shapes: Graph) -> list[Finding]:
    data = Graph()
    for quad in prepare(store).query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }").triples():
        data.add(quad[:3])
    _, found, text = pyshacl.validate(data, shacl_graph=shapes, advanced=True, inplace=True)
    assert isinstance(found, Graph), text
    return list(read_report(found, shapes))


def _shapes(shapes: Graph) -> Iterator[URIRef]:
    for kind in (SH.NodeShape, SH.PropertyShape):
        yield from (URIRef(str(shape)) for shape in shapes.subjects(RDF.type, kind))


def _constrains(shapes: Graph, shape: URIRef) -> bool:
    silent = {SH.property, SH.message, SH.name, SH.severity, SH.path, SH.target, SH.prefixes}
    return any(
        str(predicate).startswith(str(SH)) and "target" not in str(predicate) and predicate not in silent
        for predicate in shapes.predicates(shape)
    )


# --- the compiler against pySHACL on random data ------------------------------------------------------------

nodes = st.sampled_from([EX[name] for name in "abcdef"])
literals = st.sampled_from(
    [
        Literal("text"),
        Literal("ord", lang="sv"),
        Literal("Word", lang="en"),
        Literal("x", lang="sv"),
        Literal("mot", lang="fr"),
        Literal(3),
        Literal(6),
        Literal(8),
        Literal(12),
        Literal("2020-02-28", datatype=XSD.date),
        Literal("2020", datatype=XSD.gYear),
        Literal("2020-13-45", datatype=XSD.date, normalize=False),
        Literal("3.5", datatype=XSD.decimal),
    ]
)
numbers = st.sampled_from([Literal(3), Literal(6), Literal(8), Literal(12), Literal("text")])
statements = st.one_of(
    st.tuples(nodes, st.just(RDF.type), st.sampled_from([EX.A, EX.B, EX.C, EX.D])),
    st.tuples(nodes, st.sampled_from([EX.p, EX.q, EX.other]), nodes),
    st.tuples(nodes, st.sampled_from([EX.date, EX.label, EX.other, EX.p]), literals),
    # pySHACL takes a year as a number in comparisons, where the specification has them incomparable
    st.tuples(nodes, st.sampled_from([EX.number, EX.limit]), numbers),
    st.tuples(
        st.sampled_from([EX.A, EX.B, EX.C]), st.just(RDFS.subClassOf), st.sampled_from([EX.B, EX.C, EX.D])
    ),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(statements, max_size=20))
def test_the_queries_find_what_pyshacl_finds(data: list[tuple[URIRef, URIRef, Term]]) -> None:
    store = Store()
    store.load(FEATURES, find_format("turtle"), SHAPES_GRAPH)
    store.add(Quad(*triple, DATA) for triple in data)
    shapes = shapes_of(store)
    assert compile_shapes(shapes, {})[1] == []
    ours = {breach(one) for one in validate(store).findings}
    assert ours == {breach(one) for one in judge(store, shapes)}


# --- what the compiler does not know, and the report --------------------------------------------------------


def make(shape: str, data: str) -> Store:
    store = Store()
    prefixes = {**PREFIXES, "ex": str(EX)}
    head = "".join(f"@prefix {prefix}: <{space}> .\n" for prefix, space in prefixes.items())
    store.load((head + shape).encode(), find_format("turtle"), SHAPES_GRAPH)
    store.load((head + data).encode(), find_format("turtle"), DATA)
    return store


def test_a_shape_unknown_to_the_compiler_goes_to_pyshacl() -> None:
    shape = """ex:S a sh:NodeShape ; sh:targetClass ex:A ; sh:closed true ;
        sh:ignoredProperties ( rdf:type ) ; sh:message "stängd"@sv ."""
    found = validate(make(shape, "ex:a a ex:A ; ex:p ex:b .")).findings
    assert [(one.shape, one.focus, one.path, one.message) for one in found] == [
        (EX.S, EX.a, EX.p, {"sv": "stängd"})
    ]


def test_inferences_are_not_looked_at() -> None:
    store = make(
        "ex:S a sh:NodeShape ; sh:targetClass ex:A ; sh:property [ sh:path ex:p ; sh:class ex:B ] .",
        "ex:a a ex:A ; ex:p ex:b .",
    )
    store.add([Quad(EX.b, RDF.type, EX.B, URIRef(PREFIXES["inference"] + "stated"))])
    assert len(validate(store).findings) == 1


def test_a_finding_says_what_where_and_in_which_graph() -> None:
    shape = """ex:S a sh:NodeShape ; sh:targetClass ex:A ; sh:name "mål"@sv , "goal"@en ;
        sh:property ex:p-shape . ex:p-shape sh:path ex:p ; sh:class ex:B ;
        sh:message "Peka på B."@sv , "Point to B."@en ."""
    report = validate(make(shape, 'ex:a a ex:A ; ex:p ex:b ; skos:prefLabel "Målet"@sv .'))
    (found,) = report.findings
    assert (found.focus_label, found.graphs) == ("Målet", (DATA,))
    line = "http://example.org/a “Målet”: Peka på B. [värde: http://example.org/b] (i cat:case)"
    assert line in report.as_text("sv")
    assert "Point to B." in report.as_text("en")


def test_only_a_violation_keeps_a_graph_out() -> None:
    shape = "ex:S sh:targetClass ex:A ; sh:path ex:p ; sh:minCount 1 ; sh:severity sh:{} ."
    for severity, conforms in (("Violation", False), ("Warning", True), ("Info", True)):
        assert validate(make(shape.format(severity), "ex:a a ex:A .")).conforms is conforms


def test_the_report_is_shacl_and_the_same_for_the_same_findings(report: Report, broken: Store) -> None:
    graph = Graph().parse(data=report.as_turtle(), format="turtle")
    assert len(set(graph.subjects(RDF.type, SH.ValidationResult))) == len(report.findings)
    assert Graph().parse(data=Report().as_turtle()).value(None, SH.conforms) is None
    assert validate(broken).as_turtle() == report.as_turtle()


# --- contact data -------------------------------------------------------------------------------------------


def contact_findings(world: Store, texts: list[str]) -> set[str]:
    """Return the texts in which contact data is found."""
    store = Store()
    store.add_from(world)
    store.add(
        Quad(EX[str(number)], DCTERMS.description, Literal(text, lang="sv"), DATA)
        for number, text in enumerate(texts)
    )
    found = [one for one in validate(store).findings if shorten(one.shape).startswith("shape:No")]
    return {texts[int(str(one.focus).removeprefix(str(EX)))] for one in found}


CONTACTS = [
    "019-602 10 00", "019-6021034", "019- 602 35 93", "070-509 66 61", "0586-660 DO™", "0586-6M <5",
    "076-8326680", "+46 19 602 10 00", "0046196021000", "08 690 51 00", "Tel: 602 10 00", "0196021034",
    "info@lcfm.se", "regionen@ regionorebrolan.se", "per.thunberg(at)regionorebrolan.se",
    "mats.g.karlssonregionorebrolan.se", "uDDhandlina@reaionorebrolan.se", "namn©region.se",
]  # fmt: skip
HARMLESS = [
    "20RS1092", "Dnr 19RS10114", "MT 2017-0141", "RMS 2018-0141-2", "232100-0164", "802481-2359",
    "2020-03-23", "2017–2020", "10:00-16:00", "kl. 09.00-10.00", "1 890 000 000 kronor", "613 535",
    "701 85 Örebro", "www.sjukvardsregionmellan.se", "SOU 2018:90", "S2019/03056/FS", "(EU) 2017/745",
    "0,5–1,2 procent", "90 06 78-4", "3.2.1", "life science",
]  # fmt: skip


def test_every_written_form_of_contact_data_is_found(world: Store) -> None:
    texts = [f"Kontakt {text}." for text in CONTACTS]
    assert contact_findings(world, texts) == set(texts)


def test_numbers_of_other_kinds_are_left_alone(world: Store) -> None:
    assert contact_findings(world, [f"Enligt {text} gäller." for text in HARMLESS]) == set()
