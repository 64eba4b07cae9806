"""What follows, and why: the rules against owlrl, the two graphs apart, proofs that end."""

from __future__ import annotations

import owlrl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import OWL, RDF, RDFS, BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection

from lsgraph.errors import NoProof, UnknownAxiom
from lsgraph.reason import METADATA_GRAPH, Explanation, explain, infer
from lsgraph.reason.transitive import find_missing
from lsgraph.store import Quad, Store, find_format
from lsgraph.vocabulary import LSG, PREFIXES, SHAPES_GRAPH, Kind, graph_kind

EX = Namespace("http://example.org/")
ONTOLOGY = URIRef(PREFIXES["cat"] + "ontology")
PASSAGE = URIRef(PREFIXES["p"] + "source-1-2")
JUDGEMENT = URIRef(PREFIXES["judgement"] + "one")
STATED = URIRef(PREFIXES["inference"] + "stated")
JUDGED = URIRef(PREFIXES["inference"] + "judged")
SCHEMA = {
    RDFS.subClassOf,
    RDFS.subPropertyOf,
    RDFS.domain,
    RDFS.range,
    OWL.equivalentClass,
    OWL.equivalentProperty,
}
MEMBERSHIP = """
ex:memberOf owl:inverseOf ex:hasMember ; rdfs:range ex:Body ; owl:propertyChainAxiom ( ex:holds ex:of ) .
ex:holds owl:inverseOf ex:heldBy .
ex:Body rdfs:subClassOf ex:Agent . ex:Agent rdfs:subClassOf ex:Being .
"""

Triple = tuple[URIRef | BNode, URIRef, URIRef | BNode | Literal]


def make_store(**graphs: str) -> Store:
    store = Store()
    names = {"ontology": ONTOLOGY, "passage": PASSAGE, "judgement": JUDGEMENT, "shapes": SHAPES_GRAPH}
    prefixes = {**PREFIXES, "ex": str(EX)}
    head = "".join(f"@prefix {prefix}: <{space}> .\n" for prefix, space in prefixes.items())
    for name, text in graphs.items():
        store.load((head + text).encode(), find_format("turtle"), names[name])
    return store


def with_inference(store: Store) -> Store:
    store.add_from(infer(store))
    return store


def triples(store: Store, graph: URIRef) -> set[Triple]:
    return {(quad.subject, quad.predicate, quad.object) for quad in store.quads(graph=graph)}


# --- against the oracle -------------------------------------------------------------------------------------

classes = st.sampled_from([EX[name] for name in ("A", "B", "C", "D")])
properties = st.sampled_from([EX[name] for name in ("p", "q", "r", "s")])
things = st.sampled_from([EX[name] for name in ("a", "b", "c", "d", "e")])

axioms = st.one_of(
    st.tuples(classes, st.sampled_from([RDFS.subClassOf, OWL.equivalentClass]), classes),
    st.tuples(
        properties, st.sampled_from([RDFS.subPropertyOf, OWL.inverseOf, OWL.equivalentProperty]), properties
    ),
    st.tuples(properties, st.sampled_from([RDFS.domain, RDFS.range]), classes),
    st.tuples(
        properties, st.just(RDF.type), st.sampled_from([OWL.SymmetricProperty, OWL.TransitiveProperty])
    ),
)
chains = st.tuples(properties, st.lists(properties, min_size=2, max_size=3))
facts = st.one_of(st.tuples(things, properties, things), st.tuples(things, st.just(RDF.type), classes))


def is_telling(triple: Triple) -> bool:
    """Leave out what holds of every term and what only the oracle writes."""
    subject, predicate, obj = triple
    mine = all(str(term).startswith(str(EX)) for term in (subject, predicate))
    if mine:
        return not (isinstance(obj, URIRef) and not str(obj).startswith(str(EX)))
    if predicate not in {*SCHEMA, RDF.type} or not str(subject).startswith(str(EX)):
        return False
    return subject != obj and str(obj).startswith(str(EX))


def oracle(graph: Graph) -> set[Triple]:
    closed = Graph()
    for triple in graph:
        closed.add(triple)
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(closed)
    return {(s, p, o) for s, p, o in closed if is_telling((s, p, o))}  # type: ignore[arg-type,misc]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(axioms, max_size=7), st.lists(chains, max_size=2), st.lists(facts, min_size=1, max_size=8))
def test_inferred_triples_are_those_of_owlrl(
    schema: list[Triple], chained: list[tuple[URIRef, list[URIRef]]], data: list[Triple]
) -> None:
    graph, store = Graph(), Store()
    for number, (whole, links) in enumerate(chained):
        node = BNode(f"chain{number}")
        graph.add((whole, OWL.propertyChainAxiom, node))
        Collection(graph, node, list(links))
    for triple in schema:
        graph.add(triple)
    store.add(Quad(*triple, ONTOLOGY) for triple in graph)  # type: ignore[arg-type]
    store.add(Quad(*triple, PASSAGE) for triple in data)
    for triple in data:
        graph.add(triple)
    found = {triple for triple in triples(infer(store), STATED) if is_telling(triple)}
    asserted = set(graph)
    assert found == oracle(graph) - asserted
    for triple in sorted(found, key=repr)[:3]:
        check_proof(explain(with_inference(store), Quad(*triple)), store)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(properties, st.booleans()), min_size=2, max_size=3),
    st.lists(facts, min_size=2, max_size=8),
)
def test_a_chain_that_turns_a_property_round_gives_what_owlrl_gives(
    links: list[tuple[URIRef, bool]], data: list[Triple]
) -> None:
    graph, store = Graph(), Store()
    turned = [BNode(f"turned{number}") if back else link for number, (link, back) in enumerate(links)]
    graph.add((EX.reaches, OWL.propertyChainAxiom, BNode("chain")))
    Collection(graph, BNode("chain"), list(turned))
    for node, (link, back) in zip(turned, links, strict=True):
        if back:
            graph.add((node, OWL.inverseOf, link))
    store.add(Quad(*triple, ONTOLOGY) for triple in graph)  # type: ignore[arg-type]
    store.add(Quad(*triple, PASSAGE) for triple in data)
    for triple in data:
        graph.add(triple)
    found = {triple for triple in triples(infer(store), STATED) if is_telling(triple)}
    assert found == {triple for triple in oracle(graph) if triple[1] == EX.reaches}
    for triple in sorted(found, key=repr)[:3]:
        check_proof(explain(with_inference(store), Quad(*triple)), store)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(axioms, max_size=7),
    st.lists(facts, min_size=1, max_size=8),
    st.lists(st.one_of(facts, facts, facts, axioms), min_size=1, max_size=5),
)
def test_what_follows_with_judgements_is_what_owlrl_finds_in_all(
    schema: list[Triple], data: list[Triple], judged: list[Triple]
) -> None:
    store, graph = Store(), Graph()
    for name, told in ((ONTOLOGY, schema), (PASSAGE, data), (JUDGEMENT, judged)):
        store.add(Quad(*triple, name) for triple in told)
        for triple in told:
            graph.add(triple)
    inferred = infer(store)
    found = triples(inferred, STATED) | triples(inferred, JUDGED)
    assert {triple for triple in found if is_telling(triple)} == oracle(graph) - set(graph)


def check_proof(proof: Explanation, store: Store) -> None:
    """Walk down: leaves are asserted where they say, and nothing rests on itself."""
    if not proof.rule:
        assert proof.graphs
        for graph in proof.graphs:
            assert graph_kind(graph) is not Kind.INFERENCE
            assert proof.statement in triples(store, graph)
        return
    assert proof.premises
    for premise in proof.premises:
        assert premise.height < proof.height
        check_proof(premise, store)


# --- the two graphs -----------------------------------------------------------------------------------------


def test_a_membership_node_gives_membership_its_inverse_and_types() -> None:
    store = make_store(ontology=MEMBERSHIP, passage="ex:m ex:heldBy ex:kth ; ex:of ex:group .")
    found = triples(infer(store), STATED)
    assert (EX.kth, EX.memberOf, EX.group) in found
    assert (EX.group, EX.hasMember, EX.kth) in found
    assert (EX.group, RDF.type, EX.Being) in found


def test_what_needs_a_judgement_is_kept_apart() -> None:
    store = make_store(
        ontology=MEMBERSHIP, passage="ex:a ex:memberOf ex:g .", judgement="ex:b ex:memberOf ex:g ."
    )
    inferred = infer(store)
    assert (EX.g, EX.hasMember, EX.a) in triples(inferred, STATED)
    assert triples(inferred, JUDGED) == {(EX.g, EX.hasMember, EX.b)}


def test_nothing_is_both_asserted_and_inferred_or_inferred_twice() -> None:
    store = make_store(
        ontology=MEMBERSHIP,
        passage="ex:a ex:memberOf ex:g . ex:g a ex:Body .",
        judgement="ex:g ex:hasMember ex:a . ex:g a ex:Being .",
    )
    inferred = infer(store)
    stated, judged = triples(inferred, STATED), triples(inferred, JUDGED)
    asserted = set().union(*(triples(store, graph) for graph in store.graphs()))
    assert not stated & judged
    assert not (stated | judged) & asserted
    assert (EX.g, RDF.type, EX.Agent) in stated


def test_inferring_again_from_a_store_with_inferences_gives_the_same() -> None:
    store = make_store(
        ontology=MEMBERSHIP, passage="ex:a ex:memberOf ex:g .", judgement="ex:b ex:memberOf ex:g ."
    )
    first = infer(store)
    assert infer(with_inference(store)).canonical() == first.canonical()


def test_no_top_class_no_reflexive_schema_no_types_for_literals() -> None:
    store = make_store(
        ontology="""ex:A rdfs:subClassOf ex:B , owl:Thing . ex:B owl:equivalentClass ex:A .
                    ex:name rdfs:range xsd:string . ex:note rdfs:range ex:A .""",
        passage='ex:a a ex:A ; ex:name ex:wrong ; ex:note "text" .',
    )
    inferred = infer(store)
    found = triples(inferred, STATED)
    assert (EX.a, RDF.type, EX.B) in found
    assert not [triple for triple in found if triple[2] == OWL.Thing or triple[0] == triple[2]]
    assert {triple[2] for triple in found if triple[0] == EX.wrong} == set()


def test_shapes_are_no_premises() -> None:
    store = make_store(
        ontology="ex:A rdfs:subClassOf ex:B .", shapes="ex:x a ex:A . ex:B rdfs:subClassOf ex:C ."
    )
    assert triples(infer(store), STATED) == set()


def test_the_inference_says_its_rules_and_the_hash_of_its_premises() -> None:
    store = make_store(ontology=MEMBERSHIP, passage="ex:a ex:memberOf ex:g .")
    before = triples(infer(store), METADATA_GRAPH)
    store.add([Quad(EX.b, EX.memberOf, EX.g, JUDGEMENT)])
    after = triples(infer(store), METADATA_GRAPH)
    changed = {subject for subject, predicate, _ in before ^ after if predicate == LSG.inputHash}
    assert changed == {JUDGED}
    assert {subject for subject, predicate, _ in after if predicate == LSG.ruleSet} == {STATED, JUDGED}


@pytest.mark.parametrize(
    "axiom",
    [
        "ex:p a owl:FunctionalProperty .",
        "ex:p a owl:InverseFunctionalProperty .",
        "ex:p a owl:IrreflexiveProperty , owl:AsymmetricProperty .",
        "ex:A owl:disjointWith ex:B .",
        "ex:p owl:propertyDisjointWith ex:q .",
        "ex:A owl:hasKey ( ex:p ) .",
        "[] a owl:AllDisjointClasses ; owl:members ( ex:A ex:B ex:C ) .",
    ],
)
def test_an_axiom_that_only_forbids_derives_nothing(axiom: str) -> None:
    data = "ex:a a ex:A , ex:B ; ex:p ex:a , ex:b ; ex:q ex:b . ex:c ex:p ex:b ."
    found = triples(infer(make_store(ontology=axiom, passage=data)), STATED)
    assert {triple for triple in found if is_telling(triple)} == set()


@pytest.mark.parametrize(
    ("axiom", "construct"),
    [
        ("ex:p a owl:ReflexiveProperty .", "owl:ReflexiveProperty"),
        ("ex:A owl:disjointWith [ a owl:Class ] .", "owl:disjointWith with a class expression"),
        ("ex:A owl:disjointUnionOf ( ex:B ex:C ) .", "owl:disjointUnionOf"),
        ("ex:A rdfs:subClassOf [ a owl:Restriction ] .", "rdfs:subClassOf with a class expression"),
        ("ex:p owl:propertyChainAxiom ex:notAList .", "a broken owl:propertyChainAxiom"),
        ("ex:A owl:unionOf ( ex:B ex:C ) .", "owl:unionOf"),
    ],
)
def test_an_axiom_that_no_rule_covers_is_refused_with_a_mend(axiom: str, construct: str) -> None:
    with pytest.raises(UnknownAxiom) as caught:
        infer(make_store(ontology=axiom))
    assert caught.value.construct == construct or caught.value.construct == "owl:Restriction"
    assert caught.value.mend


# --- why ----------------------------------------------------------------------------------------------------


def test_a_proof_goes_down_to_the_passage_and_the_axiom() -> None:
    store = with_inference(
        make_store(ontology=MEMBERSHIP, passage="ex:m ex:heldBy ex:kth ; ex:of ex:group .")
    )
    proof = explain(store, Quad(EX.group, RDF.type, EX.Being))
    text = proof.as_text()
    assert proof.rule == "prp-rng"
    assert "p:source-1-2" in text
    assert "cat:ontology" in text
    check_proof(proof, store)
    assert proof.as_dict()["statement"][2] == EX.Being.n3()


def test_a_stated_inference_is_proved_without_judgements() -> None:
    store = with_inference(
        make_store(
            ontology=MEMBERSHIP,
            passage="ex:m ex:heldBy ex:a ; ex:of ex:g .",
            judgement="ex:a ex:memberOf ex:g .",
        )
    )
    proof = explain(store, Quad(EX.g, EX.hasMember, EX.a, STATED))
    assert "judgement" not in proof.as_text()
    check_proof(proof, store)


def test_an_asserted_statement_is_its_own_explanation() -> None:
    store = with_inference(make_store(ontology=MEMBERSHIP, passage="ex:a ex:memberOf ex:g ."))
    proof = explain(store, Quad(EX.a, EX.memberOf, EX.g))
    assert (proof.rule, proof.graphs, proof.height) == ("", (PASSAGE,), 0)


def test_a_proof_through_a_cycle_ends() -> None:
    ring = " ".join(f"ex:n{number} ex:next ex:n{(number + 1) % 12} ." for number in range(12))
    store = with_inference(make_store(ontology="ex:next a owl:TransitiveProperty .", passage=ring))
    check_proof(explain(store, Quad(EX.n0, EX.next, EX.n11)), store)


def test_what_does_not_hold_has_no_proof() -> None:
    store = with_inference(make_store(ontology=MEMBERSHIP, passage="ex:a ex:memberOf ex:g ."))
    with pytest.raises(NoProof, match="neither states nor infers"):
        explain(store, Quad(EX.g, EX.memberOf, EX.a))


# --- transitive properties ----------------------------------------------------------------------------------

numbers = st.integers(0, 7)


@given(st.sets(st.tuples(numbers, numbers), max_size=20))
def test_what_a_relation_lacks_to_be_transitive_is_found_once(pairs: set[tuple[int, int]]) -> None:
    closed = set(pairs)
    while more := {(a, d) for a, b in closed for c, d in closed if b == c} - closed:
        closed |= more
    found = list(find_missing(pairs))
    assert len(found) == len(set(found))
    assert set(found) == closed - pairs


def test_a_transitive_conclusion_is_explained_by_its_rule_and_premises() -> None:
    chain = "".join(f"ex:n{number} ex:below ex:n{number + 1} . " for number in range(6))
    store = with_inference(make_store(ontology="ex:below a owl:TransitiveProperty .", passage=chain))
    proof = explain(store, Quad(EX.n0, EX.below, EX.n6, STATED))
    assert proof.rule == "prp-trp"
    assert {premise.statement[1] for premise in proof.premises} == {EX.below, RDF.type}
    check_proof(proof, store)


# --- the outline of a document ------------------------------------------------------------------------------

OUTLINE = """
p:source-1-2 a lsg:Passage ; oa:hasSource ex:source ; oa:start 1 ; oa:end 2 .
stretch:source-0-9 lsg:sectionOn area:4 ; oa:hasSource ex:source ; oa:start %s ; oa:end 9 .
"""
SPOKEN_OF = "body:one a ex:Body ; ex:runs instrument:one . ex:outside ex:runs ex:else ."


def taken_up(start: int) -> set[Triple]:
    found = triples(infer(make_store(ontology=OUTLINE % start, passage=SPOKEN_OF)), STATED)
    return {triple for triple in found if triple[1] == LSG.relevantTo}


def test_what_a_passage_in_a_section_speaks_of_is_taken_up_under_its_area() -> None:
    area = URIRef(PREFIXES["area"] + "4")
    body, instrument = (URIRef(PREFIXES[kind] + "one") for kind in ("body", "instrument"))
    assert taken_up(0) == {(body, LSG.relevantTo, area), (instrument, LSG.relevantTo, area)}


def test_a_passage_that_begins_before_a_section_does_not_lie_in_it() -> None:
    assert taken_up(2) == set()


def test_what_is_taken_up_is_explained_by_the_section_and_what_the_passage_says() -> None:
    store = with_inference(make_store(ontology=OUTLINE % 0, passage=SPOKEN_OF))
    store.merge()
    instrument, area = URIRef(PREFIXES["instrument"] + "one"), URIRef(PREFIXES["area"] + "4")
    proof = explain(store, Quad(instrument, LSG.relevantTo, area))
    assert proof.rule == "outline"
    assert "p:source-1-2" in proof.as_text()
    check_proof(proof, store)
