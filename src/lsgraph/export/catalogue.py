"""The DCAT-AP-SE 3.0.1 description of a release, its distributions and its endpoint."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rdflib import OWL, RDF, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, XSD

from lsgraph.export.catalogue_terms import AVAILABILITY, THEMES, describe_terms
from lsgraph.export.forms import EXPORTS, Export
from lsgraph.release import Release
from lsgraph.store import Quad, Reader, Store
from lsgraph.vocabulary import BASE, PREFIXES

CATALOGUE: Final = URIRef(BASE + "res/dataset/catalogue")
DATASET: Final = URIRef(BASE + "res/dataset/lsgraph")
SERVICE: Final = URIRef(BASE + "res/dataset/sparql")

_DESCRIBED = URIRef(PREFIXES["cat"] + "catalogue")
_BY: Final = URIRef("http://creativecommons.org/licenses/by/4.0/")
_STABLE: Final = URIRef("http://publications.europa.eu/resource/authority/planned-availability/STABLE")
_MEDIA_TYPES: Final = "https://www.iana.org/assignments/media-types/"
_FILE_TYPES: Final = "http://publications.europa.eu/resource/authority/file-type/"
_LICENCES: Final = {
    _BY: "http://purl.org/adms/licencetype/Attribution",
    URIRef("http://creativecommons.org/publicdomain/zero/1.0/"): (
        "http://purl.org/adms/licencetype/PublicDomain"
    ),
}
_VCARD: Final = Namespace(PREFIXES["vcard"])
_CONTACT: Final = URIRef(BASE + "res/dataset/contact")
_IRREGULAR: Final = URIRef("http://publications.europa.eu/resource/authority/frequency/IRREG")


def describe_catalogue(store: Reader, release: Release, public_url: str, contact: str = "") -> Graph:
    """Return the catalogue as an rdflib graph, without blank nodes; addresses start with `public_url`.

    `contact` is the address of the page where one reaches whoever runs the service, which is the start page
    when it is empty.
    """
    graph = Graph()
    for prefix in ("dcat", "dcatap", "dcterms", "foaf", "org", "skos", "spdx"):
        graph.bind(prefix, PREFIXES[prefix])
    for quad in store.quads(graph=_DESCRIBED):
        graph.add((quad.subject, quad.predicate, quad.object))
    site = public_url.rstrip("/")
    for triple in (*_release(release), *_service(site), *_contact(contact or f"{site}/")):
        graph.add(triple)
    for triple in _types(graph, site):
        graph.add(triple)
    for one in EXPORTS:
        for triple in _distribution(one, release, site):
            graph.add(triple)
    for triple in list(describe_terms(graph)):
        graph.add(triple)
    return graph


_Triple = tuple[URIRef, URIRef, URIRef | Literal]


def _release(release: Release) -> Iterator[_Triple]:
    issued = Literal(release.manifest.issued, datatype=XSD.date)
    yield DATASET, DCTERMS.modified, issued
    yield CATALOGUE, DCTERMS.modified, issued
    yield DATASET, URIRef(PREFIXES["dcat"] + "version"), Literal(release.id)
    yield DATASET, DCTERMS.accrualPeriodicity, _IRREGULAR
    yield _IRREGULAR, RDF.type, DCTERMS.Frequency


def _service(site: str) -> Iterator[_Triple]:
    yield SERVICE, DCAT.endpointURL, URIRef(site + "/sparql")
    yield SERVICE, DCAT.endpointDescription, URIRef(site + "/sparql")


def _contact(address: str) -> Iterator[_Triple]:
    for described in (DATASET, SERVICE):
        yield described, DCAT.contactPoint, _CONTACT
    yield _CONTACT, RDF.type, _VCARD.Organization
    yield _CONTACT, _VCARD.fn, Literal("lsgraph")
    yield _CONTACT, _VCARD.hasURL, URIRef(address)


def _types(graph: Graph, site: str) -> list[_Triple]:
    """Return the types of licences, standards and pages, which profiles of DCAT ask for."""
    found: list[_Triple] = []
    for licence, kind in _LICENCES.items():
        found += [(licence, RDF.type, DCTERMS.LicenseDocument), (licence, DCTERMS.type, URIRef(kind))]
    standards = {str(one) for one in graph.objects(None, DCTERMS.conformsTo)}
    found += [(URIRef(one), RDF.type, DCTERMS.Standard) for one in sorted(standards)]
    home = URIRef(f"{site}/")
    found += [(DATASET, DCAT.landingPage, home), (SERVICE, FOAF.page, URIRef(f"{site}/query"))]
    pages = {*map(str, graph.objects(None, FOAF.homepage)), str(home), f"{site}/query"}
    found += [(URIRef(one), RDF.type, FOAF.Document) for one in sorted(pages)]
    rights = graph.objects(DATASET, DCTERMS.accessRights)
    found += [(SERVICE, DCTERMS.accessRights, one) for one in rights if isinstance(one, URIRef)]
    found.append((CATALOGUE, DCAT.themeTaxonomy, THEMES))
    found += _repeat(graph, SERVICE, DCAT.theme, DCAT.keyword)
    found += _repeat(graph, CATALOGUE, DCTERMS.spatial)
    return found


def _repeat(graph: Graph, other: URIRef, *relations: URIRef) -> Iterator[_Triple]:
    """Yield of another thing what some relations say of the data set."""
    for relation in relations:
        for value in graph.objects(DATASET, relation):
            if isinstance(value, URIRef | Literal):
                yield other, relation, value


def _distribution(one: Export, release: Release, site: str) -> Iterator[_Triple]:
    iri = URIRef(f"{BASE}res/distribution/{one.name}")
    address = URIRef(f"{site}/export/{release.id}/lsgraph.{one.suffix}")
    yield DATASET, DCAT.distribution, iri
    yield iri, RDF.type, DCAT.Distribution
    yield iri, DCTERMS.title, Literal(one.title_sv, lang="sv")
    yield iri, DCTERMS.title, Literal(one.title_en, lang="en")
    yield iri, DCAT.accessURL, address
    yield iri, DCAT.downloadURL, address
    yield iri, DCTERMS.description, Literal(f"{one.title_sv}. {_IN_ALL['sv']}", lang="sv")
    yield iri, DCTERMS.description, Literal(f"{one.title_en}. {_IN_ALL['en']}", lang="en")
    yield iri, DCAT.mediaType, URIRef(_MEDIA_TYPES + (one.content_type or one.media_type))
    if one.content_type:
        yield iri, DCAT.packageFormat, URIRef(_MEDIA_TYPES + one.media_type)
    file_type = URIRef(_FILE_TYPES + one.file_type)
    yield iri, DCTERMS["format"], file_type
    yield file_type, RDF.type, DCTERMS.MediaTypeOrExtent
    yield iri, DCTERMS.license, _BY
    yield iri, DCTERMS.issued, Literal(release.manifest.issued, datatype=XSD.date)
    yield iri, DCTERMS.conformsTo, URIRef(BASE + "spec")
    yield iri, AVAILABILITY, _STABLE
    yield iri, DCAT.accessService, SERVICE


_IN_ALL: Final = {
    "sv": "Hela utgåvan, som den byggdes; utan förbehåll att hämta.",
    "en": "The whole release, as it was built; free to download.",
}


def describe_release(release: Release) -> Store:
    """Return what a release's manifest says, as a graph of kind Catalogue."""
    iri, manifest = URIRef(PREFIXES["release"] + release.id), release.manifest
    void, where = Namespace(PREFIXES["void"]), URIRef(PREFIXES["cat"] + "release")
    said: list[tuple[URIRef, URIRef | Literal]] = [
        (RDF.type, DCAT.Dataset),
        (SKOS.prefLabel, Literal(f"Utgåva {release.id}", lang="sv")),
        (SKOS.prefLabel, Literal(f"Release {release.id}", lang="en")),
        (DCTERMS.isVersionOf, DATASET),
        (DCTERMS.issued, Literal(manifest.issued, datatype=XSD.date)),
        (OWL.versionInfo, Literal(manifest.version)),
        (DCTERMS.license, _BY),
        (void.triples, Literal(manifest.quads)),
        (URIRef(PREFIXES["spdx"] + "checksumValue"), Literal(manifest.sha256, datatype=XSD.hexBinary)),
    ]
    store = Store()
    store.add(Quad(iri, predicate, value, where) for predicate, value in said)
    return store
