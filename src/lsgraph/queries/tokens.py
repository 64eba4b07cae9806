"""The tokens of a SPARQL text; any text has tokens, found in time linear in its length.

Grammar: https://www.w3.org/TR/sparql11-query/#sparqlGrammar
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple
from urllib.parse import urljoin

from lsgraph.errors import QuerySyntaxError
from lsgraph.vocabulary import BASE

IRI: Final = r"""<(?:[^\x00-\x20<>"{}|^`\\]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>"""
STRING: Final = (
    r'''"""(?:[^"\\]|\\.|"{1,2}(?!"))*+"""|"(?:[^"\\\r\n]|\\[^\r\n])*+"'''
    r"""|'''(?:[^'\\]|\\.|'{1,2}(?!'))*+'''|'(?:[^'\\\r\n]|\\[^\r\n])*+'"""
)
LANGUAGE: Final = r"@[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--[A-Za-z]+)?"
SIGN: Final = r"<<\(?|\)?>>|\{\||\|\}|\^\^|&&|\|\||[!<>]=|."

_RUN = r"[^\W\d_](?:[\w·-]|\.++(?=[\w·-]))*+"
_LOCAL = r"(?:[\w:·-]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%]|\.++(?=[\w:·%\\-]))*+"
_TOKEN: Final = re.compile(
    rf"""
      (?P<space>[\x20\t\r\n]+)
    | (?P<comment>\#[^\r\n]*)
    | (?P<iri>{IRI})
    | (?P<string>{STRING})
    | (?P<unclosed>["'])
    | (?P<variable>[?$][\w·]+)
    | (?P<blank>_:\w(?:[\w·-]|\.++(?=[\w·-]))*+)
    | (?P<language>{LANGUAGE})
    | (?P<name>(?:{_RUN})?:{_LOCAL})
    | (?P<run>{_RUN})
    | (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
    | (?P<sign>{SIGN})
    """,
    re.VERBOSE | re.DOTALL,
)
_WORD: Final = re.compile(r"\w+|[^\w]")
_OPERANDS: Final = frozenset(("variable", "number", "string", "iri", "name", "language", "blank", "word"))
_ABSOLUTE: Final = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*://")


class Token(NamedTuple):
    """A piece of a text: its kind, its text and where it begins."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """Return where the token ends."""
        return self.start + len(self.text)

    def is_word(self, *words: str) -> bool:
        """Say whether this is one of those keywords, in any case."""
        return self.kind == "word" and self.text.upper() in words

    def is_sign(self, *signs: str) -> bool:
        """Say whether this is one of those signs."""
        return self.kind == "sign" and self.text in signs


def read_tokens(text: str) -> list[Token]:
    """Return the tokens, without space and comments; raises QuerySyntaxError for an unclosed string."""
    return list(_read(text))


def may_hide(tokens: Sequence[Token], place: int) -> bool:
    """Say whether the `<…>` at a place may be a sign of comparison with a comment or a string behind it.

    `FILTER(1<2)SERVICE?x#>` is one: what follows `#` or `'` would then be read by the engine in another way.
    """
    token = tokens[place]
    if token.kind != "iri" or not place or not ("#" in token.text or "'" in token.text):
        return False
    before = tokens[place - 1]
    return (before.kind in _OPERANDS or before.text in (")", "]", "}")) and not _ABSOLUTE.match(token.text)


def find_place(text: str, position: int) -> tuple[int, int]:
    """Return the line and column of a position, both from 1."""
    return text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position)


def find_position(text: str, line: int, column: int) -> int:
    """Return the position of a line and column, both from 1."""
    return sum(len(one) + 1 for one in text.split("\n")[: line - 1]) + column - 1


def declared_prefixes(tokens: Sequence[Token]) -> dict[str, str]:
    """Return the prefixes that a query declares, with their IRIs."""
    base = declared_base(tokens)
    return {
        name.text.partition(":")[0]: resolve(base, iri.text[1:-1])
        for word, name, iri in zip(tokens, tokens[1:], tokens[2:], strict=False)
        if word.is_word("PREFIX") and name.kind == "name" and iri.kind == "iri"
    }


def declared_base(tokens: Sequence[Token]) -> str:
    """Return the base IRI that a query declares, or the graph's own."""
    for word, iri in pairwise(tokens):
        if word.is_word("BASE") and iri.kind == "iri":
            return resolve(BASE, iri.text[1:-1])
    return BASE


def resolve(base: str, iri: str) -> str:
    """Return an IRI made absolute; one that cannot be parsed is left to the engine's verdict."""
    try:
        return urljoin(base, iri)
    except ValueError:
        return iri


def _read(text: str) -> Iterator[Token]:
    for match in _TOKEN.finditer(text):
        kind, start = match.lastgroup, match.start()
        if kind == "unclosed":
            raise QuerySyntaxError("this string is not closed", *find_place(text, start), match.group())
        if kind == "run":
            yield from _split_run(match.group(), start)
        elif kind not in ("space", "comment", None):
            yield Token(str(kind), match.group(), start)


def _split_run(run: str, start: int) -> Iterator[Token]:
    """Yield the words of a run such as `true.FILTER`, which would be a prefix only with a colon behind it."""
    for match in _WORD.finditer(run):
        yield Token("word" if match.group()[0].isalnum() else "sign", match.group(), start + match.start())
