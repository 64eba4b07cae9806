"""One synthetic document: its passages and what they state, its naming, its judgements."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, Self

from bench.quads import Dice, name, names, text, typed
from bench.words import BODIES, ENGLISH, SWEDISH, TOWNS

BODIES_EACH, GOALS_EACH, INSTRUMENTS_EACH, FUNDINGS_EACH = 6, 8, 2, 6
BRANCHES: Final = 5
FAULTS: Final = ("no level", "no member", "e-mail", "beyond the file", "dangling")

_A: Final = name("rdf:type")
_PASSAGES, _NAMINGS, _JUDGEMENTS, _SOURCES = (
    name(f"cat:{graph}") for graph in ("passages", "naming", "judgements", "sources")
)
_T: Final = names(
    "lsg:Passage lsg:Naming lsg:Judgement lsg:SourceFile lsg:PolicyDocument lsg:ReferenceGroup lsg:Goal "
    "lsg:Measure lsg:Funding lsg:Meeting lsg:AgendaItem lsg:ProcurementCase lsg:Citation qb:Observation "
    "qb:DataSet org:Membership schema:MonetaryAmount lsg:inFile lsg:publishedBy lsg:documentNumber "
    "lsg:characters lsg:planOwner lsg:documentedIn lsg:hasTheme lsg:tiedTo lsg:goalOf lsg:goalLevel lsg:stance "
    "lsg:inPriorityArea lsg:subGoalOf lsg:referenceGroupOf lsg:providedBy lsg:relevantTo lsg:contributesTo "
    "lsg:funder lsg:recipient lsg:viaInstrument lsg:amount lsg:year lsg:indicator lsg:unit lsg:value "
    "lsg:measureOf lsg:assignedTo lsg:heldBy lsg:inMeeting lsg:itemNumber lsg:concerns lsg:caseNumber "
    "lsg:requestedBy lsg:citingWork lsg:citedWork lsg:footnoteNumber lsg:rating lsg:rationale lsg:restsOn "
    "oa:hasSource oa:start oa:end spdx:checksumValue skos:prefLabel skos:altLabel rdfs:label skos:notation "
    "dcterms:description dcterms:created dcterms:issued schema:value schema:currency schema:startDate "
    "qb:dataSet sdmx-dim:refPeriod sdmx-dim:refArea org:memberOf org:unitOf org:member org:organization "
    "org:role unit:antal".split()
)
_PLANS: Final = tuple(map(name, ("lsg:ActionPlan", "lsg:Strategy", "lsg:Programme")))
_KINDS_OF_BODY: Final = tuple(
    map(name, ("org:Organization", "m8g:PublicOrganisation", "org:OrganizationalUnit", "lsg:Centre"))
)
_INSTRUMENTS: Final = tuple(
    map(name, ("lsg:FundingProgramme", "lsg:Initiative", "lsg:ResearchProgramme", "lsg:Platform"))
)
_LEVELS: Final = tuple(map(name, ("level:malsattning", "level:inriktningsmal", "level:overgripande-mal")))
_STANCES: Final = tuple(map(name, ("stance:vill", "stance:ska", "stance:avser", "stance:anser")))
_RATINGS: Final = tuple(map(name, ("confidence:high", "confidence:medium", "confidence:low")))
_ROLES: Final = tuple(map(name, ("role:ledamot", "role:ordforande", "role:ersattare")))
_AREAS: Final = tuple(name(f"area:{number}") for number in range(1, 9))


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


class Document:
    """Collects the lines of one document; `fault` is the kind of fault to plant, or None."""

    def __init__(self, world: World, number: int, dice: Dice, fault: str | None = None) -> None:
        self.lines: list[str] = []
        self._world, self._number, self._dice, self._fault = world, number, dice, fault
        self._source, self._work = name(f"source:syn-{number}"), name(f"work:syn-{number}")
        self._plan = name(f"plan:syn-{number}")
        self._naming = name(f"naming:syn-{number}")
        self._at = 0
        self._passage = ""

    def write(self) -> list[str]:
        """Return the document's statements as lines of N-Quads."""
        self._catalogue_entry()
        self._state_plan()
        self._state_bodies()
        goals = [self._state_goal(place) for place in range(GOALS_EACH)]
        self._state_group()
        for place in range(INSTRUMENTS_EACH):
            self._state_instrument(place)
        for place in range(FUNDINGS_EACH):
            self._state_funding(place)
        for place in range(4):
            self._state_observation(place)
        self._state_measures(goals)
        self._state_meeting()
        self._state_citation()
        for place in range(0, GOALS_EACH, 2):
            self._judge(goals[place], place)
        self._end_file()
        return self.lines

    # --- the parts of a document -----------------------------------------------------------------------

    def _catalogue_entry(self) -> None:
        number = self._number
        self._add(_SOURCES, self._source, (_A, _T["lsg:SourceFile"]))
        self._add(_SOURCES, self._source, (_T["spdx:checksumValue"], typed(_digest(f"file {number}"), "hexBinary")))
        self._add(_NAMINGS, self._naming, (_A, _T["lsg:Naming"]), (_T["dcterms:created"], self._date()))
        self._add(
            _SOURCES,
            self._work,
            (_A, _T["lsg:PolicyDocument"]),
            (_T["lsg:inFile"], self._source),
            (_T["lsg:publishedBy"], self._body()),
            (_T["lsg:documentNumber"], f'"SYN {2000 + number % 25}:{number}"'),
            (_T["dcterms:issued"], self._date()),
        )
        self._call(self._work, f"Handling {number}", f"Document {number}")

    def _state_plan(self) -> None:
        self._open()
        self._state(
            self._plan,
            (_A, _PLANS[self._dice.zipf(len(_PLANS))]),
            (_T["rdfs:label"], text(f"Plan {self._number} för {self._swedish(3)}", "sv")),
            (_T["lsg:planOwner"], self._body()),
            (_T["lsg:documentedIn"], self._work),
            (_T["lsg:hasTheme"], self._theme()),
            (_T["lsg:tiedTo"], name(f"plan:syn-{self._dice.zipf(self._world.documents)}")),
            (_T["schema:startDate"], self._date()),
        )
        self._call(self._plan, f"Plan {self._number}", f"Plan {self._number}", summary=True)

    def _state_bodies(self) -> None:
        for place in range(BODIES_EACH):
            if place % 2 == 0:
                self._open()
            number = self._number * BODIES_EACH + place
            body = name(f"body:syn-{number}")
            swedish, english = BODIES[number % len(BODIES)]
            town = TOWNS[self._dice.zipf(len(TOWNS))]
            self._state(
                body,
                (_A, _KINDS_OF_BODY[self._dice.zipf(len(_KINDS_OF_BODY))]),
                (_T["rdfs:label"], text(f"{swedish} {town} {number}", "sv")),
            )
            if number:
                self._state(body, (_T["org:unitOf"], name(f"body:syn-{(number - 1) // BRANCHES}")))
            self._call(body, f"{swedish} {town} {number}", f"{english} {town} {number}")

    def _state_goal(self, place: int) -> str:
        self._open()
        goal = name(f"goal:syn-{self._number}-{place}")
        number = f"{1 + place // 4}.{1 + place % 4}"
        self._state(
            goal,
            (_A, _T["lsg:Goal"]),
            (_T["rdfs:label"], text(f"{self._swedish(4)} ska öka".capitalize(), "sv")),
            (_T["lsg:goalOf"], self._plan),
            (_T["lsg:inPriorityArea"], _AREAS[self._dice.zipf(len(_AREAS))]),
            (_T["skos:notation"], f'"{number}"'),
            (_T["lsg:stance"], _STANCES[self._dice.zipf(len(_STANCES))]),
        )
        if not self._plants("no level"):
            self._state(goal, (_T["lsg:goalLevel"], _LEVELS[self._dice.zipf(len(_LEVELS))]))
        if place >= 2:
            self._state(goal, (_T["lsg:subGoalOf"], name(f"goal:syn-{self._number}-{(place - 2) // 3}")))
        self._call(goal, f"Mål {self._number}-{number}", f"Goal {self._number}-{number}", summary=True)
        return goal

    def _state_group(self) -> None:
        self._open()
        group = name(f"group:syn-{self._number}")
        members = list(dict.fromkeys(self._body() for _ in range(8)))
        self._state(
            group,
            (_A, _T["lsg:ReferenceGroup"]),
            (_T["rdfs:label"], text(f"Referensgrupp {self._number}", "sv")),
            (_T["lsg:referenceGroupOf"], self._plan),
        )
        self._call(group, f"Referensgrupp {self._number}", f"Reference group {self._number}")
        for member in members:
            self._state(member, (_T["org:memberOf"], group))
        self._open()
        self._state(members[0], (_T["org:memberOf"], group))
        for place, member in enumerate(members[:2]):
            self._state_membership(name(f"membership:syn-{self._number}-{place}"), member, group)

    def _state_membership(self, membership: str, member: str, group: str) -> None:
        self._state(
            membership,
            (_A, _T["org:Membership"]),
            (_T["org:organization"], group),
            (_T["org:role"], _ROLES[self._dice.zipf(len(_ROLES))]),
        )
        if not self._plants("no member"):
            self._state(membership, (_T["org:member"], member))
        self._call(membership, f"Medlemskap {self._number}", f"Membership {self._number}")

    def _state_instrument(self, place: int) -> None:
        self._open()
        instrument = name(f"instrument:syn-{self._number * INSTRUMENTS_EACH + place}")
        self._state(
            instrument,
            (_A, _INSTRUMENTS[self._dice.zipf(len(_INSTRUMENTS))]),
            (_T["rdfs:label"], text(f"Satsning på {self._swedish(2)}", "sv")),
            (_T["lsg:providedBy"], self._body()),
            (_T["lsg:contributesTo"], self._goal()),
            (_T["lsg:hasTheme"], self._theme()),
            (_T["lsg:relevantTo"], _AREAS[self._dice.zipf(len(_AREAS))]),
        )
        label = f"{self._number}-{place}"
        self._call(instrument, f"Satsning {label}", f"Initiative {label}", summary=True)

    def _state_funding(self, place: int) -> None:
        self._open()
        local = f"syn-{self._number}-{place}"
        funding, amount = name(f"funding:{local}"), name(f"amount:{local}")
        recipient = name("body:syn-dangling") if self._plants("dangling") else self._body()
        instrument = self._dice.zipf(self._world.documents * INSTRUMENTS_EACH)
        self._state(
            funding,
            (_A, _T["lsg:Funding"]),
            (_T["lsg:funder"], self._body()),
            (_T["lsg:recipient"], recipient),
            (_T["lsg:viaInstrument"], name(f"instrument:syn-{instrument}")),
            (_T["lsg:amount"], amount),
            (_T["lsg:year"], self._year()),
        )
        self._state_amount(amount)
        self._call(funding, f"Finansiering {local}", f"Funding {local}")

    def _state_amount(self, amount: str) -> None:
        kronor = (1 + self._dice.zipf(1_000_000)) * 1_000
        self._state(
            amount,
            (_A, _T["schema:MonetaryAmount"]),
            (_T["schema:value"], typed(kronor, "integer")),
            (_T["schema:currency"], '"SEK"'),
        )
        self._call(amount, f"{kronor} kronor", f"SEK {kronor}")

    def _state_observation(self, place: int) -> None:
        self._open()
        observation = name(f"obs:syn-{self._number}-{place}")
        self._state(
            observation,
            (_A, _T["qb:Observation"]),
            (_T["qb:dataSet"], name("cube:syn")),
            (_T["lsg:indicator"], name(f"indicator:syn-{self._dice.zipf(self._world.indicators)}")),
            (_T["lsg:value"], typed(f"{self._dice.below(100_000) / 10 + 0.05:.2f}", "decimal")),
            (_T["lsg:unit"], _T["unit:antal"]),
            (_T["sdmx-dim:refPeriod"], self._year()),
            (_T["sdmx-dim:refArea"], self._body()),
        )
        self._call(observation, f"Uppgift {self._number}-{place}", f"Figure {self._number}-{place}")

    def _state_measures(self, goals: list[str]) -> None:
        for place in range(2):
            self._open()
            measure = name(f"measure:syn-{self._number}-{place}")
            own = goals[self._dice.below(len(goals))]
            self._state(
                measure,
                (_A, _T["lsg:Measure"]),
                (_T["rdfs:label"], text(f"Stärka {self._swedish(2)}", "sv")),
                (_T["lsg:measureOf"], self._plan),
                (_T["lsg:assignedTo"], self._body()),
                (_T["lsg:contributesTo"], own),
            )
            self._call(measure, f"Åtgärd {self._number}-{place}", f"Measure {self._number}-{place}")

    def _state_meeting(self) -> None:
        self._open()
        meeting, case = name(f"meeting:syn-{self._number}"), name(f"case:syn-{self._number}")
        item, amount = name(f"item:syn-{self._number}"), name(f"amount:syn-{self._number}-case")
        held = ((_A, _T["lsg:Meeting"]), (_T["lsg:heldBy"], self._body()), (_T["schema:startDate"], self._date()))
        self._state(meeting, *held)
        self._call(meeting, f"Sammanträde {self._number}", f"Meeting {self._number}")
        self._state(
            item,
            (_A, _T["lsg:AgendaItem"]),
            (_T["lsg:inMeeting"], meeting),
            (_T["lsg:itemNumber"], f'"{1 + self._number % 20}"'),
            (_T["lsg:concerns"], case),
        )
        self._call(item, f"Ärende på dagordning {self._number}", f"Agenda item {self._number}")
        self._open()
        self._state(
            case,
            (_A, _T["lsg:ProcurementCase"]),
            (_T["lsg:caseNumber"], f'"{self._number % 25:02d}RS{self._number}"'),
            (_T["lsg:requestedBy"], self._body()),
            (_T["lsg:amount"], amount),
        )
        self._state_amount(amount)
        self._call(case, f"Upphandling {self._number}", f"Procurement {self._number}")

    def _state_citation(self) -> None:
        self._open()
        citation = name(f"citation:syn-{self._number}")
        cited = name(f"work:syn-{self._dice.zipf(self._world.documents)}")
        self._state(
            citation,
            (_A, _T["lsg:Citation"]),
            (_T["lsg:citingWork"], self._work),
            (_T["lsg:citedWork"], cited),
            (_T["lsg:footnoteNumber"], typed(1 + self._dice.below(40), "integer")),
        )
        self._call(citation, f"Fotnot {self._number}", f"Footnote {self._number}")

    def _judge(self, goal: str, place: int) -> None:
        judgement = name(f"judgement:syn-{self._number}-{place}")
        self._add(judgement, goal, (_T["lsg:contributesTo"], self._goal()))
        self._add(
            _JUDGEMENTS,
            judgement,
            (_A, _T["lsg:Judgement"]),
            (_T["dcterms:created"], self._date()),
            (_T["lsg:rating"], _RATINGS[self._dice.zipf(len(_RATINGS))]),
            (_T["lsg:rationale"], text(f"Båda gäller {self._swedish(5)}.", "sv")),
            (_T["lsg:rationale"], text(f"Both are about {self._english(5)}.", "en")),
            (_T["lsg:restsOn"], self._passage),
        )

    def _end_file(self) -> None:
        self._add(_SOURCES, self._source, (_T["lsg:characters"], typed(self._at + 100, "integer")))

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
            _PASSAGES,
            self._passage,
            (_A, _T["lsg:Passage"]),
            (_T["oa:hasSource"], self._source),
            (_T["oa:start"], typed(start, "integer")),
            (_T["oa:end"], typed(end, "integer")),
            (_T["spdx:checksumValue"], typed(_digest(local), "hexBinary")),
        )

    def _state(self, subject: str, *facts: tuple[str, str]) -> None:
        self._add(self._passage, subject, *facts)

    def _call(self, thing: str, swedish: str, english: str, *, summary: bool = False) -> None:
        """Give a thing its preferred labels, and its summaries."""
        label = _T["skos:prefLabel"]
        self._add(self._naming, thing, (label, text(swedish, "sv")), (label, text(english, "en")))
        if summary:
            mail = " Skriv till namn@exempel.se" if self._plants("e-mail") else ""
            description = _T["dcterms:description"]
            self._add(self._naming, thing, (description, text(f"Gäller {self._swedish(9)}.{mail}", "sv")))
            self._add(self._naming, thing, (description, text(f"About {self._english(9)}.", "en")))

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


def _digest(value: str) -> str:
    return sha256(value.encode()).hexdigest()


def concepts(world: World) -> Iterable[str]:
    """Yield the code lists and the data set that documents refer to: a tree of themes, indicators."""
    graph = name("cat:syn-concepts")
    broader, scheme, label = name("skos:broader"), name("skos:inScheme"), name("skos:prefLabel")
    for kind, count, own in (("theme", world.themes, "lsg:Theme"), ("indicator", world.indicators, "lsg:Indicator")):
        for number in range(count):
            concept = name(f"{kind}:syn-{number}")
            swedish, english = SWEDISH[number % len(SWEDISH)], ENGLISH[number % len(ENGLISH)]
            facts = [
                (_A, name("skos:Concept")),
                (_A, name(own)),
                (scheme, name(f"{kind}:")[:-2] + ">"),
                (label, text(f"{swedish} {number}", "sv")),
                (label, text(f"{english} {number}", "en")),
                (name("skos:definition"), text(f"Allt om {swedish}.", "sv")),
            ]
            if number and kind == "theme":
                facts.append((broader, name(f"theme:syn-{(number - 1) // BRANCHES}")))
            yield from (f"{concept} {predicate} {value} {graph} .\n" for predicate, value in facts)
    yield f"{name('cube:syn')} {_A} {_T['qb:DataSet']} {graph} .\n"
    for value in (text("Syntetiska uppgifter", "sv"), text("Synthetic figures", "en")):
        yield f"{name('cube:syn')} {label} {value} {graph} .\n"
