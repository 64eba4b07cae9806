"""Which named graphs carry a triple of the default graph."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pyoxigraph as ox

from lsgraph.store.embedded import Dataset, Store
from lsgraph.store.terms import EngineTerm
from lsgraph.vocabulary import SHAPES_GRAPH


class Statement(NamedTuple):
    """A triple, in the engine's own terms."""

    subject: EngineTerm
    predicate: EngineTerm
    object: EngineTerm


class Carriers:
    """The graphs behind the triples of a dataset: of the store's own, or of the one that a query names."""

    def __init__(self, store: Store, dataset: Dataset | None = None) -> None:
        self._engine = store._engine
        self._default = None if dataset is None else frozenset(map(str, dataset.default))

    def graphs(self, statement: Statement) -> frozenset[str]:
        """Return the IRIs of the graphs that were merged into the default graph and hold the triple."""
        if isinstance(statement.subject, ox.Literal):
            return frozenset()
        found = self._engine.quads_for_pattern(*statement, None)  # type: ignore[arg-type]
        names = {quad.graph_name.value for quad in found if isinstance(quad.graph_name, ox.NamedNode)}
        return frozenset(names - {str(SHAPES_GRAPH)} if self._default is None else names & self._default)

    def statements(
        self,
        subject: EngineTerm | None,
        predicate: EngineTerm | None,
        target: EngineTerm | None,
        graph: EngineTerm | None,
    ) -> Iterator[Statement]:
        """Yield the triples that match in a named graph, or in the default graph when `graph` is None.

        The default graph of a query's own dataset may yield a triple more than once.
        """
        if isinstance(subject, ox.Literal):
            return
        for place in self._places(graph):
            found = self._engine.quads_for_pattern(subject, predicate, target, place)  # type: ignore[arg-type]
            for quad in found:
                yield Statement(quad.subject, quad.predicate, quad.object)  # type: ignore[arg-type]

    def _places(self, graph: EngineTerm | None) -> list[object]:
        if graph is not None:
            return [graph]
        if self._default is None:
            return [ox.DefaultGraph()]
        return [ox.NamedNode(name) for name in self._default]
