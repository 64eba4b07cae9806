"""What the catalogue says of sources, passages, dismissals and readings."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Final

from rdflib import RDF, RDFS, URIRef

from lsgraph.store import Quad, Reader
from lsgraph.vocabulary import LSG, OA, PREFIXES, SPDX, Kind, graph_kind

_WHOLE: Final = re.compile(r"[0-9]{1,15}")
_SOURCE: Final = PREFIXES["source"]


@dataclass(frozen=True)
class SourceRecord:
    """A source as catalogued: its id, length in characters and sha256 (None where not said)."""

    id: str
    characters: int | None
    sha256: str | None


@dataclass(frozen=True, order=True)
class Stretch:
    """A passage or dismissal as catalogued; what the catalogue does not say is None."""

    source: str | None
    start: int | None
    end: int | None
    iri: URIRef
    sha256: str | None = None
    reason: str | None = None
    """Of a dismissal its reason (an IRI), of a long passage the reason for its length."""
    named_only: str | None = None
    """Of a passage that only names something, why that is all (an IRI)."""


@dataclass(frozen=True)
class Reading:
    """How a printed form is to be read, in the passages where that holds."""

    iri: URIRef
    passages: tuple[URIRef, ...]
    printed: str
    read_as: str
    why: str


@dataclass(frozen=True)
class Evidence:
    """All pointers of a store, sorted, and the statements of each passage."""

    sources: dict[str, SourceRecord]
    passages: tuple[Stretch, ...]
    dismissals: tuple[Stretch, ...]
    readings: tuple[Reading, ...]
    statements: dict[URIRef, list[Quad]] = field(repr=False)


def read_evidence(store: Reader) -> Evidence:
    """Return the pointers in the store's named graphs."""
    facts = _Facts(store)
    statements: dict[URIRef, list[Quad]] = defaultdict(list)
    for graph in store.graphs():
        if graph_kind(graph) is Kind.PASSAGE:
            statements[graph] = sorted(store.quads(graph=graph))
    return Evidence(
        sources={record.id: record for record in map(facts.source, facts.things(LSG.SourceFile))},
        passages=facts.stretches(LSG.Passage, LSG.spanReason),
        dismissals=facts.stretches(LSG.Dismissal, LSG.dismissalReason),
        readings=tuple(map(facts.reading, facts.things(LSG.Reading))),
        statements=dict(statements),
    )


class _Facts:
    def __init__(self, store: Reader) -> None:
        self._store = store

    def things(self, kind: URIRef) -> list[URIRef]:
        found = self._store.quads(predicate=RDF.type, obj=kind)
        return sorted({URIRef(quad.subject) for quad in found if quad.graph is not None})

    def stretches(self, kind: URIRef, reason: URIRef) -> tuple[Stretch, ...]:
        found = (self._stretch(iri, reason) for iri in self.things(kind))
        return tuple(sorted(found, key=lambda it: (it.source or "", it.start or 0, -(it.end or 0), it.iri)))

    def source(self, iri: URIRef) -> SourceRecord:
        return SourceRecord(
            id=iri.removeprefix(_SOURCE),
            characters=self._number(iri, LSG.characters),
            sha256=self._value(iri, SPDX.checksumValue),
        )

    def reading(self, iri: URIRef) -> Reading:
        return Reading(
            iri=iri,
            passages=tuple(URIRef(value) for value in self._values(iri, LSG.readIn)),
            printed=self._value(iri, LSG.printed) or "",
            read_as=self._value(iri, LSG.readAs) or "",
            why=self._value(iri, RDFS.comment) or "",
        )

    def _stretch(self, iri: URIRef, reason: URIRef) -> Stretch:
        source = self._value(iri, OA.hasSource)
        return Stretch(
            source=None if source is None else source.removeprefix(_SOURCE),
            start=self._number(iri, OA.start),
            end=self._number(iri, OA.end),
            iri=iri,
            sha256=self._value(iri, SPDX.checksumValue),
            reason=self._value(iri, reason),
            named_only=self._value(iri, LSG.namedOnlyReason),
        )

    def _values(self, subject: URIRef, predicate: URIRef) -> list[str]:
        return sorted({str(quad.object) for quad in self._store.quads(subject, predicate)})

    def _value(self, subject: URIRef, predicate: URIRef) -> str | None:
        return next(iter(self._values(subject, predicate)), None)

    def _number(self, subject: URIRef, predicate: URIRef) -> int | None:
        value = self._value(subject, predicate)
        return int(value) if value is not None and _WHOLE.fullmatch(value) else None
