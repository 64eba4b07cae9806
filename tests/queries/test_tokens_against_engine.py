"""Where the engine reads a query, it reads the tokens that we read."""

from __future__ import annotations

from random import Random

import pytest

from lsgraph.errors import QueryError, QuerySyntaxError
from lsgraph.queries.guard import Bounds, check_query
from lsgraph.queries.tokens import read_tokens
from lsgraph.store import Store
from tests.attack.hidden_service import FULL, attack, make_store, make_text

SHARE = 0.01
BOUNDS = Bounds()
# What stands where the attack has SERVICE, so that much of it is accepted
HARMLESS = ["GRAPH", "graph", "OPTIONAL{}GRAPH", "trueGRAPH", ".GRAPH", "VALUES?v{'''a'}GRAPH"]


def accepts(store: Store, text: str) -> bool:
    """Say whether the engine takes a text for SPARQL."""
    try:
        store.query(text)
    except QuerySyntaxError:
        return False
    except Exception:  # a function that is not there, say
        return True
    return True


def test_no_hidden_service_reaches_anybody() -> None:
    findings = attack(int(FULL * SHARE), seed=1)
    assert findings.touched == []
    assert findings.control_touched >= 3
    assert findings.answered >= 10


def test_what_the_engine_accepts_it_accepts_with_our_tokens_set_apart() -> None:
    random, store, accepted = Random(1), make_store(), 0
    for _ in range(2_500):
        text = make_text(random, "http://a/", HARMLESS)
        try:
            asked = check_query(text, BOUNDS).text
        except QueryError:
            continue
        if accepts(store, asked):
            accepted += 1
            assert accepts(store, " ".join(token.text for token in read_tokens(asked))), text
    assert accepted > 150


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("e:a.b", "e:a.b"),
        ("e:a\\.b\\.c", "e:a\\.b\\.c"),
        ("e:a.b.SERVICE", "e:a.b.SERVICE"),
        ("e:.SERVICE", "e: . SERVICE"),
        ("e:a\\-.SERVICE", "e:a\\-.SERVICE"),
        ("e:\\..SERVICE", "e:\\..SERVICE"),
        ("e:a%2eSERVICE", "e:a%2eSERVICE"),
        ("1.SERVICE", "1 . SERVICE"),
        ("1.5SERVICE", "1.5 SERVICE"),
        ("1.e5SERVICE", "1.e5 SERVICE"),
        ("?a.SERVICE", "?a . SERVICE"),
        ("?a\u0300SERVICE", "?a\u0300SERVICE"),
        ('"a"SERVICE', '"a" SERVICE'),
        ('"a"@en.SERVICE', '"a" @en . SERVICE'),
        ("_:a.SERVICE", "_:a.SERVICE"),
        ("trueSERVICE", "trueSERVICE"),
        ("true.5SERVICE", "true .5 SERVICE"),
        ("SERVICESILENT<a>", "SERVICESILENT <a>"),
        ("'''a'SERVICE#\\uD800'''\n", "'' 'a' SERVICE"),
        ("'''a'SERVICE#\\q'''\n", "'' 'a' SERVICE"),
        ("FILTER(1<<a#>)SERVICE", "FILTER ( 1 < <a#> ) SERVICE"),
        ("FILTER(?a<b&&?c>1)SERVICE", "FILTER ( ?a < b && ?c > 1 ) SERVICE"),
        ("{SELECT(1<a AS?x)", "{ SELECT ( 1 < a AS ?x )"),
        ("{?s e:p(1<a'>)", "{ ?s e:p ( 1 <a'> )"),
        ("?a<b#SERVICE>", "?a <b#SERVICE>"),
        ("'\\u0027SERVICE'", "'\\u0027SERVICE'"),
        ("<\\u0061SERVICE>", "<\\u0061SERVICE>"),
        ("LIMIT5OFFSET3", "LIMIT 5 OFFSET 3"),
        ("NOTEXISTS{", "NOT EXISTS {"),
    ],
)
def test_tokens_are_the_engines(text: str, tokens: str) -> None:
    assert [token.text for token in read_tokens(text)] == tokens.split(" ")


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("ASK { ?s ?p e:a.b.c }", "ASK { ?s ?p <http://e/a.b.c> }"),
        ("ASK { ?s ?p e:a.b }", "ASK { ?s ?p e:a.b }"),
        ("ASK { ?s ?p e:\U00010300 }", "ASK { ?s ?p <http://e/\U00010300> }"),
        ("ASK { ?s ?p grapha:b }", "ASK { ?s ?p <http://g/b> }"),
        ("ASK { FILTER(CONCAT ('a', 'b') = 'ab') }", "ASK { FILTER(CONCAT( 'a', 'b') = 'ab') }"),
        ("ASK { FILTER(coalesce # c\n\t(1)) }", "ASK { FILTER(coalesce( # c\n\t1)) }"),
        ("ASK { BIND(BNODE () AS ?b) }", "ASK { BIND(BNODE( ) AS ?b) }"),
        ("ASK { FILTER(CONCAT (e:a.b.c) = 'ab') }", "ASK { FILTER(CONCAT( <http://e/a.b.c>) = 'ab') }"),
    ],
)
def test_what_the_engine_reads_otherwise_is_written_for_it(text: str, asked: str) -> None:
    prologue = "PREFIX e: <http://e/> PREFIX grapha: <http://g/> "
    assert check_query(prologue + text, BOUNDS).text == prologue + asked
    assert accepts(make_store(), prologue + asked)
