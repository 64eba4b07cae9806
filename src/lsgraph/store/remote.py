"""A store behind any server that speaks the SPARQL 1.1 Protocol.

What a query is, is settled here before the server sees anything: its syntax by our own engine, its prefixes
and base written out, its datasets checked. https://www.w3.org/TR/sparql11-protocol/#query-operation
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import ClassVar, Final

import pyoxigraph as ox
from rdflib import URIRef

from lsgraph.errors import QueryRefused, StoreChanged, StoreError, StoreRefused, StoreUnreachable
from lsgraph.store.address import show_address
from lsgraph.store.answer import Answer, Dataset
from lsgraph.store.embedded import Store, keep_known
from lsgraph.store.inline_data import write_out
from lsgraph.store.literals import find_changed
from lsgraph.store.marker import FIND_MARKER, MARKER_GRAPH, Marker, read_marker
from lsgraph.store.protocol import Connection
from lsgraph.store.reader import SAMPLED, GraphStatement, Place, Reader
from lsgraph.store.remote_answer import RESULTS, TRIPLES, RemoteAnswer, order_columns
from lsgraph.store.terms import EngineTerm, Quad, Solution, Term, from_engine, quad_from_engine

_DEFAULT_SECONDS: Final = 30.0
_SIZES: Final = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"

_FORGETS: Final = "ASK { GRAPH ?g { VALUES ?x { 1 } } FILTER (!BOUND(?g)) }"


class RemoteStore(Reader):
    """The dataset at the query address of a server.

    With `release`, an answer counts only when the server said before it and after it, by its marker, that it
    holds that release and was not written to in between. A dataset that never changes needs no such looks.
    """

    at_once: ClassVar[int] = 200
    own_graph: ClassVar[URIRef | None] = URIRef(MARKER_GRAPH.value)

    def __init__(self, url: str, release: str | None = None) -> None:
        super().__init__()
        self.address = show_address(url)
        self.url, self._release = url, release
        self._connection = Connection()
        self._engine = Store()
        self._seconds = _DEFAULT_SECONDS
        self._began: Marker | None = None
        self._forgets: bool | None = None
        self._held = set[URIRef]()

    def begin(self, seconds: float) -> None:
        """Get ready for a call that may take so many seconds; raises StoreChanged."""
        self._seconds = seconds
        if self._release is not None:
            self._began = self.read_marker()
            if self._began is None or self._began.release != self._release:
                raise self._changed(self._began)

    def confirm(self) -> None:
        """Raise StoreChanged when the store was given another release since the call began."""
        if self._release is not None and (found := self.read_marker()) != self._began:
            raise self._changed(found)

    def end(self) -> None:
        """Close what a call left unread, so that the server stops working on it."""
        self._connection.release()

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def read_marker(self) -> Marker | None:
        """Return what the store says it holds; None when it says nothing."""
        rows = list(islice(self._solutions(FIND_MARKER), 2))
        if len(rows) != 1 or None in rows[0]:
            return None
        release, mark = (str(from_engine(term)) for term in rows[0])
        return read_marker(release, mark)

    def query(self, text: str, dataset: Dataset | None = None) -> Answer:
        """Answer a query; several graphs as its default graph are fetched and merged here.

        Servers differ in whether a triple of two such graphs counts once.
        """
        checked = self._engine.query(text)
        if dataset is None:
            return self._ask(text, checked)
        dataset = keep_known(self, dataset)
        if not any(dataset):  # a server asked for no graphs would answer from them all
            return Store().query(text, dataset)
        if len(dataset.default) > 1:
            return self._fetch({*dataset.default, *dataset.named}).query(text, dataset)
        return self._ask(text, checked, dataset)

    def forgets_graphs(self, dataset: Dataset | None) -> bool:
        """Say whether the server does, asked once; several graphs as the default are merged here."""
        if dataset is not None and len(dataset.default) > 1:
            return self._engine.forgets_graphs(dataset)
        if self._forgets is None:
            try:
                self._forgets = bool(self._ask_checked(_FORGETS))
            except StoreRefused:  # a server that cannot read this has not the fault
                self._forgets = False
        return self._forgets

    def match(
        self,
        subject: EngineTerm | None,
        predicate: EngineTerm | None,
        obj: EngineTerm | None,
        place: Place | None,
    ) -> Iterator[ox.Quad]:
        """Yield the statements that match; raises QueryRefused for a blank node, which has no name there."""
        pattern = " ".join(map(_write, (subject, predicate, obj), "spo"))
        match place:
            case None:
                where = f"{{ {pattern} }} UNION {{ GRAPH ?g {{ {pattern} }} FILTER (?g != {MARKER_GRAPH}) }}"
            case ox.DefaultGraph():
                where = pattern
            case _:
                where = f"GRAPH {place} {{ {pattern} }}"
        known = (subject, predicate, obj, place)
        for row in self._solutions(f"SELECT ?s ?p ?o ?g {{ {where} }}"):
            yield _make_quad(*(one if one is not None else two for one, two in zip(known, row, strict=True)))

    def quads_about(self, subjects: Iterable[URIRef], predicate: URIRef) -> Iterator[Quad]:
        """Yield the statements of that predicate about any of the subjects, asked for in parts."""
        waiting, relation = iter(subjects), ox.NamedNode(str(predicate))
        while part := list(islice(waiting, self.at_once)):
            values = " ".join(_write(ox.NamedNode(str(one)), "") for one in part)
            pattern = f"VALUES ?s {{ {values} }} ?s {relation} ?o"
            text = f"SELECT ?s ?o ?g {{ {{ {pattern} }} UNION {{ GRAPH ?g {{ {pattern} }} }} }}"
            for subject, value, graph in self._solutions(text):
                yield quad_from_engine(_make_quad(subject, relation, value, graph))

    def graphs_behind(self, statements: Sequence[GraphStatement]) -> list[frozenset[str]]:
        """Return for each statement the IRIs of the named graphs that hold it, asked for in parts."""
        found: list[set[str]] = [set() for _ in statements]
        for start in range(0, len(statements), self.at_once):
            part = enumerate(statements[start : start + self.at_once], start)
            values = " ".join(
                f"({place} {' '.join(_write(term, '') for term in one)})" for place, one in part
            )
            text = f"SELECT ?n ?g {{ VALUES (?n ?s ?p ?o) {{ {values} }} GRAPH ?g {{ ?s ?p ?o }} }}"
            for place, graph in self._solutions(text):
                found[int(str(from_engine(place)))].add(str(from_engine(graph)))
        return list(map(frozenset, found))

    def find_absent(self, terms: Sequence[URIRef]) -> list[URIRef]:
        """Return those IRIs that no statement holds and no graph is named by; each is asked for once."""
        asked = [term for term in terms if term not in self._held]
        if asked:
            values = " ".join(_write(ox.NamedNode(str(term)), "") for term in asked)
            ways = ("?t ?p ?o", "?s ?t ?o", "?s ?p ?t", "GRAPH ?t { ?s ?p ?o }")
            none = " ".join(f"FILTER NOT EXISTS {{ {way} }}" for way in ways)
            found = self._solutions(f"SELECT ?t {{ VALUES ?t {{ {values} }} {none} }}")
            absent = {str(from_engine(row[0])) for row in found}
            self._held.update(term for term in asked if str(term) not in absent)
        return [term for term in terms if term not in self._held]

    def sample_values(self, predicate: URIRef) -> Sequence[Term]:
        """Return some values that a property has in the default graph; each property is asked for once."""
        if predicate not in self._samples:
            relation = _write(ox.NamedNode(str(predicate)), "")
            found = self._solutions(f"SELECT ?o {{ ?s {relation} ?o }} LIMIT {SAMPLED}")
            self._samples[predicate] = [from_engine(row[0]) for row in found]
        return self._samples[predicate]

    def graphs(self) -> list[URIRef]:
        """Return the IRIs of the named graphs, sorted."""
        return sorted(self.graph_sizes())

    def graph_sizes(self) -> dict[URIRef, int]:
        """Return how many statements each named graph holds."""
        sizes = {
            URIRef(str(from_engine(graph))): int(str(from_engine(size)))
            for graph, size in self._solutions(_SIZES)
            if graph is not None  # a server may answer an empty dataset with one row of 0
        }
        sizes.pop(URIRef(MARKER_GRAPH.value), None)
        return sizes

    def has_graph(self, graph: URIRef) -> bool:
        """Say whether a named graph of that name is there."""
        try:
            place = ox.NamedNode(str(graph))
        except ValueError:
            return False
        return bool(self._ask_checked(f"ASK {{ GRAPH {place} {{ ?s ?p ?o }} }}"))

    def local_copy(self) -> Store:
        """Return a copy of the named graphs in memory, merged; raises StoreUnreachable if it is not whole."""
        copy = self._fetch(None)
        copy.merge()
        return copy

    def copy_graphs(self, graphs: Iterable[URIRef]) -> Store:
        """Return those graphs in memory, read from one answer; raises StoreUnreachable if it is not whole."""
        return self._fetch(set(graphs))

    def _fetch(self, wanted: set[URIRef] | None) -> Store:
        sizes = self.graph_sizes()
        graphs = sizes.keys() if wanted is None else sizes.keys() & wanted
        literals = set[ox.Literal]()
        engine = ox.Store()  # not filled by the bulk loader, which would set 200 MB aside
        where = f"GRAPH ?g {{ ?s ?p ?o }} FILTER (?g != {MARKER_GRAPH})"
        if wanted is not None:  # all in one answer, since names of blank nodes are of one answer only
            names = " ".join(_write(ox.NamedNode(str(graph)), "") for graph in graphs)
            where = f"VALUES ?g {{ {names} }} GRAPH ?g {{ ?s ?p ?o }}"
        if graphs:
            rows = self._solutions(f"SELECT ?s ?p ?o ?g {{ {where} }}")
            engine.extend(_note_literals((_make_quad(*row) for row in rows), literals))
        if wanted is None:
            self._check_literals(literals)
        expected = sum(sizes[graph] for graph in graphs)
        if len(engine) != expected:
            raise StoreUnreachable(
                f"the store at {self.address} counts {expected} statements but gives {len(engine)}; "
                "lift its limit on results"
            )
        return Store(engine)

    def _check_literals(self, found: set[ox.Literal]) -> None:
        """Raise StoreError for literals that the copy has in another form than the server."""
        changed = find_changed(found) if self._release is None else ()
        if changed:
            told = ", ".join(f"{one.written.n3()} as {one.kept.n3()}" for one in changed[:3])
            raise StoreError(
                f"the store at {self.address} holds {len(changed)} literals that a copy would keep in "
                f"another form, such as {told}; write them there in that form first"
            )

    def _solutions(self, text: str) -> Iterator[Solution]:
        return self._ask_checked(text).solutions()

    def _ask_checked(self, text: str) -> Answer:
        """Put a text of our own to the server."""
        return self._ask(text, self._engine.query(text))

    def _ask(self, text: str, checked: Answer, dataset: Dataset | None = None) -> Answer:
        fields = [("query", write_out(text))]
        if dataset is not None:
            fields += [("default-graph-uri", str(graph)) for graph in dataset.default]
            fields += [("named-graph-uri", str(graph)) for graph in dataset.named]
        accept = TRIPLES if checked.form == "triples" else RESULTS
        body = self._connection.ask(self.url, fields, accept, self._seconds)
        answer = RemoteAnswer(body)
        if answer.form != checked.form:
            raise body.break_off(f"it holds {answer.form} and not {checked.form}")
        return order_columns(answer, checked.variables)

    def _changed(self, found: Marker | None) -> StoreChanged:
        what = f"release {found.release}" if found else "no whole release"
        if found and found.release == self._release:
            what = "a newly written copy"
        return StoreChanged(
            f"the store holds {what}, and this answer was to be from release {self._release}; ask again, "
            "and if that does not help, have `lsgraph build` put the release there"
        )


def _write(term: EngineTerm | None, name: str) -> str:
    if isinstance(term, ox.BlankNode):
        raise QueryRefused("a blank node has no name in a remote store, so nothing can be asked about it")
    return f"?{name}" if term is None else str(term)


def _note_literals(quads: Iterable[ox.Quad], found: set[ox.Literal]) -> Iterator[ox.Quad]:
    for quad in quads:
        if isinstance(quad.object, ox.Literal):
            found.add(quad.object)
        yield quad


def _make_quad(subject: object, predicate: object, value: object, graph: object) -> ox.Quad:
    place = ox.DefaultGraph() if graph is None else graph
    return ox.Quad(subject, predicate, value, place)  # type: ignore[arg-type]
