"""All the graph says about one IRI, with the graph of each statement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from rdflib import DCTERMS, PROV, RDF, Literal, URIRef

from lsgraph.errors import UnknownThing
from lsgraph.store import Labels, Quad, Reader, Term, find_all_labels
from lsgraph.vocabulary import LSG, SHAPE, SHAPES_GRAPH, Kind, graph_kind

_MOST_INCOMING: Final = 500
_EVIDENCE: Final = (LSG.restsOn, PROV.wasDerivedFrom)
_ORDER: Final = {"Passage": 0, "Register": 1, "Judgement": 2, "Naming": 3, "Catalogue": 4, "Inference": 5}


@dataclass(frozen=True)
class Statement:
    """One triple about a thing and every graph that makes it."""

    subject: Term
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
    """A thing: what is said of it, what points to it, and the names of everything mentioned."""

    iri: URIRef
    statements: tuple[Statement, ...]
    incoming: tuple[Statement, ...]
    contents: tuple[Statement, ...]
    labels: Mapping[str, Labels]
    incoming_cut: bool
    rests_on: tuple[URIRef, ...] = ()
    """The passages and register records that the thing's summary names as its evidence."""

    def as_dict(self) -> dict[str, Any]:
        """Return the description as plain JSON values."""
        return {
            "iri": str(self.iri),
            "labels": dict(self.labels),
            "statements": [_plain(statement) for statement in self.statements],
            "incoming": [_plain(statement) for statement in self.incoming],
            "incoming_cut": self.incoming_cut,
            "contents": [_plain(statement) for statement in self.contents],
            "rests_on": [str(one) for one in self.rests_on],
        }

    def quads(self) -> list[Quad]:
        """Return the statements about the thing, and a graph's contents, each in its graphs."""
        said = (*self.statements, *self.contents)
        return [
            Quad(URIRef(str(one.subject)), one.predicate, one.object, graph)
            for one in said
            for graph in one.graphs
        ]


def describe(store: Reader, iri: URIRef) -> Description:
    """Return what the named graphs say about a thing; raises UnknownThing.

    For a graph, `contents` are the statements it makes. At most 500 incoming statements are listed.
    """
    statements = _gather(store.quads(subject=iri), with_shapes=iri in SHAPE)
    named = (quad for quad in store.quads(obj=iri) if quad.graph is not None)
    pointing = list(islice(named, 4 * _MOST_INCOMING))
    incoming = _gather(pointing)
    contents = _gather(store.quads(graph=iri)) if graph_kind(iri) else ()
    if not (statements or incoming or contents):
        raise UnknownThing(iri)
    shown = incoming[:_MOST_INCOMING]
    evidence = tuple(sorted(_evidence(store, statements)))
    mentioned = {
        term
        for one in (*statements, *shown, *contents)
        for term in (one.subject, one.predicate, one.object, *one.graphs, _datatype(one.object))
        if isinstance(term, URIRef)
    }
    labels = find_all_labels(store, {iri, *mentioned, *evidence})
    return Description(iri, statements, shown, contents, labels, len(incoming) > len(shown), evidence)


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


def _gather(quads: Iterable[Quad], *, with_shapes: bool = False) -> tuple[Statement, ...]:
    graphs: dict[tuple[Term, URIRef, Term], set[URIRef]] = {}
    for quad in quads:
        if quad.graph is not None and (with_shapes or quad.graph != SHAPES_GRAPH):
            graphs.setdefault((quad.subject, quad.predicate, quad.object), set()).add(quad.graph)
    found = (Statement(*triple, tuple(sorted(where))) for triple, where in graphs.items())
    return tuple(sorted(found, key=_reading_order))


def _reading_order(one: Statement) -> tuple[bool, str, str, str]:
    return (one.predicate != RDF.type, str(one.predicate), str(one.subject), str(one.object))


def _datatype(term: Term) -> URIRef | None:
    return term.datatype if isinstance(term, Literal) else None


def _plain(one: Statement) -> dict[str, Any]:
    return {
        "subject": _plain_term(one.subject),
        "predicate": str(one.predicate),
        "object": _plain_term(one.object),
        "graphs": [str(graph) for graph in one.graphs],
        "kind": one.kind,
    }


def _plain_term(term: Term) -> dict[str, str]:
    if isinstance(term, Literal):
        extra = {"lang": term.language} if term.language else {}
        if term.datatype:
            extra["datatype"] = str(term.datatype)
        return {"type": "literal", "value": str(term), **extra}
    return {"type": "uri" if isinstance(term, URIRef) else "bnode", "value": str(term)}
