"""SERVICE means what the standard says, reaches whom it may, and is whole or failed."""

from __future__ import annotations

import contextlib
import socket
import ssl
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lsgraph.errors import LsgraphError, QueryRefused, QuerySyntaxError, QueryTooLarge, ServiceFailed
from lsgraph.federation import (
    FederationPlan,
    FederationPolicy,
    Filled,
    PinnedConnection,
    fetch,
    fill,
    find_clauses,
    may_federate,
    resolve_addresses,
)
from lsgraph.federation.pinned_connection import AddressRefused, is_public
from lsgraph.queries.guard import Bounds, check_query
from lsgraph.store import Answer, Store
from tests.peers import TEXTS, Peer, start_peer

HERE = (
    """@prefix : <urn:> . :a :p 1, 2 . :b :p 2 . :c :q "c"@sv . GRAPH :g { :a :p 1 } GRAPH :h { :b :p 2 }"""
)
THERE = """@prefix : <urn:> . :a :p 1 ; :r "x" . :b :r "y", "z" . :d :p 9 . <urn:e#f'g> :r <urn:a> ."""
SECONDS = 5.0
CASES = [
    "SELECT * { SERVICE <S> { ?s ?p ?o } }",
    "SELECT * { ?s :p ?o SERVICE <S> { ?s :r ?r } }",
    "SELECT * { SERVICE <S> { ?s :r ?r } ?s :p ?o }",
    "SELECT ?s { SERVICE <S> { ?s :r ?r } }",
    "SELECT DISTINCT ?s { SERVICE <S> { ?s :r ?r } }",
    "SELECT * { SERVICE <S> { ?s :none ?o } }",
    "SELECT * { ?s :p ?o SERVICE <S> { ?s :none ?n } }",
    "SELECT * { ?s :p ?o OPTIONAL { SERVICE <S> { ?s :r ?r } } }",
    "SELECT * { ?s :p ?o OPTIONAL { SERVICE <S> { ?s :r ?r } FILTER(?o > 1) } }",
    "SELECT * { ?s :p ?o MINUS { SERVICE <S> { ?s :r ?r } } }",
    "SELECT * { { ?s :p ?o } UNION { SERVICE <S> { ?s :r ?o } } }",
    "SELECT * { ?s :p ?o FILTER EXISTS { SERVICE <S> { ?s :r ?r } } }",
    "SELECT * { ?s :p ?o FILTER NOT EXISTS { SERVICE <S> { ?s :r ?r } } }",
    "SELECT * { { SELECT ?s (COUNT(*) AS ?n) { SERVICE <S> { ?s :r ?r } } GROUP BY ?s } }",
    "SELECT * { SERVICE <S> { OPTIONAL { ?s :r ?r } OPTIONAL { ?s :none ?n } } }",
    "SELECT * { SERVICE <S> { ?s :p ?o OPTIONAL { ?s :r ?r } } }",
    "SELECT * { SERVICE <S> { SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?s ORDER BY ?s LIMIT 2 } }",
    "SELECT * { SERVICE <S> { VALUES (?a ?b) { (1 UNDEF) (UNDEF 2) (1 UNDEF) } } }",
    "SELECT * { SERVICE <S> { :a :p 1 } }",
    "SELECT * { ?s :p ?o SERVICE <S> { :a :p 1 } SERVICE <S> { :a :p 7 } }",
    "SELECT * { SERVICE <S> { ?s :r ?r } SERVICE <S> { ?s :p ?o } }",
    "SELECT * { SERVICE <S> {} }",
    "SELECT * { BIND(2 AS ?x) SERVICE <S> { ?s :p ?o FILTER(?o < ?x) } }",
    "SELECT * { SERVICE <S> { ?s :p ?o BIND(?o + 1 AS ?more) } FILTER(?more > 2) }",
    "SELECT * { ?s :p ?o . SERVICE\n# {\n<S>#}\n{ ?s :r ?r # }\n FILTER(?r != '}') } }",
    "SELECT * { service silent peer:sparql{?s :r ?r} }",
    "SELECT * { SERVICE <S> { ?s :r ?o FILTER(isIRI(?o)) } ?o :p ?v }",
    "SELECT * { SERVICE <S> { ?s <r> ?r } }",
    "SELECT * { SERVICE SILENT <S> { ?s :r ?r } }",
    "SELECT (?o AS ?x) { SERVICE <S> { ?s :p ?o } } ORDER BY ?x LIMIT 1",
    "SELECT * { SERVICE <S> { ?s :r [] } }",
    "SELECT * { SERVICE <S> { ?s (:r|:p)+ ?o } }",
]


@pytest.fixture(scope="module")
def peer() -> Iterator[Peer]:
    """Return a peer with a few triples."""
    with start_peer() as server:
        server.store.load(THERE.encode(), format=ox.RdfFormat.TURTLE)
        yield server


@pytest.fixture(autouse=True)
def _forget(peer: Peer) -> None:
    peer.asked.clear()
    peer.headers.clear()


def _store(text: str) -> ox.Store:
    store = ox.Store()
    store.load(text.encode(), format=ox.RdfFormat.TRIG)
    return store


def _fill(plan: FederationPlan, peers: FederationPolicy, line: PinnedConnection | None = None) -> Filled:
    for text in (plan.without_services(), *(clause.query for clause in plan.clauses)):
        check_query(text, Bounds())
    variables = [Store().query(clause.query).variables for clause in plan.clauses]
    return fill(plan, variables, peers, line or PinnedConnection(peers.seconds, peers.private))


def _federate(text: str, peers: FederationPolicy) -> Filled:
    plan = find_clauses(text, peers.services, peers.clauses)
    assert plan
    return _fill(plan, peers)


def _peers(*services: str, seconds: float = SECONDS, **bounds: int) -> FederationPolicy:
    return FederationPolicy(frozenset(services), seconds, True, **bounds)


def _read(answer: Any) -> tuple[list[str], Counter[tuple[str, ...]]]:
    names = [one.value for one in answer.variables]
    return sorted(names), Counter(tuple(str(row[name]) for name in sorted(names)) for row in answer)


@pytest.mark.parametrize("text", CASES)
def test_the_engines_own_federation_answers_the_same(text: str, peer: Peer) -> None:
    service = f"{peer.root}/sparql"
    prologue = f"BASE <urn:> PREFIX : <urn:> PREFIX peer: <{peer.root}/> "
    query = prologue + text.replace("<S>", f"<{service}>")
    store = _store(HERE)
    expected = _read(store.query(query))
    filled = _federate(query, _peers(service))
    check_query(filled.text, Bounds())
    assert _read(store.query(filled.text)) == expected
    assert filled.missing == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ASK { ?s :p ?o SERVICE <S> { ?s :r 'y' } }", True),
        ("ASK { ?s :p ?o SERVICE <S> { ?s :r 'none' } }", False),
    ],
)
def test_ask_is_answered(text: str, expected: bool, peer: Peer) -> None:
    service = f"{peer.root}/sparql"
    filled = _federate("PREFIX : <urn:> " + text.replace("<S>", f"<{service}>"), _peers(service))
    assert bool(_store(HERE).query(filled.text)) is expected


def test_a_graph_here_is_none_of_the_services_graphs(peer: Peer) -> None:
    """The engine's own federation asks the service for a graph of that name (pyoxigraph 0.5.13)."""
    service = f"{peer.root}/sparql"
    prologue, clause = "PREFIX : <urn:> ", f"SERVICE <{service}> {{ ?s :r ?r }}"
    for inside, outside in (
        (f"GRAPH ?g {{ ?s :p ?o {clause} }}", f"GRAPH ?g {{ ?s :p ?o }} {clause}"),
        (f"GRAPH :g {{ {clause} }}", clause),
    ):
        found = [
            _read(_store(HERE).query(_federate(f"{prologue} SELECT * {{ {one} }}", _peers(service)).text))
            for one in (inside, outside)
        ]
        assert found[0] == found[1]
        assert found[0][1]


@pytest.mark.parametrize("form", ["CONSTRUCT { ?s :r ?r } WHERE", "DESCRIBE ?s"])
def test_graphs_are_answered(form: str, peer: Peer) -> None:
    service = f"{peer.root}/sparql"
    text = f"PREFIX : <urn:> {form} {{ ?s :p ?o SERVICE <{service}> {{ ?s :r ?r }} }}"
    store = _store(HERE)
    assert set(store.query(_federate(text, _peers(service)).text)) == set(store.query(text))  # type: ignore[arg-type]


def test_prefixes_and_base_of_the_graph_are_known_to_the_service(peer: Peer) -> None:
    service = f"{peer.root}/sparql"
    _federate(f"SELECT * {{ SERVICE <{service}> {{ ?s rdfs:label <id/x> }} }}", _peers(service))
    found = ox.Store()
    found.update(
        "INSERT DATA { <urn:s> <http://www.w3.org/2000/01/rdf-schema#label> <https://w3id.org/lsgraph/id/x> }"
    )
    assert len(list(found.query(peer.asked[0][1]))) == 1  # type: ignore[arg-type]


def test_any_text_comes_through(peer: Peer) -> None:
    service = f"{peer.root}/texts"
    filled = _federate(f"SELECT * {{ SERVICE <{service}> {{ ?x ?x ?x }} }}", _peers(service))
    check_query(filled.text, Bounds())
    assert [row["x"].value for row in ox.Store().query(filled.text)] == TEXTS  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/moved", "302, which leads elsewhere"),
        ("/moved-for-good", "308, which leads elsewhere"),
        ("/see-other", "303, which leads elsewhere"),
        ("/fault", "500"),
        ("/part", "206"),
        ("/page", "text/html"),
        ("/page-as-json", "no SPARQL results"),
        ("/coded", "gzip"),
        ("/cut", "no SPARQL results"),
        ("/broken", "broke off"),
        ("/limited", "a part"),
        ("/capped", "a part"),
        ("/missing", "a part"),
        ("/yes", "yes or no"),
        ("/blank", "blank node"),
        ("/triple", "triple term|no SPARQL results"),
        ("/other-column", r"column \?other"),
        ("/many", "more than 100 rows"),
        ("/large", "more than 10000 bytes"),
        ("/deep", "no SPARQL results"),
        ("/slow", "too long"),
        ("/trickle", "too long"),
    ],
)
def test_what_is_not_whole_fails_and_says_why(path: str, why: str, peer: Peer) -> None:
    service = peer.root + path
    late = path in ("/slow", "/trickle")
    peers = _peers(service, seconds=0.3 if late else SECONDS, rows=100, size=10_000)
    text = f"SELECT * {{ SERVICE <{service}> {{ ?x ?x ?x }} }}"
    began = time.monotonic()
    with pytest.raises(ServiceFailed, match=why) as caught:
        _federate(text, peers)
    assert caught.value.service == service
    silent = _federate(text.replace("SERVICE", "SERVICE SILENT"), peers)
    assert silent.missing == (service,)
    assert _read(ox.Store().query(silent.text)) == (["x"], Counter([("None",)]))
    assert time.monotonic() - began < 2
    assert {one for one, _ in peer.asked} == {path}


def test_bounds_are_for_all_clauses_together(peer: Peer) -> None:
    service = f"{peer.root}/whole"
    text = f"SELECT * {{ SERVICE <{service}> {{ ?x ?x 1 }} SERVICE <{service}> {{ ?x ?x 2 }} }}"
    assert _federate(text, _peers(service, rows=2))
    with pytest.raises(ServiceFailed, match="rows"):
        _federate(text, _peers(service, rows=1))
    with pytest.raises(ServiceFailed, match="bytes"):
        _federate(text, _peers(service, size=150))
    with pytest.raises(QueryTooLarge, match="2 SERVICE clauses"):
        _federate(text, _peers(service, clauses=1))


def test_a_silent_service_that_is_late_leaves_no_time_for_the_next(peer: Peer) -> None:
    slow, quick = f"{peer.root}/slow", f"{peer.root}/whole"
    text = f"SELECT * {{ SERVICE SILENT <{slow}> {{ ?x ?x 1 }} SERVICE SILENT <{quick}> {{ ?x ?x 2 }} }}"
    began = time.monotonic()
    assert _federate(text, _peers(slow, quick, seconds=0.3)).missing == (slow, quick)
    assert time.monotonic() - began < 1


def test_a_line_is_cut_from_outside(peer: Peer) -> None:
    service = f"{peer.root}/slow"
    line = PinnedConnection(SECONDS, private=True)
    threading.Timer(0.2, line.cut).start()
    began = time.monotonic()
    for _ in range(2):
        with line, pytest.raises(ServiceFailed):
            fetch(service, "SELECT * {}", 1000, line)
    assert time.monotonic() - began < 1
    assert len(peer.asked) == 1


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("SELECT * { SERVICE <http://b/> {} }", "http://b/"),
        ("SELECT * { SERVICE SILENT <http://b/> {} }", "http://b/"),
        ("SELECT * { SERVICE <http://a> {} }", "http://a>"),
        ("SELECT * { SERVICE <http://a/?x> {} }", "a/.x"),
        ("SELECT * { SERVICE <HTTP://a/> {} }", "HTTP"),
        ("PREFIX b: <http://b/> SELECT * { SERVICE b: {} }", "b:"),
        ("BASE <http://b/> SELECT * { SERVICE <> {} }", "<>"),
        ("SELECT * { SERVICE ?x {} }", "by its IRI"),
        ("SELECT * { SERVICE <http://a/> { SERVICE <http://a/> {} } }", "inside"),
        ("SELECT * { SERVICE <http://a/> { ?s ?p ?o } SERVICE <http://b/> {} }", "http://b/"),
        ("SELECT * { ?s ?p ?o LATERAL { SERVICE <http://a/> { ?s ?p ?x } } }", "LATERAL"),
        ("SELECT * { SERVICE <http://a/> {} FILTER(1<2)SERVICE?x#>\n{} }", "by its IRI"),
    ],
)
def test_whom_the_list_does_not_name_is_not_asked(text: str, why: str) -> None:
    with pytest.raises(QueryRefused, match=why.replace("?", r"\?")):
        find_clauses(text, {"http://a/"}, 8)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE",
        "SELECT * { SERVICE <http://a/>",
        "SELECT * { SERVICE <http://a/> ?s ?p ?o }",
        "SELECT * { SERVICE <http://a/> { ?s ?p ?o",
        "SELECT * { SERVICE SILENT",
    ],
)
def test_a_clause_out_of_shape_is_told_its_place(text: str) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        find_clauses(text, {"http://a/"}, 8)
    assert caught.value.line == 1


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?service ?p 'SERVICE <http://a/> {}' } # SERVICE <http://a/> {}",
        "PREFIX service: <urn:> SELECT * { ?s a service:SERVICE , <urn:SERVICE> }",
    ],
)
def test_the_word_elsewhere_is_no_clause(text: str) -> None:
    assert may_federate(text)
    assert find_clauses(text, {"http://a/"}, 8) is None


def test_the_text_without_services_keeps_its_places() -> None:
    text = "SELECT * {\n SERVICE #\n SILENT <http://a/> { ?s ?p ?o } ?s }"
    plan = find_clauses(text, {"http://a/"}, 8)
    assert plan
    blanked = plan.without_services()
    assert [len(line) for line in blanked.split("\n")] == [len(line) for line in text.split("\n")]
    assert blanked.split() == ["SELECT", "*", "{", "{", "?s", "?p", "?o", "}", "?s", "}"]


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.9.9.9", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254"),
        *("100.64.0.1", "224.0.0.1", "239.1.1.1", "255.255.255.255", "240.0.0.1", "198.18.0.1", "192.0.2.1"),
        *("::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "fec0::1", "ff02::1", "2001:db8::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1"),
        *("2002:7f00:1::", "2002:a00:1::1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::808:808"),
        *("2001:0:0:0:0:0:80ff:fffe", "2600::5efe:127.0.0.1", "100::1"),
    ],
)
def test_special_addresses_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "93.184.216.34", "2a00:1450:4001::1", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "127.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "0", "localhost"),
        *("::1", "::ffff:127.0.0.1", "10.0.0.1", "169.254.169.254", "::ffff:7f00:1"),
    ],
)
def test_every_way_to_write_a_private_address_is_refused(host: str) -> None:
    with pytest.raises(AddressRefused, match="not public"):
        resolve_addresses(host, 80, private=False)


def test_a_service_on_this_machine_is_asked_only_with_the_switch(peer: Peer) -> None:
    port = peer.server_address[1]
    for host in ("127.0.0.1", "localhost", "2130706433", "0x7f.1"):
        service = f"http://{host}:{port}/whole"
        with PinnedConnection(SECONDS) as line, pytest.raises(ServiceFailed, match="not public"):
            fetch(service, "SELECT ?x {}", 1000, line)
    assert peer.asked == []
    with PinnedConnection(SECONDS, private=True) as line:
        assert fetch(f"{peer.root}/whole", "SELECT ?x {}", 1000, line)


def test_a_name_is_resolved_once_and_not_again(peer: Peer) -> None:
    calls = []

    def resolve(host: str, port: int, **_: Any) -> list[tuple[Any, ...]]:
        calls.append(host)
        place = ("127.0.0.1", peer.server_address[1]) if len(calls) == 1 else ("127.0.0.1", 9)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", place)]

    with PinnedConnection(SECONDS, private=True, resolve=resolve) as line:
        assert fetch("http://peer.example/whole", "SELECT ?x {}", 1000, line)
    assert calls == ["peer.example"]
    assert peer.headers[0]["Host"] == "peer.example"


def test_a_name_with_one_private_address_is_refused(peer: Peer) -> None:
    def resolve(host: str, port: int, **_: Any) -> list[tuple[Any, ...]]:
        places = [("8.8.8.8", 9), ("127.0.0.1", peer.server_address[1])]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", place) for place in places]

    with PinnedConnection(SECONDS, resolve=resolve) as line, pytest.raises(ServiceFailed, match="not public"):
        fetch("http://peer.example/whole", "SELECT ?x {}", 1000, line)
    assert peer.asked == []


def test_proxies_of_the_environment_are_not_used(peer: Peer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with PinnedConnection(SECONDS, private=True) as line:
        assert fetch(f"{peer.root}/whole", "SELECT ?x {}", 1000, line)


@pytest.mark.parametrize("service", ["file:///etc/hosts", "ftp://127.0.0.1/", "data:,x"])
def test_other_schemes_are_not_opened(service: str) -> None:
    with PinnedConnection(SECONDS, private=True) as line, pytest.raises(ServiceFailed):
        fetch(service, "SELECT ?x {}", 1000, line)


def test_certificates_are_checked_against_the_name(
    peer: Peer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=localhost",
    ]
    names = ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(certificate)]
    try:
        subprocess.run([*command, *names], check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("openssl, which makes a certificate for this test, is not here")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with start_peer(context) as secure:
        port = secure.server_address[1]

        def ask(host: str) -> bytes:
            with PinnedConnection(SECONDS, private=True) as line:
                return fetch(f"https://{host}:{port}/whole", "SELECT ?x {}", 1000, line)

        with pytest.raises(ServiceFailed, match="certificate"):
            ask("localhost")
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert ask("localhost")
        with pytest.raises(ServiceFailed, match="certificate"):
            ask("127.0.0.1")


CLOSED = "http://127.0.0.1:9/"
GLUE = st.sampled_from(["", " ", " ", "\n", " # <CLOSED> {\n", "#'\n", "/**/"])
CLAUSE = st.tuples(
    st.sampled_from(
        ["SERVICE", "service", "Service silent", "SERVICESILENT", "\\u0053ERVICE", "1<2)SERVICE"]
    ),
    GLUE,
    st.sampled_from(
        ["<OPEN>", "<CLOSED>", "<CLOSED>", "c:", ":", "?x", "'<CLOSED>'", "<\\u0068ttp://a/>", ""]
    ),
    GLUE,
    st.sampled_from(
        ["{}", "{ ?s ?p ?o }", "{ ?s ?p '}' # }\n }", "{", "{ SERVICE <OPEN> {} }", "#>\n{}", "(}"]
    ),
).map("".join)
NOISE = st.sampled_from(
    [
        *(
            "FILTER(1<2",
            "FILTER(1<'x>'||'y')",
            "?s ?p ?o .",
            "BASE <OPEN>",
            "PREFIX c: <OPEN>",
            "GRAPH ?g",
            "}",
        ),
        *(
            "OPTIONAL",
            "{",
            "'",
            '"""',
            "#>\n",
            "<",
            ">",
            "VALUES ?x { <OPEN> }",
            "{ SELECT * ",
            "UNION",
            "\\",
        ),
    ]
)


@settings(max_examples=600, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(CLAUSE | NOISE, max_size=4), GLUE)
def test_no_text_leads_to_a_service_that_is_not_listed(peer: Peer, parts: list[str], glue: str) -> None:
    """The one that is listed refuses connections, the one that is not counts them."""
    opened = f"{peer.root}/whole"
    body = glue.join(parts)
    text = f"PREFIX : <{opened}> PREFIX c: <{CLOSED}> SELECT * {{ {body} }}"
    text = text.replace("OPEN", opened).replace("CLOSED", CLOSED)
    with contextlib.suppress(LsgraphError, OSError, ValueError, RuntimeError):
        plan = find_clauses(text, {CLOSED}, 8)
        if plan:
            assert {clause.service for clause in plan.clauses} == {CLOSED}
            text = _fill(plan, _peers(CLOSED)).text
        check_query(text, Bounds())
        found = Store().query(text)
        assert isinstance(found, Answer)
        list(found.rows())
    assert peer.asked == []
