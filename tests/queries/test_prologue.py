"""What a query declares, as the engine reads it."""

from __future__ import annotations

import pytest

from lsgraph.queries.graphs.need import is_plain
from lsgraph.queries.prologue import read_prologue
from lsgraph.queries.tokens import read_tokens
from lsgraph.store import Store


@pytest.mark.parametrize(
    "declared",
    [
        "PREFIX e: <https://e.org/ns#>",
        "PREFIX e: <https://e.org/ns?>",
        "PREFIX e: <http://e.org/ns#>",
        "PREFIX e: <urn:e:>",
        "PREFIX e: <terms/>",
        "BASE <https://e.org/a/> PREFIX e: <../b#x>",
        "BASE <https://e.org/a/> PREFIX e: </b/>",
    ],
)
def test_a_prefix_stands_for_the_iri_that_the_engine_takes_it_for(declared: str) -> None:
    read = read_prologue(read_tokens(f"{declared} SELECT * {{}}")).expand("e:term")
    [row] = Store().select(f"{declared} SELECT (STR(e:term) AS ?iri) {{}}")
    assert read == str(row["iri"])


def test_the_name_of_the_graph_is_no_graph_clause() -> None:
    assert is_plain("PREFIX lsg: <https://w3id.org/lsgraph/spec/> SELECT * { ?s a lsg:Goal }")
    assert not is_plain("SELECT * { GRAPH ?g { SELECT * { ?s ?p ?o } } }")
    assert not is_plain("SELECT * { ?s ?p 1.GRAPH?g{ VALUES ?x { 1 } } }")
