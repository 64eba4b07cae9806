"""The service description, from what is really on.

https://www.w3.org/TR/sparql11-service-description/
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Final

from rdflib import RDF, RDFS, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, VOID, XSD
from starlette.responses import Response

from lsgraph.errors import NotAcceptable
from lsgraph.release import Release
from lsgraph.store import RDF_FORMATS, RESULT_FORMATS, Format
from lsgraph.web.http.negotiate import Choice

SD: Final = Namespace("http://www.w3.org/ns/sparql-service-description#")
FORMATS: Final = Namespace("http://www.w3.org/ns/formats/")

_MERGED: Final = "Every triple of every named graph but the shapes, each once"
_FEATURES: Final = {
    "https://www.w3.org/TR/rdf12-concepts/#dfn-triple-term": "Triple terms of RDF 1.2 and SPARQL 1.2",
    "https://www.w3.org/TR/rdf12-concepts/#dfn-base-direction": "Text with a direction, such as @ar--rtl",
    "https://w3id.org/lsgraph/spec/service/max-rows": "A cap on rows that the client asks for: max-rows=N",
    "https://w3id.org/lsgraph/spec/service/release": "Answers from a kept old release: release=<id>",
}
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
_SERIALIZERS: Final = {
    "turtle": "turtle",
    "trig": "turtle",
    "n-triples": "nt",
    "n-quads": "nt",
    "json-ld": "json-ld",
    "rdf-xml": "xml",
}


def describe_service(
    address: str, release: Release, choice: Choice, services: frozenset[str] = frozenset()
) -> Response:
    """Return what the service at an address is, in the format chosen for triples; raises NotAcceptable.

    `services` are the other ones that it asks.
    """
    if choice.triples is None:
        raise NotAcceptable("that", [known.media_type for known in RDF_FORMATS])
    endpoint = URIRef(address)
    graph = Graph()
    graph.bind("sd", SD)
    graph.bind("formats", FORMATS)
    for triple in chain(_list_triples(endpoint, release), _list_services(endpoint, services)):
        graph.add(triple)
    body = graph.serialize(format=_SERIALIZERS[choice.triples.format.name], encoding="utf-8")
    headers = {"Lsgraph-Release": release.id, "Vary": "Accept", "Cache-Control": "no-cache"}
    return Response(body, 200, headers, choice.triples.media_type)


def _list_triples(endpoint: URIRef, release: Release) -> Iterator[tuple[URIRef, URIRef, URIRef | Literal]]:
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
    yield dataset, VOID.triples, Literal(release.manifest.quads)
    yield dataset, DCTERMS.identifier, Literal(release.id)
    yield dataset, DCTERMS.issued, Literal(release.manifest.issued, datatype=XSD.date)
    yield dataset, SD.defaultGraph, merged
    yield merged, RDF.type, SD.Graph
    yield merged, DCTERMS.description, Literal(_MERGED, "en")


def _list_services(
    endpoint: URIRef, services: frozenset[str]
) -> Iterator[tuple[URIRef, URIRef, URIRef | Literal]]:
    if services:
        yield endpoint, SD.feature, SD.BasicFederatedQuery
    for one in sorted(services):
        yield endpoint, DCTERMS.relation, URIRef(one)
        yield URIRef(one), RDF.type, SD.Service
        yield URIRef(one), SD.endpoint, URIRef(one)


def _name_format(known: Format) -> URIRef:
    return FORMATS[_FORMAT_NAMES[known.name]]
