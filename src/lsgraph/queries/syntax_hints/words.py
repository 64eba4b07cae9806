"""Words of other languages and what SPARQL has in their place."""

from __future__ import annotations

from typing import Final

from lsgraph.queries.syntax_hints.message import Message

OTHER_WORDS: Final = {
    "AND": Message("write &&", "skriv &&"),
    "OR": Message("write ||", "skriv ||"),
    "LIKE": Message(
        'write CONTAINS(?x, "…") or REGEX(?x, "…")', 'skriv CONTAINS(?x, "…") eller REGEX(?x, "…")'
    ),
    "NULL": Message(
        "whether there is no value is asked with !BOUND(?x)", "om värde saknas frågas med !BOUND(?x)"
    ),
    "IS": Message(
        "write =, or BOUND(?x) for whether there is a value", "skriv =, eller BOUND(?x) för om värde finns"
    ),
    "BETWEEN": Message("write ?x >= 1 && ?x <= 9", "skriv ?x >= 1 && ?x <= 9"),
    "JOIN": Message(
        "patterns that share a variable are joined, OPTIONAL { … } keeps what has no match",
        "mönster som delar variabel förenas, OPTIONAL { … } behåller det som saknar motsvarighet",
    ),
    "TOP": Message("write LIMIT 10 at the end", "skriv LIMIT 10 sist"),
    "CASE": Message("write IF(condition, one, other)", "skriv IF(villkor, ett, annat)"),
    "LEN": Message("write STRLEN(?x)", "skriv STRLEN(?x)"),
    "LENGTH": Message("write STRLEN(?x)", "skriv STRLEN(?x)"),
    "UPPER": Message("write UCASE(?x)", "skriv UCASE(?x)"),
    "LOWER": Message("write LCASE(?x)", "skriv LCASE(?x)"),
    "SUBSTRING": Message("write SUBSTR(?x, 1, 3)", "skriv SUBSTR(?x, 1, 3)"),
    "AVERAGE": Message("write AVG(?x)", "skriv AVG(?x)"),
    "EXCEPT": Message("write MINUS { … }", "skriv MINUS { … }"),
    "INTERSECT": Message("write both patterns in one group", "skriv båda mönstren i en grupp"),
}
"""Words of other languages, in capitals, and what to write instead."""
