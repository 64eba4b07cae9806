"""All the graph says about one IRI, with the graph of each statement.

A description is a concise bounded description: https://www.w3.org/submissions/CBD/
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final

from rdflib import DCTERMS, PROV, RDF, BNode, Literal, URIRef

from lsgraph.errors import UnknownThing
from lsgraph.store import Labels, Quad, Reader, Store, Term, find_all_labels, find_inverse_labels
from lsgraph.vocabulary import LSG, SHAPE, SHAPES_GRAPH, Kind, graph_kind

_MOST_INCOMING: Final = 500
_EVIDENCE: Final = (LSG.restsOn, PROV.wasDerivedFrom)
_ORDER: Final = {"Passage": 0, "Register": 1, "Judgement": 2, "Naming": 3, "Catalogue": 4, "Inference": 5}


@dataclass(frozen=True)
class Statement:
    """One triple about a thing and every graph that makes it."""

    subject: URIRef | BNode
    predicate: URIRef
    object: Term
    graphs: tuple[URIRef, ...]

    @property
    def kind(self) -> str:
        """Return the strongest kind of graph that makes the statement."""
        kinds = (str(graph_kind(graph) or "") for graph in self.graphs)
        return min(kinds, key=lambda kind: _ORDER.get(kind, len(_ORDER)))


@dataclass(frozen=True)
class Description:
    """A thing: what is said of it, what points to it, and the names of everything mentioned.

    `details` are the statements about the blank nodes that those about it lead to. `contents`, of a graph,
    are the statements it makes, those about blank nodes included.
    """

    iri: URIRef
    statements: tuple[Statement, ...]
    details: tuple[Statement, ...]
    incoming: tuple[Statement, ...]
    contents: tuple[Statement, ...]
    labels: Mapping[str, Labels]
    incoming_cut: bool
    inverse_labels: Mapping[str, Labels]
    """How the properties of the incoming statements read from this end."""
    rests_on: tuple[URIRef, ...] = ()
    """The passages and register records that the thing's summary names as its evidence."""

    def quads(self) -> list[Quad]:
        """Return the statements about the thing, and a graph's contents, each in its graphs.

        Of what nothing is said, what is said to it.
        """
        said = (*self.statements, *self.details, *self.contents) or self.incoming
        return [
            Quad(one.subject, one.predicate, one.object, graph)
            for one in dict.fromkeys(said)
            for graph in one.graphs
        ]


def describe(store: Reader, iri: URIRef) -> Description:
    """Return what the named graphs say about a thing; raises UnknownThing.

    For a graph, `contents` are the statements it makes. At most 500 incoming statements are listed.
    """
    shapes = iri in SHAPE or iri == SHAPES_GRAPH
    said, details, inside = _read(store, iri, with_shapes=shapes)
    statements, contents = _gather(said), _gather(inside)
    pointing = (quad for quad in store.quads(obj=iri) if isinstance(quad.subject, URIRef))
    incoming = _gather(islice(_keep_named(pointing, with_shapes=shapes), 4 * _MOST_INCOMING))
    if not (statements or incoming or contents):
        raise UnknownThing(iri)
    shown = incoming[:_MOST_INCOMING]
    evidence = tuple(sorted(_evidence(store, statements)))
    mentioned = {
        term
        for one in (*statements, *details, *shown, *contents)
        for term in (one.subject, one.predicate, one.object, *one.graphs, _datatype(one.object))
        if isinstance(term, URIRef)
    }
    labels = find_all_labels(store, {iri, *mentioned, *evidence})
    inverse = find_inverse_labels(store, (one.predicate for one in shown))
    return Description(
        iri, statements, details, shown, contents, labels, len(incoming) > len(shown), inverse, evidence
    )


def _evidence(store: Reader, statements: Iterable[Statement]) -> set[URIRef]:
    """Return what the namings that hold the thing's summary rest on."""
    namings = {
        graph
        for one in statements
        if one.predicate == DCTERMS.description
        for graph in one.graphs
        if graph_kind(graph) is Kind.NAMING
    }
    found = (store.quads(naming, predicate) for naming in namings for predicate in _EVIDENCE)
    return {URIRef(str(quad.object)) for quads in found for quad in quads}


def _read(
    store: Reader, iri: URIRef, *, with_shapes: bool
) -> tuple[list[Quad], tuple[Statement, ...], list[Quad]]:
    """Return what is said of a thing, of the blank nodes that leads to, and in the graph of its name."""
    said = _named(store.quads(subject=iri), with_shapes=with_shapes)
    inside = _named(store.quads(graph=iri), with_shapes=with_shapes) if graph_kind(iri) else []
    blank = {quad.graph for quad in (*said, *inside) if quad.graph and isinstance(quad.object, BNode)}
    if not blank:
        return said, (), inside
    copy = store.copy_graphs(blank)  # where blank nodes of several answers are told apart
    said = [quad for quad in said if quad.graph not in blank]
    said += (quad for graph in blank for quad in copy.quads(iri, graph=graph))
    if iri in blank:
        inside = list(copy.quads(graph=iri))
    part = _settle([*said, *_follow(copy, said, with_shapes=with_shapes), *inside])
    said, inside = list(part.quads(iri)), list(part.quads(graph=iri))
    return said, _gather(_follow(part, said, with_shapes=with_shapes)), inside


def _settle(quads: Iterable[Quad]) -> Store:
    """Return statements with names of blank nodes that depend on what is said of them, not on the store."""
    part, settled = Store(), Store()
    part.add(quads)
    settled.add(part.settled())
    return settled


def _named(quads: Iterable[Quad], *, with_shapes: bool) -> list[Quad]:
    return list(_keep_named(quads, with_shapes=with_shapes))


def _keep_named(quads: Iterable[Quad], *, with_shapes: bool) -> Iterator[Quad]:
    """Yield the statements of named graphs: the default graph says them once more, shapes are apart."""
    for quad in quads:
        if quad.graph is not None and (with_shapes or quad.graph != SHAPES_GRAPH):
            yield quad


def _follow(store: Reader, quads: Iterable[Quad], *, with_shapes: bool) -> Iterator[Quad]:
    """Yield what is said of the blank nodes that statements lead to, to the end."""
    seen: set[Term] = set()
    waiting = [quad.object for quad in quads]
    while waiting:
        node = waiting.pop()
        if isinstance(node, BNode) and node not in seen:
            seen.add(node)
            found = _named(store.quads(subject=node), with_shapes=with_shapes)
            waiting.extend(quad.object for quad in found)
            yield from found


def _gather(quads: Iterable[Quad]) -> tuple[Statement, ...]:
    graphs: dict[tuple[URIRef | BNode, URIRef, Term], set[URIRef]] = {}
    for quad in quads:
        if quad.graph is not None:
            graphs.setdefault((quad.subject, quad.predicate, quad.object), set()).add(quad.graph)
    found = (Statement(*triple, tuple(sorted(where))) for triple, where in graphs.items())
    return tuple(sorted(found, key=_reading_order))


def _reading_order(one: Statement) -> tuple[bool, str, str, str]:
    return (one.predicate != RDF.type, str(one.predicate), str(one.subject), str(one.object))


def _datatype(term: Term) -> URIRef | None:
    return term.datatype if isinstance(term, Literal) else None
