"""What the page of the ontology shows, in one language, from the answers to its queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from rdflib import OWL, RDFS, SKOS, URIRef
from rdflib.namespace import DCTERMS

from lsgraph.calls.tables import ShownRows
from lsgraph.resources import Resources
from lsgraph.store import JsonTerm, Store, find_format
from lsgraph.vocabulary import BASE
from lsgraph.web.rendering.diagram import Diagram, DrawnClass, draw
from lsgraph.web.rendering.page_parts import PageLink
from lsgraph.web.rendering.presenter import Presenter, swedish_order
from lsgraph.web.rendering.texts import texts

_SPEC: Final = BASE + "spec"
_MAPPINGS: Final = {str(one) for one in (
    SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch,
    OWL.equivalentClass, OWL.equivalentProperty,
)}  # fmt: skip


@dataclass(frozen=True)
class Term:
    """A class or property as the page shows it."""

    iri: str
    name: str
    kind: str
    link: PageLink
    other_label: str
    definition: str
    above: tuple[PageLink, ...]
    below: tuple[PageLink, ...]
    domain: tuple[PageLink, ...]
    range: tuple[PageLink, ...]
    properties: tuple[PageLink, ...]
    mappings: tuple[PageLink, ...]
    count: int
    example: PageLink | None


@dataclass(frozen=True)
class ShownTopic:
    """A topic with its classes and its properties, each group with its name."""

    key: str
    name: str
    groups: tuple[tuple[str, list[Term]], ...]


@dataclass(frozen=True)
class CountedScheme:
    """A code list and its number of concepts."""

    link: PageLink
    count: str


class View:
    """The ontology in one language, from the answers to the page's queries."""

    def __init__(
        self,
        answers: Mapping[str, ShownRows],
        presenter: Presenter,
        language: str,
        topics: Mapping[str, str],
        *,
        whole_iris: bool,
    ) -> None:
        self._rows = {
            part: [{name: term.value for name, term in row.items()} for row in answer.rows]
            for part, answer in answers.items()
        }
        self._header = answers["header"].rows
        self._presenter, self._language, self._topics = presenter, language, topics
        self._whole_iris, self._words = whole_iris, texts(language)
        self._uses = {row["term"]: row for row in self._rows["uses"]}
        self._terms = [self._term(row) for row in self._rows["terms"]]

    def topics(self) -> list[ShownTopic]:
        """Return each topic with its classes and its properties, all in the order of their names."""
        listed = []
        for topic in sorted({self._topic(term.iri) for term in self._terms}):
            terms = [term for term in self._terms if self._topic(term.iri) == topic]
            terms.sort(key=lambda term: swedish_order(term.link.text))
            groups = (
                (self._words["classes"], [one for one in terms if one.kind == "Class"]),
                (self._words["properties"], [one for one in terms if one.kind != "Class"]),
            )
            listed.append(ShownTopic(topic, self._topic_name(topic), groups))
        return listed

    def header(self) -> list[tuple[PageLink, list[PageLink]]]:
        """Return what the ontology says of itself in the reader's language, name and description aside."""
        found: dict[str, list[PageLink]] = {}
        for row in self._header:
            if row["value"].language in (None, self._language):
                found.setdefault(row["property"].value, []).append(self._value(row["value"]))
        told = {str(RDFS.label), str(DCTERMS.title), str(DCTERMS.description)}
        return [(self._link(name), values) for name, values in found.items() if name not in told]

    def told(self, predicate: URIRef) -> str:
        """Return what the header says with that property in the reader's language, or nothing."""
        said = (row["value"] for row in self._header if row["property"].value == str(predicate))
        return next((one.value for one in said if one.language == self._language), "")

    def _value(self, value: JsonTerm) -> PageLink:
        link = self._presenter.link(value)
        return PageLink(value.value if value.value.startswith(_SPEC) else link.text, link.href)

    def schemes(self) -> list[CountedScheme]:
        """Return the code lists with their number of concepts."""
        return [CountedScheme(self._link(row["scheme"]), row["count"]) for row in self._rows["schemes"]]

    def diagram(self) -> Diagram:
        """Return the drawing of all classes, and of others' classes that properties of ours start from."""
        drawn: dict[str, list[DrawnClass]] = {}
        for term in self._terms:
            if term.kind == "Class":
                drawn.setdefault(self._topic(term.iri), []).append(self._drawn(term.iri))
        own = {term.iri for term in self._terms}
        starts = {
            (self._topic(row["term"]), row["other"])
            for row in self._rows["relations"]
            if row["relation"] == str(RDFS.domain) and row["other"] not in own
        }
        for topic, iri in sorted(starts):
            relations = self._relations(iri, topic)
            drawn.setdefault(topic, []).append(DrawnClass(iri, self._link(iri), None, (), relations))
        return draw({self._topic_name(topic): classes for topic, classes in drawn.items()})

    def _drawn(self, iri: str) -> DrawnClass:
        above = self._others(RDFS.subClassOf, iri)
        near = next((one for one in above if self._topics.get(one) == self._topic(iri)), None)
        foreign = tuple(self._link(one) for one in above if one != near)
        return DrawnClass(iri, self._link(iri), near, foreign, self._relations(iri))

    def _relations(self, iri: str, topic: str | None = None) -> tuple[tuple[PageLink, PageLink | None], ...]:
        return tuple(
            (self._link(one), next(map(self._link, self._others(RDFS.range, one)), None))
            for one in self._users(RDFS.domain, iri)
            if topic in (None, self._topic(one))
        )

    def _topic(self, iri: str) -> str:
        return self._topics.get(iri, "")

    def _term(self, row: Mapping[str, str]) -> Term:
        iri, mine = row["term"], self._language
        other = "en" if mine == "sv" else "sv"
        kind = row["kind"].rpartition("#")[2]
        over = RDFS.subClassOf if kind == "Class" else RDFS.subPropertyOf
        use = self._uses.get(iri)
        return Term(
            iri=iri,
            name=iri.removeprefix(_SPEC + "/"),
            kind=kind,
            link=self._link(iri),
            other_label=row[f"label_{other}"],
            definition=row[f"definition_{mine}"],
            above=self._links(self._others(over, iri)),
            below=self._links(self._users(over, iri)),
            domain=self._links(self._others(RDFS.domain, iri)),
            range=self._links(self._others(RDFS.range, iri)),
            properties=self._links(self._users(RDFS.domain, iri)),
            mappings=self._links(
                one["other"]
                for one in self._rows["relations"]
                if one["term"] == iri and one["relation"] in _MAPPINGS
            ),
            count=int(use["count"]) if use else 0,
            example=self._link(use["example"]) if use and "example" in use else None,
        )

    def _others(self, relation: URIRef, term: str) -> list[str]:
        rows = self._rows["relations"]
        return [row["other"] for row in rows if row["term"] == term and row["relation"] == str(relation)]

    def _users(self, relation: URIRef, term: str) -> list[str]:
        rows = self._rows["relations"]
        return [row["term"] for row in rows if row["other"] == term and row["relation"] == str(relation)]

    def _links(self, iris: Iterable[str]) -> tuple[PageLink, ...]:
        return tuple(sorted(map(self._link, iris), key=lambda link: swedish_order(link.text)))

    def _link(self, iri: str) -> PageLink:
        link = self._presenter.link(JsonTerm.iri(iri))
        return PageLink(link.text, iri, iri, link.lang) if self._whole_iris else link

    def _topic_name(self, topic: str) -> str:
        return self._words.get(f"topic_{topic}", topic)


def read_topics(files: Resources) -> dict[str, str]:
    """Return the topic of each term: the name of the module it stands in."""
    topics: dict[str, str] = {}
    for path in sorted((files.ontology / "modules").glob("*.ttl")):
        module = Store()
        module.load(path, find_format("turtle"))
        topics |= {str(quad.subject): path.stem for quad in module.quads(predicate=RDFS.isDefinedBy)}
    return topics
