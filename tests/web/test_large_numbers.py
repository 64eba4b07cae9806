"""Numbers of more digits than Python reads (4,300): in addresses, queries, names, values and spans."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from io import BytesIO
from typing import Any, TypeAlias

import httpx
import pytest
from rdflib import RDF, RDFS, XSD, Literal, URIRef

from lsgraph.release import ReleaseMetadata, point, write_release
from lsgraph.sources.number_match import number_stands
from lsgraph.store import Quad, Store, find_format
from lsgraph.vocabulary import BASE, LSG, PREFIXES, parse_span

Serving: TypeAlias = Callable[..., AbstractContextManager[Any]]

HUGE = "9" * 5_000
PASSAGE = URIRef(f"{BASE}res/passage/a-0-10")
FAR = URIRef(f"{BASE}res/passage/a-1-{HUGE}")
CATALOGUE = URIRef(f"{BASE}res/catalogue/passages")
ORGANISATION = URIRef(f"{BASE}id/org/a{HUGE}")


def make_store() -> Store:
    """Return a store with huge numbers in names, labels, values and spans."""
    oa = PREFIXES["oa"]
    store = Store()
    for place in (PASSAGE, FAR):
        store.add(
            [
                Quad(ORGANISATION, RDF.type, URIRef(f"{PREFIXES['org']}Organization"), place),
                Quad(ORGANISATION, RDFS.label, Literal(f"Region {HUGE}", lang="sv"), place),
                Quad(ORGANISATION, RDFS.label, Literal("Region 2", lang="sv"), place),
                Quad(ORGANISATION, LSG.amount, Literal(HUGE, datatype=XSD.integer, normalize=False), place),
                Quad(
                    ORGANISATION,
                    LSG.share,
                    Literal(f"{HUGE}.5", datatype=XSD.decimal, normalize=False),
                    place,
                ),
                Quad(place, RDF.type, LSG.Passage, CATALOGUE),
                Quad(place, URIRef(f"{oa}start"), Literal(1), CATALOGUE),
                Quad(
                    place, URIRef(f"{oa}end"), Literal(HUGE, datatype=XSD.integer, normalize=False), CATALOGUE
                ),
            ]
        )
    store.merge()
    return store


@pytest.fixture(scope="module")
def numbers(tmp_path_factory: pytest.TempPathFactory, serving: Serving) -> Iterator[Any]:
    """Return a service over such a store."""
    root = tmp_path_factory.mktemp("numbers")
    point(root, write_release(root, make_store(), b"", ReleaseMetadata("1", "2020-01-01")).id)
    with serving(root, LSGRAPH_DEADLINE="10") as site:
        yield site


@pytest.mark.parametrize("name", ["turtle", "trig", "n-triples", "n-quads", "json-ld", "rdf-xml"])
def test_every_format_is_written(name: str) -> None:
    output, known = BytesIO(), find_format(name)
    make_store().dump(output, known, PASSAGE)
    assert HUGE.encode() in output.getvalue()


ADDRESSES = [
    f"/res/passage/a-1-{HUGE}",
    f"/res/passage/a-{HUGE}-{HUGE}",
    f"/res/passage/a-0-10?offset={HUGE}",
    f"/doc/org/a{HUGE}",
    f"/doc/org/a{HUGE}.jsonld",
    f"/id/org/{HUGE}",
    f"/def/theme/{HUGE}",
    f"/spec/{HUGE}",
    f"/search?q={HUGE}",
    f"/search?q=region&offset={HUGE}",
    f"/coverage?source={HUGE}",
    f"/quality?release={HUGE}",
    f"/why?s={BASE}id/org/a{HUGE}&p=rdfs:label&o={HUGE}",
    f"/diff?old={HUGE}",
    f"/sparql?max-rows={HUGE}&query=ASK%20{{}}",
    f"/sparql?query=SELECT%20*%20{{}}%20LIMIT%20{HUGE}",
    f"/sparql?query=SELECT%20({HUGE}%20AS%20?x)%20{{}}",
    "/sparql?sources=true&query=SELECT%20*%20{?s%20?p%20?o}",
    "/sparql?query=SELECT%20*%20{?s%20?p%20?o}&format=csv",
    "/query?query=SELECT%20*%20{?s%20?p%20?o}",
    f"/query?query=SELECT%20*%20{{?s%20?p%20?o}}&offset={HUGE}",
    "/rdf-graph-store?default",
    "/void",
    "/catalog",
    "/coverage",
    "/quality",
    "/releases",
    "/",
]


@pytest.mark.parametrize("path", ADDRESSES, ids=[path.replace(HUGE, "9…")[:60] for path in ADDRESSES])
@pytest.mark.parametrize("accept", ["text/html", "*/*"])
def test_no_address_fails(numbers: Any, path: str, accept: str) -> None:
    answer = httpx.get(f"{numbers.url}{path}", headers={"Accept": accept}, timeout=30)
    assert answer.status_code < 500, answer.text[:300]


def test_headers_with_such_numbers_are_refused_or_ignored(numbers: Any) -> None:
    for name in ("Range", "If-None-Match", "Accept", "Accept-Datetime", "Accept-Language", "Lsgraph-Rows"):
        for value in (f"bytes=0-{HUGE}", f"text/csv;q=0.{HUGE}", HUGE):
            answer = httpx.get(f"{numbers.url}/doc/org/a1", headers={name: value}, timeout=30)
            assert answer.status_code < 500, (name, answer.text[:300])


def test_a_limit_that_is_too_large_says_so(numbers: Any) -> None:
    query = f"SELECT * {{ ?s ?p ?o }} LIMIT {HUGE}"
    answer = httpx.get(f"{numbers.url}/sparql", params={"query": query})
    assert answer.status_code == 400
    assert answer.json()["detail"] == (
        "line 1, column 29: the number behind LIMIT is too large; it has 18 digits at most"
    )


def test_a_span_is_no_longer_than_a_text_can_be() -> None:
    assert parse_span(f"{PREFIXES['p']}a-1-{HUGE}") is None
    assert parse_span(f"{PREFIXES['p']}a-1-{'9' * 15}") is not None
    assert parse_span(f"{PREFIXES['p']}a-1-٣") is None


@pytest.mark.parametrize(
    ("lexical", "text", "stands"),
    [
        (HUGE, f"x {HUGE} y", True),
        (HUGE, "9", False),
        ("1e999999999", "1", False),
        ("-1e999999999", "minus 1", False),
        ("1e-999999999", "0", False),
    ],
)
def test_a_number_of_any_size_is_looked_for(lexical: str, text: str, stands: bool) -> None:
    assert number_stands(lexical, text) is stands


def test_names_sort_by_their_numbers_whatever_their_length() -> None:
    store, graph = Store(), PASSAGE
    names = ["urn:x2", "urn:x010", f"urn:x{HUGE}"]
    store.add(Quad(URIRef(name), URIRef("urn:p"), Literal(1), graph) for name in reversed(names))
    output = BytesIO()
    store.dump(output, find_format("n-triples"), graph)
    assert re.findall(r"^<([^>]*)>", output.getvalue().decode(), re.MULTILINE) == names
