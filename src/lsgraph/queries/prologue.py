"""What a query declares before its form: base and prefixes, https://www.w3.org/TR/sparql11-query/#rPrologue."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple
from urllib.parse import urljoin

from lsgraph.queries.tokens import Token
from lsgraph.vocabulary import BASE, PREFIXES

_ABSOLUTE: Final = re.compile(r"[a-z]+://[^/]")
_CODE_POINT: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


class Prologue(NamedTuple):
    """The base and the prefixes of a query, with those of the graph, and how many tokens declare them."""

    base: str
    prefixes: dict[str, str]
    length: int

    def expand(self, name: str) -> str | None:
        """Return the IRI of a prefixed name, or None when its prefix is not declared."""
        prefix, _, local = name.partition(":")
        if prefix not in self.prefixes:
            return None
        return self.prefixes[prefix] + (re.sub(r"\\(.)", r"\1", local) if "\\" in local else local)

    def read_iri(self, token: Token) -> str | None:
        """Return the IRI that a token stands for, absolute and without escapes, or None when it is none."""
        if token.kind == "iri":
            return resolve(unescape(self.base), unescape(token.text[1:-1]))
        iri = self.expand(token.text) if token.kind == "name" else None
        return iri if iri is None else unescape(iri)


def read_prologue(tokens: Sequence[Token]) -> Prologue:
    """Return what a query declares, over the base and the prefixes of the graph."""
    base, prefixes, place = BASE, dict(PREFIXES), 0
    while place + 1 < len(tokens):
        word, first = tokens[place : place + 2]
        if word.is_word("BASE") and first.kind == "iri":
            base = resolve(base, first.text[1:-1])
        elif word.is_word("PREFIX") and first.kind == "name" and _is_iri(tokens, place + 2):
            prefixes[first.text.removesuffix(":")] = resolve(base, tokens[place + 2].text[1:-1])
            place += 1
        elif not (word.is_word("VERSION") and first.kind == "string"):
            break
        place += 2
    return Prologue(base, prefixes, place)


def unescape(iri: str) -> str:
    """Return an IRI with its code points written as characters; it may not be an IRI then."""
    return _CODE_POINT.sub(lambda match: chr(int(match[1] or match[2], 16)), iri) if "\\" in iri else iri


def resolve(base: str, iri: str) -> str:
    """Return an IRI made absolute; one that cannot be parsed is left to the engine's verdict."""
    if _ABSOLUTE.match(iri) and "/." not in iri:
        return iri
    try:
        return urljoin(base, iri)
    except ValueError:
        return iri


def _is_iri(tokens: Sequence[Token], place: int) -> bool:
    return place < len(tokens) and tokens[place].kind == "iri"
