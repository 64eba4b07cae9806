import pytest
from rdflib import Literal, URIRef

from lsgraph.errors import QueryError
from lsgraph.queries import bind_text
from lsgraph.store import Quad, Store

EX = "http://example.org/"
A, B, C, P = (URIRef(EX + name) for name in "abcp")
PX = f"<{P}>"


@pytest.fixture
def store() -> Store:
    store = Store()
    store.add([Quad(A, P, B), Quad(A, P, C), Quad(B, P, C)])
    return store


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (f"SELECT ?x ?y {{ ?x {PX} ?y }}", 2),
        (f"SELECT ?y WHERE {{ ?x {PX} ?y }}", 2),
        (f"SELECT ?y {{ {{ SELECT ?y {{ ?x {PX} ?y }} }} }}", 2),
        (f"SELECT ?y {{ ?y {PX} ?o MINUS {{ ?x {PX} ?o . FILTER(?o = <{C}>) }} }}", 1),
        (f"SELECT ?o {{ ?o ?p ?q FILTER NOT EXISTS {{ ?x {PX} ?o }} }}", 2),
        (f"SELECT ?y {{ {{ ?x {PX} ?y }} UNION {{ ?y {PX} ?x }} }}", 2),
        (f"SELECT (EXISTS {{ ?x {PX} <{C}> }} AS ?b) ?y {{ ?x {PX} ?y }}", 2),
        (f"SELECT ?y # ?x {{ in a comment\n {{ ?x {PX} ?y . FILTER('?x {{' != \"}}\") }}", 2),
        ("SELECT ?x {}", 1),
    ],
)
def test_a_bound_variable_is_bound_everywhere(store: Store, text: str, count: int) -> None:
    assert len(store.select(bind_text(text, {"x": A}))) == count


def test_a_bound_variable_is_bound_below_an_aggregate(store: Store) -> None:
    [row] = store.select(bind_text(f"SELECT (COUNT(*) AS ?n) {{ ?x {PX} ?y }}", {"x": A}))
    assert str(row["n"]) == "2"
    [row] = store.select(
        bind_text(f"SELECT ?n {{ {{ SELECT (COUNT(*) AS ?n) {{ ?x {PX} ?y }} }} }}", {"x": B})
    )
    assert str(row["n"]) == "1"


def test_ask_construct_and_describe_can_be_bound(store: Store) -> None:
    assert store.ask(bind_text(f"ASK {{ ?x {PX} ?y }}", {"x": A}))
    assert not store.ask(bind_text(f"ASK {{ ?x {PX} ?y }}", {"x": C}))
    construct = bind_text(f"CONSTRUCT {{ ?x {PX} ?y }} WHERE {{ ?x {PX} ?y }}", {"x": A})
    assert len(list(store.query(construct).triples())) == 2
    describe = bind_text(f"DESCRIBE ?x WHERE {{ ?x {PX} ?y }}", {"x": B})
    assert {quad.subject for quad in store.query(describe).triples()} == {B}


def test_a_query_without_room_is_refused_only_when_something_is_to_be_bound() -> None:
    short = f"CONSTRUCT WHERE {{ ?x {PX} ?y }}"
    assert bind_text(short, {}) == short
    with pytest.raises(QueryError):
        bind_text(short, {"x": A})
    with pytest.raises(QueryError):
        bind_text("DESCRIBE ?x", {"x": A})


def test_an_unknown_variable_changes_nothing() -> None:
    assert bind_text("SELECT ?y { ?y ?p ?o }", {"x": Literal("}")}) == "SELECT ?y { ?y ?p ?o }"
