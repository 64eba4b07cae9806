"""What synthetic documents refer to: how many there are of each, and the code lists."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Self

from bench.quads import name, term, text
from bench.words import ENGLISH, SWEDISH

BODIES_EACH: Final = 6
GOALS_EACH: Final = 8
INSTRUMENTS_EACH: Final = 2
FUNDINGS_EACH: Final = 6
OBSERVATIONS_EACH: Final = 4
BRANCHES: Final = 5


@dataclass(frozen=True)
class World:
    """How many there are of what documents refer to."""

    documents: int
    themes: int
    indicators: int

    @classmethod
    def of_size(cls, documents: int) -> Self:
        """Return the world of so many documents."""
        return cls(documents, themes=min(400, 20 + 2 * documents), indicators=40)

    @property
    def bodies(self) -> int:
        """Return the number of organisations."""
        return self.documents * BODIES_EACH


def write_concepts(world: World) -> Iterator[str]:
    """Yield the code lists and the data set that documents refer to: a tree of themes, indicators."""
    for number in range(world.themes):
        broader = None if number == 0 else (number - 1) // BRANCHES
        yield from _write_concept("theme", "lsg:Theme", number, broader)
    for number in range(world.indicators):
        yield from _write_concept("indicator", "lsg:Indicator", number, None)
    yield from _write_thing("cube:syn", "qb:DataSet", "Syntetiska uppgifter", "Synthetic figures")
    yield from _write_thing("place:sverige", "schema:Place", "Sverige", "Sweden")


def _write_thing(thing: str, kind: str, swedish: str, english: str) -> Iterator[str]:
    label = term("skos:prefLabel")
    facts = (
        (term("rdf:type"), term(kind)),
        (label, text(swedish, "sv")),
        (label, text(english, "en")),
    )
    yield from (f"{term(thing)} {predicate} {value} {term('cat:concepts')} .\n" for predicate, value in facts)


def _write_concept(kind: str, own: str, number: int, broader: int | None) -> Iterator[str]:
    concept = name(f"{kind}:syn-{number}")
    swedish, english = SWEDISH[number % len(SWEDISH)], ENGLISH[number % len(ENGLISH)]
    facts = [
        (term("rdf:type"), term("skos:Concept")),
        (term("rdf:type"), term(own)),
        (term("skos:inScheme"), name(f"{kind}:").replace("/>", ">")),
        (term("skos:prefLabel"), text(f"{swedish} {number}", "sv")),
        (term("skos:prefLabel"), text(f"{english} {number}", "en")),
        (term("skos:definition"), text(f"Allt om {swedish}.", "sv")),
    ]
    if broader is not None:
        facts.append((term("skos:broader"), name(f"{kind}:syn-{broader}")))
    yield from (f"{concept} {predicate} {value} {term('cat:concepts')} .\n" for predicate, value in facts)
