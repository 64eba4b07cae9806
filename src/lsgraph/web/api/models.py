"""The forms of the answers in JSON, which the description of the interface is made from.

They are a promise to programs: a result of a call may change, these only with a line in the changelog.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from lsgraph.web.http.forms import Form

Iri: TypeAlias = Annotated[str, Field(description="An IRI")]
Count: TypeAlias = Annotated[int, Field(ge=0)]
GraphKind: TypeAlias = Literal[
    "Passage", "Judgement", "Naming", "Register", "Inference", "Catalogue", "other", ""
]
Labels: TypeAlias = Annotated[
    dict[str, str], Field(description="Names by language; the empty language is none")
]
Names: TypeAlias = Annotated[
    dict[str, Labels], Field(description="The names of the IRIs in the answer, by IRI")
]


class TermForm(Form):
    """A term as in https://www.w3.org/TR/sparql11-results-json/#select-encode-terms."""

    type: Literal["uri", "literal", "bnode"]
    value: str
    language: Annotated[str | None, Field(alias="xml:lang", default=None)]
    datatype: Iri | None = None


class StatementForm(Form):
    """A statement, the graphs that make it, and the kind of the strongest of them."""

    subject: TermForm
    predicate: Iri
    object: TermForm
    graphs: list[Iri]
    kind: GraphKind


class ThingForm(Form):
    """All that the release says about one IRI."""

    iri: Iri
    labels: Names
    statements: list[StatementForm]
    details: list[StatementForm]
    """What is said about the nodes that belong to it alone."""
    incoming: list[StatementForm]
    incoming_cut: bool
    """Whether more point to it than are listed."""
    inverse_labels: Names
    """How properties read from their value's end."""
    contents: list[StatementForm]
    """What it states, where it is a graph."""
    rests_on: list[Iri]
    """The passages and register records that its summary names as evidence."""


class SnippetForm(Form):
    """A piece of text, and the ranges (start, end) in it that matched."""

    text: str
    ranges: list[tuple[Count, Count]]


class HitForm(Form):
    """One thing found: its classes, narrowest first, the field that matched, and a piece of it."""

    iri: Iri
    labels: Labels
    classes: list[Iri]
    field: str
    snippet: SnippetForm
    score: float


class CorrectionForm(Form):
    """What was asked for and is held by nothing, and the known words that it was read as."""

    written: str
    read_as: str


class SearchForm(Form):
    """A page of hits, best first; `whole` is false when a word of the search was let go."""

    total: Count
    whole: bool
    corrections: list[CorrectionForm]
    hits: list[HitForm]
    labels: Names


class ProofForm(Form):
    """A statement, the graphs that make it, or the rule that it follows by, and from what."""

    statement: tuple[TermForm, TermForm, TermForm]
    graphs: list[Iri]
    rule: str
    premises: list[ProofForm]


class WhyForm(Form):
    """Why a statement stands, down to the passages."""

    proof: ProofForm
    labels: Names


class RegionForm(Form):
    """A region with its county code."""

    code: Annotated[str, Field(pattern="^[0-9]{2}$")]
    labels: Labels


class RegionsForm(Form):
    """The regions that have a county code."""

    regions: list[RegionForm]


class ParameterForm(Form):
    """A variable of a stored question that its reader may set, and what it is else."""

    name: str
    kind: str
    note: str
    default: TermForm | None


class QuestionForm(Form):
    """A stored question: its title, what it tells, what it takes, and its SPARQL."""

    name: str
    title: str
    description: Labels
    parameters: list[ParameterForm]
    keywords: list[str]
    query: str


class QuestionsForm(Form):
    """The stored questions, by name."""

    questions: list[QuestionForm]


class DownloadForm(Form):
    """A format to download: the address of the release whole, and of a region's slice by county code."""

    name: str
    media_type: str
    title: Labels
    whole: str
    regions: dict[str, str]


class DownloadsForm(Form):
    """The formats in which a release can be downloaded."""

    release: str
    formats: list[DownloadForm]


class RetiredForm(Form):
    """An identifier no longer used: since when, why, and what replaced it, if anything."""

    identifier: Iri
    date: str
    sv: str
    en: str
    replacement: Iri | None = None


class RetiredListForm(Form):
    """The identifiers that are no longer used."""

    retired: list[RetiredForm]
