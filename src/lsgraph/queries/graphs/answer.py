"""The one way for a query that somebody wrote to a store."""

from __future__ import annotations

from lsgraph.queries.graphs.rewrite import scope_graphs
from lsgraph.store import Answer, Dataset, Reader


def answer_query(store: Reader, text: str, dataset: Dataset | None = None) -> Answer:
    """Answer a query as the standard has it, put to `dataset` instead of all graphs.

    Raises QuerySyntaxError with its place, and QueryRefused for a GRAPH that the store would
    get wrong and that cannot be said in other words.
    """
    scoped = scope_graphs(text)
    return store.query(scoped if scoped != text and store.forgets_graphs(dataset) else text, dataset)
