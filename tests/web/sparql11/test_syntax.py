"""What is SPARQL 1.1 and what is not, as W3C's group syntax-query has it: https://www.w3.org/TR/sparql11-query/#grammar."""

from __future__ import annotations

from typing import Any

import pytest

GOOD = [
    "SELECT * {}",
    "SELECT * WHERE { ?s ?p ?o . } # a comment",
    "BASE <http://example.org/> PREFIX : <#> SELECT * { <a> :b <> }",
    "PREFIX a.b: <urn:a> SELECT * { a.b:c.d a.b:1 a.b:%41 }",
    "SELECT (?x + 1 AS ?y) { ?s ?p ?x }",
    "SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?s HAVING (COUNT(*) > 1) (MAX(?o) < 9)",
    "SELECT (COUNT(DISTINCT *) AS ?n) { ?s ?p ?o }",
    "SELECT ?s { ?s ?p ?o } GROUP BY ?s ORDER BY DESC(COUNT(*)) LIMIT 1 OFFSET 2",
    "SELECT ?s { ?s ?p ?o } ORDER BY ?s LIMIT 1",
    "SELECT ?s { ?s ?p ?o } OFFSET 2 LIMIT 1",
    "SELECT * { { SELECT ?s { ?s ?p ?o } LIMIT 1 } ?s ?p ?o }",
    "SELECT * { ?s ?p ?o OPTIONAL { ?s ?q ?r } MINUS { ?s ?p 1 } FILTER NOT EXISTS { ?s ?p 2 } }",
    "SELECT * { { ?s ?p 1 } UNION { ?s ?p 2 } UNION { ?s ?p 3 } }",
    "SELECT * { GRAPH ?g { ?s ?p ?o } GRAPH <urn:g> {} }",
    "SELECT * FROM NAMED <http://example.org/work> { ?s ?p ?o }",
    "SELECT * { ?s <urn:p>/<urn:q>|^<urn:r> ?o ; (<urn:p>*|!(<urn:q>|^a))+ ?x ; a? ?y }",
    "SELECT * { ?s ?p 1, -1, +1.5, .5, 1e3, true, 'a', \"b\"@sv-SE, '''c\n'd''', \"\"\"e\"f\"\"\"^^<urn:t> }",
    "SELECT * { [] ?p [ ?q ?r ; a () ] . (1 ?x [ ?y 2 ]) ?z _:b }",
    "SELECT * { VALUES ?x { 1 <urn:a> 'b'@en UNDEF } VALUES (?y ?z) { (1 2) } } VALUES () { () }",
    "SELECT * { BIND(IF(?x IN (1, 2), 'a', 'b') AS ?y) FILTER(?y NOT IN ('c') && !BOUND(?z) || -1 < 2 * 3) }",
    "SELECT * { ?s ?p '\\u00E5 \\t \\\\ \\\"' }",
    "SELECT $x { $x ?p ?o }",
    "select distinct ?s where { ?s a <urn:c> }",
    "ASK { ?s ?p ?o }",
    "ASK FROM <http://example.org/work> {}",
    "DESCRIBE <urn:a> ?s { ?s ?p ?o }",
    "DESCRIBE <urn:a>",
    "CONSTRUCT { ?s ?p [] } WHERE { ?s ?p ?o }",
    "CONSTRUCT WHERE { ?s ?p ?o }",
    "CONSTRUCT {} WHERE {}",
]
BAD = [
    "",
    "SELECT",
    "SELECT * {",
    "SELECT * }",
    "SELECT ?s",
    "SELECT * { ?s ?p }",
    "SELECT * { ?s ?p ?o ?q }",
    "SELECT * { ?s ?p ?o . . }",
    "SELECT * { 'a' 'b' ?o }",
    "SELECT * { ?s _:b ?o }",
    "SELECT * { ?s [] ?o }",
    "SELECT * { ?s ?p <a b> }",
    "SELECT * { ?s unknown:p ?o }",
    "SELECT * { ?s ?p 'a\nb' }",
    "SELECT * { ?s ?p 'a'@ }",
    "SELECT * { ?s ?p 'a'^^'b' }",
    "SELECT ?s ?s2 (1 AS ?s) { ?s ?p ?s2 }",
    "SELECT (1 AS ?x) (2 AS ?x) {}",
    "SELECT (?x + 1) { ?s ?p ?x }",
    "SELECT (1 AS ?x, 2 AS ?y) {}",
    "SELECT ?o { ?s ?p ?o } GROUP BY ?s",
    "SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o }",
    "SELECT * { ?s ?p ?o } GROUP BY ?s",
    "SELECT * { BIND(1 AS ?x) BIND(2 AS ?x) }",
    "SELECT * { ?s ?p ?o BIND(1 AS ?o) }",
    "SELECT * { BIND(COUNT(*) AS ?x) }",
    "SELECT * { FILTER(COUNT(*) > 1) }",
    "SELECT * { VALUES (?x ?y) { (1) } }",
    "SELECT * { VALUES ?x { ?y } }",
    "SELECT * { VALUES ?x { 1 }",
    "SELECT * { { _:a ?p 1 } _:a ?p 2 }",
    "SELECT * { ?s ?p ?o FILTER }",
    "SELECT * { ?s ?p ?o } LIMIT -1",
    "SELECT * { ?s ?p ?o } ORDER BY",
    "SELECT * { ?s ?p ?o } LIMIT 1 LIMIT 2",
    "SELECT * { ?s <urn:p>** ?o }",
    "SELECT * { ?s !?p ?o }",
    "SELECT * { ?s ?p ?o } UNION { ?s ?p 1 }",
    "SELECT * { ?s ?p ?o OPTIONAL ?s ?q ?r }",
    "SELECT * FROM { ?s ?p ?o }",
    "PREFIX : <urn:a> PREFIX SELECT * {}",
    "CONSTRUCT { ?s ?p ?o FILTER(1) } WHERE { ?s ?p ?o }",
    "CONSTRUCT WHERE { ?s ?p ?o FILTER(1) }",
    "CONSTRUCT { GRAPH ?g { ?s ?p ?o } } WHERE { ?s ?p ?o }",
    "ASK ?s { ?s ?p ?o }",
    "DESCRIBE { ?s ?p ?o }",
    "SELECT * {} ; SELECT * {}",
    "SELECT * {} SELECT * {}",
]


@pytest.mark.parametrize("query", GOOD)
def test_it_is_a_query(ask: Any, query: str) -> None:
    response = ask(query)
    assert response.status_code == 200, response.text


@pytest.mark.parametrize("query", BAD)
def test_it_is_no_query(ask: Any, query: str) -> None:
    response = ask(query)
    assert response.status_code == 400, response.text
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("query", [one for one in BAD if one])
def test_the_place_of_the_fault_is_told(ask: Any, query: str) -> None:
    problem = ask(query).json()
    assert problem["title"] == "The query is not SPARQL"
    assert 1 <= problem["line"] <= query.count("\n") + 1
    assert problem["column"] >= 1
