"""Finds the graphs behind a row: those that carry the triples it matched."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import Final, TypeAlias

from lsgraph.errors import QueryRefused, QuerySyntaxError
from lsgraph.provenance.ast import Constant, Path, Place
from lsgraph.provenance.paths import PathVisits
from lsgraph.provenance.rewrite import (
    GraphOrigin,
    GroupedOrigin,
    Origin,
    RewritePlan,
    TripleOrigin,
    WalkOrigin,
)
from lsgraph.store import Answer, Carriers, Dataset, EngineTerm, GraphStatement, Reader, Solution

Graphs: TypeAlias = frozenset[str]
Trace: TypeAlias = Callable[[Solution], Graphs]
_Read: TypeAlias = Callable[[Solution], EngineTerm | None]

NONE: Final[Graphs] = frozenset()
_TRACES_CACHED: Final = 65_536


class Tracer:
    """Traces rows in one dataset of a store; `terms` are the constants of the query, by their text."""

    def __init__(self, store: Reader, dataset: Dataset | None, terms: Mapping[str, EngineTerm]) -> None:
        self._store, self._dataset, self._terms = store, dataset, terms
        self._carriers = Carriers(store, dataset)
        self._behind: Callable[[GraphStatement], Graphs] = lru_cache(_TRACES_CACHED)(self._carriers.graphs)
        self._walked = lru_cache(_TRACES_CACHED)(self._walk)
        self._through = lru_cache(256)(self._walks)

    def ask(self, plan: RewritePlan) -> tuple[Sequence[str], Iterator[tuple[Solution, Graphs]]]:
        """Return the columns of a plan's query, and its rows, each with the graphs behind it."""
        answer = self._query(plan.text)
        columns = answer.variables
        trace, rows = self._trace_all(plan.origins, columns), answer.solutions()
        if self._carriers.at_once > 1:
            rows = self._foresee(rows, plan.origins, columns)
        return columns, ((row, trace(row)) for row in rows)

    def _foresee(
        self, rows: Iterator[Solution], origins: Sequence[Origin], columns: Sequence[str]
    ) -> Iterator[Solution]:
        """Yield the rows, in parts for which the graphs behind simple triples are asked for at once."""
        finders = [self._find_statement(one, columns) for one in origins if isinstance(one, TripleOrigin)]
        while part := list(islice(rows, self._carriers.at_once)):
            found = (find(row) for row in part for find in finders)
            self._carriers.foresee(one for one in found if one is not None)
            yield from part

    def _find_statement(
        self, origin: TripleOrigin, columns: Sequence[str]
    ) -> Callable[[Solution], GraphStatement | None]:
        """Return what finds the triple that a row matched; None where its pattern did not match."""
        subject = self._reader(origin.subject, columns)
        predicate = self._reader(origin.predicate, columns)
        target = self._reader(origin.object, columns)
        guard = None if origin.guard is None else columns.index(origin.guard)

        def find(row: Solution) -> GraphStatement | None:
            if guard is not None and row[guard] is None:
                return None
            return GraphStatement(_sure(subject(row)), _sure(predicate(row)), _sure(target(row)))

        return find

    def _query(self, text: str) -> Answer:
        try:
            return self._store.query(text, dataset=self._dataset)
        except QuerySyntaxError as error:
            raise QueryRefused(f"sources=true cannot follow this query: {error.what}") from error

    def _trace_all(self, origins: Sequence[Origin], columns: Sequence[str]) -> Trace:
        traces = [self._trace(origin, columns) for origin in origins]

        def trace(row: Solution) -> Graphs:
            found = [graphs for one in traces if (graphs := one(row))]
            return found[0] if len(found) == 1 else NONE.union(*found)

        return trace

    def _trace(self, origin: Origin, columns: Sequence[str]) -> Trace:
        match origin:
            case TripleOrigin():
                return self._trace_triple(origin, columns)
            case WalkOrigin():
                trace = self._trace_walk(origin, columns)
            case GraphOrigin(_, graph):
                trace = _trace_graph(self._reader(graph, columns))
            case GroupedOrigin():
                trace = self._trace_table(origin, columns)
        if origin.guard is None:
            return trace
        guard = columns.index(origin.guard)
        return lambda row: NONE if row[guard] is None else trace(row)

    def _trace_triple(self, origin: TripleOrigin, columns: Sequence[str]) -> Trace:
        find = self._find_statement(origin, columns)

        def trace(row: Solution) -> Graphs:
            statement = find(row)
            return NONE if statement is None else self._behind(statement)

        return trace

    def _trace_walk(self, origin: WalkOrigin, columns: Sequence[str]) -> Trace:
        start = self._reader(origin.subject, columns)
        end = self._reader(origin.object, columns)
        graph = None if origin.graph is None else self._reader(origin.graph, columns)

        def trace(row: Solution) -> Graphs:
            place = None if graph is None else graph(row)
            if graph is not None and place is None:
                return NONE
            return self._walked(origin.path, _sure(start(row)), _sure(end(row)), place)

        return trace

    def _walk(self, path: Path, start: EngineTerm, end: EngineTerm, graph: EngineTerm | None) -> Graphs:
        found = self._through(graph).statements(path, start, end)
        if graph is None:
            return NONE.union(*(self._behind(one) for one in set(found)))
        return NONE if next(found, None) is None else frozenset([graph.value])

    def _walks(self, graph: EngineTerm | None) -> PathVisits:
        return PathVisits(self._carriers, self._terms, graph)

    def _trace_table(self, origin: GroupedOrigin, columns: Sequence[str]) -> Trace:
        places = [columns.index(name) for name in origin.keys]
        table: dict[Solution, Graphs] | None = None

        def trace(row: Solution) -> Graphs:
            nonlocal table
            if table is None:
                table = self._tabulate(origin)
            key = tuple(row[place] for place in places)
            if key and key not in table:
                raise QueryRefused("sources=true: asked twice, this query gave different groups")
            return table.get(key, NONE)

        return trace

    def _tabulate(self, origin: GroupedOrigin) -> dict[Solution, Graphs]:
        columns, rows = self.ask(origin.table)
        places = [columns.index(name) for name in origin.table_keys]
        table: dict[Solution, set[str]] = {}
        for row, graphs in rows:
            table.setdefault(tuple(row[place] for place in places), set()).update(graphs)
        return {key: frozenset(graphs) for key, graphs in table.items()}

    def _reader(self, place: Place, columns: Sequence[str]) -> _Read:
        if isinstance(place, Constant):
            term = self._terms[place.text]
            return lambda _: term
        column = columns.index(place.name)
        return lambda row: row[column]


def _trace_graph(graph: _Read) -> Trace:
    def trace(row: Solution) -> Graphs:
        found = graph(row)
        return NONE if found is None else frozenset([found.value])

    return trace


def _sure(term: EngineTerm | None) -> EngineTerm:
    assert term is not None, "a pattern that matched binds its variables"
    return term
