"""What a page is made of: words with addresses, values with who says so, sections of them."""

from __future__ import annotations

from dataclasses import dataclass, field

from lsgraph.vocabulary import Span


@dataclass(frozen=True)
class PageLink:
    """A term as a page shows it: its words, its address, its language, whether it is a number."""

    text: str
    href: str | None = None
    title: str = ""
    lang: str = ""
    number: bool = False


@dataclass(frozen=True)
class Badge:
    """The kind of a graph that makes a statement, with the address of that graph."""

    kind: str
    href: str
    title: str


@dataclass(frozen=True)
class StatementLine:
    """One value of a property, with who says so."""

    subject: PageLink
    value: PageLink
    badges: tuple[Badge, ...]
    more: int = 0
    """Graphs that say so beside those of the badges."""
    nested: tuple[Section, ...] = ()
    """What is said of a value that has no name of its own."""


@dataclass(frozen=True)
class Proof:
    """A statement with who makes it, or with the rule and the premises it follows from."""

    subject: PageLink
    predicate: PageLink
    value: PageLink
    rule: str
    badges: tuple[Badge, ...]
    premises: tuple[Proof, ...]
    more: int = 0


@dataclass
class Section:
    """All values of one property."""

    name: PageLink
    key: str
    lines: list[StatementLine] = field(default_factory=list)


@dataclass(frozen=True)
class Cut:
    """How much of a list is shown, in the words of the page; `count` is empty when all of it is."""

    shown: str = ""
    count: str = ""


@dataclass(frozen=True)
class Page:
    """A thing's page."""

    iri: str
    title: str
    title_lang: str
    other_title: str
    types: tuple[PageLink, ...]
    summary: str
    rests_on: tuple[PageLink, ...]
    statements: tuple[Section, ...]
    incoming: tuple[Section, ...]
    contents: tuple[Section, ...]
    statements_cut: Cut
    contents_cut: Cut
    incoming_cut: bool
    kind: str
    span: Span | None
