"""What is found: one entry per thing of the graph, and one per passage whose text is at hand."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from math import log1p
from typing import Any, Final

from rdflib import DCTERMS, FOAF, OWL, RDF, RDFS, SDO, SKOS, Literal, URIRef

from lsgraph.queries import find_query
from lsgraph.resources import find_resources
from lsgraph.sources import Sources
from lsgraph.store import Quad, Reader
from lsgraph.vocabulary import BASE, LSG, PREFIXES, SHAPES_GRAPH, Kind, graph_kind, parse_span

LANGUAGES: Final = ("sv", "en")
FIELDS: Final = {"label": 5.0, "code": 4.0, "alt": 3.0, "description": 1.5, "kind": 1.0, "passage": 1.0}
"""The fields of an entry, each with its weight."""

_PREDICATES: Final = {
    SKOS.prefLabel: "label",
    RDFS.label: "alt",
    SKOS.altLabel: "alt",
    FOAF.name: "alt",
    DCTERMS.title: "alt",
    DCTERMS.description: "description",
    SKOS.definition: "description",
    RDFS.comment: "description",
    LSG.comparison: "description",
    LSG.definitionAsUsed: "description",
    LSG.effect: "description",
    LSG.lack: "description",
    LSG.purpose: "description",
    LSG.requirement: "description",
    LSG.scope: "description",
    LSG.situation: "description",
    LSG.taskDescription: "description",
    LSG.rationale: "description",
    LSG.population: "description",
    SKOS.notation: "code",
    DCTERMS.identifier: "code",
    LSG.caseNumber: "code",
    LSG.documentNumber: "code",
    LSG.organisationNumber: "code",
    LSG.countyCode: "code",
}
_OUTSIDE: Final = (SKOS.exactMatch, SKOS.closeMatch, OWL.sameAs, SDO.sameAs)
"""What leads to the same thing elsewhere, whose identifier there is the end of its address."""
_LINKS: Final = "pages/links"
_LEFT_OUT: Final = tuple(PREFIXES[name] for name in ("p", "stretch", "reading", "naming", "cat", "shape"))


_NAMING: Final = ("label", "alt", "code")
_TIERS: Final = {
    "id/observation": 1.3,
    "id/amount": 1.3,
    "id/citation": 0.8,
    "id/term": 1.5,
    "id/": 2.0,
    "def/theme": 1.9,
    "def/": 1.3,
    "spec/": 1.1,
}
"""How much things of a family count; the first that fits."""
_ELSE: Final = 0.7
_ABBREVIATION: Final = re.compile(r"\(([A-ZÅÄÖ&]{2,9})\)")
_PER_LINK: Final = 0.08


@dataclass
class SearchDocument:
    """One thing: its labels per language, its classes, its texts per field, and how many things name it."""

    iri: str
    labels: dict[str, str] = field(default_factory=dict)
    classes: list[str] = field(default_factory=list)
    texts: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    links: int = 0

    @property
    def weight(self) -> float:
        """Return by what the score of a hit is multiplied: more for a thing that much is said of."""
        path = self.iri.removeprefix(BASE)
        tier = next((weight for family, weight in _TIERS.items() if path.startswith(family)), _ELSE)
        return tier * (1 + _PER_LINK * log1p(self.links))

    def names(self) -> Iterator[str]:
        """Yield what the thing may be called: labels, other names, the abbreviations in them, and numbers."""
        for name in _NAMING:
            for text in self.texts.get(name, ()):
                yield text
                yield from _ABBREVIATION.findall(text)

    def as_dict(self) -> dict[str, Any]:
        """Return the entry as it is stored in the index."""
        return {"iri": self.iri, "labels": self.labels, "classes": self.classes, "texts": dict(self.texts)}


def gather(store: Reader, sources: Sources | None) -> Iterator[SearchDocument]:
    """Yield every entry of the store, sorted by IRI; passages only where their text is at hand."""
    entries: dict[str, SearchDocument] = {}
    for quad in sorted(_asserted(store)):
        entry = entries.setdefault(str(quad.subject), SearchDocument(str(quad.subject)))
        _read(entry, quad)
    for iri, links in _count_links(store):
        if iri in entries:
            entries[iri].links = links
    for entry in entries.values():
        _settle(entry, entries)
    yield from (entry for entry in entries.values() if entry.labels and not entry.iri.startswith(_LEFT_OUT))
    if sources is not None:
        yield from _passages(store, sources, entries)


def _asserted(store: Reader) -> Iterator[Quad]:
    for predicate in (RDF.type, *_OUTSIDE, *_PREDICATES):
        for quad in store.quads(predicate=predicate):
            derived = quad.graph is None or graph_kind(quad.graph) is Kind.INFERENCE
            if not derived and quad.graph != SHAPES_GRAPH and str(quad.subject).startswith(BASE):
                yield quad


def _count_links(store: Reader) -> Iterator[tuple[str, int]]:
    for row in store.select(find_query(find_resources().queries, _LINKS).text):
        yield str(row["thing"]), int(row["links"])


def _read(entry: SearchDocument, quad: Quad) -> None:
    if quad.predicate == RDF.type:
        if str(quad.object) not in entry.classes:
            entry.classes.append(str(quad.object))
        return
    if quad.predicate in _OUTSIDE:
        entry.texts["code"].append(str(quad.object).rstrip("/").rpartition("/")[2])
        return
    if not isinstance(quad.object, Literal):
        return
    text, language = str(quad.object), quad.object.language or "sv"
    name = _PREDICATES[quad.predicate]
    if text not in entry.texts[name]:
        entry.texts[name].append(text)
    if name == "label":
        entry.labels[language] = text
    elif name == "alt":
        entry.labels.setdefault(language, text)


def _settle(entry: SearchDocument, entries: dict[str, SearchDocument]) -> None:
    """Take the name that stands for the label where no preferred one is given, and the classes' names."""
    entry.texts["label"] = list(dict.fromkeys(entry.labels.values()))
    entry.texts["alt"] = [text for text in entry.texts["alt"] if text not in entry.texts["label"]]
    entry.texts["kind"] = list(_class_names(entry.classes, entries))


def _class_names(classes: Iterable[str], entries: dict[str, SearchDocument]) -> Iterator[str]:
    for known in classes:
        if known in entries:
            yield from entries[known].labels.values()


def _passages(
    store: Reader, sources: Sources, entries: dict[str, SearchDocument]
) -> Iterator[SearchDocument]:
    found = {str(quad.subject) for quad in store.quads(predicate=RDF.type, obj=LSG.Passage)}
    for iri in sorted(found):
        span = parse_span(iri)
        if span is None or not sources.has(span.source) or span.end > len(sources.text(span.source)):
            continue
        source = entries.get(PREFIXES["source"] + span.source)
        names = source.labels if source else {}
        labels = {it: f"{names.get(it, span.source)} {span.start}–{span.end}" for it in LANGUAGES}
        text = " ".join(sources.shown(span).split())
        yield SearchDocument(iri, labels, [str(LSG.Passage)], {"passage": [text]})


def spell_out(text: str) -> list[URIRef]:
    """Return the IRIs of ours that a pasted text may mean: an IRI, a prefixed name, or a page of any host."""
    pasted = text.strip().strip("<>")
    prefix, colon, name = pasted.partition(":")
    found = [pasted] if pasted.startswith(BASE) else []
    if colon and prefix in PREFIXES:
        found.append(PREFIXES[prefix] + name)
    _, slashes, path = pasted.partition("://")
    for family in ("id", "doc", "def", "spec", "res"):
        _, sep, rest = path.partition(f"/{family}/")
        if slashes and sep:
            found.append(f"{BASE}{'id' if family == 'doc' else family}/{rest}")
    return [URIRef(iri) for iri in dict.fromkeys(_without_suffix(iri) for iri in found)]


def _without_suffix(iri: str) -> str:
    for suffix in (".html", ".ttl", ".nt", ".jsonld", ".rdf"):
        iri = iri.removesuffix(suffix)
    return iri.partition("?")[0].partition("#")[0]
