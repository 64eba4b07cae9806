"""The VoID description of a release: what it holds, by class and property, and where it is given.

https://www.w3.org/TR/void/
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from rdflib import RDF, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, FOAF, XSD

from lsgraph.export.catalogue import DATASET
from lsgraph.export.forms import EXPORTS
from lsgraph.queries import find_query
from lsgraph.release import Release
from lsgraph.store import RDF_FORMATS, Quad, Reader, Store, Term
from lsgraph.vocabulary import BASE, PREFIXES

_VOID: Final = Namespace(PREFIXES["void"])
_BY: Final = URIRef("http://creativecommons.org/licenses/by/4.0/")
_FORMATS: Final = Namespace("http://www.w3.org/ns/formats/")
_FORMAT_NAMES: Final = {
    "turtle": "Turtle",
    "n-triples": "N-Triples",
    "json-ld": "JSON-LD",
    "rdf-xml": "RDF_XML",
    "trig": "TriG",
    "n-quads": "N-Quads",
}

_Triple = tuple[URIRef, URIRef, URIRef | Literal]


def describe_void(store: Reader, release: Release, site: str, queries: Path) -> Store:
    """Return the description, without blank nodes, in a default graph; addresses start with `site`.

    Counts are of the merged default graph, where each triple stands once. `queries` is the folder of queries.
    """
    base = site.rstrip("/")
    triples = (
        *_introduce(release, base),
        *_total(store, queries),
        *_parts(store, queries, "class", "entities", _VOID["class"], _VOID.classPartition),
        *_parts(store, queries, "property", "triples", _VOID.property, _VOID.propertyPartition),
    )
    result = Store()
    result.add(Quad(*triple) for triple in triples)
    return result


def _introduce(release: Release, base: str) -> Iterator[_Triple]:
    page = URIRef(f"{base}/void")
    yield page, RDF.type, _VOID.DatasetDescription
    yield page, FOAF.primaryTopic, DATASET
    yield DATASET, RDF.type, _VOID.Dataset
    yield DATASET, DCTERMS.title, Literal("lsgraph", lang="en")
    yield DATASET, DCTERMS.license, _BY
    yield DATASET, DCTERMS.issued, Literal(release.manifest.issued, datatype=XSD.date)
    yield DATASET, DCTERMS.identifier, Literal(release.id)
    yield DATASET, FOAF.homepage, URIRef(f"{base}/")
    yield DATASET, _VOID.uriSpace, Literal(BASE)
    yield DATASET, _VOID.sparqlEndpoint, URIRef(f"{base}/sparql")
    for known in RDF_FORMATS:
        yield DATASET, _VOID.feature, _FORMATS[_FORMAT_NAMES[known.name]]
    for one in EXPORTS:
        yield DATASET, _VOID.dataDump, URIRef(f"{base}/export/{release.id}/lsgraph.{one.suffix}")


def _total(store: Reader, queries: Path) -> Iterator[_Triple]:
    [row] = store.select(find_query(queries, "export/void-totals").text)
    yield DATASET, _VOID.distinctSubjects, _count(row["subjects"])
    yield DATASET, _VOID.distinctObjects, _count(row["objects"])


def _parts(
    store: Reader, queries: Path, what: str, counted: str, named: URIRef, partition: URIRef
) -> Iterator[_Triple]:
    rows = store.select(find_query(queries, f"export/void-{_PLURALS[what]}").text)
    for number, row in enumerate(rows, 1):
        part = URIRef(f"{BASE}res/dataset/lsgraph-{what}-{number}")
        yield DATASET, partition, part
        yield part, RDF.type, _VOID.Dataset
        yield part, named, URIRef(str(row[what]))
        yield part, _VOID[counted], _count(row[counted])
    yield DATASET, _VOID[_PLURALS[what]], Literal(len(rows))
    if counted == "triples":
        total = sum(int(str(row[counted])) for row in rows)
        yield DATASET, _VOID.triples, Literal(total)


def _count(term: Term) -> Literal:
    return Literal(int(str(term)))


_PLURALS: Final = {"class": "classes", "property": "properties"}
