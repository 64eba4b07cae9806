"""Reads W3C's tests of the SPARQL Protocol: each a few requests and what is expected of their answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rdflib import RDF, RDFS, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from tests.w3c.suite import MF

_HT: Final = Namespace("http://www.w3.org/2011/http#")
_CNT: Final = Namespace("http://www.w3.org/2011/content#")
_UT: Final = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")


@dataclass(frozen=True)
class Exchange:
    """A request, and the classes of status, the boolean and the form that its answer has to have."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: bytes | None
    statuses: frozenset[str]
    verdict: bool | None
    form: str | None


@dataclass(frozen=True)
class ProtocolCase:
    """A test: its name and its requests."""

    name: str
    exchanges: tuple[Exchange, ...]

    @property
    def is_update(self) -> bool:
        """Say whether it is about updates."""
        return "update" in self.name


def read_protocol_cases(folder: Path) -> Iterator[ProtocolCase]:
    """Yield the tests that say what to request."""
    graph = Graph().parse(folder / "manifest.ttl")
    for test in graph.subjects(RDF.type, MF.ProtocolTest):
        requests = graph.value(graph.value(test, MF.action), _HT.requests)
        if requests is not None:
            exchanges = tuple(_read_exchange(graph, one) for one in Collection(graph, requests))
            yield ProtocolCase(str(test).partition("#")[2], exchanges)


def read_data(folder: Path) -> dict[URIRef, Path]:
    """Return the files of the tests' datasets, by the name of the graph."""
    graph = Graph().parse(folder / "manifest.ttl")
    return {
        URIRef(str(graph.value(node, RDFS.label))): Path(str(file).removeprefix("file://"))
        for node, file in graph.subject_objects(_UT.graph)
        if graph.value(node, RDFS.label) is not None
    }


def _read_exchange(graph: Graph, node: Node) -> Exchange:
    response = graph.value(node, _HT.resp)
    body = graph.value(graph.value(node, _HT.body), _CNT.chars)
    coding = graph.value(graph.value(node, _HT.body), _CNT.characterEncoding)
    verdict = graph.value(response, MF.expectedBoolean)
    form = graph.value(response, MF.expectedFormat)
    headers, statuses = graph.value(node, _HT.headers), graph.objects(response, MF.expectedStatus)
    return Exchange(
        method=str(graph.value(node, _HT.methodName)),
        path=str(graph.value(node, _HT.absolutePath)),
        headers=tuple(
            (str(graph.value(one, _HT.fieldName)), str(graph.value(one, _HT.fieldValue)))
            for one in (Collection(graph, headers) if headers is not None else ())
        ),
        body=None if body is None else str(body).encode(str(coding or "utf-8")),
        statuses=frozenset(str(one).rpartition("StatusCode")[2] for one in statuses),
        verdict=bool(verdict.value) if isinstance(verdict, Literal) else None,
        form=None if form is None else str(form),
    )
