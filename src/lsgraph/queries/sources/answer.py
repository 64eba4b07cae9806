"""Answers a SELECT with columns for the passages and other graphs behind each row.

What carries a row are the triples that its patterns matched. A test (EXISTS, NOT EXISTS, MINUS, FILTER) keeps
or drops a row and carries nothing. A path other than a row of properties is carried by every way that leads
from its start to its end; a group, or a row of DISTINCT, by all the matches that it stands for. A triple of
the default graph is traced to every graph that holds it, one matched inside GRAPH to that graph alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from rdflib import Literal, URIRef

from lsgraph.errors import QueryRefused, QuerySyntaxError
from lsgraph.queries.sources.cursor import Cursor
from lsgraph.queries.sources.plan import Plan, TableOrigin, WalkOrigin, make_plan, places
from lsgraph.queries.sources.reader import read_query
from lsgraph.queries.sources.syntax import Constant, Path, Query
from lsgraph.queries.sources.tracing import Graphs, Tracer
from lsgraph.store import Answer, Dataset, EngineTerm, Solution, Store, make_answer, to_engine
from lsgraph.vocabulary import Kind, Span, graph_kind, parse_span

COLUMNS: Final = ("passages", "documents", "kinds", "other_graphs")
"""The added columns: passages (IRIs), their sources (ids), kinds of graph (words), other graphs (IRIs).

Each is one string, its parts sorted and set apart by single spaces, and empty where nothing carries the row.
"""

KINDS: Final = {
    Kind.PASSAGE: "stated",
    Kind.JUDGEMENT: "judged",
    Kind.NAMING: "named",
    Kind.REGISTER: "registered",
    Kind.INFERENCE: "inferred",
    Kind.CATALOGUE: "catalogue",
    None: "other",
}
"""The words of the column `kinds`; `other` is a graph that is not lsgraph's."""


def answer_with_sources(store: Store, text: str, dataset: Dataset | None = None) -> Answer:
    """Answer a SELECT just as the store does, with the columns of COLUMNS added to every row.

    `dataset` overrides the query's own FROM. Raises QuerySyntaxError, and QueryRefused for a query whose rows
    cannot be traced exactly.
    """
    names = _columns(text)
    if taken := sorted(set(names) & set(COLUMNS)):
        raise QueryRefused(f"sources=true adds a column ?{taken[0]}; give yours another name")
    cursor = Cursor(text)
    query = read_query(cursor)
    plan = make_plan(query, cursor, _columns)
    terms = _find_terms(query, plan)
    if dataset is None and (query.default or query.named):
        dataset = Dataset(_iris(query.default, terms), _iris(query.named, terms))
    columns, rows = Tracer(store, dataset, terms).ask(plan)
    shown = [columns.index(name) for name in names]
    return make_answer([*names, *COLUMNS], _write_rows(rows, shown))


def rewrite(text: str) -> str:
    """Return the SELECT that is put to the engine: the same rows, with columns for what they matched."""
    cursor = Cursor(text)
    return make_plan(read_query(cursor), cursor, _columns).text


def _columns(text: str) -> Sequence[str]:
    answer = Store().query(text)
    if answer.form != "solutions":
        raise QueryRefused("sources=true adds columns to the rows of a SELECT; other forms have no rows")
    return answer.variables


def _find_terms(query: Query, plan: Plan) -> dict[str, EngineTerm]:
    """Return the constants that tracing needs; the engine itself says which terms they are."""
    wanted = list(dict.fromkeys([*query.default, *query.named, *_constants(plan)]))
    if not wanted:
        return {}
    items = " ".join(f"({one} AS ?c{place})" for place, one in enumerate(wanted))
    try:
        (row,) = Store().query(f"{query.prologue}SELECT {items} {{}}").solutions()
    except QuerySyntaxError as error:
        raise QueryRefused(f"sources=true cannot read the constants of this query: {error.what}") from error
    return {one.text: term for one, term in zip(wanted, row, strict=True) if term is not None}


def _constants(plan: Plan) -> Iterator[Constant]:
    for origin in plan.origins:
        yield from (place for place in places(origin) if isinstance(place, Constant))
        if isinstance(origin, WalkOrigin):
            yield from _properties(origin.path)
        if isinstance(origin, TableOrigin):
            yield from _constants(origin.table)


def _properties(path: Path) -> Iterator[Constant]:
    for part in vars(path).values():
        if isinstance(part, Constant):
            yield part
        elif isinstance(part, tuple):
            yield from part
        elif not isinstance(part, str):
            yield from _properties(part)


def _iris(constants: Sequence[Constant], terms: dict[str, EngineTerm]) -> tuple[URIRef, ...]:
    return tuple(URIRef(terms[one.text].value) for one in constants)


def _write_rows(rows: Iterator[tuple[Solution, Graphs]], shown: Sequence[int]) -> Iterator[Solution]:
    write = lru_cache(4_096)(_write_graphs)
    for row, graphs in rows:
        yield (*(row[place] for place in shown), *write(graphs))


def _write_graphs(graphs: Graphs) -> Solution:
    kinds = {graph_kind(graph) for graph in graphs}
    passages = sorted((graph for graph in graphs if graph_kind(graph) is Kind.PASSAGE), key=_order)
    documents = {span.source for span in map(parse_span, passages) if span}
    others = sorted(graphs.difference(passages))
    words = (word for kind, word in KINDS.items() if kind in kinds)
    return tuple(to_engine(Literal(" ".join(part))) for part in (passages, sorted(documents), words, others))


def _order(passage: str) -> tuple[Span, str]:
    return parse_span(passage) or Span("", 0, 0), passage
