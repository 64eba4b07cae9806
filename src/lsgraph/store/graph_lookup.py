"""Which named graphs carry a triple of the default graph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from lsgraph.store.answer import Dataset
from lsgraph.store.reader import GraphStatement, Place, Reader
from lsgraph.store.terms import EngineTerm
from lsgraph.vocabulary import SHAPES_GRAPH


class Carriers:
    """The graphs behind the triples of a dataset: of the store's own, or of the one that a query names."""

    def __init__(self, store: Reader, dataset: Dataset | None = None) -> None:
        self._store = store
        self._foreseen: dict[GraphStatement, frozenset[str]] = {}
        self._default = None if dataset is None else frozenset(map(str, dataset.default))

    def graphs(self, statement: GraphStatement) -> frozenset[str]:
        """Return the IRIs of the graphs that were merged into the default graph and hold the triple."""
        if isinstance(statement.subject, ox.Literal):
            return frozenset()
        names = self._foreseen.get(statement)
        if names is None:
            [names] = self._store.graphs_behind([statement])
        return names - {str(SHAPES_GRAPH)} if self._default is None else names & self._default

    @property
    def at_once(self) -> int:
        """Return how many rows are worth looking at together."""
        return self._store.at_once

    def foresee(self, statements: Iterable[GraphStatement]) -> None:
        """Ask at once for the graphs behind triples that will be looked at next."""
        wanted = [one for one in dict.fromkeys(statements) if not isinstance(one.subject, ox.Literal)]
        self._foreseen = dict(zip(wanted, self._store.graphs_behind(wanted), strict=True))

    def statements(
        self,
        subject: EngineTerm | None,
        predicate: EngineTerm | None,
        target: EngineTerm | None,
        graph: EngineTerm | None,
    ) -> Iterator[GraphStatement]:
        """Yield the triples that match in a named graph, or in the default graph when `graph` is None.

        The default graph of a query's own dataset may yield a triple more than once.
        """
        if isinstance(subject, ox.Literal):
            return
        for place in self._places(graph):
            for quad in self._store.match(subject, predicate, target, place):
                yield GraphStatement(quad.subject, quad.predicate, quad.object)  # type: ignore[arg-type]

    def _places(self, graph: EngineTerm | None) -> list[Place]:
        if graph is not None:
            return [ox.NamedNode(graph.value)]
        if self._default is None:
            return [ox.DefaultGraph()]
        return [ox.NamedNode(name) for name in self._default]
