"""The JSON-LD context follows the ontology; `python -m tests.test_context` writes it anew."""

from __future__ import annotations

import json

import pyoxigraph
import pytest
from rdflib import RDF, SKOS, BNode, Graph, Literal, URIRef
from rdflib.compare import isomorphic

from lsgraph.curation import read_dataset
from lsgraph.export import CONTEXT_FILE, make_context, read_context, write_json_ld
from lsgraph.resources import find_resources
from lsgraph.store import Quad, Store
from lsgraph.vocabulary import LSG, PREFIXES, SHAPES_GRAPH

FILE = find_resources().ontology / CONTEXT_FILE


def _write() -> str:
    context = make_context(read_dataset(find_resources()))
    return json.dumps(context, ensure_ascii=False, indent=1) + "\n"


def test_the_context_is_that_of_the_ontology() -> None:
    assert FILE.read_text(encoding="utf-8") == _write(), "run: python -m tests.test_context"


def test_json_ld_says_what_the_graph_says(graph: Store) -> None:
    context = read_context(find_resources().ontology)
    merged = graph.settled(default_only=True)
    shapes = [quad for quad in graph.settled() if quad.graph == SHAPES_GRAPH]
    for quads in (merged, shapes):
        again = Graph().parse(data=write_json_ld(quads, context), format="json-ld")
        assert len(again) == len({quad[:3] for quad in quads})
    expected = Graph()
    for quad in shapes:
        expected.add(quad[:3])
    assert isomorphic(again, expected)


def test_a_document_needs_nothing_fetched_and_its_words_are_plain() -> None:
    goal = URIRef(PREFIXES["goal"] + "x")
    said = [
        Quad(goal, RDF.type, LSG.Goal),
        Quad(goal, SKOS.prefLabel, Literal("Mål", "sv")),
        Quad(goal, SKOS.prefLabel, Literal("Goal", "en")),
        Quad(goal, LSG.contributesTo, URIRef(PREFIXES["goal"] + "y")),
    ]
    document = json.loads(write_json_ld(said, read_context(find_resources().ontology)))
    assert isinstance(document.pop("@context"), dict)
    assert document == {
        "id": "goal:x",
        "type": "Goal",
        "prefLabel": {"sv": "Mål", "en": "Goal"},
        "contributesTo": "goal:y",
    }


@pytest.mark.parametrize("text", ["05", "1.0", "1e3", "true", "x"])
def test_literals_keep_their_form(text: str) -> None:
    for datatype in (None, "integer", "decimal", "double", "boolean", "gYear", "date", "anyURI"):
        kind = URIRef(PREFIXES["xsd"] + datatype) if datatype else None
        said = [Quad(URIRef("urn:a"), URIRef("urn:p"), Literal(text, datatype=kind, normalize=False))]
        document = write_json_ld(said, read_context(find_resources().ontology))
        [quad] = pyoxigraph.parse(document, format=pyoxigraph.RdfFormat.JSON_LD)
        assert isinstance(quad.object, pyoxigraph.Literal)
        expected = PREFIXES["xsd"] + (datatype or "string")
        assert (quad.object.value, quad.object.datatype.value) == (text, expected)


if __name__ == "__main__":
    FILE.write_text(_write(), encoding="utf-8")


def test_what_is_said_of_a_blank_node_is_kept_below_a_property_of_things() -> None:
    context = read_context(find_resources().ontology)
    linking = [
        name for name, value in context.items() if isinstance(value, dict) and value.get("@type") == "@id"
    ]
    assert {"declare", "memberOf"} <= set(linking)
    for name in linking:
        prefix, _, local = context[name]["@id"].partition(":")
        node, relation = BNode(), URIRef(context[prefix] + local)
        quads = [Quad(URIRef("urn:a"), relation, node), Quad(node, URIRef("urn:p"), Literal("x"))]
        again = Graph().parse(data=write_json_ld(quads, context), format="json-ld")
        assert len(again) == 2, name
