"""What a document takes up under an area: the things of which passages in the area's section speak."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rdflib import Literal, URIRef

from lsgraph.reason.rules import Atom, Triple
from lsgraph.store import Reader, Store
from lsgraph.vocabulary import BASE, LSG, OA, PREFIXES

RULE: Final = "outline"
"""Name of the rule in a proof."""

_TAKEN_UP: Final = LSG.relevantTo
_SPACES: Final = (BASE + "id/", *(PREFIXES[name] for name in ("theme", "indicator", "work")))


def add_taken_up(work: Store) -> None:
    """Add to the default graph what follows from where passages lie; it holds the outline already."""
    thing, area = "?thing", "?area"
    work.update(f"INSERT {{ {thing} {_TAKEN_UP.n3()} {area} }} WHERE {{ {_where(thing, area)} }}")


def find_premises(store: Reader, triple: Triple) -> Iterator[tuple[Triple, ...]]:
    """Yield, for what may follow from the outline, the section's area and a statement of a passage in it."""
    thing, predicate, area = triple
    if predicate != _TAKEN_UP or not isinstance(thing, URIRef):
        return
    where = _where("?thing", "?area")
    wanted = f"FILTER (?thing = {thing.n3()} && ?area = {area.n3()})"
    query = (
        f"SELECT ?section ?one ?property ?other WHERE {{ {where} {wanted} }} ORDER BY ?passage ?one ?property"
    )
    for row in store.select(f"{query} LIMIT 1"):
        section, one, said, other = (_atom(row[name]) for name in ("section", "one", "property", "other"))
        yield (section, LSG.sectionOn, area), (one, said, other)


def _atom(term: object) -> Atom:
    if not isinstance(term, URIRef | Literal):
        raise TypeError(f"no term of a passage: {term!r}")
    return term


def _where(thing: str, area: str) -> str:
    """Return the pattern: a passage within a section speaks of a thing, which is not its plan or work."""
    real = " || ".join(f"STRSTARTS(STR({thing}), {Literal(space).n3()})" for space in _SPACES)
    return f"""
        ?section {LSG.sectionOn.n3()} {area} ; {OA.hasSource.n3()} ?source ;
            {OA.start.n3()} ?from ; {OA.end.n3()} ?to .
        ?passage a {LSG.Passage.n3()} ; {OA.hasSource.n3()} ?source ;
            {OA.start.n3()} ?start ; {OA.end.n3()} ?stop
        FILTER (?from <= ?start && ?stop <= ?to)
        GRAPH ?passage {{ ?one ?property ?other }}
        VALUES ?end {{ 1 2 }}
        BIND (IF(?end = 1, ?one, ?other) AS {thing})
        FILTER ({real})
        FILTER NOT EXISTS {{ {thing} {LSG.hasPriorityArea.n3()} {area} }}
        FILTER NOT EXISTS {{ {thing} {LSG.extent.n3()} ?stretch }}
    """
