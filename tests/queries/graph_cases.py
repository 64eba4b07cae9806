"""Queries with GRAPH around anything, and their rows by the standard."""

from __future__ import annotations

from lsgraph.store import Answer

PREFIX = "PREFIX : <http://e/>\n"
DATA = """
PREFIX : <http://e/>
GRAPH :g1 { :a :p 1 ; :q :b . :b :p 2 }
GRAPH :g2 { :a :p 1 }
GRAPH :g3 { :c :q :d }
"""


def show(answer: Answer) -> list[str]:
    """Return the rows as sorted lines, `-` where nothing is bound."""
    names = answer.variables
    rows = (
        " ".join(str(row.get(name, "-")).removeprefix("http://e/") for name in names) for row in answer.rows()
    )
    return sorted(rows)


# By hand from https://www.w3.org/TR/sparql11-query/#sparqlAlgebraEval, Graph(var, P)
AROUND = {
    "SELECT ?g ?n { GRAPH ?g { SELECT (COUNT(*) AS ?n) { ?s :p ?o } } }": ["g1 2", "g2 1", "g3 0"],
    "SELECT ?g ?n { GRAPH ?g { SELECT (SUM(?o) AS ?n) { ?s :p ?o } HAVING (COUNT(*) < 2) } }": [
        "g2 1",
        "g3 0",
    ],
    "SELECT ?g ?s ?n { GRAPH ?g { ?s :p ?x { SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?s } } }": [
        "g1 a 2",
        "g1 b 1",
        "g2 a 1",
    ],
    "SELECT ?g ?s { GRAPH ?g { { SELECT DISTINCT ?s { ?s ?p ?o } } } }": ["g1 a", "g1 b", "g2 a", "g3 c"],
    "SELECT ?g ?s { GRAPH ?g { SELECT ?s { ?s :p ?o } ORDER BY DESC(?o) LIMIT 1 } }": ["g1 b", "g2 a"],
    "SELECT ?g ?s { GRAPH ?g { SELECT * { ?s :p ?o } VALUES ?o { 2 } } }": ["g1 b"],
    "SELECT ?g ?x { GRAPH ?g { VALUES ?x { 1 } } }": ["g1 1", "g2 1", "g3 1"],
    "SELECT ?g ?x { GRAPH ?g { VALUES (?g ?x) { (UNDEF 1) (:g2 2) (:no 3) } } }": [
        "g1 1",
        "g2 1",
        "g2 2",
        "g3 1",
    ],
    "SELECT ?g ?x { GRAPH ?g { BIND (1 + 1 AS ?x) } }": ["g1 2", "g2 2", "g3 2"],
    "SELECT ?g ?s { GRAPH ?g { ?s :p ?o MINUS { ?other :q ?what } } }": ["g1 a", "g1 b", "g2 a"],
    "SELECT ?g ?s { GRAPH ?g { ?s :p ?o MINUS { ?s :q ?what } } }": ["g1 b", "g2 a"],
    "SELECT ?g ?s { GRAPH ?g { ?s :p ?o OPTIONAL { ?s :q ?b } MINUS { ?c :p 2 . BIND (?c AS ?b) } } }": [
        "g1 b",
        "g2 a",
    ],
    "SELECT ?g ?s { GRAPH ?g { VALUES ?s { :a :c } OPTIONAL { ?s :q ?o } } }": [
        *("g1 a", "g1 c", "g2 a", "g2 c", "g3 a", "g3 c"),
    ],
    "SELECT ?g ?o { GRAPH ?g { OPTIONAL { ?s :p ?o } } }": ["g1 1", "g1 2", "g2 1", "g3 -"],
    "SELECT ?g ?h { GRAPH ?g { GRAPH ?h { ?s :q :d } } }": ["g1 g3", "g2 g3", "g3 g3"],
    "SELECT ?g ?h { GRAPH ?g { :a :q ?b GRAPH ?h { ?s :q :d } } }": ["g1 g3"],
    "SELECT ?g ?s { GRAPH ?g { GRAPH ?g { ?s :p 2 } } }": ["g1 b"],
    "SELECT ?g { GRAPH ?g { { VALUES ?x { 1 } } UNION { ?s :p 2 } } }": ["g1", "g1", "g2", "g3"],
    "SELECT ?s ?g { GRAPH ?g { ?s ?p ?o } FILTER EXISTS { GRAPH ?g { SELECT ?s { ?s :p 2 } } } }": ["b g1"],
    "SELECT ?s { ?s :p ?o FILTER NOT EXISTS { GRAPH ?g { { SELECT ?s { ?s :q ?x } } } } }": ["b"],
    "SELECT ?g ?s { GRAPH ?g { ?s :p ?o FILTER NOT EXISTS { ?s :q ?b MINUS { ?b :p 2 } } } }": [
        *("g1 a", "g1 b", "g2 a"),
    ],
    "SELECT ?x { GRAPH :none { VALUES ?x { 1 } } }": [],
    "SELECT ?n { GRAPH :none { SELECT (COUNT(*) AS ?n) { ?s ?p ?o } } }": [],
    "SELECT ?n { GRAPH :g3 { SELECT (COUNT(*) AS ?n) { ?s :p ?o } } }": ["0"],
    "SELECT * { GRAPH ?g { VALUES ?g { :g2 } { SELECT ?s { ?s :p ?o } } } }": ["g2 a"],
    "SELECT ?g (COUNT(?s) AS ?n) { GRAPH ?g { ?s :p ?o { SELECT ?s { ?s ?p ?x } } } } GROUP BY ?g": [
        "g1 3",
        "g2 1",
    ],
}
