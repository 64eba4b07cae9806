"""A table downloaded for a spreadsheet cannot hold a formula; answers for programs stay exact."""

from __future__ import annotations

import csv
import io
from typing import Any

import httpx
import pytest
from rdflib import RDF, Literal, URIRef
from rdflib.namespace import SKOS

from lsgraph.export.tables import disarm, write_tables
from lsgraph.store import Quad, Store
from lsgraph.vocabulary import LSG, PREFIXES

FORMULAS = ["=1+1", "+SUM(A1)", "-cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1", "=HYPERLINK(0)", "-1+2"]
HARMLESS = ["", "Mål 2.2", "-5", "+46", "-1.5e3", "a=b", "1-2", "’=", "å"]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_disarmed(text: str) -> None:
    assert disarm(text) == f"'{text}"


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_no_formula_stays(text: str) -> None:
    assert disarm(text) == text


def _query(texts: list[str]) -> str:
    values = " ".join(Literal(text).n3() for text in texts)
    return f"SELECT ?name ?other {{ VALUES ?name {{ {values} }} BIND(IRI('urn:x') AS ?other) }}"


def test_the_download_of_the_page_is_disarmed_and_the_endpoint_exact(site: Any) -> None:
    query = {"query": _query(FORMULAS)}
    page = httpx.get(f"{site.url}/query", params=query)
    assert "/query.csv?query=" in page.text
    sheet = httpx.get(f"{site.url}/query.csv", params=query)
    assert sheet.headers["content-type"].startswith("text/csv")
    assert sheet.headers["content-disposition"].startswith("attachment")
    assert sheet.content.startswith("\N{ZERO WIDTH NO-BREAK SPACE}".encode())
    rows = list(csv.reader(io.StringIO(sheet.content.decode("utf-8-sig"), newline="")))
    assert rows == [["name", "other"], *([f"'{text}", "urn:x"] for text in FORMULAS)]
    exact = httpx.get(site.sparql, params={**query, "format": "csv"})
    told = list(csv.reader(io.StringIO(exact.content.decode(), newline="")))
    assert [row[0] for row in told[1:]] == FORMULAS


@pytest.mark.parametrize(("query", "status"), [("ASK {}", 406), ("SELECT", 400), ("", 400)])
def test_what_has_no_rows_is_refused(site: Any, query: str, status: int) -> None:
    answer = httpx.get(f"{site.url}/query.csv", params={"query": query})
    assert answer.status_code == status


def test_sources_and_unbound_values_have_their_place(site: Any) -> None:
    query = "SELECT ?s ?none { ?s <urn:p> 1 OPTIONAL { ?s <urn:no> ?none } }"
    sheet = httpx.get(f"{site.url}/query.csv", params={"query": query, "sources": "true"})
    rows = list(csv.DictReader(io.StringIO(sheet.content.decode("utf-8-sig"))))
    assert rows[0]["s"] == "urn:s1"
    assert rows[0]["none"] == ""
    assert "a-0-10" in rows[0]["source_passages"]


def test_the_tables_of_the_export_are_disarmed() -> None:
    store, passage = Store(), URIRef(PREFIXES["p"] + "a-0-10")
    goal = URIRef(PREFIXES["goal"] + "x")
    store.add([Quad(goal, RDF.type, LSG.Goal, passage)])
    store.add([Quad(goal, SKOS.prefLabel, Literal("=1+1", "sv"), passage)])
    [(_, data)] = list(write_tables(store))
    cells = [cell for row in csv.reader(io.StringIO(data.decode("utf-8-sig"))) for cell in row]
    assert "'=1+1" in cells
    assert "=1+1" not in cells
