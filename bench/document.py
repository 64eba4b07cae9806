"""One synthetic document: its passages and what they state, its naming, its judgements."""

from __future__ import annotations

from typing import Final

from bench.draft import Draft, digest
from bench.quads import name, term, text, typed
from bench.words import BODIES, TOWNS
from bench.world import (
    BODIES_EACH,
    BRANCHES,
    FUNDINGS_EACH,
    GOALS_EACH,
    INSTRUMENTS_EACH,
    OBSERVATIONS_EACH,
)

_PLANS: Final = tuple(map(term, ("lsg:ActionPlan", "lsg:Strategy", "lsg:Programme")))
_KINDS_OF_BODY: Final = tuple(
    map(term, ("org:Organization", "m8g:PublicOrganisation", "org:OrganizationalUnit", "lsg:Centre"))
)
_INSTRUMENTS: Final = tuple(
    map(term, ("lsg:FundingProgramme", "lsg:Initiative", "lsg:ResearchProgramme", "lsg:Platform"))
)
_LEVELS: Final = tuple(map(term, ("level:malsattning", "level:inriktningsmal", "level:overgripande-mal")))
_STANCES: Final = tuple(map(term, ("stance:vill", "stance:ska", "stance:avser", "stance:anser")))
_RATINGS: Final = tuple(map(term, ("confidence:high", "confidence:medium", "confidence:low")))
_ROLES: Final = tuple(map(term, ("role:ledamot", "role:ordforande", "role:ersattare")))
_COUNTRY: Final = term("place:sverige")
_AREAS: Final = tuple(name(f"area:{number}") for number in range(1, 9))


class Document(Draft):
    """A source file, its work, and the passages, naming and judgements that come of it."""

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
        for place in range(OBSERVATIONS_EACH):
            self._state_observation(place)
        self._state_measures(goals)
        self._state_meeting()
        self._state_citation()
        for place in range(0, GOALS_EACH, 2):
            self._judge(goals[place], place)
        self._end_file()
        return self.lines

    def _catalogue_entry(self) -> None:
        number = self._number
        sources = term("cat:sources")
        checksum = typed(digest(f"file {number}"), "hexBinary")
        self._add(sources, self._source, (term("rdf:type"), term("lsg:SourceFile")))
        self._add(sources, self._source, (term("spdx:checksumValue"), checksum))
        self._add(
            sources,
            self._work,
            (term("rdf:type"), term("lsg:PolicyDocument")),
            (term("lsg:inFile"), self._source),
            (term("lsg:publishedBy"), self._body()),
            (term("lsg:documentNumber"), f'"SYN {2000 + number % 25}:{number}"'),
            (term("dcterms:issued"), self._date()),
        )
        self._call(self._work, f"Handling {number}", f"Document {number}")

    def _state_plan(self) -> None:
        self._open()
        self._state(
            self._plan,
            (term("rdf:type"), _PLANS[self._dice.zipf(len(_PLANS))]),
            (term("rdfs:label"), text(f"Plan {self._number} för {self._swedish(3)}", "sv")),
            (term("lsg:planOwner"), self._body()),
            (term("lsg:documentedIn"), self._work),
            (term("lsg:hasTheme"), self._theme()),
            (term("lsg:tiedTo"), name(f"plan:syn-{self._dice.zipf(self._world.documents)}")),
            (term("lsg:begins"), self._date()),
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
                (term("rdf:type"), _KINDS_OF_BODY[self._dice.zipf(len(_KINDS_OF_BODY))]),
                (term("rdfs:label"), text(f"{swedish} {town} {number}", "sv")),
            )
            if number:
                self._state(body, (term("org:unitOf"), name(f"body:syn-{(number - 1) // BRANCHES}")))
            self._call(body, f"{swedish} {town} {number}", f"{english} {town} {number}")

    def _state_goal(self, place: int) -> str:
        self._open()
        goal = name(f"goal:syn-{self._number}-{place}")
        number = f"{1 + place // 4}.{1 + place % 4}"
        self._state(
            goal,
            (term("rdf:type"), term("lsg:Goal")),
            (term("rdfs:label"), text(f"{self._swedish(4)} ska öka".capitalize(), "sv")),
            (term("lsg:goalOf"), self._plan),
            (term("lsg:inPriorityArea"), _AREAS[self._dice.zipf(len(_AREAS))]),
            (term("skos:notation"), f'"{number}"'),
            (term("lsg:stance"), _STANCES[self._dice.zipf(len(_STANCES))]),
        )
        if not self._plants("no level"):
            self._state(goal, (term("lsg:goalLevel"), _LEVELS[self._dice.zipf(len(_LEVELS))]))
        if place >= 2:
            self._state(goal, (term("lsg:subGoalOf"), name(f"goal:syn-{self._number}-{(place - 2) // 3}")))
        self._call(goal, f"Mål {self._number}-{number}", f"Goal {self._number}-{number}", summary=True)
        return goal

    def _state_group(self) -> None:
        self._open()
        group = name(f"group:syn-{self._number}")
        members = list(dict.fromkeys(self._body() for _ in range(8)))
        self._state(
            group,
            (term("rdf:type"), term("lsg:ReferenceGroup")),
            (term("rdfs:label"), text(f"Referensgrupp {self._number}", "sv")),
            (term("lsg:referenceGroupOf"), self._plan),
        )
        self._call(group, f"Referensgrupp {self._number}", f"Reference group {self._number}")
        for member in members:
            self._state(member, (term("org:memberOf"), group))
        self._open()
        self._state(members[0], (term("org:memberOf"), group))
        for place, member in enumerate(members[:2]):
            self._state_membership(name(f"membership:syn-{self._number}-{place}"), member, group)

    def _state_membership(self, membership: str, member: str, group: str) -> None:
        self._state(
            membership,
            (term("rdf:type"), term("org:Membership")),
            (term("org:organization"), group),
            (term("org:role"), _ROLES[self._dice.zipf(len(_ROLES))]),
        )
        if not self._plants("no member"):
            self._state(membership, (term("org:member"), member))
        self._call(membership, f"Medlemskap {self._number}", f"Membership {self._number}")

    def _state_instrument(self, place: int) -> None:
        self._open()
        instrument = name(f"instrument:syn-{self._number * INSTRUMENTS_EACH + place}")
        self._state(
            instrument,
            (term("rdf:type"), _INSTRUMENTS[self._dice.zipf(len(_INSTRUMENTS))]),
            (term("rdfs:label"), text(f"Satsning på {self._swedish(2)}", "sv")),
            (term("lsg:providedBy"), self._body()),
            (term("lsg:contributesTo"), self._goal()),
            (term("lsg:hasTheme"), self._theme()),
            (term("lsg:inPriorityArea"), _AREAS[self._dice.zipf(len(_AREAS))]),
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
            (term("rdf:type"), term("lsg:Funding")),
            (term("lsg:funder"), self._body()),
            (term("lsg:recipient"), recipient),
            (term("lsg:viaInstrument"), name(f"instrument:syn-{instrument}")),
            (term("lsg:amount"), amount),
            (term("lsg:begins"), self._date()),
        )
        self._state_amount(amount)
        self._call(funding, f"Finansiering {local}", f"Funding {local}")

    def _state_amount(self, amount: str) -> None:
        kronor = (1 + self._dice.zipf(1_000_000)) * 1_000
        self._state(
            amount,
            (term("rdf:type"), term("schema:MonetaryAmount")),
            (term("schema:value"), typed(kronor, "integer")),
            (term("schema:currency"), '"SEK"'),
        )
        self._call(amount, f"{kronor} kronor", f"SEK {kronor}")

    def _state_observation(self, place: int) -> None:
        self._open()
        observation = name(f"obs:syn-{self._number}-{place}")
        self._state(
            observation,
            (term("rdf:type"), term("qb:Observation")),
            (term("qb:dataSet"), name("cube:syn")),
            (term("lsg:indicator"), name(f"indicator:syn-{self._dice.zipf(self._world.indicators)}")),
            (term("lsg:value"), typed(f"{self._dice.below(100_000) / 10 + 0.05:.2f}", "decimal")),
            (term("lsg:unit"), term("unit:antal")),
            (term("lsg:begins"), self._date()),
            (term("sdmx-dim:refArea"), self._body()),
        )
        self._call(observation, f"Uppgift {self._number}-{place}", f"Figure {self._number}-{place}")

    def _state_measures(self, goals: list[str]) -> None:
        for place in range(2):
            self._open()
            measure = name(f"measure:syn-{self._number}-{place}")
            own = goals[self._dice.below(len(goals))]
            self._state(
                measure,
                (term("rdf:type"), term("lsg:Measure")),
                (term("rdfs:label"), text(f"Stärka {self._swedish(2)}", "sv")),
                (term("lsg:measureOf"), self._plan),
                (term("lsg:assignedTo"), self._body()),
                (term("lsg:contributesTo"), own),
            )
            self._call(measure, f"Åtgärd {self._number}-{place}", f"Measure {self._number}-{place}")

    def _state_meeting(self) -> None:
        self._open()
        meeting, case = name(f"meeting:syn-{self._number}"), name(f"case:syn-{self._number}")
        item, amount = name(f"item:syn-{self._number}"), name(f"amount:syn-{self._number}-case")
        held = (
            (term("rdf:type"), term("lsg:Meeting")),
            (term("lsg:heldBy"), self._body()),
            (term("lsg:begins"), self._date()),
        )
        self._state(meeting, *held)
        self._call(meeting, f"Sammanträde {self._number}", f"Meeting {self._number}")
        self._state(
            item,
            (term("rdf:type"), term("lsg:AgendaItem")),
            (term("lsg:inMeeting"), meeting),
            (term("lsg:itemNumber"), f'"{1 + self._number % 20}"'),
            (term("lsg:concerns"), case),
        )
        self._call(item, f"Ärende på dagordning {self._number}", f"Agenda item {self._number}")
        self._open()
        self._state(
            case,
            (term("rdf:type"), term("lsg:ProcurementCase")),
            (term("lsg:caseNumber"), f'"{self._number % 25:02d}RS{self._number}"'),
            (term("lsg:appliesTo"), self._body()),
            (term("lsg:amount"), amount),
        )
        self._state_amount(amount)
        self._call(case, f"Upphandling {self._number}", f"Procurement {self._number}")

    def _state_citation(self) -> None:
        self._open()
        citation = name(f"citation:syn-{self._number}")
        cited = name(f"work:syn-{self._dice.zipf(self._world.documents)}")
        self._state(
            citation,
            (term("rdf:type"), term("lsg:Citation")),
            (term("lsg:citingWork"), self._work),
            (term("lsg:citedWork"), cited),
            (term("lsg:footnoteNumber"), typed(1 + self._dice.below(40), "integer")),
        )
        self._call(citation, f"Fotnot {self._number}", f"Footnote {self._number}")

    def _judge(self, goal: str, place: int) -> None:
        judgement = name(f"judgement:syn-{self._number}-{place}")
        self._add(judgement, goal, (term("lsg:contributesTo"), self._goal()))
        self._add(
            term("cat:judgements"),
            judgement,
            (term("rdf:type"), term("lsg:Judgement")),
            (term("dcterms:created"), self._date()),
            (term("prov:wasAttributedTo"), self._body()),
            (term("lsg:authorFunction"), term("role:redaktor")),
            (term("lsg:rating"), _RATINGS[self._dice.zipf(len(_RATINGS))]),
            (term("lsg:rationale"), text(f"Båda gäller {self._swedish(5)}.", "sv")),
            (term("lsg:rationale"), text(f"Both are about {self._english(5)}.", "en")),
            (term("lsg:restsOn"), self._passage),
        )

    def _end_file(self) -> None:
        """Close the file: its length, and the work that all of it is."""
        sources, length = term("cat:sources"), self._at + 100
        extent = name(f"stretch:syn-{self._number}-0-{length}")
        self._add(sources, self._source, (term("lsg:characters"), typed(length, "integer")))
        self._add(sources, self._work, (term("lsg:extent"), extent), (term("dcterms:spatial"), _COUNTRY))
        self._add(
            sources,
            extent,
            (term("rdf:type"), term("lsg:Stretch")),
            (term("oa:hasSource"), self._source),
            (term("oa:start"), typed(0, "integer")),
            (term("oa:end"), typed(length, "integer")),
        )
