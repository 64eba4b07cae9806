"""The forms of the answer that tells what changed between two releases."""

from __future__ import annotations

from typing import TypeAlias

from lsgraph.web.api.models import Count, Labels, Names, TermForm
from lsgraph.web.http.forms import Form

Triple: TypeAlias = tuple[TermForm, TermForm, TermForm]


class TermList(Form):
    """How many terms there are, and the first of them."""

    count: Count
    shown: list[TermForm]


class ChangeForm(Form):
    """A statement, and the graphs that make it before and after."""

    statement: Triple
    before: list[TermForm]
    after: list[TermForm]


class ChangeList(Form):
    """How many changes there are, and the first of them."""

    count: Count
    shown: list[ChangeForm]


class ChangesByKind(Form):
    """How many changes there are, and the changes by the kind of graph that makes the statement."""

    count: Count
    kinds: dict[str, ChangeList]


class RewordingForm(Form):
    """The same thing, property and language in other words."""

    thing: TermForm
    predicate: TermForm
    language: str
    before: list[str]
    after: list[str]


class RewordingList(Form):
    """How many rewordings there are, and the first of them."""

    count: Count
    shown: list[RewordingForm]


class RejudgementForm(Form):
    """A judgement in both releases that now says something else, or is more or less sure."""

    judgement: TermForm
    lost: list[Triple]
    gained: list[Triple]
    confidence: tuple[TermForm | None, TermForm | None]


class RejudgementList(Form):
    """How many judgements changed, and the first of them."""

    count: Count
    shown: list[RejudgementForm]


class RowList(Form):
    """How many rows there are, and the first of them."""

    count: Count
    shown: list[list[TermForm | None]]


class ReanswerForm(Form):
    """A stored question that answers otherwise."""

    name: str
    description: Labels
    columns: list[str]
    lost: RowList
    gained: RowList


class ReanswerList(Form):
    """How many stored questions answer otherwise, and each of them."""

    count: Count
    shown: list[ReanswerForm]


class DifferenceForm(Form):
    """What changed from one release to another; each list is cut, and says how long it is."""

    before: str
    after: str
    things_added: TermList
    things_removed: TermList
    added: ChangesByKind
    removed: ChangesByKind
    moved: ChangesByKind
    reworded: RewordingList
    rejudged: RejudgementList
    answers: ReanswerList
    queries: Count
    nameless: list[TermForm]
    """Graphs in which statements about blank nodes changed."""
    labels: Names
