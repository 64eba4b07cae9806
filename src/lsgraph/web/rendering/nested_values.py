"""Shows values without a name of their own: what is said of a blank node stands where it is the value."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from rdflib import RDF

from lsgraph.calls.things import DescribedStatement, ThingDescription
from lsgraph.store import JsonTerm
from lsgraph.vocabulary import shorten
from lsgraph.web.rendering.page_parts import PageLink, Section, StatementLine
from lsgraph.web.rendering.texts import texts

_MOST_STATEMENTS: Final = 5_000
_MOST_MEMBERS: Final = 500
_DEEPEST: Final = 20
_LIST_FIRST, _LIST_REST = str(RDF.first), str(RDF.rest)
_FIRST: Final = (
    "rdf:type",
    "rdfs:label",
    "skos:prefLabel",
    "skos:altLabel",
    "skos:notation",
    "dcterms:description",
)


class NestedValues:
    """The blank nodes of a description; what is too deep or too much is shown as an ellipsis."""

    def __init__(
        self, described: ThingDescription, link: Callable[[JsonTerm], PageLink], language: str
    ) -> None:
        self._details, self._link = _group(described), link
        self._list_name = PageLink(texts(language)["list_members"])
        self._left = _MOST_STATEMENTS

    def has(self, term: JsonTerm) -> bool:
        """Say whether a term is a blank node that something is said of."""
        return term.type == "bnode" and term.value in self._details

    def show(self, term: JsonTerm, depth: int = 0) -> tuple[Section, ...]:
        """Return what is said of a blank node; a list as its members, each a line of one section."""
        said = self._details.get(term.value, []) if term.type == "bnode" else []
        if depth > _DEEPEST or self._left < len(said):
            return (Section(PageLink("…"), "", [StatementLine(PageLink(""), PageLink("…"), ())]),)
        self._left -= len(said)
        if members := self._list_members(term):
            return (Section(self._list_name, "", [self._line(member, depth) for member in members]),)
        sections: dict[str, Section] = {}
        for one in said:
            key = one.predicate
            name = self._link(JsonTerm.iri(key))
            lines = sections.setdefault(key, Section(name, shorten(key))).lines
            lines.append(self._line(one.object, depth))
        return tuple(sorted(sections.values(), key=section_order))

    def _line(self, term: JsonTerm, depth: int) -> StatementLine:
        return StatementLine(PageLink(""), self._link(term), (), nested=self.show(term, depth + 1))

    def _list_members(self, term: JsonTerm) -> list[JsonTerm]:
        """Return the members of the list that begins at a blank node; none when it is no list."""
        members: list[JsonTerm] = []
        while len(members) < _MOST_MEMBERS:
            said = {one.predicate: one.object for one in self._details.get(term.value, [])}
            if _LIST_FIRST not in said:
                break
            members.append(said[_LIST_FIRST])
            term = said.get(_LIST_REST, JsonTerm.iri(""))
        return members


def _group(described: ThingDescription) -> Mapping[str, Sequence[DescribedStatement]]:
    grouped: dict[str, list[DescribedStatement]] = {}
    seen: set[tuple[JsonTerm, str, JsonTerm]] = set()
    for one in (*described.details, *described.contents):
        key = (one.subject, one.predicate, one.object)
        if one.subject.type == "bnode" and key not in seen:
            seen.add(key)
            grouped.setdefault(one.subject.value, []).append(one)
    return grouped


def drop_nested(said: Sequence[DescribedStatement]) -> list[DescribedStatement]:
    """Return the statements but those about blank nodes that another one leads to."""
    led_to = {one.object.value for one in said if one.object.type == "bnode"}
    return [one for one in said if one.subject.type != "bnode" or one.subject.value not in led_to]


def section_order(section: Section) -> tuple[int, bool, str]:
    """Return a sort key: what a reader looks for first, then our own properties, by name."""
    place = _FIRST.index(section.key) if section.key in _FIRST else len(_FIRST)
    return place, not section.key.startswith("lsg:"), section.name.text
