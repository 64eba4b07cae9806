"""SPARQL 1.1's ways of making solutions, case by case: the rows are written by hand from the standard.

Equivalents of W3C's groups aggregates, bind, bindings, exists, grouping, negation, project-expression,
property-path and subquery: https://www.w3.org/TR/sparql11-query/. Where the engine differs, the case is in
test_deviations.py.
"""

from __future__ import annotations

from typing import Any

import pytest

Case = tuple[str, list[str]]

AGGREGATES: list[Case] = [
    ("SELECT ?age (COUNT(*) AS ?n) { ?s :age ?age } GROUP BY ?age", ["20 2", "25 1", "30 1"]),
    ("SELECT (COUNT(DISTINCT ?age) AS ?n) (COUNT(?age) AS ?m) { ?s :age ?age }", ["3 4"]),
    (
        "SELECT (SUM(?age) AS ?a) (AVG(?age) AS ?b) (MIN(?age) AS ?c) (MAX(?age) AS ?d) { ?s :age ?age }",
        ["95 23.75^decimal 20 30"],
    ),
    ("SELECT (COUNT(*) AS ?n) (SUM(?x) AS ?a) (AVG(?x) AS ?b) (MIN(?x) AS ?c) { ?s :none ?x }", ["0 0 0 -"]),
    ("SELECT ?x (COUNT(*) AS ?n) { ?s :none ?x } GROUP BY ?x", []),
    ("SELECT ?age { ?s :age ?age } GROUP BY ?age HAVING (COUNT(*) > 1)", ["20"]),
    ("SELECT (SAMPLE(?age) AS ?one) { :anna :age ?age }", ["30"]),
    ('SELECT (GROUP_CONCAT(?k; SEPARATOR="|") AS ?all) { VALUES ?k { "a" "a" } }', ['"a|a"']),
    ('SELECT (GROUP_CONCAT(DISTINCT ?k) AS ?all) { VALUES ?k { "a" "a" } }', ['"a"']),
    ("SELECT (GROUP_CONCAT(STR(?k)) AS ?all) { VALUES ?k { 1 1 } }", ['"1 1"']),
    ("SELECT (GROUP_CONCAT(?k) AS ?all) { VALUES ?k { 1 } }", ["-"]),  # CONCAT takes strings only
    ("SELECT (GROUP_CONCAT(?k) AS ?all) { VALUES ?k { UNDEF } ?s :none ?k }", ['""']),
    ('SELECT (SUM(?v) AS ?a) (COUNT(?v) AS ?n) { VALUES ?v { 1 "x" } }', ["- 2"]),
    ("SELECT (SUM(?v) AS ?a) (AVG(?v) AS ?b) { VALUES ?v { 1 2.5 1.5e0 } }", ["5^double 1.66667^double"]),
    ("SELECT (SUM(?age) + 1 AS ?more) (SUM(?age * 2) AS ?twice) { ?s :age ?age }", ["96 190"]),
]
BIND: list[Case] = [
    ("SELECT ?next { :bo :age ?age BIND(?age + 1 AS ?next) }", ["21"]),
    (
        "SELECT ?s ?t { ?s :age ?age BIND(?age + 5 AS ?n) ?t :age ?n }",
        [":bo :cilla", ":cilla :anna", ":dan :cilla"],
    ),
    ("SELECT ?s ?x { ?s :name ?name { BIND(?name AS ?x) } }", [":anna -", ":bo -", ":cilla -"]),
    ("SELECT ?s { ?s :age ?age FILTER(?z = 40) BIND(?age + 10 AS ?z) }", [":anna"]),
    ("SELECT ?s { { FILTER(?age = 30) } ?s :age ?age }", []),
    ("SELECT (1 / 0 AS ?a) ?b ?c { BIND(1e0 / 0 AS ?b) BIND(?nothing AS ?c) }", ["- inf^double -"]),
    ("SELECT ?x ?y { { BIND(1 AS ?x) } UNION { BIND(2 AS ?y) } }", ["- 2", "1 -"]),
    ("SELECT ?n { :anna :age ?a OPTIONAL { :anna :age ?b BIND(?b + 1 AS ?n) } }", ["31"]),
]
BINDINGS: list[Case] = [
    ("SELECT ?s ?age { VALUES ?s { :bo :dan :nobody } ?s :age ?age }", [":bo 20", ":dan 20"]),
    ("SELECT ?s ?age { ?s :age ?age } VALUES ?age { 25 30 }", [":anna 30", ":cilla 25"]),
    (
        "SELECT ?s ?age { ?s :age ?age } VALUES (?s ?age) { (:bo 20) (:bo 21) (:anna UNDEF) }",
        [":anna 30", ":bo 20"],
    ),
    ("SELECT ?x { VALUES ?x { 1 1 2 } }", ["1", "1", "2"]),
    ("SELECT ?x { VALUES ?x {} }", []),
    ("SELECT ?a ?b { VALUES (?a ?b) { (1 UNDEF) (UNDEF 2) } }", ["- 2", "1 -"]),
    ("SELECT * { VALUES () { () () } }", ["", ""]),
    ("SELECT ?s { ?s :age 20 MINUS { VALUES ?s { :bo } } }", [":dan"]),
]
EXISTS: list[Case] = [
    ("SELECT ?s { ?s :age ?age FILTER EXISTS { ?s :knows ?o } }", [":anna", ":bo", ":cilla"]),
    ("SELECT ?s { ?s :age ?age FILTER NOT EXISTS { ?s :name ?n } }", [":dan"]),
    (
        "SELECT ?s { ?s :age ?age FILTER EXISTS { ?t :age ?b FILTER(?b = ?age + 5 && ?b < 30) } }",
        [":bo", ":dan"],
    ),
    ("SELECT ?s { ?s :age 20 FILTER EXISTS { GRAPH :home { ?s :age 20 } } }", [":dan"]),
    (
        "SELECT ?s { ?s :name ?n FILTER EXISTS { ?s :knows ?o FILTER NOT EXISTS { ?o :knows ?p } } }",
        [":cilla"],
    ),
    (
        "SELECT ?s ?has { ?s :age ?a BIND(EXISTS { ?s :likes ?o } AS ?has) FILTER(?a != 25) }",
        [":anna true", ":bo false", ":dan true"],
    ),
    ("SELECT (COUNT(*) AS ?n) { FILTER EXISTS {} }", ["1"]),
]
GROUPING: list[Case] = [
    ("SELECT ?old (COUNT(*) AS ?n) { ?s :age ?a } GROUP BY (?a > 22 AS ?old)", ["false 2", "true 2"]),
    ("SELECT (COUNT(*) AS ?n) { ?s :age ?a } GROUP BY (?a > 22)", ["2", "2"]),
    (
        "SELECT ?a ?k (COUNT(*) AS ?n) { ?s :age ?a OPTIONAL { ?s :likes ?k } } GROUP BY ?a ?k",
        ["20 - 1", "20 :anna 1", "25 - 1", "30 :dan 1"],
    ),
    ("SELECT (STRLEN(?l) AS ?size) { ?s :name ?n BIND(STR(?n) AS ?l) } GROUP BY ?l", ["2", "4", "5"]),
    (
        "SELECT ?x (COUNT(*) AS ?n) { ?s :age ?a } GROUP BY (1 / (?a - 20) AS ?x)",
        ["- 2", "0.1^decimal 1", "0.2^decimal 1"],
    ),
]
NEGATION: list[Case] = [
    ("SELECT ?s { ?s :age ?a MINUS { ?s :knows ?o } }", [":dan"]),
    ("SELECT ?s { ?s :likes ?o MINUS { ?x :knows ?y } }", [":anna", ":dan"]),
    ("SELECT ?s { ?s :likes ?o FILTER NOT EXISTS { ?x :knows ?y } }", []),
    ("SELECT ?s { ?s :age ?a MINUS { ?s :age ?b FILTER(?a = ?b) } }", [":anna", ":bo", ":cilla", ":dan"]),
    ("SELECT ?s { ?s :age ?a FILTER NOT EXISTS { ?s :age ?b FILTER(?a = ?b) } }", []),
    (
        "SELECT ?s { ?s :age ?a OPTIONAL { ?s :likes ?l } MINUS { VALUES ?l { :dan } } }",
        [":bo", ":cilla", ":dan"],
    ),
    (
        "SELECT ?s { ?s :age ?a MINUS { VALUES (?s ?a) { (:bo UNDEF) (:dan 21) } } }",
        [":anna", ":cilla", ":dan"],
    ),
    ("SELECT ?s { ?s :age ?a MINUS { ?s :knows ?o MINUS { ?s :knows :dan } } }", [":cilla", ":dan"]),
]
PROJECTED: list[Case] = [
    ("SELECT (?a * 2 AS ?twice) { :bo :age ?a }", ["40"]),
    ("SELECT (?a * 2 AS ?twice) (?twice + 1 AS ?more) { :bo :age ?a }", ["40 41"]),
    ("SELECT ?s (?n + 1 AS ?x) { ?s :name ?n } ", [":anna -", ":bo -", ":cilla -"]),
    ("SELECT ?nothing (?nothing AS ?x) (BOUND(?nothing) AS ?b) { :bo :age ?a }", ["- - false"]),
    ("SELECT DISTINCT (?a > 22 AS ?old) { ?s :age ?a }", ["false", "true"]),
    ("SELECT (?a - 20 AS ?x) { ?s :age ?a } ORDER BY DESC(?x) LIMIT 2", ["10", "5"]),
    ("SELECT REDUCED (1 AS ?x) {}", ["1"]),
]
PATHS: list[Case] = [
    ("SELECT ?o { :anna :knows/:knows ?o }", [":cilla", ":dan"]),
    ("SELECT ?o { :anna :knows/:knows?/:age ?o }", ["20", "20", "25", "25"]),
    ("SELECT ?o { :anna :knows+ ?o }", [":bo", ":cilla", ":dan"]),
    ("SELECT ?o { :anna :knows* ?o }", [":anna", ":bo", ":cilla", ":dan"]),
    ("SELECT ?o { :dan ^:knows ?o }", [":cilla"]),
    ("SELECT ?o { :dan (^:knows)+ ?o }", [":anna", ":bo", ":cilla"]),
    ("SELECT ?o { :anna :knows|:likes ?o }", [":bo", ":cilla", ":dan"]),
    ("SELECT ?o { :anna !(:knows|:age) ?o }", ['"Anna"@sv', ":dan"]),
    ("SELECT ?o { :dan !^:likes ?o }", [":cilla"]),
    ("SELECT ?o { :anna :likes+ ?o }", [":anna", ":dan"]),
    ("SELECT (COUNT(*) AS ?n) { :anna :knows* :anna , :dan }", ["1"]),
    ("SELECT ?o { GRAPH :home { :anna (:likes|:knows)+ ?o } }", [":anna", ":dan"]),
    ("SELECT ?o { :anna (:knows/:knows)* ?o }", [":anna", ":cilla", ":dan"]),
]
SUBQUERIES: list[Case] = [
    ("SELECT ?s ?top { { SELECT (MAX(?a) AS ?top) { ?x :age ?a } } ?s :age ?top }", [":anna 30"]),
    ("SELECT ?s { { SELECT ?s { ?s :age ?a } ORDER BY ?a ?s LIMIT 1 } }", [":bo"]),
    ("SELECT ?s ?a { ?s :age 30 { SELECT ?s { ?s :age ?a } } }", [":anna -"]),
    ("SELECT ?s ?n { ?s :age 30 { SELECT ?s (COUNT(?o) AS ?n) { ?s :knows ?o } GROUP BY ?s } }", [":anna 2"]),
    ("SELECT (COUNT(*) AS ?n) { { SELECT DISTINCT ?a { ?s :age ?a } } }", ["3"]),
    ("SELECT ?x { GRAPH ?g { { SELECT ?x { ?x :likes ?y } } } }", [":anna", ":dan"]),
    ("SELECT ?s ?k { ?s :age 20 OPTIONAL { SELECT ?s ?k { ?s :likes ?k } } }", [":bo -", ":dan :anna"]),
    ("SELECT ?v { { SELECT * { VALUES ?v { 1 2 3 } } LIMIT 2 OFFSET 1 } }", ["2", "3"]),
]
GROUPS = {
    "aggregates": AGGREGATES,
    "bind": BIND,
    "bindings": BINDINGS,
    "exists": EXISTS,
    "grouping": GROUPING,
    "negation": NEGATION,
    "project-expression": PROJECTED,
    "property-path": PATHS,
    "subquery": SUBQUERIES,
}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param(query, expected, id=f"{name}-{place}")
        for name, cases in GROUPS.items()
        for place, (query, expected) in enumerate(cases, 1)
    ],
)
def test_a_query_has_the_rows_of_the_standard(rows: Any, query: str, expected: list[str]) -> None:
    assert rows(query) == expected
