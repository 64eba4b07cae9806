"""The ontology as a page in two languages, as a drawing, and as files that hold it whole."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from xml.etree import ElementTree as ET

import httpx
import pytest
from rdflib import OWL, RDF, RDFS, SKOS, Graph, URIRef
from rdflib.namespace import SH

from lsgraph.release import Release
from lsgraph.vocabulary import BASE, LSG, SHAPE

SPEC = URIRef(BASE + "spec")
XLINK = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def client(
    release: Release, serving: Callable[..., AbstractContextManager[object]]
) -> Iterator[httpx.Client]:
    with serving(release.root) as site, httpx.Client(base_url=site.url, timeout=30) as client:  # type: ignore[attr-defined]
        yield client


@pytest.fixture(scope="module")
def ontology(client: httpx.Client) -> Graph:
    answer = client.get("/spec", headers={"Accept": "text/turtle"})
    assert answer.headers["content-type"].startswith("text/turtle")
    return Graph().parse(data=answer.text)


def own_terms(ontology: Graph) -> set[str]:
    return {str(term) for term in ontology.subjects(RDFS.isDefinedBy, SPEC)}


def test_the_ontology_is_given_whole_under_its_iri(ontology: Graph) -> None:
    assert (SPEC, RDF.type, OWL.Ontology) in ontology
    assert (LSG.goalOf, RDFS.domain, LSG.Goal) in ontology


@pytest.mark.parametrize("suffix", ["ttl", "nt", "rdf", "jsonld"])
def test_every_form_of_the_ontology_says_the_same(suffix: str, client: httpx.Client, ontology: Graph) -> None:
    answer = client.get(f"/spec.{suffix}")
    form = {"ttl": "turtle", "nt": "nt", "rdf": "xml", "jsonld": "json-ld"}[suffix]
    assert own_terms(Graph().parse(data=answer.text, format=form)) == own_terms(ontology)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_page_shows_every_term_with_label_and_definition(
    language: str, client: httpx.Client, ontology: Graph
) -> None:
    answer = client.get("/spec", params={"lang": language}, headers={"Accept": "text/html"})
    page = html.unescape(answer.text)
    for term in own_terms(ontology):
        assert f'<article id="{term.removeprefix(str(LSG))}">' in page
        for predicate in (RDFS.label, SKOS.definition):
            (words,) = (one for one in ontology.objects(URIRef(term), predicate) if one.language == language)  # type: ignore[attr-defined]
            assert str(words) in page
    assert "topic_" not in page


def test_the_page_links_to_the_things_and_code_lists_it_counts(client: httpx.Client) -> None:
    page = client.get("/spec", headers={"Accept": "text/html"}).text
    assert 'href="/spec/contributesTo"' in page
    assert 'href="/def/goal-level"' in page
    assert re.search(r'till exempel <a href="/id/goal/', page)


def test_every_class_of_the_drawing_links_to_its_iri(client: httpx.Client, ontology: Graph) -> None:
    answer = client.get("/spec/diagram.svg")
    assert answer.headers["content-type"].startswith("image/svg+xml")
    drawing = ET.fromstring(answer.text)
    links = {link.get("href") for link in drawing.iter(f"{XLINK}a")}
    classes = {str(one) for one in ontology.subjects(RDF.type, OWL.Class)} & own_terms(ontology)
    assert classes <= links


def test_no_two_boxes_of_the_drawing_overlap(client: httpx.Client) -> None:
    drawing = ET.fromstring(client.get("/spec/diagram").text)
    boxes = [
        tuple(float(box.get(side, "")) for side in ("x", "y", "width", "height"))
        for box in drawing.iter(f"{XLINK}rect")
    ]
    assert boxes
    for number, (x, y, width, height) in enumerate(boxes):
        for left, top, wide, high in boxes[:number]:
            assert x >= left + wide or left >= x + width or y >= top + high or top >= y + height


def test_the_shapes_are_given_whole(client: httpx.Client) -> None:
    shapes = Graph().parse(data=client.get("/spec/shape").text)
    assert (SHAPE.Goal, RDF.type, SH.NodeShape) in shapes


def test_a_code_list_is_given_with_its_concepts(client: httpx.Client) -> None:
    scheme = URIRef(BASE + "def/goal-level")
    answer = client.get("/def/goal-level", headers={"Accept": "text/turtle"})
    concepts = set(Graph().parse(data=answer.text).subjects(SKOS.inScheme, scheme))
    assert URIRef(f"{scheme}/delmal") in concepts
    assert "text/html" in client.get("/def/goal-level.html").headers["content-type"]


@pytest.mark.parametrize("path", ["/def/no-such-list.ttl", "/def/no-such-list"])
def test_an_unknown_code_list_is_404(path: str, client: httpx.Client) -> None:
    assert client.get(path, headers={"Accept": "text/turtle"}).status_code == 404


def test_a_form_that_there_is_not_is_406(client: httpx.Client) -> None:
    assert client.get("/spec", params={"format": "docx"}).status_code == 406
    assert client.get("/spec/shape", headers={"Accept": "image/png"}).status_code == 406


def test_the_parts_of_the_specification_are_where_it_says(client: httpx.Client) -> None:
    said = Graph().parse(data=client.get("/catalog.ttl").text)
    artifacts = set(said.objects(None, URIRef("http://www.w3.org/ns/dx/prof/hasArtifact")))
    assert len(artifacts) > 10
    for artifact in artifacts:
        accept = {"Accept": "text/turtle, image/svg+xml;q=0.5"}
        assert client.get("/" + str(artifact).removeprefix(BASE), headers=accept).status_code == 200
