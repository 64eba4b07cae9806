"""A remote store answers as the embedded one does, on every server at hand."""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from rdflib import RDF, SKOS, BNode, Literal, URIRef

from lsgraph.describe import describe
from lsgraph.errors import (
    QueryRefused,
    QuerySyntaxError,
    StoreChanged,
    StoreError,
    StoreRefused,
    UnknownThing,
)
from lsgraph.provenance import answer_with_sources
from lsgraph.queries import Query, bind, list_queries
from lsgraph.release import Release
from lsgraph.resources import Resources, find_resources
from lsgraph.search.documents import gather
from lsgraph.store import (
    Address,
    Answer,
    Dataset,
    Quad,
    Store,
    find_all_labels,
    find_format,
)
from lsgraph.store.publishing import _check, holds_release, publish
from lsgraph.store.remote import RemoteStore
from lsgraph.validate import Report, validate
from lsgraph.vocabulary import PREFIXES, SHAPES_GRAPH
from tests.remote.conftest import OTHER, PASSAGE, Filled
from tests.remote.servers import Server

QUESTIONS = list_queries(find_resources().queries, "competency")
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


def count_rows(answer: Answer) -> Counter[str]:
    """Return how often each row occurs."""
    return Counter(map(str, answer.solutions()))


def count(store: RemoteStore | Store, dataset: Dataset) -> int:
    """Return how many triples the default graph of a dataset has."""
    [row] = store.query(COUNT, dataset=dataset).rows()
    return int(str(row["n"]))


def test_every_question_has_the_same_answer(filled: Filled) -> None:
    for question in QUESTIONS:
        there, here = (store.query(question.text) for store in (filled.remote, filled.embedded))
        assert there.variables == here.variables, question.name
        assert count_rows(there) == count_rows(here), question.name


def test_the_queries_behind_pages_have_the_same_answer(filled: Filled, resources: Resources) -> None:
    asked = [
        bind(query, _arguments(query))
        for query in list_queries(resources.queries, "pages")
        if query.name != "quality-graphs"  # counts the graphs, and the remote store has one of its own
    ]
    assert len(asked) > 5
    for text in asked:
        there, here = filled.remote.query(text), filled.embedded.query(text)
        assert there.form == here.form, text
        if here.form == "boolean":
            assert bool(there) is bool(here) is True, text
        else:
            assert count_rows(there) == count_rows(here), text


def _arguments(query: Query) -> dict[str, URIRef]:
    known = {one.name: one for one in query.parameters}
    return {name: URIRef(PREFIXES["lsg"] + "Goal") for name, one in known.items() if one.default is None}


@pytest.mark.parametrize("question", QUESTIONS[::6], ids=lambda question: question.name)
def test_sources_as_columns_are_the_same(filled: Filled, question: Query) -> None:
    there, here = (answer_with_sources(store, question.text) for store in (filled.remote, filled.embedded))
    assert count_rows(there) == count_rows(here)


def test_sources_behind_paths_unions_and_groups_are_the_same(filled: Filled) -> None:
    for text in (
        "SELECT ?area { ?goal a lsg:Goal ; skos:broader* ?area }",
        "SELECT ?g (COUNT(?x) AS ?n) { ?x org:memberOf ?g } GROUP BY ?g",
        "SELECT ?x { { ?x a lsg:Goal } UNION { ?x org:memberOf ?g } OPTIONAL { ?x lsg:contributesTo ?y } }",
        "SELECT ?x ?where { GRAPH ?where { ?x org:memberOf ?g } }",
    ):
        there, here = (answer_with_sources(store, text) for store in (filled.remote, filled.embedded))
        assert count_rows(there) == count_rows(here), text


def test_blank_nodes_are_not_traced_rather_than_wrongly(filled: Filled) -> None:
    text = "SELECT ?class { ?class owl:intersectionOf|owl:unionOf|owl:onProperty|owl:propertyChainAxiom ?x }"
    assert filled.embedded.select(text)
    with pytest.raises(QueryRefused, match="blank node"):
        list(answer_with_sources(filled.remote, text).solutions())


def test_descriptions_labels_and_search_entries_are_the_same(filled: Filled) -> None:
    things = filled.embedded.select("SELECT DISTINCT ?s { ?s a lsg:Goal } ORDER BY ?s LIMIT 5")
    iris = [URIRef(str(row["s"])) for row in things] + [URIRef(PREFIXES["lsg"] + "Goal")]
    for iri in iris:
        assert describe(filled.remote, iri) == describe(filled.embedded, iri)
    assert find_all_labels(filled.remote, iris) == find_all_labels(filled.embedded, iris)
    there, here = (sorted(map(repr, gather(store, None))) for store in (filled.remote, filled.embedded))
    assert there == here


def test_blank_nodes_of_two_graphs_stay_two_and_are_described(server: Server) -> None:
    local, thing = Store(), URIRef(f"{PREFIXES['goal']}blank")
    for number, graph in enumerate((PASSAGE, OTHER)):
        node = BNode(f"node{number}")
        local.add([Quad(thing, URIRef("urn:part"), node, graph)])
        local.add([Quad(node, URIRef("urn:value"), Literal(number), graph)])
    local.merge()
    with server.fresh() as place:
        publish(place.address, local, "0" * 16)
        with closing(RemoteStore(place.address.query, "0" * 16)) as remote:
            remote.begin(10)
            dataset = Dataset((PASSAGE, OTHER), ())
            text = (
                "SELECT (COUNT(DISTINCT ?part) AS ?n) { ?thing <urn:part> ?part . ?part <urn:value> ?value }"
            )
            for store in (local, remote):
                assert str(store.query(text, dataset).rows().__next__()["n"]) == "2"
            here, there = describe(local, thing), describe(remote, thing)
            assert len(here.details) == len(there.details) == 2
            assert set(here.quads()) == set(there.quads())


def test_graphs_statements_and_their_numbers_are_the_same(filled: Filled) -> None:
    assert filled.remote.graph_sizes() == filled.embedded.graph_sizes()
    assert filled.remote.graphs() == filled.embedded.graphs()
    graph = next(one for one in filled.embedded.graphs() if "passage" in one)
    for store in (filled.remote, filled.embedded):
        with pytest.raises(UnknownThing):
            store.read_graph(URIRef("urn:none"))
        with pytest.raises(UnknownThing):
            store.read_graph(URIRef("not an iri"))
    there, here = (set(store.read_graph(graph).triples()) for store in (filled.remote, filled.embedded))
    assert there == here
    assert here
    assert set(filled.remote.quads(predicate=SKOS.broader)) == set(
        filled.embedded.quads(predicate=SKOS.broader)
    )


def test_a_copy_of_the_store_is_the_release(filled: Filled, release: Release) -> None:
    assert filled.remote.local_copy().canonical() == release.quads_file.read_bytes()


def test_forms_other_than_select_are_the_same(filled: Filled) -> None:
    assert filled.remote.ask("ASK { ?x a lsg:Goal }")
    assert not filled.remote.ask("ASK { ?x a <urn:nothing> }")
    for text in (
        "CONSTRUCT { ?s skos:prefLabel ?o } WHERE { ?s a lsg:Goal ; skos:prefLabel ?o }",
        "CONSTRUCT WHERE { ?s a lsg:Goal }",
    ):
        there, here = (set(store.query(text).triples()) for store in (filled.remote, filled.embedded))
        assert there == here
        assert here


def test_prefixes_base_and_order_of_columns_are_ours(filled: Filled) -> None:
    for text in (
        "SELECT * { ?goal a lsg:Goal . ?other lsg:contributesTo ?goal } ORDER BY ?goal ?other LIMIT 3",
        "PREFIX lsg: <https://w3id.org/lsgraph/spec/> SELECT ?x { ?x a lsg:Goal } ORDER BY ?x LIMIT 1",
        "SELECT ?x { ?x a <spec/Goal> } ORDER BY ?x LIMIT 1",
        "BASE <spec/> SELECT ?x { ?x a <Goal> } ORDER BY ?x LIMIT 1",
    ):
        there, here = (store.query(text) for store in (filled.remote, filled.embedded))
        assert there.variables == here.variables
        assert list(there.rows()) == list(here.rows()) != [], text


def test_a_syntax_error_is_told_as_the_embedded_store_tells_it(filled: Filled) -> None:
    for text in ("SELECT ?x\nWHERE { ?x ?y }", "SELECT ?x { ?x nope:a ?y }", "DROP ALL"):
        told = []
        for store in (filled.remote, filled.embedded):
            with pytest.raises(QuerySyntaxError) as caught:
                store.query(text)
            told.append((caught.value.line, caught.value.column, caught.value.what))
        assert told[0] == told[1]


def test_an_escape_that_a_server_may_read_otherwise_is_refused(filled: Filled) -> None:
    hidden = r'ASK { FILTER("\u0022 > 1) } SERVICE <http://127.0.0.1:1/> {} #" > 1) }'
    filled.embedded.query(hidden)
    with pytest.raises(QueryRefused, match=r"\\u0022"):
        filled.remote.query(hidden)
    text = r'SELECT ("\u00e5\U0001F600" AS ?x) {}'
    assert filled.remote.select(text) == filled.embedded.select(text) == [{"x": Literal("å😀")}]


def test_a_dataset_of_named_graphs_counts_each_triple_once(
    server: Server, tmp_path: Path, write_release_of: Callable[..., Release]
) -> None:
    release = write_release_of(tmp_path, "a", 5)
    embedded = release.open_store()
    with server.fresh() as place:
        publish(place.address, embedded, release.id)
        remote = RemoteStore(place.address.query)
        for dataset in (
            Dataset((PASSAGE,), ()),
            Dataset((OTHER,), (PASSAGE,)),
            Dataset((PASSAGE, OTHER), ()),
            Dataset((), (PASSAGE,)),
        ):
            assert count(remote, dataset) == count(embedded, dataset), dataset
            inside = "SELECT ?g { GRAPH ?g { ?s ?p ?o } }"
            assert count_rows(remote.query(inside, dataset)) == count_rows(embedded.query(inside, dataset))
        none = URIRef("urn:none")  # a graph that is not there is empty, alone or beside others
        for store in (remote, embedded):
            assert count(store, Dataset((none,), ())) == count(store, Dataset((), (none,))) == 0
            assert count(store, Dataset((none,), (PASSAGE,))) == 0
            assert count(store, Dataset((none, OTHER), (none,))) == 2
        remote.close()


def test_a_copy_that_would_change_literals_is_refused(fuseki: Server) -> None:
    derived = '"3"^^<http://www.w3.org/2001/XMLSchema#unsignedByte>'
    data = f"<urn:a> <urn:p> 1.50 . GRAPH <urn:g> {{ <urn:a> <urn:p> {derived} , 3 , 1.50 }}"
    with fuseki.fresh() as place, closing(RemoteStore(place.address.query)) as remote:
        httpx.put(place.address.graphs, content=data, headers={"Content-Type": "application/trig"})
        with pytest.raises(StoreError, match=r"2 literals .*as \"1\.5\"\^\^"):
            remote.local_copy()


@pytest.mark.parametrize("way", ["update", "graphs"])
def test_a_reader_sees_the_old_release_or_the_new_one(
    server: Server, tmp_path: Path, write_release_of: Callable[..., Release], way: str
) -> None:
    releases = {value: write_release_of(tmp_path, value, 2_000) for value in "ab"}
    stores = {value: one.open_store() for value, one in releases.items()}
    text = "SELECT ?o (COUNT(*) AS ?n) { GRAPH ?g { ?s <urn:value> ?o } } GROUP BY ?o"
    with server.fresh() as place:
        address = Address(place.address.query, **{way: getattr(place.address, way)})
        publish(address, stores["a"], releases["a"].id)
        seen, stop = Counter[str](), threading.Event()

        def read() -> None:
            doors = {one: RemoteStore(address.query, releases[one].id) for one in releases}
            while not stop.is_set():
                for value, door in doors.items():
                    try:
                        door.begin(30)
                        rows = [(str(row["o"]), str(row["n"])) for row in door.select(text)]
                        door.confirm()
                    except StoreChanged:
                        seen["changed"] += 1
                        continue
                    finally:
                        door.end()
                    seen[value if rows == [(value, "2002")] else f"{value}: {rows}"] += 1
            for door in doors.values():
                door.close()

        readers = [threading.Thread(target=read) for _ in range(2)]
        for reader in readers:
            reader.start()
        for value in "baba":
            publish(address, stores[value], releases[value].id)
        stop.set()
        for reader in readers:
            reader.join()
    assert seen.keys() == {"a", "b", "changed"}, seen


def test_a_release_put_there_twice_in_an_answer_is_seen(
    oxigraph: Server, tmp_path: Path, write_release_of: Callable[..., Release]
) -> None:
    one, two = (write_release_of(tmp_path, value, 5) for value in "ab")
    with oxigraph.fresh() as place:
        publish(place.address, one.open_store(), one.id)
        door = RemoteStore(place.address.query, one.id)
        door.begin(10)
        publish(place.address, two.open_store(), two.id)
        publish(place.address, one.open_store(), one.id)
        with pytest.raises(StoreChanged, match="newly written"):
            door.confirm()
        door.close()


def test_the_default_graph_is_the_merge_without_shapes(filled: Filled) -> None:
    for text in (COUNT, "SELECT (COUNT(*) AS ?n) { ?s a sh:NodeShape }"):
        assert filled.remote.select(text) == filled.embedded.select(text)


def test_a_store_that_refuses_the_release_keeps_the_old_one(
    server: Server, tmp_path: Path, write_release_of: Callable[..., Release]
) -> None:
    one, two = (write_release_of(tmp_path, value, 5) for value in "ab")
    with server.fresh() as place:
        publish(place.address, one.open_store(), one.id)
        wrong = Address(place.address.query, update=place.address.query)
        with pytest.raises(StoreRefused):
            publish(wrong, two.open_store(), two.id)
        assert holds_release(place.address, one.id)


def test_where_quads_are_not_taken_an_update_is_sent(
    server: Server, tmp_path: Path, write_release_of: Callable[..., Release]
) -> None:
    release = write_release_of(tmp_path, "a", 5)
    with server.fresh() as place:
        unfit = Address(place.address.query, place.address.update, place.address.query)
        publish(unfit, release.open_store(), release.id)
        assert holds_release(place.address, release.id)
        with pytest.raises(StoreRefused):
            publish(Address(place.address.query, "", place.address.query), release.open_store(), release.id)


def test_a_store_that_shows_other_numbers_is_not_trusted(
    oxigraph: Server, tmp_path: Path, write_release_of: Callable[..., Release]
) -> None:
    release = write_release_of(tmp_path, "a", 5)
    more = release.open_store()
    with oxigraph.fresh() as place:
        publish(place.address, more, release.id)
        more.add([Quad(URIRef("urn:s"), RDF.type, URIRef("urn:t"), PASSAGE)])
        with (
            closing(RemoteStore(place.address.query)) as remote,
            pytest.raises(StoreError, match="7 statements in graphs where 8"),
        ):
            _check(remote, more)


def test_the_verdict_on_broken_data_is_the_same(server: Server, release: Release) -> None:
    whole, broken = release.open_store(), Store()
    for graph in (SHAPES_GRAPH, URIRef(PREFIXES["cat"] + "ontology")):
        broken.add(whole.quads(graph=graph))
    for path in sorted((Path(__file__).parents[1] / "cases" / "shapes").glob("*/*.trig")):
        broken.load(path, find_format("trig"))
    broken.merge()
    with server.fresh() as place:
        publish(place.address, broken, release.id)
        with closing(RemoteStore(place.address.query)) as remote:
            there, here = validate(remote.local_copy()), validate(broken)
    assert len(here.findings) > 100
    assert show_findings(there) == show_findings(here)


def show_findings(report: Report) -> Counter[str]:
    """Return the findings as text; blank nodes have no name that both stores know."""
    told = (
        repr((one.order, one.focus, one.path, one.focus_label, one.graphs, sorted(one.message.items())))
        for one in report.findings
    )
    return Counter(re.sub(r"(BNode\()?'([0-9a-f]{16,32}|b\d+)'", "blank", text) for text in told)
