"""Compares two releases' stores."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from rdflib import RDFS, SKOS, BNode, Literal, URIRef

from lsgraph.diff.difference import Change, Difference, Graphs, Reanswer, Rejudgement, Rewording, Row
from lsgraph.queries import Query, answer_query
from lsgraph.store import Quad, Reader, Store, Term
from lsgraph.vocabulary import LSG, PREFIXES, Kind, graph_kind, local_path

_WORDINGS: Final = frozenset(
    {
        RDFS.label,
        RDFS.comment,
        SKOS.prefLabel,
        SKOS.altLabel,
        SKOS.definition,
        URIRef(PREFIXES["dcterms"] + "title"),
        URIRef(PREFIXES["dcterms"] + "description"),
        LSG.rationale,
    }
)
_MADE: Final = (LSG.labelSv, LSG.labelEn)
"""What the build makes of the preferred names, which are compared."""

_THINGS: Final = ("id/", "def/", "spec/", "res/work/", "res/source/")


@dataclass(frozen=True)
class _Side:
    """One release's statements without blank nodes, with the graphs that make each."""

    store: Reader
    graphs: Mapping[Quad, frozenset[URIRef]]
    nameless: Mapping[URIRef, bytes]

    def within(self, graph: URIRef) -> set[Quad]:
        return {quad._replace(graph=None) for quad in self.store.quads(graph=graph)}

    def rating(self, judgement: URIRef) -> Term | None:
        return min((quad.object for quad in self.store.quads(judgement, LSG.rating)), default=None)


def compare(before: Reader, after: Reader, queries: Iterable[Query] = ()) -> Difference:
    """Return what changed between two releases' stores, and which of the queries now answer otherwise."""
    old, new = _read(before), _read(after)
    gone, come = old.graphs.keys() - new.graphs.keys(), new.graphs.keys() - old.graphs.keys()
    reworded = tuple(sorted(_reword(gone, come), key=repr))
    told = {quad for one in reworded for quad in _quads(one)}
    shifted = {quad for quad in old.graphs.keys() & new.graphs.keys() if old.graphs[quad] != new.graphs[quad]}
    rejudged = tuple(_rejudge(old, new, (gone | come | shifted) - told))
    told |= {quad for one in rejudged for quad in (*one.lost, *one.gained, *_ratings(one))}
    subjects = [{str(quad.subject) for quad in side.graphs} for side in (old, new)]
    asked = list(queries)
    return Difference(
        things_added=_things(subjects[1] - subjects[0]),
        things_removed=_things(subjects[0] - subjects[1]),
        added=_changes(come - told, old, new),
        removed=_changes(gone - told, old, new),
        moved=_changes(shifted - told, old, new),
        reworded=reworded,
        rejudged=rejudged,
        answers=tuple(found for query in asked if (found := _reanswer(before, after, query))),
        nameless=_differing(old.nameless, new.nameless),
        queries=len(asked),
    )


def _read(store: Reader) -> _Side:
    graphs: defaultdict[Quad, set[URIRef]] = defaultdict(set)
    nameless: defaultdict[URIRef, list[Quad]] = defaultdict(list)
    for graph in store.graphs():
        for quad in store.quads(graph=graph):
            if quad.predicate in _MADE:
                continue
            if isinstance(quad.subject, BNode) or isinstance(quad.object, BNode):
                nameless[graph].append(quad)
            else:
                graphs[quad._replace(graph=None)].add(graph)
    return _Side(
        store,
        {quad: frozenset(where) for quad, where in graphs.items()},
        {graph: _canonical(quads) for graph, quads in nameless.items()},
    )


def _canonical(quads: list[Quad]) -> bytes:
    store = Store()
    store.add(quads)
    return store.canonical()


def _reword(gone: Iterable[Quad], come: Iterable[Quad]) -> Iterator[Rewording]:
    old, new = _wordings(gone), _wordings(come)
    for key in old.keys() & new.keys():
        yield Rewording(*key, tuple(sorted(old[key])), tuple(sorted(new[key])))


def _wordings(quads: Iterable[Quad]) -> dict[tuple[Term, URIRef, str], list[str]]:
    found: defaultdict[tuple[Term, URIRef, str], list[str]] = defaultdict(list)
    for subject, predicate, value, _ in quads:
        if predicate in _WORDINGS and isinstance(value, Literal):
            found[subject, predicate, value.language or ""].append(str(value))
    return found


def _quads(one: Rewording) -> Iterator[Quad]:
    assert isinstance(one.thing, URIRef)
    for text in (*one.before, *one.after):
        yield Quad(one.thing, one.predicate, Literal(text, one.language or None))


def _rejudge(old: _Side, new: _Side, changed: set[Quad]) -> Iterator[Rejudgement]:
    """Yield the judgements in both releases whose statements or confidence are not what they were."""
    touched = {
        graph for quad in changed for side in (old, new) for graph in side.graphs.get(quad, frozenset())
    } | {quad.subject for quad in changed if quad.predicate == LSG.rating}
    for judgement in sorted(URIRef(graph) for graph in touched if graph_kind(graph) is Kind.JUDGEMENT):
        before, after = old.within(judgement), new.within(judgement)
        if before and after:
            lost, gained = (before - after) & changed, (after - before) & changed
            ratings = (old.rating(judgement), new.rating(judgement))
            if lost or gained or ratings[0] != ratings[1]:
                yield Rejudgement(judgement, _sorted(lost), _sorted(gained), *ratings)


def _ratings(one: Rejudgement) -> Iterator[Quad]:
    ratings = (one.confidence_before, one.confidence_after)
    for rating in ratings if ratings[0] != ratings[1] else ():
        if rating is not None:
            yield Quad(one.judgement, LSG.rating, rating)


def _changes(quads: Iterable[Quad], old: _Side, new: _Side) -> tuple[Change, ...]:
    found = [
        Change(quad, *(tuple(sorted(side.graphs.get(quad, ()))) for side in (old, new)))
        for quad in _sorted(quads)
    ]
    return tuple(sorted(found, key=lambda change: change.rank))


def _reanswer(before: Reader, after: Reader, query: Query) -> Reanswer | None:
    columns, old = _answer(before, query.text)
    _, new = _answer(after, query.text)
    if old == new:
        return None
    lost, gained = (tuple(sorted(rows.elements(), key=repr)) for rows in (old - new, new - old))
    return Reanswer(query, columns, lost, gained)


def _answer(store: Reader, text: str) -> tuple[tuple[str, ...], Counter[Row]]:
    answer = answer_query(store, text)
    columns = tuple(answer.variables)
    return columns, Counter(tuple(row.get(name) for name in columns) for row in answer.rows())


def _differing(old: Mapping[URIRef, bytes], new: Mapping[URIRef, bytes]) -> Graphs:
    return tuple(sorted(graph for graph in old.keys() | new.keys() if old.get(graph) != new.get(graph)))


def _things(subjects: Iterable[str]) -> tuple[URIRef, ...]:
    return tuple(URIRef(one) for one in sorted(subjects) if (local_path(one) or "").startswith(_THINGS))


def _sorted(quads: Iterable[Quad]) -> tuple[Quad, ...]:
    return tuple(sorted(quads, key=lambda quad: [term.n3() for term in quad[:3] if term is not None]))
