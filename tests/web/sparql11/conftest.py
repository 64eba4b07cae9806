"""A service over a handful of people, and what its answers look like in a line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
from rdflib.namespace import XSD

from lsgraph.release import ReleaseMetadata, point, write_release
from lsgraph.store import Store, find_format

EXAMPLE = "http://example.org/"
PEOPLE = Path(__file__).with_name("people.trig")
_EXACT = {str(XSD.integer): "", str(XSD.decimal): "^decimal"}
_FLOATING = {str(XSD.double): "^double", str(XSD.float): "^float"}

Ask = Callable[[str], httpx.Response]
Rows = Callable[[str], list[str]]


@pytest.fixture(scope="session")
def people(tmp_path_factory: pytest.TempPathFactory, serving: Any) -> Iterator[str]:
    """Return the address of an endpoint that knows some people."""
    root, store = tmp_path_factory.mktemp("people"), Store()
    store.load(PEOPLE, find_format("trig"))
    point(root, write_release(root, store, b"", ReleaseMetadata("1", "2020-01-01")).id)
    with serving(root) as site:
        yield site.sparql


@pytest.fixture
def ask(people: str) -> Ask:
    """Return what sends a query as it is."""
    return lambda query: httpx.get(people, params={"query": query})


@pytest.fixture
def rows(people: str) -> Rows:
    """Return what gives the rows of a query as lines, sorted unless the query sorts them."""

    def run(query: str) -> list[str]:
        response = httpx.get(people, params={"query": f"PREFIX : <{EXAMPLE}>\n{query}"})
        assert response.status_code == 200, response.text
        answer = response.json()
        lines = [
            " ".join(show(row.get(name)) for name in answer["head"]["vars"])
            for row in answer["results"]["bindings"]
        ]
        return lines if "ORDER BY" in query else sorted(lines)

    return run


def show(term: dict[str, str] | None) -> str:
    """Return a term in short: numbers by their value, `-` for none, `_` for a blank node."""
    if term is None:
        return "-"
    value, datatype = term["value"], term.get("datatype", "")
    if term["type"] != "literal":
        return "_" if term["type"] == "bnode" else ":" + value.removeprefix(EXAMPLE)
    if datatype in _EXACT:
        return f"{Decimal(value).normalize():f}{_EXACT[datatype]}"
    if datatype in _FLOATING:
        return f"{float(value):g}{_FLOATING[datatype]}"
    if datatype == str(XSD.boolean):
        return value
    suffix = f"@{term['xml:lang']}" if "xml:lang" in term else ""
    return f'"{value}"{suffix}' + (f"^^{datatype.removeprefix(str(XSD))}" if datatype else "")
