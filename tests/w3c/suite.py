"""Reads the W3C's SPARQL 1.1 test suites: https://www.w3.org/TR/sparql11-results-xml/ and its kin."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rdflib import RDF, Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

MF: Final = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT: Final = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")

EVALUATION: Final = (
    *(
        "aggregates",
        "bind",
        "bindings",
        "cast",
        "construct",
        "csv-tsv-res",
        "exists",
        "functions",
        "grouping",
    ),
    *("json-res", "negation", "project-expression", "property-path", "subquery"),
)
SYNTAX: Final = ("syntax-query",)
_EVALUATED: Final = (MF.QueryEvaluationTest, MF.CSVResultFormatTest)


@dataclass(frozen=True)
class Case:
    """A test: its group and name, the file of its query, its data and what is expected."""

    group: str
    name: str
    query: Path
    positive: bool = True
    default: tuple[Path, ...] = ()
    named: tuple[Path, ...] = ()
    result: Path | None = None

    def __str__(self) -> str:
        return f"{self.group}/{self.name}"


def read_cases(root: Path, groups: tuple[str, ...]) -> Iterator[Case]:
    """Yield the tests of some groups below the folder `sparql11` of a suite."""
    for group in groups:
        file = root / group / "manifest.ttl"
        if file.is_file():
            graph = Graph().parse(file)
            for head in graph.objects(None, MF.entries):
                for entry in Collection(graph, head):
                    yield from _read_case(graph, group, entry)


def _read_case(graph: Graph, group: str, entry: Node) -> Iterator[Case]:
    kind, action = graph.value(entry, RDF.type), graph.value(entry, MF.action)
    name = str(entry).partition("#")[2]
    if kind in _EVALUATED:
        yield Case(
            group,
            name,
            _path(graph.value(action, QT.query)),
            default=tuple(map(_path, graph.objects(action, QT.data))),
            named=tuple(map(_path, graph.objects(action, QT.graphData))),
            result=_path(graph.value(entry, MF.result)),
        )
    elif kind in (MF.PositiveSyntaxTest11, MF.NegativeSyntaxTest11):
        yield Case(group, name, _path(action), positive=kind == MF.PositiveSyntaxTest11)


def _path(iri: Node | None) -> Path:
    assert isinstance(iri, URIRef), iri
    return Path(iri.removeprefix("file://"))
