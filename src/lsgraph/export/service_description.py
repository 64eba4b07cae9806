"""The service description, from what is really on.

https://www.w3.org/TR/sparql11-service-description/
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Final

from rdflib import RDF, RDFS, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, VOID, XSD

from lsgraph.export.void_partitions import list_bare_partitions
from lsgraph.queries import find_query
from lsgraph.release import Release
from lsgraph.store import RDF_FORMATS, RESULT_FORMATS, Format, Quad, Reader, Store

SD: Final = Namespace("http://www.w3.org/ns/sparql-service-description#")
FORMATS: Final = Namespace("http://www.w3.org/ns/formats/")

_MERGED: Final = "Every triple of every named graph but the shapes, each once"
_FEATURES: Final = {
    "https://www.w3.org/TR/rdf12-concepts/#dfn-triple-term": "Triple terms of RDF 1.2 and SPARQL 1.2",
    "https://www.w3.org/TR/rdf12-concepts/#dfn-base-direction": "Text with a direction, such as @ar--rtl",
    "https://w3id.org/lsgraph/spec/service/max-rows": "A cap on rows that the client asks for: max-rows=N",
    "https://w3id.org/lsgraph/spec/service/release": "Answers from a kept old release: release=<id>",
}
_PARTITIONED_STATEMENTS: Final = 100_000
_NAMED: Final = (VOID["class"], VOID.property)
_FORMAT_NAMES: Final = {
    "json": "SPARQL_Results_JSON",
    "xml": "SPARQL_Results_XML",
    "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
    "turtle": "Turtle",
    "n-triples": "N-Triples",
    "json-ld": "JSON-LD",
    "rdf-xml": "RDF_XML",
    "trig": "TriG",
    "n-quads": "N-Quads",
}


def describe_service(
    store: Reader, release: Release, address: str, services: Iterable[str], queries: Path
) -> Store:
    """Return what the service at an address is, in a default graph; `services` are the others that it asks.

    What it counts is the merged default graph, as in VoID. Of a release of at most 100,000 statements it has
    the partitions by class and property, with the English names of both, since editors look for them here; of
    larger ones they stand in VoID alone. `queries` is the folder of queries.
    """
    endpoint = URIRef(address)
    [row] = store.select(find_query(queries, "export/void-triples").text)
    counted = Literal(int(str(row["triples"])))
    result = Store()
    triples = chain(_list_triples(endpoint, release, counted), _list_services(endpoint, services))
    result.add(Quad(*triple) for triple in triples)
    if release.manifest.quads <= _PARTITIONED_STATEMENTS:
        parts = list(list_bare_partitions(store, queries, URIRef(f"{endpoint}#dataset")))
        names = _list_names(store, {str(one) for _, relation, one in parts if relation in _NAMED})
        result.add(Quad(*triple) for triple in (*parts, *names))
    return result


def _list_names(store: Reader, terms: Iterable[str]) -> Iterator[tuple[URIRef, URIRef, Literal]]:
    """Yield one name of each class and property: an editor lists a row for each name."""
    for term in terms:
        for quad in store.quads(URIRef(term), RDFS.label):
            if isinstance(quad.object, Literal) and quad.object.language == "en":
                yield URIRef(term), RDFS.label, quad.object


def _list_triples(
    endpoint: URIRef, release: Release, counted: Literal
) -> Iterator[tuple[URIRef, URIRef, URIRef | Literal]]:
    dataset, merged = URIRef(f"{endpoint}#dataset"), URIRef(f"{endpoint}#default-graph")
    yield endpoint, RDF.type, SD.Service
    yield endpoint, SD.endpoint, endpoint
    yield endpoint, SD.supportedLanguage, SD.SPARQL11Query
    for known in (*RESULT_FORMATS, *RDF_FORMATS):
        yield endpoint, SD.resultFormat, _name_format(known)
    for iri, meaning in _FEATURES.items():
        yield endpoint, SD.feature, URIRef(iri)
        yield URIRef(iri), RDF.type, SD.Feature
        yield URIRef(iri), RDFS.label, Literal(meaning, "en")
    yield endpoint, SD.defaultDataset, dataset
    yield dataset, RDF.type, SD.Dataset
    yield dataset, RDF.type, VOID.Dataset
    yield dataset, VOID.sparqlEndpoint, endpoint
    yield dataset, VOID.triples, counted
    yield dataset, DCTERMS.identifier, Literal(release.id)
    yield dataset, DCTERMS.issued, Literal(release.manifest.issued, datatype=XSD.date)
    yield dataset, SD.defaultGraph, merged
    yield merged, RDF.type, SD.Graph
    yield merged, VOID.triples, counted
    yield merged, DCTERMS.description, Literal(_MERGED, "en")


def _list_services(
    endpoint: URIRef, services: Iterable[str]
) -> Iterator[tuple[URIRef, URIRef, URIRef | Literal]]:
    for one in sorted(services):
        yield endpoint, SD.feature, SD.BasicFederatedQuery
        yield endpoint, DCTERMS.relation, URIRef(one)
        yield URIRef(one), RDF.type, SD.Service
        yield URIRef(one), SD.endpoint, URIRef(one)


def _name_format(known: Format) -> URIRef:
    return FORMATS[_FORMAT_NAMES[known.name]]
