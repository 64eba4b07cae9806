"""The tokens of a SPARQL text; any text has tokens, found in time linear in its length.

They are those that the engine reads, which takes keywords without a space between them. `<` compares where an
operand stands before it in an expression, and begins an IRI elsewhere; so brackets are followed here.
Grammar: https://www.w3.org/TR/sparql11-query/#sparqlGrammar
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from lsgraph.errors import QuerySyntaxError
from lsgraph.queries.terminals import (
    ALL_KEYWORDS,
    BLANK,
    COMMENT,
    IRI,
    LANGUAGE,
    LOCAL,
    NUMBER,
    PREFIX,
    SIGN,
    SPACE,
    STRING,
    VARIABLE,
    WORD,
)

# the most frequent first; `bracket` is a sign that begins no longer one
_FIRST: Final = rf"(?P<space>{SPACE}) | (?P<variable>{VARIABLE})"
_LAST: Final = rf"""(?P<bracket>[;,}}\]\[] | \{{(?!\|) | \( | \)(?!>>)) | (?P<comment>{COMMENT})
    | (?P<iri>{IRI}) | (?P<string>{STRING}) | (?P<unclosed>["']) | (?P<blank>{BLANK})
    | (?P<language>{LANGUAGE}) | (?P<name>:(?:{LOCAL})?+) | (?P<number>{NUMBER}) | (?P<sign>{SIGN})"""
_TOKEN: Final = re.compile(
    rf"{_FIRST} | (?P<run>{PREFIX})(?P<local>:(?:{LOCAL})?+)? | {_LAST}", re.VERBOSE | re.DOTALL
)
_INSIDE_RUN: Final = re.compile(rf"{_FIRST} | (?P<run>{WORD}) | {_LAST}", re.VERBOSE | re.DOTALL)
_WORD: Final = re.compile(WORD)
_KEYWORD: Final = re.compile(
    "|".join([*sorted(ALL_KEYWORDS, key=len, reverse=True), "[0-9]+(?:e[0-9]+)?"]), re.IGNORECASE | re.ASCII
)
_LONGEST_COMPOUND: Final = 64
_TEXTS_KEPT: Final = 4  # guard, wording and warnings read the same text one after the other

_OPENING: Final = frozenset(("{", "[", "<<", "<<(", "{|"))
_CLOSING: Final = frozenset((")", "}", "]", ">>", ")>>", "|}"))
_NO_FUNCTION: Final = frozenset(("A", "VALUES", "TRUE", "FALSE", "UNDEF"))
_OPERANDS: Final = frozenset(("variable", "number", "string", "iri", "name", "language", "blank"))
_OPERAND_ENDS: Final = frozenset((")", "}", "]", ")>>"))


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


@lru_cache(_TEXTS_KEPT)
def read_tokens(text: str) -> tuple[Token, ...]:
    """Return the tokens, without space and comments; raises QuerySyntaxError for an unclosed string.

    Their kinds are iri, string, variable, blank, language, name (with a colon), word, number and sign.
    """
    tokens, unclosed = read_to_unclosed(text)
    if unclosed is not None:
        raise QuerySyntaxError("this string is not closed", *find_place(text, unclosed), text[unclosed])
    return tuple(tokens)


def read_to_unclosed(text: str) -> tuple[list[Token], int | None]:
    """Return the tokens up to a string that is not closed, and where that begins, None if there is none."""
    reader = _TokenReader(text)
    position: int | None = 0
    while position is not None:
        position = reader.read_from(position)
    return reader.tokens, reader.unclosed


def find_place(text: str, position: int) -> tuple[int, int]:
    """Return the line and column of a position, both from 1."""
    return text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position)


def find_position(text: str, line: int, column: int) -> int:
    """Return the position of a line and column, both from 1."""
    return sum(len(one) + 1 for one in text.split("\n")[: line - 1]) + column - 1


class _TokenReader:
    """Reads tokens, and knows what each open bracket holds.

    It holds patterns, an expression, or the clauses of a SELECT, where any bracket opens an expression.
    """

    def __init__(self, text: str) -> None:
        self.tokens: list[Token] = []
        self.unclosed: int | None = None
        self._text = text
        self._nesting = ["clauses"]
        self._run_end = 0

    def read_from(self, position: int) -> int | None:
        """Read on; return where the text has to be looked at anew, or None at its end."""
        tokens, nesting = self.tokens, self._nesting
        run_end = self._run_end
        pattern = _INSIDE_RUN if position < run_end else _TOKEN
        for match in pattern.finditer(self._text, position):
            kind = match.lastgroup
            if kind == "space" or kind == "comment":
                continue
            piece, start = match.group(), match.start()
            if piece[0] == "<" and nesting[-1] == "expression" and self._is_operand():
                return self._compare(piece, start)
            if kind == "bracket" or kind == "sign":
                tokens.append(Token("sign", piece, start))
                self._nest(piece)
            elif kind == "run":
                if piece.upper() not in ALL_KEYWORDS:
                    return self._read_words(piece, start)
                self._add_word(piece, start)
            elif kind == "unclosed":
                self.unclosed = start
                return None
            else:
                tokens.append(Token("name" if kind == "local" else str(kind), piece, start))
            if start < run_end <= match.end():
                return match.end()
        return None

    def _compare(self, piece: str, start: int) -> int:
        sign = "<=" if piece.startswith("<=") else "<"
        self.tokens.append(Token("sign", sign, start))
        return start + len(sign)

    def _read_words(self, run: str, start: int) -> int:
        """Take the first word of what only a colon behind it would make a prefix, such as `true.FILTER`."""
        word = _WORD.match(run)
        assert word is not None
        piece = _split_compound(word.group())
        self._run_end = max(self._run_end, start + len(run))
        self._add_word(piece, start)
        return start + len(piece)

    def _add_word(self, word: str, start: int) -> None:
        self.tokens.append(Token("word", word, start))
        if self._nesting[-1] == "patterns" and word.upper() == "SELECT":
            self._nesting[-1] = "clauses"

    def _nest(self, sign: str) -> None:
        if sign == "(":
            inside = self._nesting[-1] != "patterns" or self._calls()
            self._nesting.append("expression" if inside else "patterns")
        elif sign in _OPENING:
            self._nesting.append("patterns")
        elif sign in _CLOSING and len(self._nesting) > 1:
            self._nesting.pop()

    def _calls(self) -> bool:
        """Say whether the `(` just read, among patterns, belongs to a keyword or a function."""
        if len(self.tokens) < 2:
            return False
        before = self.tokens[-2]
        if before.kind == "word":
            return before.text.upper() not in _NO_FUNCTION
        return before.kind in ("iri", "name") and len(self.tokens) > 2 and self.tokens[-3].is_word("FILTER")

    def _is_operand(self) -> bool:
        """Say whether a value ends with the token read last."""
        if not self.tokens:
            return False
        last = self.tokens[-1]
        return last.kind in _OPERANDS or last.text in _OPERAND_ENDS or last.is_word("TRUE", "FALSE")


def _split_compound(word: str) -> str:
    """Return the first keyword of a word that is made of keywords and numbers, or the word itself.

    One with SERVICE in it stays whole, so that it is no clause that could be taken for an orderly one.
    """
    if "SERVICE" in word.upper():
        return word
    reached = 0
    while reached < len(word) <= _LONGEST_COMPOUND and (piece := _KEYWORD.match(word, reached)):
        reached = piece.end()
    first = _KEYWORD.match(word)
    return first.group() if first and reached == len(word) else word
