"""The partitions of the VoID description: classes, their properties, and of which kind the values are.

https://www.w3.org/TR/void/#class-property-partitions, and http://ldf.fi/void-ext for datatypes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from rdflib import RDF, Literal, Namespace, URIRef

from lsgraph.queries import find_query
from lsgraph.store import Reader, Term
from lsgraph.vocabulary import BASE, PREFIXES, shorten

VOID: Final = Namespace(PREFIXES["void"])
VOID_EXT: Final = Namespace("http://ldf.fi/void-ext#")
_SPACE: Final = BASE + "res/dataset/lsgraph"

Triple = tuple[URIRef, URIRef, URIRef | Literal]
_Pair = tuple[Term, Term]


def list_partitions(store: Reader, queries: Path, dataset: URIRef) -> Iterator[Triple]:
    """Yield the partitions of a dataset by class, by property, and by property inside each class."""
    classes: dict[Term, URIRef] = {}
    rows = store.select(find_query(queries, "export/void-classes").text)
    for number, row in enumerate(rows, 1):
        part = classes[row["class"]] = URIRef(f"{_SPACE}-class-{number}")
        yield from _part(dataset, VOID.classPartition, part, VOID["class"], row["class"])
        yield part, VOID.entities, count(row["entities"])
    yield dataset, VOID.classes, Literal(len(rows))
    yield from _list_properties(store, queries, dataset)
    yield from _list_inside(store, queries, classes)


def count(term: Term) -> Literal:
    """Return a count of a query as a plain integer."""
    return Literal(int(str(term)))


def _list_properties(store: Reader, queries: Path, dataset: URIRef) -> Iterator[Triple]:
    rows = store.select(find_query(queries, "export/void-properties").text)
    for number, row in enumerate(rows, 1):
        part = URIRef(f"{_SPACE}-property-{number}")
        yield from _part(dataset, VOID.propertyPartition, part, VOID.property, row["property"])
        yield part, VOID.triples, count(row["triples"])
    yield dataset, VOID.properties, Literal(len(rows))
    yield dataset, VOID.triples, Literal(sum(int(str(row["triples"])) for row in rows))


def _list_inside(store: Reader, queries: Path, classes: dict[Term, URIRef]) -> Iterator[Triple]:
    """Yield, inside the partition of each class, those of its properties, and what their values are."""
    properties: dict[_Pair, URIRef] = {}
    for number, row in enumerate(store.select(find_query(queries, "export/void-class-properties").text), 1):
        part = properties[row["class"], row["property"]] = URIRef(f"{_SPACE}-class-property-{number}")
        outer = classes[row["class"]]
        yield from _part(outer, VOID.propertyPartition, part, VOID.property, row["property"])
        yield part, VOID.triples, count(row["triples"])
    for name, relation, named in (
        ("object-classes", VOID.classPartition, VOID["class"]),
        ("datatypes", VOID_EXT.datatypePartition, VOID_EXT.datatype),
    ):
        for number, row in enumerate(store.select(find_query(queries, f"export/void-{name}").text), 1):
            part = URIRef(f"{_SPACE}-{name}-{number}")
            yield from _part(properties[row["class"], row["property"]], relation, part, named, row["other"])
            yield part, VOID.triples, count(row["triples"])


def _part(whole: URIRef, relation: URIRef, part: URIRef, named: URIRef, name: Term) -> Iterator[Triple]:
    yield whole, relation, part
    yield part, RDF.type, VOID.Dataset
    yield part, named, URIRef(str(name))


def list_bare_partitions(store: Reader, queries: Path, dataset: URIRef) -> Iterator[Triple]:
    """Yield partitions by class, by property inside each, and by what the values are, named below `dataset`.

    They are for editors that look for them where the service describes itself: without types, values by their
    narrowest classes alone, and counts of properties alone, so that they are a fifth of those of VoID.
    """
    properties: dict[_Pair, URIRef] = {}
    for number, row in enumerate(store.select(find_query(queries, "export/void-class-properties").text), 1):
        outer = URIRef(f"{dataset}-{_name(row['class'])}")
        part = properties[row["class"], row["property"]] = URIRef(f"{dataset}-{number}")
        yield dataset, VOID.classPartition, outer
        yield outer, VOID["class"], URIRef(str(row["class"]))
        yield outer, VOID.propertyPartition, part
        yield part, VOID.property, URIRef(str(row["property"]))
        yield part, VOID.triples, count(row["triples"])
    for name, relation, named in (
        ("narrowest-classes", VOID.classPartition, VOID["class"]),
        ("datatypes", VOID_EXT.datatypePartition, VOID_EXT.datatype),
    ):
        for row in store.select(find_query(queries, f"export/void-{name}").text):
            part = properties[row["class"], row["property"]]
            inner = URIRef(f"{part}-{_name(row['other'])}")
            yield part, relation, inner
            yield inner, named, URIRef(str(row["other"]))


def _name(term: Term) -> str:
    """Return a name for a class or datatype that can end an IRI, alike for alike."""
    return re.sub(r"[^A-Za-z0-9]+", "-", shorten(str(term)))
