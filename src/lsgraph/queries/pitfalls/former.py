"""What took the place of a term that the graph has given up, or of a foreign one that it never uses."""

from __future__ import annotations

from typing import Final

from rdflib import DCTERMS, SKOS, XSD, Literal, URIRef

from lsgraph.store import Reader
from lsgraph.vocabulary import BASE, shorten


def find_successor(store: Reader, iri: URIRef) -> str | None:
    """Return in short what replaces a retired identifier, "" if nothing does, None if it is not retired."""
    written = Literal(str(iri), datatype=XSD.anyURI)
    for record in store.quads(None, DCTERMS.identifier, written):
        replaced = [quad.object for quad in store.quads(record.subject, DCTERMS.isReplacedBy)]
        return shorten(str(min(replaced))) if replaced else ""
    return None


def find_own_property(store: Reader, iri: URIRef) -> list[str]:
    """Return the own properties that are mapped to a foreign one which no statement of the graph has."""
    if str(iri).startswith((BASE, *_EVERYWHERE)) or store.sample_values(iri):
        return []
    mapped = store.quads(None, SKOS.closeMatch, iri)
    return sorted({shorten(str(quad.subject)) for quad in mapped if str(quad.subject).startswith(_TERMS)})


_TERMS: Final = BASE + "spec/"
_EVERYWHERE: Final = (
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "http://www.w3.org/2000/01/rdf-schema#",
    "http://www.w3.org/2001/XMLSchema#",
    "http://www.w3.org/2004/02/skos/core#",
)
