"""What every store answers, near or far: named graphs, and a default graph that is their merge."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from typing import ClassVar, NamedTuple, TypeAlias

import pyoxigraph as ox
from rdflib import BNode, URIRef

from lsgraph.errors import UnknownThing
from lsgraph.store.answer import Answer, Dataset, Row
from lsgraph.store.terms import EngineTerm, Quad, Term, quad_from_engine, to_engine

Place: TypeAlias = ox.NamedNode | ox.DefaultGraph


class GraphStatement(NamedTuple):
    """A triple, in the engine's own terms."""

    subject: EngineTerm
    predicate: EngineTerm
    object: EngineTerm


class Reader(ABC):
    """A dataset that can be read; only `Store` can be written to."""

    at_once: ClassVar[int] = 1
    """How many things are worth asking for together."""

    @abstractmethod
    def query(self, text: str, dataset: Dataset | None = None) -> Answer:
        """Answer a query, put to `dataset` instead of all graphs.

        Relative IRIs are resolved against the graph's base, and our prefixes are known. Raises
        QuerySyntaxError with its place, and QueryRefused for a dataset with a graph that is not here.
        """

    @abstractmethod
    def forgets_graphs(self, dataset: Dataset | None) -> bool:
        """Say whether the engine forgets the graph of a solution that matched no triple inside its GRAPH.

        https://www.w3.org/TR/sparql11-query/#sparqlAlgebraEval
        """

    @abstractmethod
    def match(
        self,
        subject: EngineTerm | None,
        predicate: EngineTerm | None,
        obj: EngineTerm | None,
        place: Place | None,
    ) -> Iterator[ox.Quad]:
        """Yield the statements that match, in the engine's own terms; None matches anything.

        With None as `place`, both the default graph and the named graphs are looked at.
        """

    @abstractmethod
    def graphs(self) -> list[URIRef]:
        """Return the IRIs of the named graphs, sorted."""

    @abstractmethod
    def graph_sizes(self) -> dict[URIRef, int]:
        """Return how many statements each named graph holds."""

    @abstractmethod
    def local_copy(self) -> Reader:
        """Return the dataset where reading it a thousand times costs little: itself, or a copy in memory."""

    @abstractmethod
    def copy_graphs(self, graphs: Iterable[URIRef]) -> Reader:
        """Return a store that holds at least those graphs, in which each blank node has a name of its own."""

    @abstractmethod
    def begin(self, seconds: float) -> None:
        """Get ready for a call that may take so many seconds."""

    @abstractmethod
    def confirm(self) -> None:
        """Raise StoreChanged when the store was given another release since the call began."""

    @abstractmethod
    def end(self) -> None:
        """Let go of what a call left unread."""

    def quads(
        self,
        subject: URIRef | BNode | None = None,
        predicate: URIRef | None = None,
        obj: Term | None = None,
        graph: URIRef | None = None,
    ) -> Iterator[Quad]:
        """Yield the statements that match; None matches anything, the default graph included."""
        found = self.match(
            None if subject is None else to_engine(subject),
            None if predicate is None else to_engine(predicate),
            None if obj is None else to_engine(obj),
            None if graph is None else ox.NamedNode(str(graph)),
        )
        return map(quad_from_engine, found)

    def quads_about(self, subjects: Iterable[URIRef], predicate: URIRef) -> Iterator[Quad]:
        """Yield the statements of that predicate about any of the subjects."""
        for subject in subjects:
            yield from self.quads(subject, predicate)

    def graphs_behind(self, statements: Sequence[GraphStatement]) -> list[frozenset[str]]:
        """Return for each statement the IRIs of the named graphs that hold it."""
        found = (self.match(*statement, None) for statement in statements)
        return [
            frozenset(quad.graph_name.value for quad in quads if isinstance(quad.graph_name, ox.NamedNode))
            for quads in found
        ]

    def read_graph(self, graph: URIRef | None) -> Answer:
        """Return the triples of a named graph, or of the default graph; raises UnknownThing."""
        if graph is not None and not self.has_graph(graph):
            raise UnknownThing(str(graph))
        found = self.match(None, None, None, ox.DefaultGraph() if graph is None else ox.NamedNode(str(graph)))
        return Answer(ox.Triple(quad.subject, quad.predicate, quad.object) for quad in found)

    @abstractmethod
    def has_graph(self, graph: URIRef) -> bool:
        """Say whether a named graph of that name is here; an IRI that is none names none."""

    def select(self, text: str) -> list[Row]:
        """Return all solutions of a SELECT."""
        return list(self.query(text).rows())

    def ask(self, text: str) -> bool:
        """Return the verdict of an ASK."""
        return bool(self.query(text))
