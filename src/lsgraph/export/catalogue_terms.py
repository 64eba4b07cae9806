"""What a catalogue tells of the terms of others that it names, so that it can be judged by itself.

Profiles of DCAT ask for the class of each, for the list that it is of, and for a name:
https://semiceu.github.io/DCAT-AP/releases/3.0.1/
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rdflib import RDF, SKOS, Graph, Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS

from lsgraph.vocabulary import PREFIXES

AVAILABILITY: Final = URIRef("http://data.europa.eu/r5r/availability")
THEMES: Final = URIRef("http://publications.europa.eu/resource/authority/data-theme")

_LISTS: Final = "http://publications.europa.eu/resource/authority/"
_ADMS: Final = "http://purl.org/adms/"
_CLASSES: Final = {
    DCTERMS.language: DCTERMS.LinguisticSystem,
    DCTERMS.accessRights: DCTERMS.RightsStatement,
    DCTERMS.spatial: DCTERMS.Location,
    DCTERMS.type: SKOS.Concept,
    DCAT.mediaType: DCTERMS.MediaType,
    DCAT.packageFormat: DCTERMS.MediaType,
    DCAT.theme: SKOS.Concept,
    DCAT.themeTaxonomy: SKOS.ConceptScheme,
    DCAT.contactPoint: URIRef(PREFIXES["vcard"] + "Kind"),
    AVAILABILITY: SKOS.Concept,
}
"""The class of what a property leads to."""
_NAMES: Final = {
    _LISTS + "data-theme/GOVE": ("regeringen och den offentliga sektorn", "government and public sector"),
    _LISTS + "data-theme/HEAL": ("hälsa", "health"),
    _LISTS + "data-theme/TECH": ("vetenskap och teknik", "science and technology"),
    _LISTS + "planned-availability/STABLE": ("stabil", "stable"),
    _ADMS + "publishertype/NonProfitOrganisation": ("ideell organisation", "non-profit organisation"),
    _ADMS + "licencetype/Attribution": ("erkännande", "attribution"),
    _ADMS + "licencetype/PublicDomain": ("allmän egendom", "public domain"),
}

_Triple = tuple[URIRef, URIRef, URIRef | Literal]


def describe_terms(catalogue: Graph) -> Iterator[_Triple]:
    """Yield the class, the list and the names of each term of others that a catalogue names."""
    for relation, kind in _CLASSES.items():
        for term in catalogue.objects(None, relation):
            if isinstance(term, URIRef):
                yield term, RDF.type, kind
    for term in sorted({one for one in catalogue.objects() if isinstance(one, URIRef)}):
        if (scheme := _find_scheme(str(term))) is not None:
            yield term, SKOS.inScheme, scheme
            yield scheme, RDF.type, SKOS.ConceptScheme
            words = scheme.removesuffix("/1.0").rpartition("/")[2].replace("-", " ")
            yield scheme, DCTERMS.title, Literal(words, lang="en")
        for language, name in zip(("sv", "en"), _NAMES.get(str(term), ()), strict=False):
            yield term, SKOS.prefLabel, Literal(name, lang=language)


def _find_scheme(term: str) -> URIRef | None:
    """Return the list that a term of the EU or of ADMS is of."""
    scheme, _, code = term.rpartition("/")
    if term.startswith(_LISTS) and scheme.startswith(_LISTS) and code:
        return URIRef(scheme)
    return URIRef(f"{scheme}/1.0") if term.startswith(_ADMS) else None
