"""The embedded store: Oxigraph in memory or on disk."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO, Self

import pyoxigraph as ox
from rdflib import URIRef

from lsgraph.errors import QuerySyntaxError, StoreError, explain_os_error
from lsgraph.store.answer import Answer, Dataset
from lsgraph.store.formats import Format, rdf_engine
from lsgraph.store.reader import Place, Reader
from lsgraph.store.terms import EngineTerm, Quad, quad_from_engine, quad_to_engine
from lsgraph.store.writing import canonicalize, write_canonical, write_sorted
from lsgraph.vocabulary import BASE, PREFIXES, SHAPES_GRAPH

_BULK_LOAD_BYTES = 50_000_000  # below it the bulk loader is no faster and sets 200 MB aside
_BULK_STATEMENTS = 20_000
_POSITION = re.compile(r"^error at (?P<line>\d+):(?P<column>\d+): (?P<what>.*)$", re.DOTALL)
MERGE = f"INSERT {{ ?s ?p ?o }} WHERE {{ GRAPH ?g {{ ?s ?p ?o }} FILTER (?g != <{SHAPES_GRAPH}>) }}"


class Store(Reader):
    """A dataset of named graphs that answers SPARQL 1.1."""

    def __init__(self, engine: ox.Store | None = None) -> None:
        super().__init__()
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
        load = self._engine.load if size < _BULK_LOAD_BYTES else self._engine.bulk_load
        try:
            load(**place, format=rdf_engine(known), to_graph=to_graph)
        except (SyntaxError, ValueError) as error:
            raise StoreError(str(error)) from error

    def add(self, quads: Iterable[Quad]) -> None:
        """Add statements."""
        rest = map(quad_to_engine, quads)
        first = list(islice(rest, _BULK_STATEMENTS))
        if len(first) < _BULK_STATEMENTS:
            self._engine.extend(first)
        else:
            self._engine.bulk_extend(chain(first, rest))

    def remove(self, quads: Iterable[Quad]) -> None:
        """Remove statements."""
        for quad in quads:
            self._engine.remove(quad_to_engine(quad))

    def add_from(self, other: Store, graphs: Iterable[URIRef] | None = None) -> None:
        """Add all statements of another store, or those of some of its named graphs."""
        if graphs is None:
            self._engine.bulk_extend(iter(other._engine))
            return
        places = (ox.NamedNode(str(graph)) for graph in graphs)
        found = (other._engine.quads_for_pattern(None, None, None, place) for place in places)
        self._engine.extend(chain.from_iterable(found))

    def merge(self) -> None:
        """Write the default graph as the merge of all graphs but the shapes, each triple once."""
        self._engine.clear_graph(ox.DefaultGraph())
        self._engine.update(MERGE)

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

    def match(
        self,
        subject: EngineTerm | None,
        predicate: EngineTerm | None,
        obj: EngineTerm | None,
        place: Place | None,
    ) -> Iterator[ox.Quad]:
        """Yield the statements that match, in the engine's own terms."""
        return self._engine.quads_for_pattern(subject, predicate, obj, place)  # type: ignore[arg-type]

    def begin(self, seconds: float) -> None:
        """Need nothing: a store that is served does not change."""

    def confirm(self) -> None:
        """Need nothing: a store that is served does not change."""

    def end(self) -> None:
        """Need nothing: the engine lets go by itself."""

    def local_copy(self) -> Store:
        """Return the store itself."""
        return self

    def forgets_graphs(self, dataset: Dataset | None) -> bool:
        """Say yes: the engine puts GRAPH's name into triple patterns and forgets the rest (0.5.13)."""
        return True

    def copy_graphs(self, graphs: Iterable[URIRef]) -> Store:
        """Return the store itself."""
        return self

    def has_graph(self, graph: URIRef) -> bool:
        """Say whether a named graph of that name is here."""
        try:
            return self._engine.contains_named_graph(ox.NamedNode(str(graph)))
        except ValueError:
            return False

    def query(self, text: str, dataset: Dataset | None = None) -> Answer:
        """Answer a query, put to `dataset` instead of all graphs."""
        places = {} if dataset is None else self._find_graphs(dataset)
        engine = self._engine
        if dataset is not None and len(dataset.default) > 1:
            engine, places["default_graph"] = self._merge_graphs(places), [ox.DefaultGraph()]
        try:
            return Answer(engine.query(text, base_iri=BASE, prefixes=used_names(text), **places))
        except SyntaxError as error:
            raise syntax_error(str(error)) from error
        except OSError as error:
            raise explain_os_error(error) from error
        except (ValueError, RuntimeError) as error:
            raise StoreError(str(error)) from error

    def _find_graphs(self, dataset: Dataset) -> dict[str, Any]:
        dataset = keep_known(self, dataset)
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

    def settled(self, *, default_only: bool = False) -> list[Quad]:
        """Return all statements, or the default graph's, with names of blank nodes that depend on them."""
        place = ox.DefaultGraph() if default_only else None
        found = self._engine.quads_for_pattern(None, None, None, place)
        return [quad_from_engine(quad) for quad in canonicalize(found)]

    def canonical(self, graphs: Iterable[URIRef] | None = None) -> bytes:
        """Return named graphs, or all, as canonical N-Quads (RDFC-1.0) in code-point order."""
        wanted = self.graphs() if graphs is None else sorted(graphs)
        return write_canonical(
            quad
            for graph in wanted
            for quad in self._engine.quads_for_pattern(None, None, None, ox.NamedNode(str(graph)))
        )

    def settle(self) -> None:
        """Bring what was written to disk, in the form that is fastest to read."""
        self._engine.flush()
        self._engine.optimize()


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


def keep_known(store: Reader, dataset: Dataset) -> Dataset:
    """Return a dataset without the graphs that are not in the store, which are empty; none is fetched."""
    default, named = (tuple(one for one in graphs if store.has_graph(one)) for graphs in dataset)
    return Dataset(default, named)
