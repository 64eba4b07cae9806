"""Turns a description into what a page shows: named, grouped, with a badge for each statement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final
from urllib.parse import urlencode

from rdflib import RDF, SKOS, XSD

from lsgraph.calls.things import DescribedStatement, ProofStep, ThingDescription
from lsgraph.store import JsonTerm, Labels
from lsgraph.vocabulary import LSG, PREFIXES, Kind, graph_kind, local_path, parse_span, shorten
from lsgraph.web.rendering.nested_values import NestedValues, drop_nested, section_order
from lsgraph.web.rendering.page_parts import Badge, Cut, Page, PageLink, Proof, Section, StatementLine
from lsgraph.web.rendering.texts import texts, write_number, write_value

_SUMMARY: Final = (PREFIXES["dcterms"] + "description", str(SKOS.definition))
_TYPE: Final = str(RDF.type)
_SHOWN_AS_NAMES: Final = (str(LSG.labelSv), str(LSG.labelEn))
_NUMBERS: Final = {str(XSD[name]) for name in ("integer", "decimal", "int", "long", "nonNegativeInteger")}
_MOST_LINES: Final = 500
_MOST_BADGES: Final = 20
_LONGEST_TEXT: Final = 2_000


class Presenter:
    """Names and links in one language below one root path."""

    def __init__(self, language: str, root: str, labels: Mapping[str, Labels]) -> None:
        self._language, self._root, self._labels = language, root, labels
        self._nested: NestedValues | None = None

    def page(self, described: ThingDescription) -> Page:
        """Return the page of a description."""
        iri = described.iri
        title, lang = self._name(iri)
        other = "en" if self._language == "sv" else "sv"
        other_title = self._labels.get(iri, {}).get(other, "")
        said, contents = described.statements, drop_nested(described.contents)
        self._nested = NestedValues(described, self.link, self._language)
        return Page(
            iri=iri,
            title=title,
            title_lang=lang,
            other_title=other_title if other_title != title else "",
            types=self._types(said),
            summary=self._summary(said),
            rests_on=tuple(self.link(JsonTerm.iri(one)) for one in described.rests_on),
            statements=self._sections(said),
            incoming=self._incoming(described),
            contents=self._sections(contents),
            statements_cut=self._cut(said),
            contents_cut=self._cut(contents),
            incoming_cut=described.incoming_cut,
            kind=str(graph_kind(iri) or ""),
            span=parse_span(iri),
        )

    def link(self, term: JsonTerm) -> PageLink:
        """Return a term as words with an address."""
        if self._nested and self._nested.has(term):
            return PageLink("")
        if term.datatype in _NUMBERS:
            return PageLink(self._clip(write_value(term.value, self._language)), number=True)
        if term.type != "uri":
            return PageLink(self._clip(term.value), lang=term.language or "")
        iri = term.value
        name, lang = self._name(iri)
        if len(iri) > _LONGEST_TEXT:
            return PageLink(self._clip(name), lang=lang)
        return PageLink(self._clip(name), self.href(iri), iri, lang)

    def href(self, iri: str) -> str | None:
        """Return the address here of one of our IRIs, or a foreign http address as it is."""
        path = local_path(iri)
        if path is not None:
            return f"{self._root}/{path}"
        return iri if iri.startswith(("http://", "https://")) else None

    def _name(self, iri: str) -> tuple[str, str]:
        labels = self._labels.get(iri, {})
        for language in (self._language, "sv", "en", ""):
            if labels.get(language):
                return labels[language], language
        if span := parse_span(iri):
            return f"{span.source} {span.start}–{span.end}", ""
        name = shorten(iri)
        known = texts(self._language).get(name) if ":" in name else None
        return (known, self._language) if known else (name, "")

    def _types(self, said: Iterable[DescribedStatement]) -> tuple[PageLink, ...]:
        stated = [one for one in said if one.predicate == _TYPE and one.kind != "Inference"]
        return tuple(self.link(one.object) for one in stated)

    def _summary(self, said: Iterable[DescribedStatement]) -> str:
        found = {one.object.language or "": one.object.value for one in said if one.predicate in _SUMMARY}
        return self._clip(found.get(self._language) or next(iter(found.values()), ""))

    def _clip(self, text: str) -> str:
        """Return a text, or the start of a long one and how long it is."""
        if len(text) <= _LONGEST_TEXT:
            return text
        length = write_number(len(text), self._language)
        return f"{text[:_LONGEST_TEXT]}… ({length} {texts(self._language)['characters']})"

    def _cut(self, said: Sequence[DescribedStatement]) -> Cut:
        if len(said) <= _MOST_LINES:
            return Cut()
        return Cut(*(write_number(one, self._language) for one in (_MOST_LINES, len(said))))

    def _sections(self, said: Sequence[DescribedStatement], *, incoming: bool = False) -> tuple[Section, ...]:
        sections: dict[str, Section] = {}
        for one in said[:_MOST_LINES]:
            key = one.predicate
            if key in _SHOWN_AS_NAMES:
                continue
            section = sections.setdefault(key, Section(self.link(JsonTerm.iri(key)), shorten(key)))
            badges = tuple(self.badge(graph, one) for graph in one.graphs[:_MOST_BADGES])
            more = len(one.graphs) - len(badges)
            nested = self._nested.show(one.object) if self._nested and not incoming else ()
            value = self.link(one.subject if incoming else one.object)
            section.lines.append(StatementLine(self.link(one.subject), value, badges, more, nested))
        for section in sections.values():
            section.lines.sort(key=lambda line: swedish_order(line.value.text))
        return tuple(sorted(sections.values(), key=section_order))

    def _incoming(self, described: ThingDescription) -> tuple[Section, ...]:
        """Return what points to the thing, each property as it reads from this end."""
        sections = self._sections(described.incoming, incoming=True)
        return tuple(replace(one, name=self._name_inverse(one, described.inverse_labels)) for one in sections)

    def _name_inverse(self, section: Section, inverse: Mapping[str, Labels]) -> PageLink:
        known = inverse.get(section.name.title, {})
        for language in (self._language, "sv", "en"):
            if known.get(language):
                return replace(section.name, text=known[language], lang=language)
        if own := texts(self._language).get(f"{section.key} inverse"):
            return replace(section.name, text=own, lang=self._language)
        return replace(section.name, text=f"← {section.name.text}")

    def proof(self, proof: ProofStep) -> Proof:
        """Return a proof in words."""
        subject, predicate, value = (self.link(term) for term in proof.statement)
        return Proof(
            subject=subject,
            predicate=predicate,
            value=value,
            rule=proof.rule,
            badges=tuple(self.badge(graph) for graph in proof.graphs[:_MOST_BADGES]),
            premises=tuple(self.proof(premise) for premise in proof.premises),
            more=max(0, len(proof.graphs) - _MOST_BADGES),
        )

    def badge(self, graph: str, said: DescribedStatement | None = None) -> Badge:
        """Return the kind of a graph with its address; for what an inference says, that of its proof."""
        kind = str(graph_kind(graph) or "other")
        href = self.href(graph) or graph
        if kind == Kind.INFERENCE and said is not None:
            terms = {"s": said.subject.value, "p": said.predicate, "o": _write_argument(said.object)}
            href = f"{self._root}/why?{urlencode(terms)}"
        return Badge(kind, href, self._name(graph)[0])


def _write_argument(term: JsonTerm) -> str:
    if term.type == "uri":
        return term.value
    return f'"{term.value}"' + (f"@{term.language}" if term.language else "")


_LATE: Final = {"å": "zza", "ä": "zzb", "æ": "zzb", "ö": "zzc", "ø": "zzc", "é": "e", "ü": "y"}


def swedish_order(text: str) -> list[tuple[int, int, str]]:
    """Return a sort key: å, ä, ö after z, case ignored, runs of digits as numbers."""
    key: list[tuple[int, int, str]] = []
    digits = ""
    for character in [*text.lower(), ""]:
        if character.isdecimal():
            digits += character
            continue
        if digits:
            digits = digits.lstrip("0")
            key.append((0, len(digits), digits))  # as numbers, however long they are
            digits = ""
        key.append((1, 0, _LATE.get(character, character)))
    return key
