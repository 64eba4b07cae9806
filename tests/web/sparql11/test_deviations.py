"""Where the engine differs from the standard: known, told in docs/operation.md, and noticed when it heals."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

GUIDE = Path(__file__).parents[3] / "docs" / "operation.md"


class Deviation(NamedTuple):
    """A query, its rows by the standard and by the engine, and the words in the guide that tell of it."""

    query: str
    standard: list[str]
    engine: list[str]
    told: str


ONCE = r"`(a\|b)`, `!(a\|^b)`"
ZERO = "`a?`, `a*` beside `;` or `,` from a term that is in no triple"
VALUE = "`1.50` is `1.5`"
INSIDE = "`?g` in FILTER or BIND inside `GRAPH ?g { … }`"
LABEL = '`BNODE("x")` beside `SELECT *` or inside an aggregate'
# An alternative is a union, which keeps duplicates: https://www.w3.org/TR/sparql11-query/#sparqlTranslatePathPatterns
# A label stands for one blank node in one solution: https://www.w3.org/TR/sparql11-query/#func-bnode
# A path of length zero joins any term to itself: https://www.w3.org/TR/sparql11-query/#defn_evalPP_ZeroOrOnePath
DEVIATIONS = (
    Deviation(
        "SELECT ?o { :anna (:knows|:knows) ?o }",
        [":bo", ":bo", ":cilla", ":cilla"],
        [":bo", ":cilla"],
        ONCE,
    ),
    Deviation("SELECT ?o { :dan !(:age|^:knows) ?o }", [":anna", ":anna"], [":anna"], ONCE),
    Deviation("SELECT ?o ?x { :nobody :knows* ?o ; :knows? ?x }", [":nobody :nobody"], [], ZERO),
    Deviation("SELECT ?o ?x { :nobody :knows* ?o , ?x }", [":nobody :nobody"], [], ZERO),
    Deviation(
        "SELECT DISTINCT ?g { GRAPH ?g { ?s :age ?o FILTER (BOUND(?g)) } }", [], [":home", ":work"], INSIDE
    ),
    Deviation(
        'SELECT (COUNT(DISTINCT ?b) AS ?n) { SELECT * { VALUES ?x { 1 2 } BIND(BNODE("x") AS ?b) } }',
        ["2"],
        ["1"],
        LABEL,
    ),
)


@pytest.mark.parametrize("deviation", DEVIATIONS, ids=[one.query for one in DEVIATIONS])
def test_a_deviation_is_as_it_is_told(rows: Any, deviation: Deviation) -> None:
    found = rows(deviation.query)
    assert found != deviation.standard, "the engine has healed: move the case to test_solutions.py"
    assert found == deviation.engine
    assert deviation.told in GUIDE.read_text(encoding="utf-8")


def test_numbers_are_kept_by_their_value(people: str) -> None:
    text = 'SELECT (STR(1.50) AS ?a) (SAMETERM("01"^^xsd:integer, 1) AS ?b) (STR("x1"^^xsd:integer) AS ?c) {}'
    answer = httpx.get(people, params={"query": text, "format": "csv"})
    assert answer.text == "a,b,c\r\n1.5,true,x1\r\n"  # by the standard 1.50,false,x1
    assert VALUE in GUIDE.read_text(encoding="utf-8")


def test_a_union_keeps_what_an_alternative_does_not(rows: Any) -> None:
    assert rows("SELECT ?o { { :anna :knows ?o } UNION { :anna :knows ?o } }") == [
        ":bo",
        ":bo",
        ":cilla",
        ":cilla",
    ]
