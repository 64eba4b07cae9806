"""The call `query` with sources as columns."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest

from lsgraph.calls.sparql import ClientQuery, QueryCall, query
from lsgraph.errors import QueryRefused, QuerySyntaxError
from lsgraph.store import Store

MEMBERS = "SELECT ?who { ?who org:memberOf ?group }"


def ask(text: str) -> QueryCall:
    return QueryCall(ClientQuery(text, sources=True), results="json")


def call(store: Store, asked: QueryCall) -> io.BytesIO:
    store.merge()
    output = io.BytesIO()
    query(store, asked).write(output)
    return output


@pytest.mark.parametrize(
    "asked",
    [
        ask(MEMBERS),
        replace(ask(MEMBERS), most=1),
        replace(ask(MEMBERS), default=("https://w3id.org/lsgraph/res/passage/a-0-10",)),
    ],
)
def test_sources_add_columns_to_the_answer(tiny: Store, asked: QueryCall) -> None:
    found = json.loads(call(tiny, asked).getvalue())
    assert found["head"]["vars"][0] == "who"
    (row,) = found["results"]["bindings"]
    passages = row["source_passages"]["value"].split()
    assert len(passages) == (1 if asked.default else 2)


def test_a_query_that_cannot_be_traced_is_refused(tiny: Store) -> None:
    with pytest.raises(QueryRefused, match="SELECT"):
        call(tiny, ask("ASK { ?s ?p ?o }"))


def test_a_mistake_is_told_with_its_token(tiny: Store) -> None:
    with pytest.raises(QuerySyntaxError, match="memberOf"):
        call(tiny, ask("SELECT ?who { ?who memberOf ?group }"))
