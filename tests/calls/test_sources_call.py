"""The call `query` with sources as columns."""

from __future__ import annotations

import io
import json

import pytest

from lsgraph.calls.sparql import query
from lsgraph.errors import QueryRefused, QuerySyntaxError
from lsgraph.store import Store

MEMBERS = "SELECT ?who { ?who org:memberOf ?group }"


def call(store: Store, text: str, **more: object) -> io.BytesIO:
    store.merge()
    output = io.BytesIO()
    query(store, {"query": text, "results": "json", "triples": None, "sources": True, **more}).write(output)
    return output


@pytest.mark.parametrize(
    "more", [{}, {"most": 1}, {"default": ["https://w3id.org/lsgraph/res/passage/a-0-10"]}]
)
def test_sources_add_columns_to_the_answer(tiny: Store, more: dict[str, object]) -> None:
    found = json.loads(call(tiny, MEMBERS, **{"named": [], **more}).getvalue())
    assert found["head"]["vars"][0] == "who"
    (row,) = found["results"]["bindings"]
    passages = row["source_passages"]["value"].split()
    assert len(passages) == (1 if "default" in more else 2)


def test_a_query_that_cannot_be_traced_is_refused(tiny: Store) -> None:
    with pytest.raises(QueryRefused, match="SELECT"):
        call(tiny, "ASK { ?s ?p ?o }")


def test_a_mistake_is_told_with_its_token(tiny: Store) -> None:
    with pytest.raises(QuerySyntaxError, match="memberOf"):
        call(tiny, "SELECT ?who { ?who memberOf ?group }")
