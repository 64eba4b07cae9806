"""The making of a synthetic document: statements put into passages and namings, and the draws behind them."""

from __future__ import annotations

from hashlib import sha256
from typing import Final

from bench.quads import Dice, name, term, text, typed
from bench.words import ENGLISH, SWEDISH
from bench.world import GOALS_EACH, World
from lsgraph.vocabulary import BASE

FAULTS: Final = ("no level", "no member", "e-mail", "beyond the file", "dangling")


class Draft:
    """Collects the lines of one document; `fault` is the kind of fault to plant, or None."""

    def __init__(self, world: World, number: int, dice: Dice, fault: str | None = None) -> None:
        self.lines: list[str] = []
        self._world, self._number, self._dice, self._fault = world, number, dice, fault
        self._source, self._work = name(f"source:syn-{number}"), name(f"work:syn-{number}")
        self._plan = name(f"plan:syn-{number}")
        self._at = 0
        self._passage = ""

    # --- statements ------------------------------------------------------------------------------------

    def _open(self) -> None:
        """Begin the next passage."""
        start = self._at + self._dice.below(40)
        end = start + 80 + self._dice.below(600)
        self._at = end
        if self._plants("beyond the file"):
            end += 1_000_000
            self._at = start
        local = f"syn-{self._number}-{start}-{end}"
        self._passage = name(f"p:{local}")
        self._add(
            term("cat:passages"),
            self._passage,
            (term("rdf:type"), term("lsg:Passage")),
            (term("oa:hasSource"), self._source),
            (term("oa:start"), typed(start, "integer")),
            (term("oa:end"), typed(end, "integer")),
            (term("spdx:checksumValue"), typed(digest(local), "hexBinary")),
        )

    def _state(self, subject: str, *facts: tuple[str, str]) -> None:
        self._add(self._passage, subject, *facts)

    def _call(self, thing: str, swedish: str, english: str, *, summary: bool = False) -> None:
        """Name a thing in a graph of its own: its preferred labels, and its summaries."""
        naming, catalogue, label = _naming_of(thing), term("cat:naming"), term("skos:prefLabel")
        self._add(catalogue, naming, (term("rdf:type"), term("lsg:Naming")))
        self._add(catalogue, naming, (term("dcterms:created"), self._date()))
        self._add(naming, thing, (label, text(swedish, "sv")), (label, text(english, "en")))
        if summary:
            mail = " Skriv till namn@exempel.se" if self._plants("e-mail") else ""
            description = term("dcterms:description")
            self._add(naming, thing, (description, text(f"Gäller {self._swedish(9)}.{mail}", "sv")))
            self._add(naming, thing, (description, text(f"About {self._english(9)}.", "en")))
            self._add(catalogue, naming, (term("lsg:restsOn"), self._passage))

    def _add(self, graph: str, subject: str, *facts: tuple[str, str]) -> None:
        self.lines.extend([f"{subject} {predicate} {value} {graph} .\n" for predicate, value in facts])

    def _plants(self, fault: str) -> bool:
        """Say, once, that this is the fault to plant."""
        if self._fault != fault:
            return False
        self._fault = None
        return True

    # --- draws -----------------------------------------------------------------------------------------

    def _body(self) -> str:
        return name(f"body:syn-{self._dice.zipf(self._world.bodies)}")

    def _theme(self) -> str:
        return name(f"theme:syn-{self._dice.zipf(self._world.themes)}")

    def _goal(self) -> str:
        """Return a goal of any document, the first ones far oftener."""
        document = self._dice.zipf(self._world.documents)
        return name(f"goal:syn-{document}-{self._dice.below(GOALS_EACH)}")

    def _year(self) -> str:
        return typed(2026 - self._dice.zipf(25), "gYear")

    def _date(self) -> str:
        below = self._dice.below
        return typed(f"{2026 - self._dice.zipf(20)}-{1 + below(12):02d}-{1 + below(28):02d}", "date")

    def _swedish(self, count: int) -> str:
        return self._phrase(SWEDISH, count)

    def _english(self, count: int) -> str:
        return self._phrase(ENGLISH, count)

    def _phrase(self, words: tuple[str, ...], count: int) -> str:
        return " ".join([words[self._dice.zipf(len(words))] for _ in range(count)])


def digest(value: str) -> str:
    """Return the SHA-256 of a text, in hexadecimal."""
    return sha256(value.encode()).hexdigest()


def _naming_of(thing: str) -> str:
    """Return the graph that names a thing: its kind and slug, as in the data."""
    local = thing.strip("<>").removeprefix(BASE)
    return name("naming:" + local.partition("/")[2].replace("/", "-"))
