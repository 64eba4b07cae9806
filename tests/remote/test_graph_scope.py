"""GRAPH around anything: remote stores answer as the standard has it, and Apache Jena finds the same rows."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from contextlib import closing

import httpx
import pytest
from rdflib import Literal, URIRef

from lsgraph.errors import StoreError
from lsgraph.queries import answer_query
from lsgraph.store import Reader, Store, find_format
from lsgraph.store.remote import RemoteStore
from tests.queries.graph_cases import AROUND, DATA, PREFIX, show
from tests.remote.conftest import Filled
from tests.remote.graph_queries import make_dataset, make_query
from tests.remote.servers import Front, Server

_DATASETS, _QUERIES = 6, 30


def fill(server: Server, data: str) -> None:
    """Give a server a dataset, its merge included."""
    store, output = Store(), io.BytesIO()
    store.load(data.encode(), find_format("trig"))
    store.merge()
    store.dump(output, find_format("n-quads"))
    headers = {"Content-Type": "application/n-quads"}
    httpx.put(
        server.address.graphs, content=output.getvalue(), headers=headers, timeout=60
    ).raise_for_status()


@pytest.fixture(scope="module")
def remote(server: Server) -> Iterator[RemoteStore]:
    with server.fresh() as place:
        fill(place, DATA)
        with closing(RemoteStore(place.address.query)) as store:
            yield store


@pytest.mark.parametrize("text", AROUND)
def test_a_remote_store_answers_as_the_standard_has_it(remote: RemoteStore, text: str) -> None:
    assert show(answer_query(remote, PREFIX + text)) == AROUND[text]


def test_only_a_server_that_is_wrong_gets_other_words(remote: RemoteStore, server: Server) -> None:
    assert remote.forgets_graphs(None) == (server.kind == "oxigraph")


def test_what_warnings_look_at_is_the_same(remote: RemoteStore) -> None:
    embedded = Store()
    embedded.load(DATA.encode(), find_format("trig"))
    embedded.merge()
    terms = [URIRef(f"http://e/{name}") for name in ("a", "p", "b", "g1", "d", "none", "g9")]
    for _ in range(2):  # what was asked for is kept
        assert remote.find_absent(terms) == embedded.find_absent(terms) == terms[-2:]
        values = [set(one.sample_values(URIRef("http://e/p"))) for one in (remote, embedded)]
        assert values[0] == values[1] == {Literal(1), Literal(2)}
    assert list(remote.list_typed()) == list(embedded.list_typed()) == []


def test_a_server_that_cannot_read_the_question_gets_the_text_as_it_is(oxigraph: Server) -> None:
    with Front(oxigraph.root) as front, closing(RemoteStore(front.address.query)) as store:
        front.mode = "refuses"
        assert not store.forgets_graphs(None)
        front.mode = "pass"
        assert answer_query(store, "SELECT * { VALUES ?x { 1 } }").variables == ["x"]
        assert len(front.seen) == 2


def count_rows(store: Reader, text: str, *, scoped: bool) -> Counter[frozenset[tuple[str, str]]]:
    answer = answer_query(store, text) if scoped else store.query(text)
    return Counter(frozenset((name, str(term)) for name, term in row.items()) for row in answer.rows())


@pytest.mark.parametrize("seed", range(_DATASETS))
def test_jena_finds_the_same_rows(fuseki: Server, seed: int) -> None:
    here, compared = Store(), 0
    here.load(make_dataset(seed).encode(), find_format("trig"))
    here.merge()
    with fuseki.fresh() as place, closing(RemoteStore(place.address.query)) as there:
        fill(place, make_dataset(seed))
        for number in range(_QUERIES):
            text = make_query(1000 * seed + number)
            try:
                expected = count_rows(there, text, scoped=False)
            except StoreError:  # Jena 5.6 ends some of these with a fault of its own
                continue
            assert count_rows(here, text, scoped=True) == expected, text
            compared += 1
    assert compared > 0.8 * _QUERIES


@pytest.mark.parametrize(
    "text",
    [
        "SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?s ?p ?o } }",
        "SELECT ?g ?n { GRAPH ?g { SELECT (COUNT(*) AS ?n) { ?s ?p ?o } } } ORDER BY ?n ?g LIMIT 5",
        "SELECT ?g { GRAPH ?g { ?g dcterms:identifier ?mark } } ORDER BY ?g LIMIT 5",
    ],
)
def test_the_marker_is_no_named_graph(filled: Filled, text: str) -> None:
    assert show(answer_query(filled.remote, text)) == show(answer_query(filled.embedded, text))
