"""The validation report as a value: text for people, RDF for machines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby
from typing import Final

from rdflib import RDF, SH, XSD, BNode, Graph, Literal, URIRef

from lsgraph.store import Term
from lsgraph.vocabulary import PREFIXES, shorten


class Severity(StrEnum):
    """Violation stops a build; Warning asks for a mend; Info asks for a look."""

    VIOLATION = "Violation"
    WARNING = "Warning"
    INFO = "Info"

    @property
    def iri(self) -> URIRef:
        """Return SHACL's term for it."""
        return SH[self.value]


_ORDER: Final = tuple(Severity)
_WORDS: Final = {
    "sv": {
        Severity.VIOLATION: ("fel", "fel"),
        Severity.WARNING: ("varning", "varningar"),
        Severity.INFO: ("upplysning", "upplysningar"),
        "none": "Grafen följer alla sina former.",
        "value": "värde",
        "in": "i",
    },
    "en": {
        Severity.VIOLATION: ("violation", "violations"),
        Severity.WARNING: ("warning", "warnings"),
        Severity.INFO: ("note", "notes"),
        "none": "The graph keeps to all its shapes.",
        "value": "value",
        "in": "in",
    },
}


@dataclass(frozen=True)
class Finding:
    """One thing that breaks one shape: what, where (focus, path, value, graphs), and how to mend it.

    `message` and `shape_name` are keyed by language; `path` is None when the shape is not about one property.
    """

    severity: Severity
    shape: URIRef
    component: URIRef
    focus: Term
    path: URIRef | None = None
    value: Term | None = None
    message: Mapping[str, str] = field(default_factory=dict, compare=False)
    shape_name: Mapping[str, str] = field(default_factory=dict, compare=False)
    focus_label: str = ""
    graphs: tuple[URIRef, ...] = ()

    @property
    def order(self) -> tuple[int, str, str, str, str]:
        """Return what findings are sorted by: severity, shape, focus, value, component."""
        rank = _ORDER.index(self.severity)
        return (rank, str(self.shape), str(self.focus), repr(self.value), str(self.component))

    def as_line(self, language: str = "en") -> str:
        """Return the finding as one line: focus with its label, message with the mend, value, graphs."""
        words = _WORDS[language]
        label = f" “{self.focus_label}”" if self.focus_label else ""
        value = "" if self.value is None else f" [{words['value']}: {_show(self.value)}]"
        graphs = ", ".join(map(shorten, self.graphs[:3])) + (" …" if len(self.graphs) > 3 else "")
        where = f" ({words['in']} {graphs})" if graphs else ""
        return f"{_show(self.focus)}{label}: {_choose(self.message, language)}{value}{where}"


@dataclass(frozen=True)
class Report:
    """All findings of one validation, sorted; `conforms` is True when none of them is a violation."""

    findings: tuple[Finding, ...] = ()

    @property
    def conforms(self) -> bool:
        """Say whether the graph may enter a release: warnings and notes do not keep it out."""
        return self.count(Severity.VIOLATION) == 0

    def count(self, severity: Severity) -> int:
        """Return how many findings have that severity."""
        return sum(finding.severity is severity for finding in self.findings)

    def as_text(self, language: str = "en") -> str:
        """Return the report in Swedish (`sv`) or English (`en`), grouped by severity and shape."""
        return "\n".join(self._lines(language)) + "\n"

    def _lines(self, language: str) -> Iterator[str]:
        words = _WORDS[language]
        counts = [
            f"{number} {words[severity][number != 1]}"
            for severity in _ORDER
            if (number := self.count(severity))
        ]
        yield ", ".join(counts) if counts else str(words["none"])
        for (severity, shape), group in groupby(self.findings, lambda one: (one.severity, one.shape)):
            found = list(group)
            name = _choose(found[0].shape_name, language) or shorten(shape)
            yield f"\n{words[severity][0].upper()} · {name} ({shorten(shape)}) · {len(found)}"
            yield from (f"  {finding.as_line(language)}" for finding in found)

    def as_graph(self) -> Graph:
        """Return a sh:ValidationReport; its sh:conforms is False for any finding, as SHACL has it."""
        graph = Graph()
        for prefix, space in PREFIXES.items():
            graph.bind(prefix, space)
        report = BNode("report")
        graph.add((report, RDF.type, SH.ValidationReport))
        graph.add((report, SH.conforms, Literal(not self.findings, datatype=XSD.boolean)))
        for number, finding in enumerate(self.findings, start=1):
            node = BNode(f"result{number:06}")
            graph.add((report, SH.result, node))
            for predicate, value in _describe(finding):
                graph.add((node, predicate, value))
        return graph

    def as_turtle(self) -> bytes:
        """Return the report as Turtle, byte-equal for equal findings."""
        return self.as_graph().serialize(format="turtle", encoding="utf-8")


def _describe(finding: Finding) -> Iterator[tuple[URIRef, Term]]:
    yield RDF.type, SH.ValidationResult
    yield SH.resultSeverity, finding.severity.iri
    yield SH.sourceShape, finding.shape
    yield SH.sourceConstraintComponent, finding.component
    yield SH.focusNode, finding.focus
    if finding.path is not None:
        yield SH.resultPath, finding.path
    if finding.value is not None:
        yield SH.value, finding.value
    for language, text in finding.message.items():
        yield SH.resultMessage, Literal(text, lang=language or None)


def _show(term: Term) -> str:
    return shorten(str(term)) if isinstance(term, URIRef) else term.n3()


def _choose(texts: Mapping[str, str], language: str) -> str:
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")
