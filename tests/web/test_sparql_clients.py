"""The clients of the field read the endpoint."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from typing import Any

import pytest
import rdflib
from rdflib import RDFS, Literal, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import (
    CSV,
    GET,
    JSON,
    JSONLD,
    N3,
    POST,
    POSTDIRECTLY,
    RDFXML,
    TSV,
    TURTLE,
    XML,
    SPARQLWrapper,
)
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

ROWS = "SELECT ?s ?o { ?s <urn:p> ?o } ORDER BY ?o LIMIT 3"
LABEL = Literal("Örebro län", lang="sv")


@pytest.fixture
def wrapper(site: Any) -> SPARQLWrapper:
    """Return a wrapper of the endpoint."""
    return SPARQLWrapper(site.sparql)


@pytest.mark.parametrize(("method", "request_method"), [(GET, None), (POST, None), (POST, POSTDIRECTLY)])
def test_sparqlwrapper_reads_rows(wrapper: SPARQLWrapper, method: str, request_method: str | None) -> None:
    wrapper.setMethod(method)
    if request_method:
        wrapper.setRequestMethod(request_method)
    wrapper.setReturnFormat(JSON)
    wrapper.setQuery(ROWS)
    found: Any = wrapper.queryAndConvert()
    assert [row["o"]["value"] for row in found["results"]["bindings"]] == ["0", "1", "2"]


@pytest.mark.parametrize("name", [XML, CSV, TSV])
def test_sparqlwrapper_reads_other_tables(wrapper: SPARQLWrapper, name: str) -> None:
    wrapper.setReturnFormat(name)
    wrapper.setQuery(ROWS)
    found: Any = wrapper.queryAndConvert()
    text = found.toxml() if name == XML else found.decode()
    assert text.count("urn:s") == 3


@pytest.mark.parametrize("name", [XML, RDFXML, TURTLE, N3, JSONLD])
def test_sparqlwrapper_reads_graphs(wrapper: SPARQLWrapper, name: str) -> None:
    wrapper.setReturnFormat(name)
    wrapper.setQuery("CONSTRUCT WHERE { ?s rdfs:label ?o }")
    found: Any = wrapper.queryAndConvert()
    if isinstance(found, bytes):
        found = rdflib.Graph().parse(data=found, format="turtle")
    assert set(found) == {(URIRef("urn:s0"), RDFS.label, LABEL)}


def test_sparqlwrapper_is_told_what_is_wrong(wrapper: SPARQLWrapper) -> None:
    wrapper.setQuery("SELECT * { ?s rfds:label ?o }")
    with pytest.raises(QueryBadFormed, match="rdfs:"):
        wrapper.query()


def test_rdflib_reads_the_endpoint_as_a_graph(site: Any) -> None:
    graph = rdflib.Graph(store=SPARQLStore(site.sparql, returnFormat="json"))
    assert list(graph.objects(URIRef("urn:s0"), RDFS.label)) == [LABEL]
    assert [int(row.o) for row in graph.query(ROWS)] == [0, 1, 2]  # type: ignore[union-attr]
    assert graph.query("ASK { ?s rdfs:label ?o }").askAnswer


def test_rdflib_calls_the_endpoint_as_a_service(site: Any) -> None:
    text = f"SELECT ?o {{ SERVICE <{site.sparql}> {{ SELECT ?o {{ ?s <urn:p> ?o }} ORDER BY ?o LIMIT 3 }} }}"
    assert len(rdflib.Graph().query(text)) == 3


def test_curl_and_a_csv_reader(site: Any) -> None:
    curl = shutil.which("curl")
    assert curl
    command = [
        curl,
        "-sS",
        "--fail",
        site.sparql,
        "--data-urlencode",
        f"query={ROWS}",
        "-H",
        "Accept: text/csv",
    ]
    text = subprocess.run([*command, "--compressed"], capture_output=True, check=True).stdout.decode()
    assert list(csv.DictReader(io.StringIO(text)))[2] == {"s": "urn:s2", "o": "2"}
