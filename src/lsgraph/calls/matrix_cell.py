"""One cell of the matrix: every statement behind it, and what was looked at where there is none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rdflib import DCTERMS, PROV, Literal, URIRef

from lsgraph.calls.call import Call
from lsgraph.calls.matrix import QUERY, MatrixCell, MatrixFilter, read_cells, read_rows
from lsgraph.errors import UnknownThing
from lsgraph.queries import answer_query, bind_text, find_query
from lsgraph.resources import find_resources
from lsgraph.store import Labels, Reader, find_all_labels
from lsgraph.vocabulary import LSG, Kind, graph_kind


@dataclass(frozen=True)
class CellEvidence:
    """A graph that says something: a passage, a judgement with its reasons, a register with its address.

    `rationale` and `title` are texts by language. `rests_on` are the passages and registers that a judgement
    names; they rest on nothing more.
    """

    graph: str
    kind: str
    rationale: Mapping[str, str]
    title: Mapping[str, str]
    rating: str = ""
    date: str = ""
    address: str = ""
    rests_on: tuple[CellEvidence, ...] = ()


@dataclass(frozen=True)
class Step:
    """A statement on the way from what serves the goal to the region, with who makes it."""

    subject: str
    predicate: str
    object: str
    graphs: tuple[str, ...]


@dataclass(frozen=True)
class CellLink:
    """A thing that serves the goal for the region."""

    thing: str
    kind: str
    states: tuple[str, ...]
    evidence: tuple[CellEvidence, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class PlanLooked:
    """A plan of the region, and the day on which it was held against the strategy, if it was."""

    plan: str
    looked: str | None


@dataclass(frozen=True)
class Search:
    """A search for plans of the region: what was found on which day."""

    search: str
    found: bool
    date: str


@dataclass(frozen=True)
class CellAnswer:
    """A cell with all that stands behind it. `query` gives its rows again."""

    cell: MatrixCell
    links: tuple[CellLink, ...]
    plans: tuple[PlanLooked, ...]
    searches: tuple[Search, ...]
    query: str
    labels: Mapping[str, Labels]


@dataclass(frozen=True)
class CellCall(Call[CellAnswer]):
    """The cell of a goal, by `number`, and a region, by county code, with the links that a filter takes."""

    number: str
    code: str
    filter: MatrixFilter = field(default_factory=MatrixFilter)


def read_cell(store: Reader, asked: CellCall) -> CellAnswer:
    """Return a cell; raises UnknownThing when the matrix has no such cell."""
    cells = read_cells(read_rows(store), asked.filter)
    cell = next((one for one in cells if (one.number, one.code) == (asked.number, asked.code)), None)
    if cell is None:
        raise UnknownThing(f"matris/{asked.number}/{asked.code}")
    region = URIRef(cell.region)
    links = tuple(_read_link(store, cell, thing) for thing in dict.fromkeys(row.thing for row in cell.links))
    plans, searches = tuple(_read_plans(store, region)), tuple(_read_searches(store, region))
    text = bind_text(_find(QUERY), {"goal": URIRef(cell.goal), "region": region})
    labels = find_all_labels(store, map(URIRef, _list_named(cell, links, plans)))
    return CellAnswer(cell, links, plans, searches, text, labels)


def _read_link(store: Reader, cell: MatrixCell, thing: str | None) -> CellLink:
    assert thing is not None
    rows = [row for row in cell.links if row.thing == thing]
    sources = dict.fromkeys(row.source for row in rows if row.source)
    evidence = tuple(_read_evidence(store, source) for source in sources)
    steps = tuple(_read_steps(store, URIRef(thing), URIRef(cell.region)))
    states = tuple(dict.fromkeys(row.state for row in rows))
    return CellLink(thing, str(rows[0].kind), states, evidence, steps)


def _read_evidence(store: Reader, graph: str, *, follow: bool = True) -> CellEvidence:
    iri = URIRef(graph)
    texts = {
        name: _read_texts(store, iri, predicate)
        for name, predicate in (("rationale", LSG.rationale), ("title", DCTERMS.title))
    }
    rests_on = (
        (_list_values(store, iri, LSG.restsOn) + _list_values(store, iri, PROV.wasDerivedFrom))
        if follow
        else []
    )
    dates = [*_list_values(store, iri, DCTERMS.created), *_list_values(store, iri, LSG.dateRead)]
    return CellEvidence(
        graph,
        str(graph_kind(graph) or ""),
        texts["rationale"],
        texts["title"],
        next(iter(_list_values(store, iri, LSG.rating)), ""),
        next(iter(dates), ""),
        next(iter(_list_values(store, iri, DCTERMS.source)), ""),
        tuple(_read_evidence(store, one, follow=False) for one in rests_on),
    )


def _read_steps(store: Reader, thing: URIRef, region: URIRef) -> Iterable[Step]:
    text = bind_text(_find("pages/matrix-steps"), {"thing": thing, "region": region})
    graphs: dict[tuple[str, str, str], list[str]] = {}
    for row in answer_query(store, text).rows():
        key = (str(row["from"]), str(row["property"]), str(row["to"]))
        graphs.setdefault(key, []).append(str(row["graph"]))
    for key, found in graphs.items():
        said = [one for one in found if graph_kind(one) is not Kind.INFERENCE]
        yield Step(*key, tuple(said or found))


def _read_plans(store: Reader, region: URIRef) -> Iterable[PlanLooked]:
    for row in answer_query(store, bind_text(_find("pages/matrix-plans"), {"region": region})).rows():
        yield PlanLooked(str(row["plan"]), str(row["looked"]) if "looked" in row else None)


def _read_searches(store: Reader, region: URIRef) -> Iterable[Search]:
    for search in sorted({quad.subject for quad in store.quads(None, LSG.searchSubject, region)}):
        iri = URIRef(search)
        found, read = (_list_values(store, iri, one) for one in (LSG.found, LSG.dateRead))
        yield Search(str(search), found == ["true"], next(iter(read), ""))


def _read_texts(store: Reader, iri: URIRef, predicate: URIRef) -> dict[str, str]:
    said = (quad.object for quad in store.quads(iri, predicate))
    return {one.language or "": str(one) for one in said if isinstance(one, Literal)}


def _list_values(store: Reader, iri: URIRef, predicate: URIRef) -> list[str]:
    return sorted({str(quad.object) for quad in store.quads(iri, predicate)})


def _list_named(cell: MatrixCell, links: Iterable[CellLink], plans: Iterable[PlanLooked]) -> Iterable[str]:
    yield from (cell.goal, cell.region, *(one.plan for one in plans))
    for link in links:
        yield link.thing
        for evidence in link.evidence:
            yield from filter(
                None, (evidence.graph, evidence.rating, *(one.graph for one in evidence.rests_on))
            )
        for step in link.steps:
            yield from (step.subject, step.predicate, step.object, *step.graphs)


def _find(name: str) -> str:
    return find_query(find_resources().queries, name).text
