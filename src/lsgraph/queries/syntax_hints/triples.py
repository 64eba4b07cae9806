"""Reads triples, nodes and paths to the first token that cannot stand there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from lsgraph.queries.prologue import Prologue
from lsgraph.queries.syntax_hints.expressions import Expressions
from lsgraph.queries.tokens import Token

_ENDS: Final = (".", ";", ",", "}", "]", ")", "{", "|}", ">>")
_LANGUAGE: Final = re.compile(r"@[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*(?<!-.)(--(ltr|rtl))?")
_STEPS: Final = ("/", "|", "^", "*")


class TripleHints(Expressions):
    """Reads triples: https://www.w3.org/TR/sparql11-query/#rTriplesBlock."""

    def __init__(self, text: str, tokens: Sequence[Token], prologue: Prologue) -> None:
        super().__init__(text, tokens, prologue)
        self.used: list[Token] = []
        self.aggregates: list[Token] = []
        self.scopes: list[set[str]] = [set()]
        self.blanks: dict[str, int] = {}
        self.groups = 0

    def note(self, token: Token) -> None:
        """Take in a variable that is bound here, or a blank node."""
        if token.kind == "variable":
            self.scopes[-1].add(token.text[1:])
        if token.kind == "blank" and self.blanks.setdefault(token.text, self.groups) != self.groups:
            self.doubt("blank_twice", token)

    def read_triples(self) -> None:
        """Read the triples of one subject; raises QuerySyntaxError."""
        compound = self.peek().is_sign("[", "(", "<<") and not self.peek(1).is_sign(")", "]")
        self.read_node()
        if not compound or not (self.peek().is_sign(".", "}") or self.peek().kind in ("end", "word")):
            self._read_properties()

    def read_node(self) -> None:
        """Read a subject or an object; raises QuerySyntaxError."""
        self.take_sign("+", "-")
        token = self.peek()
        if token.kind in ("variable", "iri", "name", "number", "blank"):
            self.note(self.take())
        elif token.kind == "string":
            self.take()
            self.read_literal()
        elif token.is_word("TRUE", "FALSE"):
            self.read_boolean()
        elif token.is_word("A"):
            raise self.mistake("a_subject")
        elif token.is_sign("["):
            self.open("[")
            if not self.peek().is_sign("]"):
                self._read_properties()
            self.close("]")
        elif token.is_sign("("):
            self.open("(")
            while not (self.peek().is_sign(")", "}", ".") or self.peek().kind == "end"):
                self.read_node()
            self.close(")")
        elif token.is_sign("<<", "<<("):
            self.skip_triple()
        else:
            raise self.mistake("object" if token.is_sign(*_ENDS) or token.kind == "word" else "unexpected")

    def skip_triple(self) -> None:
        """Skip what stands between << and >>, which is not followed here; raises QuerySyntaxError."""
        depth = 0
        while True:
            depth += self.peek().is_sign("<<", "<<(") - self.peek().is_sign(">>", ")>>")
            if self.take().kind == "end":
                raise self.mistake("unexpected")
            if depth == 0:
                return

    def read_literal(self) -> None:
        """Read the language or datatype of a literal; raises QuerySyntaxError."""
        token = self.peek()
        if token.kind == "language":
            self.take()
            if not _LANGUAGE.fullmatch(token.text):
                self.doubt("language_invalid", token)
        elif token.is_sign("@"):
            raise self.mistake("language", token, found=self.last.text)
        elif token.is_sign("^") and self.peek(1).kind in ("iri", "name"):
            raise self.mistake("one_caret")
        elif self.take_sign("^^"):
            if self.peek().kind not in ("iri", "name"):
                raise self.mistake("datatype" if self.peek().kind != "end" else "unexpected")
            self.take()

    def _read_properties(self) -> None:
        if self.peek().is_sign(*_ENDS) or self.peek().kind == "end":
            raise self.mistake("property")
        while True:
            self._read_verb()
            self._read_objects()
            if not self.peek().is_sign(";"):
                return
            while self.take_sign(";"):
                pass
            following = self.peek()
            keyword = following.kind == "word" and not following.is_word("A")
            if keyword or following.kind == "end" or following.is_sign(".", "}", "]", "|}", "{"):
                return

    def _read_objects(self) -> None:
        while True:
            self.read_node()
            while self.peek().is_sign("~", "{|"):
                self._read_annotation()
            if not self.peek().is_sign(","):
                return
            comma = self.take()
            if self.peek().is_sign(".", ";", "}", "]"):
                raise self.mistake("stray_comma", comma)

    def _read_annotation(self) -> None:
        if self.take_sign("{|"):
            self._read_properties()
            if not self.take_sign("|}"):
                raise self.mistake("unexpected")
        elif self.take_sign("~") and self.peek().kind in ("variable", "iri", "name", "blank"):
            self.take()

    def _read_verb(self) -> None:
        token = self.peek()
        if token.kind != "variable":
            self._read_path()
            return
        self.note(self.take())
        following = self.peek()
        stepped = following.is_sign(*_STEPS) or (
            following.is_sign("+", "?") and self.peek(1).kind != "number"
        )
        if stepped:
            raise self.mistake("path_variable", token)

    def _read_path(self) -> None:
        while True:
            self._read_step()
            if not self.take_sign("/", "|"):
                return

    def _read_step(self) -> None:
        while self.take_sign("^", "!"):
            pass
        token = self.peek()
        if token.is_sign("("):
            self.open("(")
            self._read_path()
            self.close(")")
        elif token.kind in ("iri", "name") or token.is_word("A"):
            self.take()
        elif token.kind == "variable":
            raise self.mistake("path_variable")
        else:
            raise self.mistake("property" if token.is_sign(*_ENDS) else "unexpected")
        if self.peek().is_sign("?", "*", "+"):
            following = self.peek(1)
            if not (
                self.peek().is_sign("+") and following.kind == "number" and following.start == self.peek().end
            ):
                self.take()
        if self.peek().is_sign("{"):
            raise self.mistake("path_count" if self.peek(1).kind == "number" else "object")
