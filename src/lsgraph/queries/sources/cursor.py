"""Walks through the tokens of a query, read one at a time because `<` means two things in SPARQL.

Grammar: https://www.w3.org/TR/sparql11-query/#sparqlGrammar
"""

from __future__ import annotations

import re
from typing import Final

from lsgraph.errors import QueryRefused
from lsgraph.queries.terminals import IRI, LANGUAGE, SIGN, STRING
from lsgraph.queries.tokens import Token

_LETTER = (
    r"A-Za-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C\u200D\u2070-\u218F"
    r"\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
)
_WORDLIKE = rf"{_LETTER}_0-9\u00B7\u0300-\u036F\u203F\u2040"
_INNER = rf"(?:[{_WORDLIKE}-]|\.+(?=[{_WORDLIKE}-]))*"
_ESCAPED = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_LOCAL = (
    rf"(?:(?:[{_LETTER}_:0-9]|{_ESCAPED})"
    rf"(?:[{_WORDLIKE}:-]|{_ESCAPED}|\.+(?=[{_WORDLIKE}:-]|{_ESCAPED}))*)?"
)
_SPACE: Final = re.compile(r"(?:[\x20\t\r\n]|#[^\r\n]*)*")
_TOKEN: Final = re.compile(
    rf"""(?P<iri>{IRI})
    |(?P<string>{STRING})
    |(?P<variable>[?$][{_LETTER}_0-9][{_LETTER}_0-9\u00B7\u0300-\u036F\u203F\u2040]*)
    |(?P<blank>_:[{_LETTER}_0-9]{_INNER})
    |(?P<language>{LANGUAGE})
    |(?P<name>(?:[{_LETTER}]{_INNER})?:{_LOCAL})
    |(?P<word>[A-Za-z][A-Za-z0-9_]*)
    |(?P<number>\d+\.[eE][+-]?\d+|(?:\d+\.\d+|\.\d+|\d+)(?:[eE][+-]?\d+)?)
    |(?P<sign>{SIGN})""",
    re.VERBOSE | re.DOTALL,
)
_OPERANDS: Final = frozenset(("variable", "number", "string", "iri", "name", "language"))


class Cursor:
    """A place in a query's text that moves forward, token by token; behind them all is one of kind `end`."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.depth = 0
        """How many braces are open."""
        self.words: list[tuple[Token, int]] = []
        """Every word taken so far, which are keywords and names of functions, with its depth."""
        self.last = Token("start", "", 0)
        """The token taken last."""
        self._next: Token | None = None
        self._stem = _unused_stem(text)
        self._made = 0
        self._blanks: dict[str, str] = {}

    def peek(self) -> Token:
        """Return the next token without taking it."""
        if self._next is None:
            space = _SPACE.match(self.text, self.last.end)
            start = space.end() if space else self.last.end
            match = _TOKEN.match(self.text, start)
            self._next = Token(str(match.lastgroup), match.group(), start) if match else _end(self.text)
        return self._next

    def take(self) -> Token:
        """Return the next token and move behind it."""
        self.last, self._next = self.peek(), None
        self.depth += self.last.is_sign("{") - self.last.is_sign("}")
        if self.last.kind == "word":
            self.words.append((self.last, self.depth))
        return self.last

    def take_in_expression(self) -> Token:
        """Return the next token of an expression, where `<` behind a value is a sign of comparison."""
        token = self.peek()
        if token.kind == "iri" and _is_operand(self.last):
            sign = "<=" if token.text.startswith("<=") else "<"
            self._next = Token("sign", sign, token.start)
        return self.take()

    def take_word(self, *words: str) -> bool:
        """Take the next token if it is one of those keywords, and say whether it was."""
        return self.peek().is_word(*words) and bool(self.take())

    def take_sign(self, *signs: str) -> bool:
        """Take the next token if it is one of those signs, and say whether it was."""
        return self.peek().is_sign(*signs) and bool(self.take())

    def expect(self, sign: str) -> None:
        """Take the next token, which has to be that sign."""
        if not self.take_sign(sign):
            raise self.refuse(f"{sign!r} was looked for")

    def refuse(self, why: str) -> QueryRefused:
        """Return the refusal of a query that goes on in a way that is not traced here."""
        line = self.text.count("\n", 0, self.peek().start) + 1
        near = self.peek().text[:40] or "its end"
        return QueryRefused(f"sources=true cannot follow this query at {near!r} (line {line}): {why}")

    def since(self, start: int) -> str:
        """Return the text from a position to the end of the token taken last."""
        return self.text[start : self.last.end]

    def fresh(self) -> str:
        """Return the name of a variable that the query does not use."""
        self._made += 1
        return f"{self._stem}{self._made}"

    def find_word(self, words: frozenset[str], start: int, end: int, depth: int | None = None) -> str | None:
        """Return the first of those words taken between two positions, at a depth or any, or None."""
        for token, at in self.words:
            if start <= token.start < end and depth in (None, at) and token.text.upper() in words:
                return token.text.upper()
        return None

    def blank(self, label: str) -> str:
        """Return the name of the variable that stands for a blank node of that label."""
        if label not in self._blanks:
            self._blanks[label] = self.fresh()
        return self._blanks[label]


def _is_operand(token: Token) -> bool:
    """Say whether a value ends here, so that a `<` behind it compares."""
    return token.kind in _OPERANDS or token.is_sign(")") or token.is_word("TRUE", "FALSE")


def _end(text: str) -> Token:
    return Token("end", "", len(text))


def _unused_stem(text: str) -> str:
    stem = "witness"
    while stem in text:
        stem += "_"
    return stem
