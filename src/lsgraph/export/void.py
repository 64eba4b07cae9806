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
from lsgraph.export.void_partitions import count, list_partitions
from lsgraph.queries import find_query
from lsgraph.release import Release
from lsgraph.store import RDF_FORMATS, Quad, Reader, Store
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
        *list_partitions(store, queries, DATASET),
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
    yield DATASET, _VOID.distinctSubjects, count(row["subjects"])
    yield DATASET, _VOID.distinctObjects, count(row["objects"])
