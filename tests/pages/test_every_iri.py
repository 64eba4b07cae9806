"""Every IRI of the release, dereferenced in every format: no error, nothing empty, no blank node hangs.

One in a hundred is asked for, chosen by a seed; `python -m tests.attack every_iri` asks for all.
"""

from __future__ import annotations

import random
from collections import Counter

import httpx
import pytest
from rdflib import BNode, Dataset, URIRef

from lsgraph.store import Store
from lsgraph.vocabulary import BASE, PREFIXES, SHAPES_GRAPH
from tests.attack.every_iri import find_all_faults, list_iris, read

SEED, SHARE = 2026, 100
ALWAYS = [
    "spec",
    "spec/",
    "spec/0.1.0",
    "spec/diagram",
    "spec/shape",
    "spec/shape/Goal",
    "spec/shape/Centre-operator",
    *(f"res/catalogue/{name}" for name in ("ontology", "shapes", "vocabularies", "catalogue")),
    "res/inference/stated",
    "id/goal/nls2019-2.2",
]


def test_every_iri_is_answered_in_every_format(service: str, graph: Store) -> None:
    iris = list_iris(graph)
    some = random.Random(SEED).sample(iris, len(iris) // SHARE)
    chosen = sorted({*some, *(BASE + path for path in ALWAYS)})
    faults = find_all_faults(service, chosen)
    kinds = Counter(fault.rpartition(":")[2][:40] for fault in faults)
    assert not faults, (len(chosen), len(faults), kinds.most_common(20), faults[:40])


@pytest.mark.parametrize("path", ["spec", "spec/", "spec/0.1.0"])
def test_the_ontology_and_its_version_are_given_whole(service: str, graph: Store, path: str) -> None:
    expected = len(list(graph.quads(graph=URIRef(PREFIXES["cat"] + "ontology"))))
    answer = httpx.get(f"{service}/{path}", headers={"Accept": "text/turtle"}, timeout=30)
    triples, dangling = read(answer, "turtle")
    assert (len(triples), dangling) == (expected, [])
    page = httpx.get(f"{service}/{path}", headers={"Accept": "text/html"}, timeout=30)
    assert '<article id="Goal">' in page.text


def test_the_graph_of_shapes_shows_its_statements(service: str, graph: Store) -> None:
    expected = {quad[:3] for quad in graph.quads(graph=SHAPES_GRAPH)}
    answer = httpx.get(f"{service}/res/catalogue/shapes", headers={"Accept": "text/turtle"}, timeout=60)
    triples, _ = read(answer, "turtle")
    assert len(triples) >= len(expected) > 4_000


def test_a_shape_is_described_with_all_it_demands(service: str) -> None:
    answer = httpx.get(f"{service}/spec/shape/Centre-operator", headers={"Accept": "text/turtle"}, timeout=30)
    triples, dangling = read(answer, "turtle")
    assert not dangling
    assert any(isinstance(subject, BNode) for subject, _, _ in triples)
    page = httpx.get(f"{service}/spec/shape/Centre-operator", headers={"Accept": "text/html"}, timeout=30)
    assert '<ul class="nested">' in page.text


def test_an_unknown_version_of_the_ontology_is_404(service: str) -> None:
    assert httpx.get(f"{service}/spec/9.9.9", headers={"Accept": "text/turtle"}).status_code == 404


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("application/turtle", "application/turtle"),
        ("text/n3", "text/n3"),
        ("application/json", "application/json"),
        ("application/xml;q=0.9, text/plain;q=0.1", "application/xml"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        ("*/*", "text/html"),
    ],
)
def test_descriptions_take_the_media_types_of_the_endpoint(
    service: str, accept: str, content_type: str
) -> None:
    answer = httpx.get(f"{service}/doc/goal/nls2019-2.2", headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(content_type)


def test_json_ld_has_graphs_where_they_are_asked_for(service: str) -> None:
    plain = httpx.get(f"{service}/doc/goal/nls2019-2.2.jsonld")
    beside = httpx.get(f"{service}/doc/goal/nls2019-2.2.jsonld?graphs=true")
    assert len(Dataset().parse(data=plain.content, format="json-ld").default_graph) > 5
    assert PREFIXES["p"] in beside.text
    assert read(plain, "json-ld")[0] == read(beside, "json-ld")[0]


def test_our_context_is_served(service: str) -> None:
    answer = httpx.get(f"{service}/context.jsonld")
    assert answer.headers["content-type"].startswith("application/ld+json")
    assert answer.json()["@context"]["prefLabel"]["@id"] == "skos:prefLabel"
