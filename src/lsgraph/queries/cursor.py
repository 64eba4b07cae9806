"""Walks through the tokens of a query."""

from __future__ import annotations

from lsgraph.errors import QueryRefused
from lsgraph.queries.tokens import Token, read_tokens


class Cursor:
    """A place in a query's text that moves forward, token by token; behind them all is one of kind `end`."""

    def __init__(self, text: str, purpose: str = "sources=true") -> None:
        self.text, self._purpose = text, purpose
        self.depth = 0
        """How many braces are open."""
        self.words: list[tuple[Token, int]] = []
        """Every word taken so far, which are keywords and names of functions, with its depth."""
        self.last = Token("start", "", 0)
        """The token taken last."""
        self._tokens = [*read_tokens(text), Token("end", "", len(text))]
        self._place = 0
        self._stem = _unused_stem(text)
        self._made = 0
        self._blanks: dict[str, str] = {}

    def peek(self) -> Token:
        """Return the next token without taking it."""
        return self._tokens[self._place]

    def take(self) -> Token:
        """Return the next token and move behind it."""
        self.last = self._tokens[self._place]
        self._place += self._place + 1 < len(self._tokens)
        self.depth += self.last.is_sign("{") - self.last.is_sign("}")
        if self.last.kind == "word":
            self.words.append((self.last, self.depth))
        return self.last

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
        """Return the refusal of a query that goes on in a way that is not followed here."""
        line = self.text.count("\n", 0, self.peek().start) + 1
        near = self.peek().text[:40] or "its end"
        return QueryRefused(f"{self._purpose} cannot follow this query at {near!r} (line {line}): {why}")

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


def _unused_stem(text: str) -> str:
    stem = "witness"
    while stem in text:
        stem += "_"
    return stem
