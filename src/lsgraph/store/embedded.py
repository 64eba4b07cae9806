"""The embedded store: Oxigraph in memory or on disk."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, Self, cast

import pyoxigraph as ox
from rdflib import BNode, URIRef

from lsgraph.errors import QueryRefused, QuerySyntaxError, StoreError, UnknownThing
from lsgraph.store.formats import Format, rdf_engine, results_engine
from lsgraph.store.terms import (
    Quad,
    Solution,
    Term,
    from_engine,
    quad_from_engine,
    quad_to_engine,
    to_engine,
)
from lsgraph.store.writing import used_prefixes, write_canonical, write_sorted, write_triples
from lsgraph.store.xml import XmlOutput
from lsgraph.vocabulary import BASE, PREFIXES, SHAPES_GRAPH

Row = dict[str, Term]
Bindings = Mapping[str, Term]

_LOOKED_AT = 1_000
_BULKY = 50_000_000  # below it the bulk loader is no faster and sets 200 MB aside
_POSITION = re.compile(r"^error at (?P<line>\d+):(?P<column>\d+): (?P<what>.*)$", re.DOTALL)
_MERGE = f"INSERT {{ ?s ?p ?o }} WHERE {{ GRAPH ?g {{ ?s ?p ?o }} FILTER (?g != <{SHAPES_GRAPH}>) }}"


class Dataset(NamedTuple):
    """The graphs that a query is put to: those merged into its default graph, and its named graphs."""

    default: tuple[URIRef, ...]
    named: tuple[URIRef, ...]


class Answer:
    """What a query found: a boolean, solutions or triples, not yet written."""

    def __init__(self, found: ox.QueryBoolean | ox.QuerySolutions | Iterator[ox.Triple]) -> None:
        self._found = found

    @property
    def form(self) -> str:
        """Return `boolean`, `solutions` or `triples`."""
        match self._found:
            case ox.QueryBoolean():
                return "boolean"
            case ox.QuerySolutions():
                return "solutions"
        return "triples"

    @property
    def variables(self) -> list[str]:
        """Return the names of the columns, in order; empty but for solutions."""
        if isinstance(self._found, ox.QuerySolutions):
            return [variable.value for variable in self._found.variables]
        return []

    def __bool__(self) -> bool:
        return bool(self._found)

    def rows(self) -> Iterator[Row]:
        """Yield each solution as a mapping from bound names to terms."""
        if not isinstance(self._found, ox.QuerySolutions):
            raise StoreError(f"a {self.form} answer has no rows")
        names = self.variables
        for solution in self._found:
            yield {name: from_engine(term) for name in names if (term := solution[name]) is not None}

    def solutions(self) -> Iterator[Solution]:
        """Yield each solution in the engine's own terms, in the order of the columns."""
        if not isinstance(self._found, ox.QuerySolutions):
            raise StoreError(f"a {self.form} answer has no rows")
        return map(tuple, self._found)

    def triples(self) -> Iterator[Quad]:
        """Yield each triple of a CONSTRUCT or DESCRIBE, without a graph."""
        for triple in self.engine_triples():
            yield quad_from_engine(ox.Quad(triple.subject, triple.predicate, triple.object))

    def engine_triples(self) -> Iterator[ox.Triple]:
        """Return the triples in the engine's own terms."""
        if isinstance(self._found, ox.QueryBoolean | ox.QuerySolutions):
            raise StoreError(f"a {self.form} answer has no triples")
        return self._found

    def write(self, output: BinaryIO, known: Format) -> None:
        """Write the answer in a format that fits its form, piece by piece as it is found.

        The prefixes declared are those that the first thousand triples use. Raises NotWritable for what XML
        cannot carry.
        """
        if isinstance(self._found, ox.QueryBoolean | ox.QuerySolutions):
            engine = results_engine(known)
            if engine == ox.QueryResultsFormat.XML:
                output = cast("BinaryIO", XmlOutput(output, triples=False))
            self._found.serialize(output, engine)
        else:
            first = list(islice(self._found, _LOOKED_AT))
            prefixes = used_prefixes(ox.Quad(one.subject, one.predicate, one.object) for one in first)
            write_triples(chain(first, self._found), output, rdf_engine(known), prefixes)


class Store:
    """A dataset of named graphs that answers SPARQL 1.1."""

    def __init__(self, engine: ox.Store | None = None) -> None:
        self._engine = ox.Store() if engine is None else engine

    @classmethod
    def on_disk(cls, folder: Path) -> Self:
        """Return a store kept in that folder, made when absent."""
        return cls(ox.Store(str(folder)))

    @classmethod
    def read_only(cls, folder: Path) -> Self:
        """Return a reader of the store in that folder."""
        return cls(ox.Store.read_only(str(folder)))

    def load(self, data: Path | bytes, known: Format, graph: URIRef | None = None) -> None:
        """Load a file or bytes, triples into `graph`; raises StoreError with the place of a mistake."""
        place = {"path": str(data)} if isinstance(data, Path) else {"input": data}
        to_graph = None if graph is None else ox.NamedNode(str(graph))
        size = _measure(data)
        load = self._engine.load if size < _BULKY else self._engine.bulk_load
        try:
            load(**place, format=rdf_engine(known), to_graph=to_graph)
        except (SyntaxError, ValueError) as error:
            raise StoreError(str(error)) from error

    def add(self, quads: Iterable[Quad]) -> None:
        """Add statements."""
        self._engine.bulk_extend(quad_to_engine(quad) for quad in quads)

    def add_from(self, other: Store) -> None:
        """Add all statements of another store."""
        self._engine.bulk_extend(iter(other._engine))

    def merge(self) -> None:
        """Write the default graph as the merge of all graphs but the shapes, each triple once."""
        self._engine.clear_graph(ox.DefaultGraph())
        self._engine.update(_MERGE)

    def quads(
        self,
        subject: URIRef | BNode | None = None,
        predicate: URIRef | None = None,
        obj: Term | None = None,
        graph: URIRef | None = None,
    ) -> Iterator[Quad]:
        """Yield the statements that match; None matches anything, the default graph included."""
        found = self._engine.quads_for_pattern(
            None if subject is None else to_engine(subject),  # type: ignore[arg-type]
            None if predicate is None else ox.NamedNode(str(predicate)),
            None if obj is None else to_engine(obj),
            None if graph is None else ox.NamedNode(str(graph)),
        )
        return map(quad_from_engine, found)

    def read_graph(self, graph: URIRef | None) -> Answer:
        """Return the triples of a named graph, or of the default graph; raises UnknownThing."""
        try:
            place = ox.DefaultGraph() if graph is None else ox.NamedNode(str(graph))
        except ValueError as error:
            raise UnknownThing(str(graph)) from error
        if isinstance(place, ox.NamedNode) and not self._engine.contains_named_graph(place):
            raise UnknownThing(str(graph))
        found = self._engine.quads_for_pattern(None, None, None, place)
        return Answer(ox.Triple(quad.subject, quad.predicate, quad.object) for quad in found)

    def graphs(self) -> list[URIRef]:
        """Return the IRIs of the named graphs, sorted."""
        return sorted(URIRef(graph.value) for graph in self._engine.named_graphs())

    def graph_sizes(self) -> dict[URIRef, int]:
        """Return how many statements each named graph holds."""
        counted = self._engine.query("SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
        assert isinstance(counted, ox.QuerySolutions)
        return {URIRef(row["g"].value): int(row["n"].value) for row in counted}

    def drop(self, graph: URIRef | None) -> None:
        """Remove a named graph, or empty the default graph."""
        if graph is None:
            self._engine.clear_graph(ox.DefaultGraph())
        else:
            self._engine.remove_graph(ox.NamedNode(str(graph)))

    def __len__(self) -> int:
        return len(self._engine)

    def query(self, text: str, bindings: Bindings | None = None, dataset: Dataset | None = None) -> Answer:
        """Answer a query with some variables bound to terms, put to `dataset` instead of all graphs.

        Relative IRIs are resolved against the graph's base. Raises QuerySyntaxError with its place, and
        QueryRefused for a dataset with a graph that is not here.
        """
        places = {} if dataset is None else self._find_graphs(dataset)
        engine = self._engine
        if dataset is not None and len(dataset.default) > 1:
            engine, places["default_graph"] = self._merge_graphs(places), [ox.DefaultGraph()]
        substitutions: dict[ox.Variable, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple] = {
            ox.Variable(name): to_engine(term) for name, term in (bindings or {}).items()
        }
        try:
            return Answer(
                engine.query(
                    text, base_iri=BASE, prefixes=used_names(text), substitutions=substitutions, **places
                )
            )
        except SyntaxError as error:
            raise syntax_error(str(error)) from error
        except (OSError, ValueError, RuntimeError) as error:
            raise StoreError(str(error)) from error

    def _find_graphs(self, dataset: Dataset) -> dict[str, Any]:
        for graph in (*dataset.default, *dataset.named):
            try:
                found = self._engine.contains_named_graph(ox.NamedNode(str(graph)))
            except ValueError:
                found = False
            if not found:
                raise QueryRefused(f"there is no graph <{graph}> here, and none is fetched from elsewhere")
        return {
            "default_graph": [ox.NamedNode(str(graph)) for graph in dataset.default],
            "named_graphs": [ox.NamedNode(str(graph)) for graph in dataset.named],
        }

    def _merge_graphs(self, places: dict[str, Any]) -> ox.Store:
        """Return a copy of the dataset with each triple once in its default graph.

        The engine gives a triple once for each graph of a list that holds it (pyoxigraph 0.5.13), so that
        COUNT would be wrong. Its bulk loader would set 200 MB aside.
        """
        merged = ox.Store()
        for graph in places["default_graph"]:
            found = self._engine.quads_for_pattern(None, None, None, graph)
            merged.extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in found)
        for graph in places["named_graphs"]:
            merged.extend(self._engine.quads_for_pattern(None, None, None, graph))
        return merged

    def select(self, text: str, bindings: Bindings | None = None) -> list[Row]:
        """Return all solutions of a SELECT."""
        return list(self.query(text, bindings).rows())

    def ask(self, text: str, bindings: Bindings | None = None) -> bool:
        """Return the verdict of an ASK."""
        return bool(self.query(text, bindings))

    def update(self, text: str) -> None:
        """Carry out a SPARQL update; raises QuerySyntaxError or StoreError."""
        try:
            self._engine.update(text, prefixes=PREFIXES)
        except SyntaxError as error:
            raise syntax_error(str(error)) from error
        except (OSError, ValueError, RuntimeError) as error:
            raise StoreError(str(error)) from error

    def dump(
        self, output: BinaryIO, known: Format, graph: URIRef | None = None, *, default_only: bool = False
    ) -> None:
        """Write everything, one graph, or the default graph; a format of triples needs one of the two.

        Equal statements give equal bytes.
        """
        place = ox.DefaultGraph() if default_only else None if graph is None else ox.NamedNode(str(graph))
        output.write(write_sorted(self._engine.quads_for_pattern(None, None, None, place), known))

    def canonical(self, graphs: Iterable[URIRef] | None = None) -> bytes:
        """Return named graphs, or all, as canonical N-Quads (RDFC-1.0) in code-point order."""
        wanted = self.graphs() if graphs is None else sorted(graphs)
        return write_canonical(
            quad
            for graph in wanted
            for quad in self._engine.quads_for_pattern(None, None, None, ox.NamedNode(str(graph)))
        )

    def flush(self) -> None:
        """Bring what was written to disk."""
        self._engine.flush()


def _measure(data: Path | bytes) -> int:
    if isinstance(data, Path):
        return data.stat().st_size if data.is_file() else 0
    return len(data)


def used_names(text: str) -> dict[str, str]:
    """Return those of the graph's prefixes that a query may use: the engine reads each one it is given."""
    return {name: iri for name, iri in PREFIXES.items() if f"{name}:" in text}


def syntax_error(message: str) -> QuerySyntaxError:
    """Return the engine's complaint with its line and column set apart."""
    match = _POSITION.match(message)
    if not match:
        return QuerySyntaxError(message)
    return QuerySyntaxError(match["what"].strip(), int(match["line"]), int(match["column"]))
