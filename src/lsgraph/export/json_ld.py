"""Triples as JSON-LD, compacted with our context: https://www.w3.org/TR/json-ld11/.

A document carries the part of the context that it uses, so that nothing has to be fetched to read it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, TypeAlias

from rdflib import OWL, RDF, RDFS, SKOS, BNode, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS
from rdflib.plugins.serializers.jsonld import Converter
from rdflib.plugins.shared.jsonld.context import Context as JsonLdContext

from lsgraph.store import Quad, Reader
from lsgraph.vocabulary import BASE, PREFIXES, shorten

Context: TypeAlias = Mapping[str, Any]
CONTEXT_FILE: Final = "context.jsonld"
_BY_LANGUAGE: Final = (
    *(SKOS.prefLabel, SKOS.altLabel, SKOS.definition, SKOS.scopeNote, RDFS.label, RDFS.comment),
    *(DCTERMS.title, DCTERMS.description),
)
_STRING: Final = URIRef(PREFIXES["xsd"] + "string")
_LISTS: Final = "@list"
_LINKING: Final = (OWL.ObjectProperty, OWL.TransitiveProperty, OWL.SymmetricProperty)
_PROPERTIES: Final = (*_LINKING, OWL.DatatypeProperty, OWL.AnnotationProperty)


def make_context(ontology: Reader) -> dict[str, Any]:
    """Return the context of an ontology: its prefixes, and a plain name for each class and property.

    Of two terms with one local name our own has it, then the one whose prefixed name comes first; the other
    is written with its prefix.
    """
    terms: dict[str, Any] = {}
    for iri in sorted(_list_terms(ontology), key=lambda iri: (not iri.startswith(BASE), shorten(iri))):
        terms.setdefault(shorten(iri).partition(":")[2], _define(ontology, iri))
    names = {name: value for name, value in terms.items() if name and name not in PREFIXES}
    return {"@context": {"id": "@id", "type": "@type", **PREFIXES, **dict(sorted(names.items()))}}


def read_context(ontology: Path) -> Context:
    """Return the context that lies beside the ontology."""
    found: Context = json.loads((ontology / CONTEXT_FILE).read_bytes())["@context"]
    return found


def write_json_ld(quads: Iterable[Quad], context: Context) -> bytes:
    """Return statements as triples of one default graph; equal statements give equal bytes."""
    graph = Graph(bind_namespaces="none")
    for quad in quads:
        graph.add(quad[:3])
    chosen = _choose(context, graph)
    converter = Converter(JsonLdContext(chosen), use_native_types=False, use_rdf_type=False)
    converter.use_native_types = False  # which a context sets, and which would make 5 of "05"
    found = converter.convert(graph)
    document = {"@context": chosen, **(found if isinstance(found, dict) else {"@graph": found})}
    return (json.dumps(_settle(document), ensure_ascii=False, indent=1) + "\n").encode()


def _list_terms(ontology: Reader) -> set[URIRef]:
    kinds = (OWL.Class, *_PROPERTIES)
    return {
        quad.subject
        for kind in kinds
        for quad in ontology.quads(predicate=RDF.type, obj=kind)
        if isinstance(quad.subject, URIRef) and ":" in shorten(quad.subject)
    }


def _define(ontology: Reader, iri: URIRef) -> Any:
    name = shorten(iri)
    if iri in _BY_LANGUAGE:
        return {"@id": name, "@container": "@language"}
    if any(quad.object in _LINKING for quad in ontology.quads(iri, RDF.type)):
        return {"@id": name, "@type": "@id"}
    ranges = {quad.object for quad in ontology.quads(iri, RDFS.range)}
    datatypes = [one for one in ranges if str(one).startswith(PREFIXES["xsd"]) and one != _STRING]
    return {"@id": name, "@type": shorten(str(datatypes[0]))} if len(datatypes) == 1 else name


def _choose(context: Context, graph: Graph) -> dict[str, Any]:
    """Return the part of a context that a graph uses.

    A property that leads to a blank node is written plain: what is said of that node would be lost else,
    since the converter writes the value of one that has IRIs as a mere name.
    """
    nested = {str(predicate) for _, predicate, value in graph if isinstance(value, BNode)}
    used = {str(term) for triple in graph for term in triple if isinstance(term, URIRef)}
    used |= {str(term.datatype) for term in graph.objects() if isinstance(term, Literal) and term.datatype}
    named = set(map(str, (*graph.predicates(), *graph.objects(None, RDF.type))))
    spaces = {iri[: max(iri.rfind("/"), iri.rfind("#")) + 1] for iri in used}
    chosen: dict[str, Any] = {}
    for name, value in context.items():
        if name in PREFIXES or value in ("@id", "@type"):
            continue
        iri = _expand(value["@id"] if isinstance(value, dict) else value)
        if iri in named:
            chosen[name] = value["@id"] if iri in nested and isinstance(value, dict) else value
            spaces.update(PREFIXES[one] for one in _list_prefixes(value))
    prefixes = {name: space for name, space in PREFIXES.items() if space in spaces}
    return {"id": "@id", "type": "@type", **prefixes, **chosen}


def _list_prefixes(value: Any) -> list[str]:
    names = [value["@id"], value.get("@type", "")] if isinstance(value, dict) else [value]
    return [name.partition(":")[0] for name in names if ":" in name]


def _expand(name: str) -> str:
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


def _settle(value: Any, *, ordered: bool = False) -> Any:
    """Return JSON-LD with its sets in an order that depends on their members alone; lists keep theirs."""
    if isinstance(value, dict):
        return {
            name: _settle(part, ordered=name == _LISTS)
            for name, part in sorted(value.items(), key=lambda item: (item[0] != "@context", item[0]))
        }
    if isinstance(value, list):
        parts = [_settle(part) for part in value]
        return parts if ordered else sorted(parts, key=_sort_key)
    return value


def _sort_key(part: Any) -> tuple[str, str]:
    name = part.get("id", "") if isinstance(part, dict) else ""
    return str(name), json.dumps(part, ensure_ascii=False, sort_keys=True)
