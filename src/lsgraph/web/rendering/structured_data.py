"""What a page says to search engines: data of schema.org in a block that no browser runs.

https://schema.org/docs/gs.html, and https://www.w3.org/TR/json-ld11/#embedding-json-ld-in-html-documents
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Final, TypeAlias

from markupsafe import Markup
from rdflib import RDF, SKOS
from rdflib.namespace import DCTERMS

from lsgraph.calls.codec import Jsonable
from lsgraph.calls.things import DescribedStatement, ThingDescription
from lsgraph.export import EXPORTS
from lsgraph.vocabulary import BASE, PREFIXES, shorten
from lsgraph.web.rendering.page_templates import PageReader
from lsgraph.web.rendering.texts import texts

SchemaText: TypeAlias = str | Mapping[str, str]
"""A text, with its language where it has one."""

_CONTEXT: Final = "https://schema.org"
_MOST_TEXTS: Final = 20
_LONGEST_TEXT: Final = 5_000
_LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"
_TYPES: Final = {
    "lsg:Region": "AdministrativeArea",
    "lsg:PublicOrganisation": "GovernmentOrganization",
    "org:Organization": "Organization",
    "lsg:Person": "Person",
    "foaf:Person": "Person",
    "lsg:Place": "Place",
    "lsg:Meeting": "Event",
    "lsg:Event": "Event",
    "lsg:LegalAct": "Legislation",
    "lsg:Report": "Report",
    "lsg:Work": "CreativeWork",
    "lsg:SourceFile": "DigitalDocument",
    "lsg:Passage": "Quotation",
    "qb:DataSet": "Dataset",
    "dcat:Dataset": "Dataset",
    "qb:Observation": "Observation",
    "schema:MonetaryAmount": "MonetaryAmount",
    "skos:ConceptScheme": "DefinedTermSet",
    "skos:Concept": "DefinedTerm",
    "owl:Class": "DefinedTerm",
}
"""The type of schema.org for the first class of ours that a thing has; any other thing is a Thing."""


def describe_thing(described: ThingDescription, address: str) -> Markup:
    """Return the data of a thing's page."""
    said, iri = described.statements, described.iri
    classes = [one.object.value for one in said if one.predicate == str(RDF.type)]
    names = {shorten(one) for one in classes}
    names_told = described.labels.get(iri, {})
    data = {
        "@type": next((kind for name, kind in _TYPES.items() if name in names), "Thing"),
        "@id": iri,
        "url": address,
        "name": [_text(text, language) for language, text in sorted(names_told.items())],
        "alternateName": _texts(said, str(SKOS.altLabel)),
        "description": _texts(said, str(DCTERMS.description)) or _texts(said, str(SKOS.definition)),
        "additionalType": sorted(one for one in classes if one.startswith(BASE)),
        "identifier": _texts(said, PREFIXES["skos"] + "notation"),
    }
    return _write(data)


def describe_dataset(reader: PageReader, issued: str) -> Markup:
    """Return the data of the start page: the graph as a dataset with its downloads."""
    root, release = reader.root, reader.release
    downloads = [
        {
            "@type": "DataDownload",
            "name": one.title_en,
            "encodingFormat": one.media_type,
            "contentUrl": f"{root}/export/{release}/lsgraph.{one.suffix}",
        }
        for one in EXPORTS
    ]
    return _write(
        {
            "@type": "Dataset",
            "@id": BASE + "res/dataset/lsgraph",
            "url": f"{root}/",
            "name": "lsgraph",
            "description": texts(reader.language)["tagline"],
            "license": _LICENCE,
            "isAccessibleForFree": True,
            "version": release,
            "datePublished": issued,
            "inLanguage": ["sv", "en"],
            "distribution": downloads,
        }
    )


def _texts(said: Iterable[DescribedStatement], predicate: str) -> list[SchemaText]:
    found = (one.object for one in said if one.predicate == predicate)
    literals = (one for one in found if one.type == "literal")
    return [_text(one.value, one.language or "") for one in islice(literals, _MOST_TEXTS)]


def _text(text: str, language: str) -> SchemaText:
    text = text if len(text) <= _LONGEST_TEXT else f"{text[:_LONGEST_TEXT]}…"
    return {"@language": language, "@value": text} if language else text


def _write(data: Mapping[str, Jsonable]) -> Markup:
    """Return data for a script element, which nothing in it can end."""
    told = {name: value for name, value in data.items() if value not in ([], "", None)}
    text = json.dumps({"@context": _CONTEXT, **told}, ensure_ascii=False)
    return Markup(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))  # noqa: S704
