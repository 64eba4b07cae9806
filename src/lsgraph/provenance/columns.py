"""The columns that say where a row comes from."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

from lsgraph.store import Solution, plain_text
from lsgraph.vocabulary import PREFIXES, Kind, Span, graph_kind, parse_span

COLUMNS: Final = ("source_passages", "source_documents", "source_kinds", "source_other_graphs")
"""The added columns: passages (IRIs), their sources (ids), kinds of graph (words), other graphs (IRIs).

Each is one string, its parts sorted and set apart by single spaces, and empty where nothing carries the row.
"""

KINDS: Final = {
    Kind.PASSAGE: "stated",
    Kind.JUDGEMENT: "judged",
    Kind.NAMING: "named",
    Kind.REGISTER: "registered",
    Kind.INFERENCE: "inferred",
    Kind.CATALOGUE: "catalogue",
    None: "other",
}
"""The words of the column `source_kinds`, in their order there; `other` is a graph that is not lsgraph's."""

_ORDER: Final = {kind: place for place, kind in enumerate(KINDS)}
_GRAPHS_CACHED: Final = 16_384


def list_carriers(column: str, value: str) -> list[str]:
    """Return the IRIs of the passages, documents or other graphs that a value of an added column names."""
    passages, documents, _, other_graphs = COLUMNS
    if column == documents:
        return [PREFIXES["source"] + name for name in value.split()]
    return value.split() if column in (passages, other_graphs) else []


class _Graph(NamedTuple):
    """A graph in the order of the columns: by kind, then by place in its source."""

    order: int
    span: Span
    iri: str
    kind: Kind | None


class GraphWriter:
    """Writes sets of graphs as columns; an answer has few different graphs and sets of them."""

    def __init__(self) -> None:
        self._look = lru_cache(_GRAPHS_CACHED)(_look_at)
        self.write = lru_cache(_GRAPHS_CACHED)(self._write)
        """The columns for the IRIs of some graphs."""

    def _write(self, iris: frozenset[str]) -> Solution:
        graphs = sorted(map(self._look, iris))
        passages = [graph for graph in graphs if graph.kind is Kind.PASSAGE]
        columns = (
            [graph.iri for graph in passages],
            dict.fromkeys(graph.span.source for graph in passages if graph.span.source),
            dict.fromkeys(KINDS[graph.kind] for graph in graphs),
            [graph.iri for graph in graphs[len(passages) :]],
        )
        return tuple(plain_text(" ".join(parts)) for parts in columns)


def _look_at(iri: str) -> _Graph:
    kind = graph_kind(iri)
    span = parse_span(iri) if kind is Kind.PASSAGE else None
    return _Graph(_ORDER[kind], span or Span("", 0, 0), iri, kind)
