import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import BNode, Literal, URIRef

from lsgraph.errors import QueryError
from lsgraph.queries import bind_text, read_argument, write_term
from lsgraph.store import Store, Term
from lsgraph.vocabulary import PREFIXES

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
LITERALS = st.one_of(
    st.builds(Literal, TEXT),
    st.builds(lambda text: Literal(text, lang="sv"), TEXT),
    st.builds(lambda text: Literal(text, lang="en-gb"), TEXT),
    st.builds(lambda text: Literal(text, datatype=URIRef("https://example.org/own")), TEXT),
)
IRI = r"https://[a-zåäö]{1,9}/([a-zA-Z0-9åäö/?&=+~(),;'*!-]|%[0-9A-F]{2}){0,30}(#[a-z]*)?"
IRIS = st.from_regex(IRI, fullmatch=True).map(URIRef)


def echo(term: Term) -> Term:
    [row] = Store().select(f"SELECT (?given AS ?back) {{ VALUES ?given {{ {write_term(term)} }} }}")
    return row["back"]


@given(LITERALS | IRIS)
def test_what_is_written_reads_back_as_the_same_term(term: Term) -> None:
    assert echo(term) == term


@given(LITERALS | IRIS)
def test_a_bound_parameter_reaches_the_engine_unchanged(term: Term) -> None:
    [row] = Store().select(bind_text("SELECT (?x AS ?back) { BIND (1 AS ?one) }", {"x": term}))
    assert row["back"] == term


@given(TEXT)
def test_typed_text_never_leaves_its_literal(typed: str) -> None:
    term = read_argument("text", typed)
    assert isinstance(term, Literal)
    assert echo(term) == term


@given(TEXT)
def test_a_typed_iri_is_an_iri_or_refused(typed: str) -> None:
    try:
        term = read_argument("iri", typed)
    except QueryError:
        return
    assert echo(term) == term


@pytest.mark.parametrize("escape", [r"\u0022", r"\\u0022", r"\U00000022 }", "\\", '"', "'''", '"""\n'])
def test_escapes_inside_a_value_stay_text(escape: str) -> None:
    assert echo(Literal(escape)) == Literal(escape)


@pytest.mark.parametrize(
    "term",
    [
        BNode("b"),
        URIRef("relative"),
        URIRef("https://a/> } #"),
        URIRef("https://a/b c"),
        URIRef("https://a/\\u003E"),
        Literal("\ud800"),
        Literal("1", datatype=URIRef("no scheme")),
    ],
)
def test_what_sparql_cannot_write_is_refused(term: Term) -> None:
    with pytest.raises(QueryError):
        write_term(term)


def test_a_prefixed_name_is_an_iri() -> None:
    assert read_argument("iri", "body:vinnova") == URIRef(PREFIXES["body"] + "vinnova")


@pytest.mark.parametrize(
    ("kind", "typed"),
    [("integer", "3,5"), ("decimal", "1e3"), ("year", "19"), ("date", "17 maj"), ("iri", "x y")],
)
def test_a_value_of_another_kind_is_refused(kind: str, typed: str) -> None:
    with pytest.raises(QueryError):
        read_argument(kind, typed)
