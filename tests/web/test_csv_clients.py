"""Who reads a table from an address, as R's `read.csv` and readr's `read_csv` do.

`read_table` guesses the type of each column as readr does: https://readr.tidyverse.org/articles/column-types.html.
"""

from __future__ import annotations

import csv
import io
import re
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

import httpx
import pytest

MISSING = ("", "NA")
GUESSES: tuple[tuple[str, Callable[[str], Any]], ...] = (
    (r"true|false|TRUE|FALSE|T|F", lambda text: text[0] in "tT"),
    (r"[+-]?\d+", int),
    (r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", float),
    (r"\d{4}-\d\d-\d\d", date.fromisoformat),
    (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", datetime.fromisoformat),
    (r"(?s).*", str),
)
QUERY = """SELECT ?name ?number ?share ?day ?moment ?whole ?often {
  VALUES (?name ?number ?share ?day ?moment ?whole ?often) {
    ("Örebro län"@sv 7 0.25 "2020-03-23"^^xsd:date "2020-03-23T10:00:00Z"^^xsd:dateTime true <urn:å>)
    ("kallad \\"ALF\\", avtalet" UNDEF 1.5e3 UNDEF UNDEF false <urn:b>)
    ("två\\nrader" -3 UNDEF "2021-12-31"^^xsd:date UNDEF UNDEF UNDEF)
    (" mellanslag; och # tecken " 0 12 UNDEF "2021-12-31T23:59:59Z"^^xsd:dateTime true "")
  }
}"""
COLUMNS: dict[str, list[Any]] = {
    "name": ["Örebro län", 'kallad "ALF", avtalet', "två\nrader", " mellanslag; och # tecken "],
    "number": [7, None, -3, 0],
    "share": [0.25, 1500.0, None, 12.0],
    "day": [date(2020, 3, 23), None, date(2021, 12, 31), None],
    "moment": [
        datetime.fromisoformat("2020-03-23T10:00:00Z"),
        None,
        None,
        datetime.fromisoformat("2021-12-31T23:59:59Z"),
    ],
    "whole": [True, False, None, True],
    "often": ["urn:å", "urn:b", None, None],
}


def read_table(body: bytes) -> dict[str, list[Any]]:
    """Return the columns of a CSV file; fails on whatever would make a reader warn or guess wrong."""
    assert not body.startswith(b"\xef\xbb\xbf"), "a mark of byte order becomes part of the first name"
    text = body.decode("utf-8")
    assert text.endswith("\r\n"), "an incomplete last line"
    header, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    assert all(re.fullmatch(r"[A-Za-z]\w*", name) for name in header), "names that R would change"
    assert len(set(header)) == len(header)
    assert all(len(row) == len(header) for row in rows), "rows that would be filled up"
    return {name: guess([row[place] for row in rows]) for place, name in enumerate(header)}


def guess(values: Sequence[str]) -> list[Any]:
    """Return a column with the first type that fits all its values."""
    found = [value for value in values if value not in MISSING]
    read = next(read for form, read in GUESSES if all(re.fullmatch(form, value) for value in found))
    return [None if value in MISSING else read(value) for value in values]


def test_a_table_is_read_from_its_address_alone(site: Any) -> None:
    address = f"{site.sparql}?query={quote(QUERY)}&format=csv"
    with urllib.request.urlopen(address) as answer:
        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert read_table(answer.read()) == COLUMNS


@pytest.mark.parametrize("accept", ["text/csv", "text/csv, */*;q=0.1", "application/json;q=0.5, text/csv"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_table_is_read_by_accept(site: Any, method: str, accept: str) -> None:
    place = {"params": {"query": QUERY}} if method == "GET" else {"data": {"query": QUERY}}
    answer = httpx.request(method, site.sparql, headers={"Accept": accept}, **place)  # type: ignore[arg-type]
    assert read_table(answer.content) == COLUMNS


def test_every_line_ends_as_the_standard_says(site: Any) -> None:
    body = httpx.get(site.sparql, params={"query": QUERY, "format": "csv"}).content
    assert body.count(b"\r\n") == 5
    assert body.count(b"\n") == 6, "one more stands inside a value"


def test_a_table_without_rows_keeps_its_names(site: Any) -> None:
    text = "SELECT ?a ?b { ?a <urn:none> ?b }"
    assert httpx.get(site.sparql, params={"query": text, "format": "csv"}).content == b"a,b\r\n"


def test_a_large_table_arrives_whole(site: Any) -> None:
    text = "SELECT ?n ?m { ?s <urn:p> ?n . ?t <urn:p> ?m }"
    table = read_table(httpx.get(site.sparql, params={"query": text, "format": "csv"}).content)
    assert len(table["n"]) == 90_000
    assert sum(table["n"]) == sum(table["m"]) == 300 * sum(range(300))


def test_a_fault_is_no_table(site: Any) -> None:
    with pytest.raises(urllib.error.HTTPError, match="400"):
        urllib.request.urlopen(f"{site.sparql}?query=SELECT&format=csv")


def test_the_columns_of_sources_are_read_too(service: str) -> None:
    text = "SELECT ?goal ?name { ?goal a lsg:Goal ; rdfs:label ?name } ORDER BY ?goal LIMIT 20"
    answer = httpx.get(
        f"{service}/sparql", params={"query": text, "format": "csv", "sources": "true"}, timeout=30
    )
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    assert list(rows[0]) == [
        "goal",
        "name",
        "source_passages",
        "source_documents",
        "source_kinds",
        "source_other_graphs",
    ]
    assert all(row["source_kinds"] for row in rows)
    assert any("/res/passage/" in row["source_passages"] for row in rows)
