"""A function may stand apart from its bracket in sh:select, as SPARQL allows and the engine does not."""

from __future__ import annotations

import pytest
from rdflib import URIRef

from lsgraph.store import Store, find_format
from lsgraph.validate import validate
from lsgraph.vocabulary import SHAPES_GRAPH

PASSAGE = URIRef("https://w3id.org/lsgraph/res/passage/a-0-1")
SHAPE = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <urn:e:> .
e:S a sh:NodeShape ; sh:targetClass e:C ;
  sh:sparql [ a sh:SPARQLConstraint ; sh:message "no"@en ; sh:select '''
SELECT $this ?value WHERE {
  $this <urn:e:p> ?v . BIND (CONCATGAP(STR(?v), "x (") AS ?value)
  FILTER (coalesceGAP(?value, "") = "ax (")
}''' ] ."""
DATA = b'<urn:e:a> a <urn:e:C> ; <urn:e:p> "a" . <urn:e:b> a <urn:e:C> ; <urn:e:p> "b" .'


@pytest.mark.parametrize("gap", ["", " ", "\n  ", "\t", " # why\n"])
def test_the_gap_before_a_bracket_is_closed(gap: str) -> None:
    store = Store()
    store.load(SHAPE.replace("GAP", gap).encode(), find_format("turtle"), SHAPES_GRAPH)
    store.load(DATA, find_format("turtle"), PASSAGE)
    store.merge()
    [finding] = validate(store).findings
    assert (str(finding.focus), str(finding.value)) == ("urn:e:a", "ax (")
