"""Answers the queries of a test suite and compares with what is expected."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Final

import pyoxigraph as ox
from rdflib import XSD, BNode, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic
from rdflib.term import Node

from lsgraph.calls.sparql import ask
from lsgraph.errors import QueryError, StoreError
from lsgraph.queries.guard import Bounds, check_query
from lsgraph.store import Answer, Quad, Store, find_format
from lsgraph.store.terms import quad_from_engine
from tests.w3c.suite import Case

_RS: Final = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/result-set#")
_COLUMN: Final = Namespace("urn:column:")
_ROW: Final = URIRef("urn:row")
_EXACT: Final = (XSD.decimal, XSD.integer)
_FLOATING: Final = (XSD.double, XSD.float)


def is_right(case: Case) -> bool:
    """Say whether the service's own way of asking gives what a test expects; raises QueryRefused."""
    if case.result is None:
        return _is_syntax_right(case)
    answer = ask(_load(case), _read_query(case)).answer
    if case.result.suffix == ".csv":
        return _same_csv(answer, case.result.read_text(encoding="utf-8"))
    if answer.form == "triples":
        found = Graph()
        for one in answer.triples():
            found.add((one.subject, one.predicate, one.object))
        return isomorphic(_by_value(found), _by_value(_read_graph(case.result)))
    return _same_results(answer, case.result)


def _is_syntax_right(case: Case) -> bool:
    try:
        ask(Store(), _read_query(case))
    except QueryError:
        return not case.positive
    except StoreError:  # a function that is not known is no fault of syntax
        return True
    return case.positive


def _read_query(case: Case) -> str:
    return f"BASE <{case.query.as_uri()}>\n" + case.query.read_text(encoding="utf-8")


def _load(case: Case) -> Store:
    store = Store()
    for file in case.default:
        _add(store, file, None)
    for file in case.named or _named_by_query(case):
        _add(store, file, URIRef(file.as_uri()))
    return store


def _named_by_query(case: Case) -> list[Path]:
    """Return the files that FROM names, which a test without data of its own leaves to be fetched."""
    dataset = check_query(_read_query(case), Bounds()).dataset
    return [Path(graph.removeprefix("file://")) for graphs in dataset or () for graph in graphs]


def _add(store: Store, file: Path, graph: URIRef | None) -> None:
    store.add(quad._replace(graph=graph) for quad in _parse(file))


def _parse(file: Path) -> Iterator[Quad]:
    known = ox.RdfFormat.from_extension(file.suffix[1:])
    for quad in ox.parse(path=file, format=known, base_iri=file.as_uri()):
        yield quad_from_engine(quad)


def _same_csv(answer: Answer, expected: str) -> bool:
    """Compare by the names of columns, whose order `SELECT *` leaves open; blank nodes have any label."""
    output = io.BytesIO()
    answer.write(output, find_format("csv"))
    return _read_csv(output.getvalue().decode()) == _read_csv(expected)


def _read_csv(text: str) -> Counter[tuple[tuple[str, str], ...]]:
    rows = csv.DictReader(io.StringIO(text, newline=""))
    return Counter(
        tuple(sorted((name, "_:" if value.startswith("_:") else value) for name, value in row.items()))
        for row in rows
    )


def _same_results(answer: Answer, file: Path) -> bool:
    if file.suffix in (".ttl", ".rdf"):
        return _same_rows(answer, list(_read_result_graph(_read_graph(file))))
    known = ox.QueryResultsFormat.from_extension(file.suffix[1:])
    expected = Answer(ox.parse_query_results(path=file, format=known))
    if expected.form == "boolean":
        return bool(answer) == bool(expected)
    return set(expected.variables) == set(answer.variables) and _same_rows(answer, list(expected.rows()))


def _read_graph(file: Path) -> Graph:
    graph = Graph()
    for quad in _parse(file):
        graph.add((quad.subject, quad.predicate, quad.object))
    return graph


def _read_result_graph(graph: Graph) -> Iterator[Mapping[str, Node]]:
    for solution in graph.objects(None, _RS.solution):
        bindings = graph.objects(solution, _RS.binding)
        yield {str(graph.value(one, _RS.variable)): _known(graph.value(one, _RS.value)) for one in bindings}


def _known(node: Node | None) -> Node:
    assert node is not None
    return node


def _same_rows(answer: Answer, expected: Sequence[Mapping[str, Node]]) -> bool:
    return isomorphic(_draw(answer.rows()), _draw(expected))


def _draw(rows: Iterable[Mapping[str, Node]]) -> Graph:
    """Return rows as a graph, so that blank nodes are compared as they should be."""
    graph = Graph()
    for row in rows:
        node = BNode()
        graph.add((node, _ROW, _ROW))
        for name, term in row.items():
            graph.add((node, _COLUMN[name], _value(term)))
    return graph


def _by_value(graph: Graph) -> Graph:
    found = Graph()
    for subject, predicate, target in graph:
        found.add((subject, predicate, _value(target)))
    return found


def _value(term: Node) -> Node:
    """Return a term in which a number stands by its value, and a language in small letters."""
    if not isinstance(term, Literal):
        return term
    if term.datatype in _EXACT:
        return _number(term, lambda text: f"{Decimal(text).normalize():f}")
    if term.datatype == XSD.boolean:
        return Literal(str(term).replace("1", "true").replace("0", "false"), datatype=XSD.boolean)
    if term.datatype in _FLOATING:
        return _number(term, lambda text: repr(float(text)))
    return Literal(
        str(term), lang=(term.language or "").lower() or None, datatype=term.datatype, normalize=False
    )


def _number(term: Literal, write: Callable[[str], str]) -> Literal:
    try:
        return Literal(write(str(term)), datatype=term.datatype, normalize=False)
    except (ArithmeticError, ValueError):
        return term
