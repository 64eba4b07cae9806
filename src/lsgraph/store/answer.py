"""What a query is put to and what it finds, not yet written."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice
from typing import BinaryIO, Final, NamedTuple, cast

import pyoxigraph as ox
from rdflib import URIRef

from lsgraph.errors import StoreError
from lsgraph.store.formats import Format, rdf_engine, results_engine
from lsgraph.store.terms import Quad, Solution, Term, from_engine, quad_from_engine
from lsgraph.store.writing import used_prefixes, write_triples
from lsgraph.store.xml import XmlOutput

Row = dict[str, Term]

_LOOKED_AT: Final = 1_000


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
