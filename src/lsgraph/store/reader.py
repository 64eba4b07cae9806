"""What every store answers, near or far: named graphs, and a default graph that is their merge."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import ClassVar, Final, NamedTuple, TypeAlias

import pyoxigraph as ox
from rdflib import RDF, BNode, URIRef

from lsgraph.errors import UnknownThing
from lsgraph.store.answer import Answer, Dataset, Row
from lsgraph.store.terms import EngineTerm, Quad, Term, from_engine, is_plain, quad_from_engine, to_engine

SAMPLED: Final = 100
"""How many values of a property are looked at."""

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
    own_graph: ClassVar[URIRef | None] = None
    """A graph that is the store's own and no part of a release."""

    def __init__(self) -> None:
        self._samples: dict[URIRef, Sequence[Term]] = {}

    @abstractmethod
    def query(self, text: str, dataset: Dataset | None = None) -> Answer:
        """Answer a query, put to `dataset` instead of all graphs.

        Relative IRIs are resolved against the graph's base, and our prefixes are known. Raises
        QuerySyntaxError with its place. A graph of the dataset that is not here is empty.
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

    def find_absent(self, terms: Sequence[URIRef]) -> list[URIRef]:
        """Return those IRIs that no statement holds and no graph is named by."""
        return [term for term in terms if not self._holds(term)]

    def sample_values(self, predicate: URIRef) -> Sequence[Term]:
        """Return some values that a property has in the default graph, at most SAMPLED; asked for once."""
        if predicate not in self._samples:
            found = self.match(None, ox.NamedNode(str(predicate)), None, ox.DefaultGraph())
            values = (quad.object for quad in islice(found, SAMPLED))
            self._samples[predicate] = [from_engine(one) for one in values if is_plain(one)]
        return self._samples[predicate]

    def list_typed(self) -> Iterator[tuple[str, str]]:
        """Yield the IRI and class of each thing in the default graph."""
        for quad in self.match(None, ox.NamedNode(str(RDF.type)), None, ox.DefaultGraph()):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
                yield quad.subject.value, quad.object.value

    def _holds(self, term: URIRef) -> bool:
        try:
            ways = self.quads(term), self.quads(None, term), self.quads(None, None, term)
        except ValueError:  # no IRI for the engine
            return False
        return any(next(way, None) is not None for way in ways) or self.has_graph(term)

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
