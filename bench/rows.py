"""Answers of different engines, made comparable: a bag of rows with terms in one form."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Final

Row = tuple[tuple[str, str], ...]

_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_NUMBERS: Final = frozenset(
    _XSD + kind for kind in ("integer", "decimal", "double", "float", "int", "long", "nonNegativeInteger")
)


def read_rows(body: bytes) -> Counter[Row]:
    """Return the solutions of a SPARQL results document in JSON as a bag.

    Numbers are compared by value, whatever their type: engines type sums and counts in ways of their own.
    """
    found = json.loads(body)["results"]["bindings"]
    return Counter(tuple(sorted((name, _write(term)) for name, term in row.items())) for row in found)


def _write(term: Mapping[str, str]) -> str:
    value, datatype = term["value"], term.get("datatype", "")
    if term["type"] in ("uri", "iri"):
        return f"<{value}>"
    if term["type"] == "bnode":
        return "_:"
    if language := term.get("xml:lang"):
        return f'"{value}"@{language.lower()}'
    if datatype in _NUMBERS:
        return _number(value)
    return f'"{value}"' if datatype in ("", _XSD + "string") else f'"{value}"^^{datatype}'


def _number(value: str) -> str:
    try:
        return f"{Decimal(value).normalize():f}"
    except InvalidOperation:
        return value
