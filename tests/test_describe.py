"""Laws of descriptions."""

from __future__ import annotations

import pytest
from rdflib import DCTERMS, PROV, SKOS, Literal, URIRef

from lsgraph.calls.codec import decode, encode
from lsgraph.calls.things import DescribeCall, ThingDescription, describe_thing
from lsgraph.describe import describe
from lsgraph.errors import UnknownThing
from lsgraph.store import Quad, Store, find_labels
from lsgraph.vocabulary import LSG, ORG, PREFIXES

KI = URIRef(PREFIXES["body"] + "ki")


def test_a_statement_made_twice_is_listed_once_with_both_graphs(tiny: Store) -> None:
    [member] = [one for one in describe(tiny, KI).statements if one.predicate == ORG.memberOf]
    assert [graph.removeprefix(PREFIXES["p"]) for graph in member.graphs] == ["a-0-10", "b-5-25"]


def test_the_default_graph_adds_nothing(tiny: Store) -> None:
    before = describe(tiny, KI)
    tiny.merge()
    assert describe(tiny, KI) == before


def test_what_points_to_a_thing_is_told(tiny: Store) -> None:
    [incoming] = describe(tiny, URIRef(PREFIXES["group"] + "g")).incoming
    assert incoming.subject == KI


def test_what_points_to_a_hub_is_told_though_the_default_graph_comes_first() -> None:
    hub, passage = URIRef(PREFIXES["goal"] + "hub"), URIRef(PREFIXES["p"] + "a-0-10")
    store = Store()
    things = [URIRef(f"{PREFIXES['goal']}g{one}") for one in range(3_000)]
    store.add(Quad(one, ORG.memberOf, hub, passage) for one in things)
    store.merge()
    described = describe(store, hub)
    assert len(described.incoming) == 500
    assert described.incoming_cut


def test_a_graph_tells_its_contents(tiny: Store) -> None:
    described = describe(tiny, URIRef(PREFIXES["p"] + "a-0-10"))
    assert len(described.contents) == 4
    assert [one.kind for one in described.statements] == ["Catalogue"]


def test_a_summary_tells_what_it_rests_on(tiny: Store) -> None:
    naming, catalogue = URIRef(PREFIXES["naming"] + "org-ki"), URIRef(PREFIXES["cat"] + "naming")
    passage, register = URIRef(PREFIXES["p"] + "a-0-10"), URIRef(PREFIXES["register"] + "ror-ki")
    named = Quad(KI, SKOS.prefLabel, Literal("KI", lang="sv"), naming)
    tiny.add([named, Quad(naming, LSG.restsOn, passage, catalogue)])
    assert describe(tiny, KI).rests_on == ()
    tiny.add(
        [
            Quad(KI, DCTERMS.description, Literal("Ett universitet.", lang="sv"), naming),
            Quad(naming, PROV.wasDerivedFrom, register, catalogue),
        ]
    )
    assert describe(tiny, KI).rests_on == (passage, register)


def test_the_preferred_name_goes_before_a_stated_one(tiny: Store) -> None:
    assert find_labels(tiny, KI)["sv"] == "Karolinska Institutet"


def test_an_unknown_iri_is_told(tiny: Store) -> None:
    with pytest.raises(UnknownThing, match="nothing about"):
        describe(tiny, URIRef(PREFIXES["body"] + "nobody"))


def test_a_description_is_plain_json(tiny: Store) -> None:
    plain = describe_thing(tiny, DescribeCall(str(KI)))
    assert decode(encode(plain), ThingDescription) == plain
    assert {one.kind for one in plain.statements} == {"Passage", "Judgement", "Naming"}


def test_shapes_are_not_shown_as_statements(tiny: Store) -> None:
    described = describe(tiny, URIRef(PREFIXES["lsg"] + "Group"))
    assert not described.statements
