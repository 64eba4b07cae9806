"""Reads the endpoint's answers; the small graph that the tests ask is in conftest.py."""

from __future__ import annotations

import warnings
from typing import Any, Final

import httpx
import rdflib

PASSAGE: Final = "https://w3id.org/lsgraph/res/passage/a-0-10"
OTHER: Final = "https://w3id.org/lsgraph/res/passage/a-10-20"
FORM: Final = "application/x-www-form-urlencoded"
DIRECT: Final = "application/sparql-query"
JSON: Final = "application/sparql-results+json"
COUNT: Final = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
LABELS: Final = "CONSTRUCT { ?s rdfs:label ?o } WHERE { ?s rdfs:label ?o }"


def count(response: httpx.Response) -> int:
    """Return the one number of an answer."""
    assert response.status_code == 200, response.text
    return int(response.json()["results"]["bindings"][0]["n"]["value"])


def problem(response: httpx.Response, status: int) -> dict[str, Any]:
    """Return the problem document of a refused request."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    document: dict[str, Any] = response.json()
    assert document["status"] == status
    assert document["title"]
    assert document["detail"]
    return document


def parse(response: httpx.Response, parser: str) -> set[tuple[Any, ...]]:
    """Return the triples of an answer, in whichever graph they are."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # rdflib warns of itself
        dataset = rdflib.Dataset(default_union=True).parse(data=response.content, format=parser)
        return set(dataset.triples((None, None, None)))
