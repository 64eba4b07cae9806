"""Nodes and edges for Gephi and other tools for networks: GEXF and CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple
from xml.sax.saxutils import quoteattr

from rdflib import RDF, URIRef

from lsgraph.export.about import TITLE_EN, About
from lsgraph.export.tables import ThingNames, disarm
from lsgraph.store import Store
from lsgraph.vocabulary import BASE, Kind, graph_kind, shorten

_STATING: Final = {Kind.PASSAGE: "stated", Kind.JUDGEMENT: "judged", Kind.REGISTER: "registered"}
_THINGS: Final = (BASE + "id/", BASE + "def/")


class Node(NamedTuple):
    """A thing: its IRI, Swedish and English name and one of its classes."""

    id: str
    label: str
    label_en: str
    type: str


class Edge(NamedTuple):
    """A statement that leads from thing to thing: how, how that is told, and where."""

    source: str
    target: str
    label: str
    property: str
    told: str
    graph: str


def write_network(store: Store, about: About) -> Iterator[tuple[str, bytes]]:
    """Yield a GEXF file, and the same nodes and edges as CSV with the columns that Gephi reads."""
    names = ThingNames(store)
    edges = sorted(_find_edges(store, names))
    nodes = [_make_node(store, one, names) for one in sorted({end for edge in edges for end in edge[:2]})]
    yield "nodes.csv", _to_csv(("Id", "Label", "label_en", "type"), nodes)
    heads = ("Source", "Target", "Label", "property", "told", "graph")
    yield "edges.csv", _to_csv((*heads, "Type"), [(*edge, "Directed") for edge in edges])
    yield "network.gexf", "".join(_to_gexf(nodes, edges, about)).encode()


def _find_edges(store: Store, names: ThingNames) -> Iterator[Edge]:
    for graph in store.graphs():
        told = _STATING.get(kind) if (kind := graph_kind(graph)) else None
        for quad in store.quads(graph=graph) if told else ():
            ends = (str(quad.subject), str(quad.object))
            if quad.predicate != RDF.type and told and all(end.startswith(_THINGS) for end in ends):
                label = names.of(quad.predicate) or shorten(quad.predicate)
                yield Edge(*ends, label, shorten(quad.predicate), told, str(graph))


def _make_node(store: Store, iri: str, names: ThingNames) -> Node:
    thing = URIRef(iri)
    classes = sorted(shorten(str(quad.object)) for quad in store.quads(thing, RDF.type) if quad.graph)
    label = names.of(thing) or shorten(iri)
    return Node(iri, label, names.of(thing, "en") or label, classes[0] if classes else "")


def _to_csv(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(heads)
    writer.writerows(map(disarm, row) for row in rows)
    return text.getvalue().encode()


def _to_gexf(nodes: list[Node], edges: list[Edge], about: About) -> Iterator[str]:
    """Yield a GEXF 1.3 file in pieces, https://gexf.net/."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="http://gexf.net/1.3" version="1.3">\n'
    yield f" <meta lastmodifieddate={quoteattr(about.issued)}>\n  <creator>lsgraph</creator>\n"
    yield f"  <description>{TITLE_EN}, {about.address}, CC BY 4.0</description>\n </meta>\n"
    yield ' <graph defaultedgetype="directed" mode="static">\n'
    yield from _attributes("node", ("type", "label_en"))
    yield from _attributes("edge", ("property", "told", "graph"))
    yield "  <nodes>\n"
    for node in nodes:
        values = _values((node.type, node.label_en))
        yield f"   <node id={quoteattr(node.id)} label={quoteattr(node.label)}>{values}</node>\n"
    yield "  </nodes>\n  <edges>\n"
    for number, edge in enumerate(edges):
        ends = f"source={quoteattr(edge.source)} target={quoteattr(edge.target)}"
        values = _values((edge.property, edge.told, edge.graph))
        yield f'   <edge id="{number}" {ends} label={quoteattr(edge.label)}>{values}</edge>\n'
    yield "  </edges>\n </graph>\n</gexf>\n"


def _attributes(kind: str, names: tuple[str, ...]) -> Iterator[str]:
    yield f'  <attributes class="{kind}">\n'
    yield from (f'   <attribute id="{n}" title="{name}" type="string"/>\n' for n, name in enumerate(names))
    yield "  </attributes>\n"


def _values(values: tuple[str, ...]) -> str:
    told = "".join(f'<attvalue for="{n}" value={quoteattr(value)}/>' for n, value in enumerate(values))
    return f"<attvalues>{told}</attvalues>"
