"""What may not go to the engine does not; what may, does."""

from __future__ import annotations

import contextlib
import socketserver
import threading
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import URIRef

from lsgraph.errors import LsgraphError, QueryError, QueryRefused, QuerySyntaxError, QueryTooLarge
from lsgraph.queries.guard import Bounds, check_query
from lsgraph.store import Dataset, Store
from lsgraph.vocabulary import BASE

BOUNDS = Bounds()

HARMLESS = [
    "SELECT * { ?s ?p 'SERVICE <http://a/>' }",
    'SELECT * { ?s ?p """SERVICE\n<http://a/>{}""" }',
    "SELECT * { ?s <http://a/SERVICE> ?o }",
    "SELECT * { ?s ?p ?o } # SERVICE <http://a/> {}",
    "SELECT ?service { ?service ?p ?SERVICE }",
    "PREFIX service: <http://a/> SELECT * { ?s a service:Service }",
    "PREFIX service: <http://a/> SELECT * { GRAPH service:g { ?s ?p ?o } }",
    "PREFIX s: <http://a/> SELECT * { ?s s:service ?o . ?o ?p <http://www.w3.org/sparql-service#Service> }",
    "SELECT * { VALUES (?a ?b) { (<http://a/#x> <http://a/#service>) } }",
    "SELECT * { _:service ?p 'x'@service }",
    "SELECT (COUNT(?insert) AS ?load) { ?insert <urn:delete> 'DROP ALL' }",
]
REFUSED = [
    "SELECT * { SERVICE <http://a/> {} }",
    "SELECT * { service\n<http://a/> {} }",
    "SELECT * { SERVICE ?x {} }",
    "SELECT * { SERVICE SILENT <http://a/> {} }",
    "SELECT * { SERVICESILENT<http://a/>{} }",
    "PREFIX : <http://a/> SELECT * { SERVICE:b{} }",
    "PREFIX : <http://a/> PREFIX service: <http://b/> SELECT * { service:b {} }",
    "SELECT * { ?s ?p trueSERVICE<http://a/>{} }",
    "SELECT * { ?s ?p 1SERVICE<http://a/>{} }",
    "SELECT * { BIND(<http://a/> AS ?x) FILTER(1<2)SERVICE?x#>\n{} }",
    "SELECT * { FILTER(1<'x>'||'y')SERVICE<http://a/>{}#'\n }",
    "PREFIX e: <http://a/> SELECT ?a { ?s a e:.SERVICE<http://a/>{?a ?b ?c} }",
    "PREFIX e: <http://a/> SELECT * { ?s a e:.SERVICE SILENT<http://a/>{?a ?b ?c} }",
    "PREFIX e: <http://a/> SELECT * { ?s ?p 1.SERVICE<http://a/>{} }",
    "SELECT * { VALUES ?x {'''a'}SERVICE<http://a/>{?a ?b ?c}#\\q'''\n}",
    "SELECT * { VALUES ?x {'''a'}SERVICE<http://a/>{?a ?b ?c}#\\uD800'''\n}",
    "SELECT * { FILTER(1<<a#>)SERVICE<http://a/>{}\n }",
    "INSERT DATA { <urn:a> <urn:b> 1 }",
    "PREFIX x: <http://a/> DELETE WHERE { ?s ?p ?o }",
    "LOAD <http://a/>",
    "# SELECT\nclear all",
    "WITH <urn:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
]


@pytest.mark.parametrize("text", HARMLESS)
def test_words_in_strings_names_and_comments_are_no_keywords(text: str) -> None:
    assert check_query(text, BOUNDS).form == "SELECT"


NOT_SPARQL = [
    "PREFIX e: <http://a/> SELECT * { ?s ?p ?o FILTERe:f(1<2) }",
    "PREFIX e: <http://a/> SELECT * { GRAPHe:g { ?s ?p ?o } }",
    "PREFIX e: <http://a/> SELECT * FROMe:g { ?s ?p ?o }",
]


@pytest.mark.parametrize("text", NOT_SPARQL)
def test_a_keyword_glued_to_a_name_is_an_undeclared_prefix(text: str) -> None:
    with pytest.raises(QuerySyntaxError, match="is not declared"):
        check_query(text, BOUNDS)


MISPLACED = [
    "SELECT (COUNT(?o) AS ?n) { ?s ?p ?o FILTER(COUNT(?o) > 1) }",
    "SELECT ?s { ?s ?p ?o FILTER(1 < COUNT(?o)) } GROUP BY ?s",
    "SELECT ?s { ?s ?p ?o FILTER EXISTS { ?s ?p ?x FILTER(SUM(?x) > 1) } } GROUP BY ?s",
    "SELECT (?n AS ?m) { ?s ?p ?o BIND(MAX(?o) AS ?n) }",
]


@pytest.mark.parametrize("text", MISPLACED)
def test_an_aggregate_in_where_is_no_sparql(text: str) -> None:
    with pytest.raises(QuerySyntaxError, match="sums up groups and cannot stand in WHERE"):
        check_query(text, BOUNDS)


def test_an_aggregate_of_a_sub_select_in_a_filter_is() -> None:
    inner = "{ SELECT ?s { ?s ?p ?o FILTER(?o > 1) } GROUP BY ?s HAVING (COUNT(?o) > 1) }"
    check_query(f"SELECT (COUNT(?s) AS ?n) {{ ?s ?p ?o FILTER EXISTS {{ {inner} }} }}", BOUNDS)
    check_query("SELECT (SUM(?o) AS ?n) { ?s ?p ?o FILTER(?o > 1) } HAVING (SUM(?o) > 1)", BOUNDS)


def test_what_an_expression_hides_is_seen() -> None:
    assert check_query("ASK { FILTER(1<NOW()&&2>1) }", BOUNDS).volatile
    with pytest.raises(QueryTooLarge):
        check_query("ASK { FILTER(1<" + "!" * 501 + "true&&2>1) }", BOUNDS)


@pytest.mark.parametrize("text", REFUSED)
def test_service_and_updates_are_refused(text: str) -> None:
    with pytest.raises(QueryRefused):
        check_query(text, BOUNDS)


def test_service_to_a_listed_address_passes() -> None:
    listed = frozenset({"http://a/"})
    check_query("SELECT * { SERVICE SILENT <http://a/> {} }", BOUNDS, listed)
    with pytest.raises(QueryRefused, match="http://b/"):
        check_query("SELECT * { SERVICE <http://a/> { SERVICE <http://b/> {} } }", BOUNDS, listed)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * {" + "{" * 100 + "}" * 100 + "}",
        "SELECT * { ?s ?p ?o FILTER(" + "(" * 101 + "1" + ")" * 101 + ") }",
        "SELECT * { FILTER(1" + "+1" * 501 + ") }",
        "SELECT * { FILTER(" + "!" * 501 + "true) }",
        "SELECT * { {}" + " UNION {}" * 501 + "}",
        "SELECT * {" + " optional {}" * 501 + "}",
        "SELECT * { ?s <p>" + "/<p>" * 501 + " ?o }",
        "SELECT * {" + "?s ?p ?o ." * 7000 + "}",
    ],
)
def test_deep_long_and_repetitive_queries_are_too_large(text: str) -> None:
    with pytest.raises(QueryTooLarge):
        check_query(text, BOUNDS)


def test_the_form_and_the_changing_functions_are_seen() -> None:
    assert check_query("PREFIX a: <urn:select> ask {}", BOUNDS).form == "ASK"
    assert check_query("SELECT (now() AS ?n) {}", BOUNDS).volatile
    assert not check_query("SELECT ?now { ?now a 'RAND()' }", BOUNDS).volatile


def test_from_is_read_as_the_engine_reads_it() -> None:
    text = "BASE <http://a/> PREFIX g: <http://g/> SELECT * FROM <b> FROM NAMED g:c FROM work:x { ?s ?p ?o }"
    expected = Dataset((URIRef("http://a/b"), URIRef(BASE + "res/work/x")), (URIRef("http://g/c"),))
    assert check_query(text, BOUNDS).dataset == expected
    escaped = check_query("SELECT * FROM <http://\\u0061/\\U0001F600b> FROM work:x { ?s ?p ?o }", BOUNDS)
    assert escaped.dataset == Dataset((URIRef("http://a/\U0001f600b"), URIRef(BASE + "res/work/x")), ())
    assert check_query("SELECT ?from { ?from ?p 'FROM <urn:a>' }", BOUNDS).dataset is None


@given(st.text())
def test_any_text_gets_an_outline_or_a_query_error(text: str) -> None:
    with contextlib.suppress(QueryError):
        check_query(text, BOUNDS)


@given(
    st.sampled_from(
        ["'%s'", '"%s"', "'''%s'''", '"""%s"""', "<http://a/%s>", "# %s\n", "?%s ", "_:%s ", "'a'@%s "]
    ),
    st.sampled_from(["SERVICE", "service", "Load", "INSERT", "DELETE", "drop"]),
    st.sampled_from(["", "\n", "  ", "?x ", "a "]),
)
def test_keywords_in_quotes_never_trigger(frame: str, word: str, around: str) -> None:
    check_query("SELECT * { " + around + frame % word + around + " }", BOUNDS)


class _Counter(socketserver.ThreadingTCPServer):
    """Counts the connections that reach it and closes them."""

    daemon_threads = True
    connections = 0

    def process_request(self, request: object, client_address: object) -> None:
        self.connections += 1
        self.shutdown_request(request)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def listener() -> Iterator[_Counter]:
    """Return a server that stands for one that must not be reached."""
    with _Counter(("127.0.0.1", 0), socketserver.BaseRequestHandler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


BEFORE = [
    "",
    "BIND(<URL> AS ?x)",
    "FILTER(1<2)",
    "FILTER(1<'x>'||'y')",
    "?s ?p true",
    "?s ?p 1",
    "OPTIONAL{}",
]
KEYWORD = ["SERVICE", "service", "SERVICE SILENT", "SERVICESILENT", "\\u0053ERVICE", "ServiceSilent"]
TARGET = ["<URL>", ":a", "?x", "service:a", "$x", "URL"]
BODY = ["{}", "{?s ?p ?o}", "#>\n{}", "#'\n{}", '#"\n{}', "{?s ?p 'a'}#'", "{}#>", "{} FILTER(1>2)"]
GLUE = ["", " ", "\n", "#'\n", "#>\n", ".", ">", "'", "}", "{"]


@pytest.mark.slow
@settings(max_examples=1000, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_what_passes_the_guard_never_reaches_the_network(listener: _Counter, data: st.DataObject) -> None:
    address = f"http://localhost:{listener.server_address[1]}/"
    parts = [data.draw(st.sampled_from(some)) for some in (BEFORE, BEFORE, KEYWORD, TARGET, BODY)]
    glue = [data.draw(st.sampled_from(GLUE[:3] if data.draw(st.booleans()) else GLUE)) for _ in parts]
    body = "".join(piece for pair in zip(parts, glue, strict=True) for piece in pair).replace("URL", address)
    text = f"PREFIX : <{address}> PREFIX service: <{address}> SELECT * {{ {body} }}"
    with contextlib.suppress(LsgraphError, OSError, ValueError, RuntimeError):
        check_query(text, BOUNDS)
        list(Store().query(text).rows())
    assert listener.connections == 0


def test_the_listener_counts(listener: _Counter) -> None:
    address = f"http://localhost:{listener.server_address[1]}/"
    before, listener.connections = listener.connections, 0
    list(Store().query(f"SELECT * {{ SERVICE SILENT <{address}> {{ ?s ?p ?o }} }}").rows())
    assert listener.connections >= 1
    listener.connections = before
