"""The forms of the matrix of goals and regions in JSON."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from lsgraph.web.api.models import Count, GraphKind, Iri, Labels, Names
from lsgraph.web.http.forms import Form

CountyCode: TypeAlias = Annotated[str, Field(pattern="^[0-9]{2}$")]
LinkState: TypeAlias = Literal["stated", "registered", "judged"]
CellState: TypeAlias = Literal["stated", "registered", "judged", "none", "not looked", "not read", "outside"]


class LinkForm(Form):
    """A row of the stored query: something of the region that serves the goal, and the graph that says so."""

    number: str
    goal: Iri
    code: CountyCode
    region: Iri
    state: LinkState
    thing: Iri
    kind: Literal["plan", "goal", "measure", "group", "organisation", "instrument", "other"]
    source: Iri
    begins: str | None
    ends: str | None
    looked: str | None
    read: Count
    plans: Count


class CellForm(Form):
    """A goal and a region: the state in one word, the links, and how many the filter hides.

    The region was held against the national strategy on the day `looked`; `read` of `plans` were read.
    """

    number: str
    goal: Iri
    code: CountyCode
    region: Iri
    state: CellState
    links: list[LinkForm]
    hidden: Count
    looked: str | None
    read: Count
    plans: Count


class MatrixForm(Form):
    """The cells, by goal and county code; `areas` are the numbers of all priority areas."""

    cells: list[CellForm]
    areas: list[str]
    labels: Names


class EvidenceForm(Form):
    """A graph that says something, with the texts that it carries by language and what it rests on."""

    graph: Iri
    kind: GraphKind
    rationale: Labels
    title: Labels
    rating: str
    date: str
    address: str
    rests_on: list[EvidenceForm]


class StepForm(Form):
    """A statement on the way from what serves the goal to the region."""

    subject: Iri
    predicate: Iri
    object: Iri
    graphs: list[Iri]


class CellLinkForm(Form):
    """Something that serves the goal: how it is known, by what, and how it belongs to the region."""

    thing: Iri
    kind: str
    states: list[LinkState]
    evidence: list[EvidenceForm]
    steps: list[StepForm]


class PlanLookedForm(Form):
    """A plan of the region, and the day on which it was held against the strategy, if it was."""

    plan: Iri
    looked: str | None


class SearchMadeForm(Form):
    """A search for plans of the region."""

    search: Iri
    found: bool
    date: str


class CellAnswerForm(Form):
    """A cell with all that stands behind it; `query` gives its rows again."""

    cell: CellForm
    links: list[CellLinkForm]
    plans: list[PlanLookedForm]
    searches: list[SearchMadeForm]
    query: str
    labels: Names
