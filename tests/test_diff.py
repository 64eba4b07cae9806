"""What changed between two releases is told, each change once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from rdflib import RDF, RDFS, SKOS, BNode, Literal, URIRef

from lsgraph.cli import cli
from lsgraph.diff import Difference, compare
from lsgraph.queries import Query
from lsgraph.release import ReleaseMetadata, point, write_release
from lsgraph.store import Quad, Store
from lsgraph.vocabulary import LSG, ORG, PREFIXES, Kind

KI, GROUP = (URIRef(PREFIXES[prefix] + name) for prefix, name in (("body", "ki"), ("group", "g")))
GOAL, OTHER_GOAL = URIRef(PREFIXES["goal"] + "g1"), URIRef(PREFIXES["goal"] + "g2")
JUDGEMENT, NAMING = URIRef(PREFIXES["judgement"] + "j"), URIRef(PREFIXES["naming"] + "n")
PASSAGE, OTHER_PASSAGE = URIRef(PREFIXES["p"] + "a-0-10"), URIRef(PREFIXES["p"] + "b-5-25")
JUDGEMENTS = URIRef(PREFIXES["cat"] + "judgements")
HIGH, LOW = URIRef(PREFIXES["confidence"] + "high"), URIRef(PREFIXES["confidence"] + "low")
SERVED = Query(
    "served", "competency", "Which goals?", {}, (), (), "SELECT ?goal { ?who lsg:contributesTo ?goal }"
)
MEMBERS = Query("members", "competency", "Who?", {}, (), (), "SELECT ?who { ?who org:memberOf ?group }")


def _change(store: Store, lose: tuple[Quad, ...] = (), gain: tuple[Quad, ...] = ()) -> Store:
    """Return a copy without some statements and with others, merged as a release is."""
    copy = Store()
    kept = (quad for graph in store.graphs() for quad in store.quads(graph=graph) if quad not in lose)
    copy.add((*kept, *gain))
    copy.merge()
    return copy


@pytest.fixture
def before(tiny: Store) -> Store:
    """Return a tiny graph whose judgement has a confidence."""
    return _change(tiny, gain=(Quad(JUDGEMENT, LSG.rating, HIGH, JUDGEMENTS),))


def test_equal_releases_do_not_differ(before: Store) -> None:
    found = compare(before, _change(before), [SERVED, MEMBERS])
    assert not found
    assert "0 of 2 stored queries" in found.as_text()


def test_a_rewording_is_told_once(before: Store) -> None:
    old = Quad(KI, SKOS.prefLabel, Literal("Karolinska Institutet", "sv"), NAMING)
    new = old._replace(object=Literal("Karolinska institutet", "sv"))
    found = compare(before, _change(before, (old,), (new,)))
    (one,) = found.reworded
    assert (one.thing, one.predicate, one.language) == (KI, SKOS.prefLabel, "sv")
    assert (one.before, one.after) == (("Karolinska Institutet",), ("Karolinska institutet",))
    assert (found.added, found.removed, found.moved, found.rejudged) == ((), (), (), ())


def test_a_second_name_is_an_addition_and_no_rewording(before: Store) -> None:
    new = Quad(KI, SKOS.altLabel, Literal("Karolinska", "sv"), NAMING)
    found = compare(before, _change(before, gain=(new,)))
    assert not found.reworded
    assert [one.statement.object for one in found.added] == [new.object]


def test_a_removal_is_told_with_the_graphs_that_made_it(before: Store) -> None:
    gone = Quad(GROUP, RDF.type, LSG.ReferenceGroup, PASSAGE)
    found = compare(before, _change(before, (gone,)))
    (one,) = found.removed
    assert (one.statement, one.before, one.after) == (gone._replace(graph=None), (PASSAGE,), ())
    assert one.kind is Kind.PASSAGE


def test_a_thing_that_is_gone_is_told(before: Store) -> None:
    gone = tuple(quad for graph in before.graphs() for quad in before.quads(KI, graph=graph))
    found = compare(before, _change(before, gone))
    assert found.things_removed == (KI,)
    assert compare(_change(before, gone), before).things_added == (KI,)


def test_a_judgement_that_says_something_else_is_rejudged(before: Store) -> None:
    old = Quad(KI, LSG.contributesTo, GOAL, JUDGEMENT)
    new = old._replace(object=OTHER_GOAL)
    found = compare(before, _change(before, (old,), (new,)), [SERVED, MEMBERS])
    (one,) = found.rejudged
    assert one.judgement == JUDGEMENT
    assert (one.lost, one.gained) == ((old._replace(graph=None),), (new._replace(graph=None),))
    assert (found.added, found.removed) == ((), ())
    (answer,) = found.answers
    assert (answer.query.name, answer.lost, answer.gained) == ("served", ((GOAL,),), ((OTHER_GOAL,),))


def test_a_change_of_confidence_is_a_rejudgement(before: Store) -> None:
    old = Quad(JUDGEMENT, LSG.rating, HIGH, JUDGEMENTS)
    found = compare(before, _change(before, (old,), (old._replace(object=LOW),)))
    (one,) = found.rejudged
    assert (one.confidence_before, one.confidence_after) == (HIGH, LOW)
    assert (one.lost, one.gained, found.added, found.removed) == ((), (), (), ())


def test_a_withdrawn_judgement_is_a_removal(before: Store) -> None:
    old = Quad(KI, LSG.contributesTo, GOAL, JUDGEMENT)
    found = compare(before, _change(before, (old,)))
    assert not found.rejudged
    assert [one.kind for one in found.removed] == [Kind.JUDGEMENT]


def test_a_statement_that_loses_a_passage_is_moved(before: Store) -> None:
    old = Quad(KI, ORG.memberOf, GROUP, OTHER_PASSAGE)
    found = compare(before, _change(before, (old,)), [MEMBERS])
    (one,) = found.moved
    assert (one.before, one.after) == ((PASSAGE, OTHER_PASSAGE), (PASSAGE,))
    assert (found.removed, found.answers) == ((), ())


def test_answers_are_compared_as_bags(before: Store) -> None:
    twice = Query("all", "competency", "All?", {}, (), (), "SELECT ?p { ?s ?p ?o }")
    new = Quad(GROUP, RDF.type, LSG.Group, PASSAGE)
    assert not compare(before, _change(before, gain=(new,)), [twice]).answers
    new = Quad(KI, ORG.memberOf, URIRef(PREFIXES["group"] + "h"), PASSAGE)
    (answer,) = compare(before, _change(before, gain=(new,)), [twice]).answers
    assert (answer.lost, answer.gained) == ((), ((ORG.memberOf,),))


def test_blank_nodes_are_compared_by_graph(before: Store) -> None:
    shapes = URIRef(PREFIXES["cat"] + "shapes")

    def shape(node: str, text: str) -> tuple[Quad, ...]:
        return (Quad(BNode(node), RDFS.comment, Literal(text), shapes),)

    one = _change(before, gain=shape("a", "x"))
    assert not compare(one, _change(before, gain=shape("b", "x")))
    assert compare(one, _change(before, gain=shape("b", "y"))).nameless == (shapes,)


def test_the_text_names_what_changed(before: Store) -> None:
    lose = (
        Quad(KI, SKOS.prefLabel, Literal("Karolinska Institutet", "sv"), NAMING),
        Quad(GROUP, RDF.type, LSG.ReferenceGroup, PASSAGE),
        Quad(JUDGEMENT, LSG.rating, HIGH, JUDGEMENTS),
        Quad(KI, LSG.contributesTo, GOAL, JUDGEMENT),
    )
    gain = (
        Quad(KI, SKOS.prefLabel, Literal("Institutet", "sv"), NAMING),
        Quad(JUDGEMENT, LSG.rating, LOW, JUDGEMENTS),
        Quad(KI, LSG.contributesTo, OTHER_GOAL, JUDGEMENT),
    )
    text = compare(before, _change(before, lose, gain), [SERVED]).as_text()
    for words in (
        "body:ki skos:prefLabel @sv\n    - Karolinska Institutet\n    + Institutet",
        "- group:g rdf:type lsg:ReferenceGroup  (p:a-0-10)",
        "judgement:j\n    confidence:high → confidence:low\n    - body:ki lsg:contributesTo goal:g1",
        "served: Which goals?\n    - goal:g1\n    + goal:g2",
    ):
        assert words in text


TERMS = st.sampled_from([KI, GROUP, GOAL, JUDGEMENT])
QUADS = st.builds(
    Quad,
    TERMS,
    st.sampled_from([RDFS.label, LSG.rating, ORG.memberOf]),
    st.one_of(TERMS, st.sampled_from([HIGH, LOW, Literal("a", "sv"), Literal("b", "sv"), Literal("b")])),
    st.sampled_from([PASSAGE, OTHER_PASSAGE, JUDGEMENT, NAMING, JUDGEMENTS]),
)


def _told(found: Difference) -> Iterator[Quad]:
    """Yield what a difference tells, statement by statement; a confidence counts for its statements."""
    for one in (*found.added, *found.removed, *found.moved):
        yield one.statement
    for wording in found.reworded:
        assert isinstance(wording.thing, URIRef)
        for text in (*wording.before, *wording.after):
            yield Quad(wording.thing, wording.predicate, Literal(text, wording.language or None))
    for judged in found.rejudged:
        yield from judged.lost
        yield from judged.gained


@given(st.sets(QUADS, max_size=12), st.sets(QUADS, max_size=12))
def test_every_changed_statement_is_told_once(one: set[Quad], other: set[Quad]) -> None:
    before, after = (_change(Store(), gain=tuple(quads)) for quads in (one, other))
    changed = {quad._replace(graph=None) for quad in one ^ other}
    told = list(_told(compare(before, after)))
    assert len(told) == len(set(told))
    assert set(told) <= changed
    assert {quad for quad in changed - set(told) if quad.predicate != LSG.rating} == set()


def test_the_command_tells_the_difference(before: Store, tmp_path: Path) -> None:
    old = Quad(KI, SKOS.prefLabel, Literal("Karolinska Institutet", "sv"), NAMING)
    after = _change(before, (old,), (old._replace(object=Literal("Institutet", "sv")),))
    ids = [
        write_release(tmp_path, store, b"", ReleaseMetadata("1", "2020-01-01")).id
        for store in (before, after)
    ]
    point(tmp_path, ids[1])
    result = CliRunner().invoke(cli, ["diff", ids[0]], env={"LSGRAPH_RELEASES": str(tmp_path)})
    assert result.exit_code == 0
    assert f"from {ids[0]} to {ids[1]}" in result.output
    assert "1 reworded" in result.output
    assert "+ Institutet" in result.output
