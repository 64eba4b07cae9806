"""Answers a SELECT with columns for the passages and other graphs behind each row.

What carries a row are the triples that its patterns matched. A test (EXISTS, NOT EXISTS, MINUS, FILTER) keeps
or drops a row and carries nothing. A path other than a row of properties is carried by every way that leads
from its start to its end; a group, or a row of DISTINCT, by all the matches that it stands for. A triple of
the default graph is traced to every graph that holds it, one matched inside GRAPH to that graph alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rdflib import URIRef

from lsgraph.errors import QueryRefused, QuerySyntaxError
from lsgraph.provenance.ast import Constant, Path, SelectQuery
from lsgraph.provenance.columns import COLUMNS, GraphWriter
from lsgraph.provenance.parse_select import read_query
from lsgraph.provenance.rewrite import GroupedOrigin, RewritePlan, WalkOrigin, make_plan, places
from lsgraph.provenance.trace import Tracer
from lsgraph.queries.cursor import Cursor
from lsgraph.queries.graphs import scope_graphs
from lsgraph.queries.mending import mend_order, mend_query
from lsgraph.store import Answer, Dataset, EngineTerm, Reader, Store, make_answer


def answer_with_sources(store: Reader, text: str, dataset: Dataset | None = None) -> Answer:
    """Answer a SELECT just as the store does, with the columns of COLUMNS added to every row.

    `dataset` overrides the query's own FROM. Raises QuerySyntaxError, and QueryRefused for a query whose rows
    cannot be traced exactly.
    """
    names = _columns(text)
    if taken := sorted(set(names) & set(COLUMNS)):
        raise QueryRefused(f"sources=true adds a column ?{taken[0]}; give yours another name")
    query, plan = _plan(mend_query(store, mend_order(store, text)))
    terms = _find_terms(query, plan)
    if dataset is None and (query.default or query.named):
        dataset = Dataset(_iris(query.default, terms), _iris(query.named, terms))
    columns, rows = Tracer(store, dataset, terms).ask(plan)
    shown = [columns.index(name) for name in names]
    write = GraphWriter().write
    added = ((*(row[place] for place in shown), *write(graphs)) for row, graphs in rows)
    return make_answer([*names, *COLUMNS], added)


def rewrite(text: str) -> str:
    """Return the SELECT that is put to the engine: the same rows, with columns for what they matched."""
    return _plan(scope_graphs(text))[1].text


def _plan(text: str) -> tuple[SelectQuery, RewritePlan]:
    cursor = Cursor(text)
    try:
        query = read_query(cursor)
        return query, make_plan(query, cursor, _columns)
    except RecursionError as error:
        raise QueryRefused("sources=true cannot follow a query that nests so deeply") from error


def _columns(text: str) -> Sequence[str]:
    answer = Store().query(text)
    if answer.form != "solutions":
        raise QueryRefused("sources=true adds columns to the rows of a SELECT; other forms have no rows")
    return answer.variables


def _find_terms(query: SelectQuery, plan: RewritePlan) -> dict[str, EngineTerm]:
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


def _constants(plan: RewritePlan) -> Iterator[Constant]:
    for origin in plan.origins:
        yield from (place for place in places(origin) if isinstance(place, Constant))
        if isinstance(origin, WalkOrigin):
            yield from _properties(origin.path)
        if isinstance(origin, GroupedOrigin):
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
