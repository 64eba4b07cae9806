"""Reads a whole query to the first token that cannot stand there."""

from __future__ import annotations

from typing import Final

from lsgraph.queries.syntax_hints.columns import Columned
from lsgraph.queries.syntax_hints.cursor import shorten
from lsgraph.queries.syntax_hints.patterns import MODIFIERS
from lsgraph.queries.terminals import FUNCTIONS
from lsgraph.queries.tokens import Token

_FORMS: Final = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_RANKS: Final = {"GROUP": 0, "HAVING": 1, "ORDER": 2, "LIMIT": 3, "OFFSET": 3, "VALUES": 4}
_SORTED: Final = ("variable", "iri", "name")
_NUMBER_DIGITS: Final = 18
_TWO_WORDS: Final = {"GROUP": "GROUP BY", "ORDER": "ORDER BY"}


class Queries(Columned):
    """Reads queries: https://www.w3.org/TR/sparql11-query/#rQuery."""

    def read_query(self) -> None:
        """Read a query; raises QuerySyntaxError at the first token that cannot stand where it does."""
        self._read_prologue()
        token = self.peek()
        if token.kind == "end":
            raise self.mistake("empty")
        if token.is_word("DISTINCT", "REDUCED") and self.peek(1).is_word("SELECT"):
            raise self.mistake("distinct")
        if not token.is_word(*_FORMS):
            raise self.mistake("unexpected")
        if token.is_word("SELECT"):
            self._read_select(outer=True)
        elif token.is_word("CONSTRUCT"):
            self._read_construct()
        else:
            self._read_other(token.text.upper())
        self._read_end()

    def _read_prologue(self) -> None:
        while True:
            token = self.peek()
            if token.kind == "language" and token.text.lower() in ("@prefix", "@base"):
                raise self.mistake("prefix_at")
            if token.is_word("PREFIX"):
                self._read_prefix()
            elif self.take_word("BASE"):
                if self.peek().kind != "iri":
                    raise self.mistake("unexpected")
                self.take()
            elif self.take_word("VERSION"):
                self.take()
            else:
                return
            if self.peek().is_sign(".", ";", ","):
                raise self.mistake("prefix_dot")

    def _read_prefix(self) -> None:
        self.take()
        name = self.peek()
        if name.kind == "word":
            raise self.mistake("prefix_colon")
        if name.kind != "name" or not name.text.endswith(":"):
            raise self.mistake("unexpected")
        iri = self.peek(1)
        if iri.kind != "iri":
            raise self.mistake("prefix_iri", iri, found=name.text)
        self.take()
        self.take()

    def _read_select(self, *, outer: bool) -> set[str]:
        """Read a SELECT and return the names of its columns."""
        self.take()
        columns = self.read_columns()
        if outer:
            self._read_dataset()
        self.scopes.append(set())
        self._read_where()
        keys = self._read_modifiers()
        self.check_groups(columns, keys)
        self.check_aliases(columns, self.scopes[-1] if keys is None else keys)
        bound = self.scopes.pop()
        return bound if columns.star else columns.names

    def read_sub_select(self) -> set[str]:
        """Read a SELECT inside a query and return the variables that are seen outside of it."""
        aggregates, self.aggregates = self.aggregates, []
        names = self._read_select(outer=False)
        self.aggregates = aggregates
        return names

    def _read_dataset(self) -> None:
        while self.take_word("FROM"):
            self.take_word("NAMED")
            if self.peek().kind not in ("iri", "name"):
                raise self.mistake("from_iri")
            self.take()

    def _read_where(self) -> None:
        self.take_word("WHERE")
        if self.peek().is_word("FROM"):
            raise self.mistake("from_place")
        if self.peek().kind == "end":
            raise self.mistake("unexpected")
        self.read_group("WHERE")

    def _read_construct(self) -> None:
        self.take()
        if self.peek().is_word("WHERE", "FROM"):
            self._read_dataset()
            self._read_where()
        elif self.peek().is_sign("{"):
            self.read_group("CONSTRUCT")
            self.scopes[-1].clear()
            self.blanks.clear()
            self._read_dataset()
            self._read_where()
        else:
            raise self.mistake("template")
        self._read_modifiers()

    def _read_other(self, form: str) -> None:
        self.take()
        if form == "DESCRIBE" and not self.take_sign("*"):
            while self.peek().kind in ("variable", "iri", "name"):
                self.take()
        self._read_dataset()
        if form == "ASK" or self.peek().is_word("WHERE") or self.peek().is_sign("{"):
            self._read_where()
        self._read_modifiers()

    def _read_modifiers(self) -> set[str] | None:
        """Read what follows WHERE, and return the names that GROUP BY gives, None without it."""
        keys: set[str] | None = None
        seen: list[str] = []
        while self.peek().is_word(*_RANKS):
            token = self.peek()
            word = token.text.upper()
            self._check_order(token, word, seen)
            seen.append(word)
            if word == "VALUES":
                self.read_values()
                continue
            self.take()
            if word == "GROUP":
                keys = self._read_keys()
            elif word == "HAVING":
                self._read_having()
            elif word == "ORDER":
                self._read_order()
            else:
                self._read_number(word)
        return keys

    def _check_order(self, token: Token, word: str, seen: list[str]) -> None:
        found = _TWO_WORDS.get(word, word)
        if word in seen:
            raise self.mistake("modifier_twice", token, found=found)
        later = next((one for one in seen if _RANKS[one] > _RANKS[word]), None)
        if later:
            raise self.mistake("modifier_order", token, found=found, before=_TWO_WORDS.get(later, later))

    def _read_keys(self) -> set[str]:
        self._read_by("GROUP")
        keys: set[str] = set()
        while True:
            token = self.peek()
            if token.kind == "variable":
                keys.add(self.take().text[1:])
            elif token.is_sign("("):
                self.open("(")
                self.read_expression()
                if not self.peek().is_sign(")"):
                    keys.add(self.read_alias().text[1:])
                self.close(")")
            elif token.is_word(*FUNCTIONS) or token.kind in ("iri", "name"):
                self._read_call(token, "GROUP BY")
            else:
                self._end_list(token, "GROUP BY")
                return keys

    def _read_by(self, word: str) -> None:
        if not self.take_word("BY"):
            raise self.mistake("by", self.last, found=word)

    def _end_list(self, token: Token, word: str) -> None:
        if token.is_sign(","):
            raise self.mistake("list_comma", token, word=word)
        if self.last.is_word("BY"):
            raise self.mistake("condition", token, word=word)

    def _read_having(self) -> None:
        self.read_constraint("HAVING")
        while self.peek().is_sign("(") or self.peek().is_word(*FUNCTIONS):
            self.read_constraint("HAVING")

    def _read_order(self) -> None:
        self._read_by("ORDER")
        while True:
            token = self.peek()
            if token.is_word("ASC", "DESC"):
                if not self.peek(1).is_sign("("):
                    raise self.mistake("direction_brackets", token, found=token.text.upper())
                self.take()
                self.read_operand()
            elif token.kind in _SORTED or token.is_sign("(") or token.is_word(*FUNCTIONS, "EXISTS", "NOT"):
                self._read_call(token, "ORDER BY")
            else:
                self._end_list(token, "ORDER BY")
                return

    def _read_call(self, token: Token, word: str) -> None:
        if token.kind in ("iri", "name") and not self.peek(1).is_sign("("):
            raise self.mistake("order_iri", token, word=word)
        self.read_operand()

    def _read_number(self, word: str) -> None:
        if not (self.peek().kind == "number" and self.peek().text.isdigit()):
            raise self.mistake("number", word=word)
        if len(self.take().text.lstrip("0")) > _NUMBER_DIGITS:
            self.doubt("number_large", self.last, word=word)
        if self.peek().is_sign(","):
            raise self.mistake("limit_comma")

    def _read_end(self) -> None:
        token = self.peek()
        if token.kind == "end":
            return
        if token.is_sign("}", ")", "]"):
            raise self.mistake("brace_extra")
        if token.is_word("FROM"):
            raise self.mistake("from_place")
        if token.is_word(*MODIFIERS):
            raise self.mistake("modifier_order", token, found=shorten(token.text), before="VALUES")
        raise self.mistake("unexpected")
