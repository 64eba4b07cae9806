"""The validation report as a value: text for people, RDF for machines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Final

from rdflib import RDF, SH, XSD, BNode, Graph, Literal, Namespace, URIRef

from lsgraph.errors import ShapeFault
from lsgraph.store import Term
from lsgraph.validate.severity import Severity
from lsgraph.validate.shape_paths import PropertyPath, describe_path
from lsgraph.vocabulary import PREFIXES, shorten

SCHEMA: Final = Namespace(PREFIXES["schema"])
_ORDER: Final = tuple(Severity)
_WORDS: Final = {
    "sv": {
        Severity.VIOLATION: ("fel", "fel"),
        Severity.WARNING: ("varning", "varningar"),
        Severity.INFO: ("upplysning", "upplysningar"),
        "none": "Grafen följer alla sina former.",
        "value": "värde",
        "in": "i",
        "scope": "Prövat: {shapes} former med {targets} mål mot {focus_nodes} noder.",
        "pyshacl": "Prövade av pySHACL: {names}.",
        "checks": "Körda kontrollfrågor: {checks}.",
        "unjudged": "Ingen har prövat",
    },
    "en": {
        Severity.VIOLATION: ("violation", "violations"),
        Severity.WARNING: ("warning", "warnings"),
        Severity.INFO: ("note", "notes"),
        "none": "The graph keeps to all its shapes.",
        "value": "value",
        "in": "in",
        "scope": "Checked: {shapes} shapes with {targets} targets against {focus_nodes} nodes.",
        "pyshacl": "Judged by pySHACL: {names}.",
        "checks": "Stored checks run: {checks}.",
        "unjudged": "Judged by nobody",
    },
}


@dataclass(frozen=True)
class Finding:
    """One thing that breaks one shape: what, where (focus, path, value, graphs), and how to mend it.

    `message` and `shape_name` are keyed by language; `path` is None when the shape is not about a path.
    `constraint` is the SPARQL constraint behind it: its IRI, or its text where it has none.
    """

    severity: Severity
    shape: URIRef | BNode
    component: URIRef
    focus: Term
    path: PropertyPath | None = None
    value: Term | None = None
    constraint: URIRef | Literal | None = None
    message: Mapping[str, str] = field(default_factory=dict, compare=False)
    shape_name: Mapping[str, str] = field(default_factory=dict, compare=False)
    focus_label: str = ""
    graphs: tuple[URIRef, ...] = ()

    @property
    def order(self) -> tuple[int, str, str, str, str, str, str]:
        """Return what findings are sorted by: severity, shape, focus, value, component, path, message."""
        rank, shape = _ORDER.index(self.severity), "" if isinstance(self.shape, BNode) else str(self.shape)
        rest = (repr(self.value), str(self.component), repr(self.path), repr(sorted(self.message.items())))
        return (rank, shape, str(self.focus), *rest)

    def as_line(self, language: str = "en") -> str:
        """Return the finding as one line: focus with its label, message with the mend, value, graphs."""
        words = _WORDS[language]
        label = f" “{self.focus_label}”" if self.focus_label else ""
        value = "" if self.value is None else f" [{words['value']}: {_show(self.value)}]"
        graphs = ", ".join(map(shorten, self.graphs[:3])) + (" …" if len(self.graphs) > 3 else "")
        where = f" ({words['in']} {graphs})" if graphs else ""
        return f"{_show(self.focus)}{label}: {_choose(self.message, language)}{value}{where}"


@dataclass(frozen=True)
class ReportScope:
    """What was looked at: shapes, targets, nodes, the shapes that pySHACL judged, and stored checks."""

    shapes: int = 0
    targets: int = 0
    focus_nodes: int = 0
    by_pyshacl: tuple[str, ...] = ()
    checks: int = 0


@dataclass(frozen=True)
class Report:
    """All findings of one validation, sorted, with what was looked at and what nobody judged."""

    findings: tuple[Finding, ...] = ()
    scope: ReportScope = ReportScope()
    unjudged: tuple[ShapeFault, ...] = ()

    @property
    def conforms(self) -> bool:
        """Say whether the graph may enter a release: warnings and notes do not keep it out."""
        return self.count(Severity.VIOLATION) == 0 and not self.unjudged

    def extended(self, findings: Iterable[Finding], checks: int) -> Report:
        """Return the report with what further checks found."""
        every = sorted((*self.findings, *findings), key=lambda one: one.order)
        return Report(tuple(every), replace(self.scope, checks=self.scope.checks + checks), self.unjudged)

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
        yield ", ".join(counts) if counts or self.unjudged else str(words["none"])
        yield from self._scope_lines(language)
        for (severity, shape), group in groupby(self.findings, lambda one: (one.severity, one.shape)):
            found = list(group)
            name = _choose(found[0].shape_name, language) or shorten(shape)
            yield f"\n{words[severity][0].upper()} · {name} ({shorten(shape)}) · {len(found)}"
            yield from (f"  {finding.as_line(language)}" for finding in found)

    def _scope_lines(self, language: str) -> Iterator[str]:
        words, names = _WORDS[language], ", ".join(self.scope.by_pyshacl)
        yield str(words["scope"]).format_map(vars(self.scope))
        if names:
            yield str(words["pyshacl"]).format(names=names)
        if self.scope.checks:
            yield str(words["checks"]).format(checks=self.scope.checks)
        if self.unjudged:
            yield f"\n{words['unjudged']} · {len(self.unjudged)}"
            yield from (f"  {fault}" for fault in self.unjudged)

    def as_graph(self) -> Graph:
        """Return a sh:ValidationReport; its sh:conforms is False for any finding, as SHACL has it."""
        graph, report = Graph(), BNode("report")
        for prefix, space in PREFIXES.items():
            graph.bind(prefix, space)
        graph.add((report, RDF.type, SH.ValidationReport))
        graph.add((report, SH.conforms, Literal(not self.findings, datatype=XSD.boolean)))
        graph.add((report, SH.shapesGraphWellFormed, Literal(True)))
        for number, (name, told) in enumerate(_describe_scope(self.scope, self.unjudged), start=1):
            node = BNode(f"scope{number:04}")
            graph.add((report, SCHEMA.additionalProperty, node))
            graph.add((node, SCHEMA.name, Literal(name)))
            graph.add((node, SCHEMA.value, told))
        self._add_results(graph, report)
        return graph

    def _add_results(self, graph: Graph, report: BNode) -> None:
        texts = sorted({one.constraint for one in self.findings if isinstance(one.constraint, Literal)})
        nodes = {text: _add_constraint(graph, number, text) for number, text in enumerate(texts, start=1)}
        for number, finding in enumerate(self.findings, start=1):
            node = BNode(f"result{number:06}")
            graph.add((report, SH.result, node))
            for predicate, value in _describe(finding):
                graph.add((node, predicate, value))
            if finding.path is not None:
                graph.add((node, SH.resultPath, describe_path(finding.path, graph)))
            if finding.constraint is not None:
                source = finding.constraint
                graph.add(
                    (node, SH.sourceConstraint, nodes[source] if isinstance(source, Literal) else source)
                )

    def as_turtle(self) -> bytes:
        """Return the report as Turtle, byte-equal for equal findings."""
        return self.as_graph().serialize(format="turtle", encoding="utf-8")


def _describe(finding: Finding) -> Iterator[tuple[URIRef, Term]]:
    yield RDF.type, SH.ValidationResult
    yield SH.resultSeverity, finding.severity.iri
    yield SH.sourceShape, finding.shape
    yield SH.sourceConstraintComponent, finding.component
    yield SH.focusNode, finding.focus
    if finding.value is not None:
        yield SH.value, finding.value
    for language, text in finding.message.items():
        yield SH.resultMessage, Literal(text, lang=language or None)


def _describe_scope(scope: ReportScope, unjudged: Sequence[ShapeFault]) -> Iterator[tuple[str, Literal]]:
    """Yield the names and values that SHACL has no terms for."""
    yield "shapes", Literal(scope.shapes)
    yield "targets", Literal(scope.targets)
    yield "focusNodes", Literal(scope.focus_nodes)
    yield "checks", Literal(scope.checks)
    for name in scope.by_pyshacl:
        yield "judgedByPySHACL", Literal(name)
    for fault in unjudged:
        yield "notJudged", Literal(f"{fault.shape}\n{fault.what}\n{fault.mend}")


def _add_constraint(graph: Graph, number: int, text: Literal) -> BNode:
    """Describe a SPARQL constraint that has no IRI, and return its node."""
    node = BNode(f"constraint{number:04}")
    graph.add((node, RDF.type, SH.SPARQLConstraint))
    graph.add((node, SH.select, text))
    return node


def _show(term: Term) -> str:
    return shorten(str(term)) if isinstance(term, URIRef) else term.n3()


def _choose(texts: Mapping[str, str], language: str) -> str:
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")
