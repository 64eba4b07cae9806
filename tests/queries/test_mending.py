"""What the engine would answer otherwise than the standard is said in words that it gets right."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsgraph.calls.sparql import ask
from lsgraph.errors import LsgraphError
from lsgraph.provenance import answer_with_sources
from lsgraph.queries import answer_query
from lsgraph.queries.mending import mend_order, mend_query
from lsgraph.store import Store, find_format

DATA = """
@prefix : <http://e/> .
:g { :a :knows :b . :b :knows :c ; :name "x"@sv . :c :name "y"@sv .
     :o1 :label "Örebro"@sv . :o2 :label "Ängelholm"@sv . :o3 :label "Åmål"@sv . :o4 :label "arvika"@sv .
     :o5 :label "Zinkgruvan"@sv . :o6 :label "Bålsta" . :o7 :label "Ekerö"@sv . :o8 :label "émile"@fr . }
"""
PREFIX = "PREFIX : <http://e/> "


@pytest.fixture(scope="module")
def store() -> Store:
    store = Store()
    store.load(DATA.encode(), find_format("trig"))
    store.merge()
    return store


def rows(store: Store, text: str) -> list[str]:
    answer = answer_query(store, PREFIX + text)
    names = answer.variables
    return [" ".join(row.get(name, "-").removeprefix("http://e/") for name in names) for row in answer.rows()]


# https://www.w3.org/TR/sparql11-query/#defn_evalPP_ZeroOrOnePath: every term is joined to itself
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT ?o { :nobody :knows* ?o }", ["nobody"]),
        ("SELECT ?s { ?s :knows? :nobody . }", ["nobody"]),
        ('SELECT ?o { "nothing" (:knows|^:name)* ?o }', ["nothing"]),
        ("SELECT ?o ?x { ?x :name 'x'@sv . :nobody :knows* ?o . ?x :knows ?y }", ["nobody b"]),
        ("SELECT ?o { GRAPH ?g { :nobody :knows* ?o } }", ["nobody"]),
        ("SELECT (COUNT(*) AS ?n) { :nobody :knows+ ?o }", ["0"]),
        ("SELECT ?o { :nobody :knows/:knows* ?o }", []),
        ("SELECT ?o { :b :knows* ?o } ORDER BY ?o", ["b", "c"]),
        ("SELECT ?o { :b :knows? ?o FILTER (?o != :b) }", ["c"]),
    ],
)
def test_a_path_of_length_zero_joins_any_term_to_itself(store: Store, text: str, expected: list[str]) -> None:
    assert rows(store, text) == expected


def test_group_concat_gives_a_plain_string(store: Store) -> None:
    text = 'SELECT (LANG(GROUP_CONCAT(?n; SEPARATOR=") (")) AS ?l) (GROUP_CONCAT(DISTINCT ?k) AS ?m) '
    [row] = answer_query(store, PREFIX + text + "{ ?s :name ?n BIND ('z'@sv AS ?k) }").rows()
    assert str(row["l"]) == ""
    assert row["m"].language is None  # type: ignore[union-attr]
    assert str(row["m"]) == "z"


# https://www.w3.org/TR/sparql11-query/#func-bnode: one node for one string in one solution
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT (COUNT(DISTINCT ?b) AS ?n) { VALUES ?x { 1 2 } BIND (BNODE('x') AS ?b) }", ["2"]),
        (
            "SELECT (BNODE('x') = BNODE('x') && BNODE('x') != BNODE('y') AS ?same) { ?s :name ?n }",
            ["true"] * 2,
        ),
        (
            "SELECT ?same { ?s :name ?n BIND (BNODE(STR(?n)) AS ?a) BIND (IF(true, BNODE(STR(?n)), 1) AS ?b) "
            "BIND (?a = ?b AS ?same) }",
            ["true"] * 2,
        ),
        ("SELECT (COUNT(DISTINCT ?b) AS ?n) { { SELECT (BNODE('x') AS ?b) { ?s :name ?n } } }", ["2"]),
        ("SELECT (ISBLANK(BNODE('x')) AS ?b) { SELECT ?s { ?s :name ?n } }", ["true"] * 2),
        ("SELECT (COUNT(*) AS ?n) { ?s :name ?solution1 BIND (BNODE(?solution1) AS ?b) }", ["2"]),
    ],
)
def test_a_label_is_another_blank_node_in_each_solution(store: Store, text: str, expected: list[str]) -> None:
    assert rows(store, text) == expected


ALPHABET = ["arvika", "Bålsta", "Ekerö", "émile", "Zinkgruvan", "Åmål", "Ängelholm", "Örebro"]


def test_strings_with_a_language_are_sorted_by_the_alphabet(store: Store) -> None:
    tagged = [name for name in ALPHABET if name != "Bålsta"]
    found = rows(store, "SELECT ?l { ?s :label ?l FILTER (LANG(?l) != '') } ORDER BY ?l")
    assert found == tagged
    found = rows(store, "SELECT ?l { ?s :label ?l FILTER (LANG(?l) != '') } ORDER BY DESC(?l) LIMIT 3")
    assert found == ["Örebro", "Ängelholm", "Åmål"]
    text = (
        "SELECT ?l { { SELECT ?l { ?s :label ?l FILTER (LANG(?l) != '') } ORDER BY ?l LIMIT 2 } } ORDER BY ?l"
    )
    assert rows(store, text) == ["arvika", "Ekerö"]
    traced = answer_with_sources(
        store, PREFIX + "SELECT ?l { ?s :label ?l FILTER (LANG(?l) = 'sv') } ORDER BY ?l"
    )
    assert [str(row["l"]) for row in traced.rows()][-3:] == ["Åmål", "Ängelholm", "Örebro"]


def test_other_terms_keep_their_order(store: Store) -> None:
    both = "{ ?s :label ?l FILTER (?l = 'Bålsta') } UNION { VALUES ?l { <urn:a> 2 UNDEF } }"
    text = f"SELECT ?l {{ {both} }} ORDER BY ?l"
    assert rows(store, text)[:2] == ["-", "urn:a"]
    assert sorted(rows(store, text)) == ["-", "2", "Bålsta", "urn:a"]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s :knows ?o }",
        "SELECT ?s { :a :knows* ?o . ?s :name ?n } ORDER BY ?s ?n",
        "SELECT (COUNT(*) AS ?n) { ?s :label ?l } GROUP BY ?s ORDER BY ?n LCASE(?l)",
        "SELECT ?x { ?x :size ?n FILTER (?n * 2 > ?x) } # ORDER BY ?l",
    ],
)
def test_what_is_right_is_left_as_it_is(store: Store, text: str) -> None:
    assert mend_query(store, mend_order(store, PREFIX + text)) == PREFIX + text


PIECES = r"""
SELECT ASK WHERE { } ( ) . ; , ?x ?y $g * ? + / < = GRAPH OPTIONAL MINUS UNION FILTER EXISTS BIND AS VALUES
UNDEF GROUP BY HAVING ORDER DESC LIMIT 1 'a' ^^ xsd:int <http://e/a> a GROUP_CONCAT SUM BNODE FROM NAMED
BASE PREFIX : LATERAL _:b # BNODE
"""
WHOLE = (
    "SELECT * { GRAPH ?g { ?x <http://e/p> ?y . { SELECT ?x { ?x ?y ?g } } } } ORDER BY ?y",
    "SELECT (GROUP_CONCAT(?x) AS ?n) { ?x a ?y } GROUP BY ?y HAVING (?n > 1) ORDER BY DESC(?y) LIMIT 2",
    "SELECT DISTINCT (BNODE(?x) AS ?n) { ?x a ?y BIND ( ( BNODE( 'a' ) ) AS ?z ) } ORDER BY ?y",
    "CONSTRUCT { ?x a lsg:N } WHERE { GRAPH <urn:g> { VALUES ?x { 1 } } <urn:z> <urn:p>* ?y }",
)


TEXTS = st.lists(st.sampled_from(PIECES.split()), max_size=5)


@given(st.sampled_from(WHOLE), st.integers(0, 30), st.integers(0, 3), TEXTS)
def test_any_text_is_answered_or_refused_in_a_sentence(
    store: Store, text: str, place: int, cut: int, pieces: list[str]
) -> None:
    words = text.split()
    words[place : place + cut] = pieces
    for sources in (False, True):
        with contextlib.suppress(LsgraphError):
            ask(store, " ".join(words), sources=sources)
