"""Reads the SELECT clause to the first token that cannot stand there, and holds it to GROUP BY."""

from __future__ import annotations

from lsgraph.queries.syntax_hints.patterns import Patterns
from lsgraph.queries.terminals import FUNCTIONS
from lsgraph.queries.tokens import Token


class Columns:
    """The SELECT clause of a query: its star, its items, what they use, and the names that it gives."""

    def __init__(self) -> None:
        self.star: Token | None = None
        self.bare: list[Token] = []
        self.aliases: list[Token] = []
        self.used: list[Token] = []
        self.names: set[str] = set()
        self.new: set[str] = set()

    def add_bare(self, token: Token) -> None:
        """Take in a variable by itself."""
        self.bare.append(token)
        self.names.add(token.text[1:])

    def add_alias(self, token: Token) -> None:
        """Take in the name of an expression."""
        self.aliases.append(token)
        self.names.add(token.text[1:])
        self.new.add(token.text[1:])


class Columned(Patterns):
    """Reads SELECT clauses: https://www.w3.org/TR/sparql11-query/#rSelectClause."""

    def read_columns(self) -> Columns:
        """Read what SELECT names; raises QuerySyntaxError."""
        columns = Columns()
        self.take_word("DISTINCT", "REDUCED")
        if self.peek().is_sign("*"):
            columns.star = self.take()
            return columns
        first = self.peek()
        while True:
            token = self.peek()
            if token.kind == "variable":
                if token.text[1:] in columns.names:
                    self.doubt("select_twice", token)
                columns.add_bare(self.take())
            elif token.is_sign("("):
                self._read_item(columns)
            elif token.is_sign(","):
                raise self.mistake("select_comma")
            elif token.is_word("DISTINCT", "REDUCED"):
                raise self.mistake("distinct")
            elif token.is_word(*FUNCTIONS):
                raise self.mistake("select_brackets")
            elif token.is_word("AS"):
                raise self.mistake("select_as", token, found=self.last.text)
            else:
                self._end_columns(token, first)
                return columns

    def _end_columns(self, token: Token, first: Token) -> None:
        if not (token.is_word("WHERE", "FROM") or token.is_sign("{") or token.kind == "end"):
            raise self.mistake("unexpected")
        if token == first:
            raise self.mistake("select_nothing")

    def _read_item(self, columns: Columns) -> None:
        self.open("(")
        self.used = []
        if self.peek().is_word("DISTINCT"):
            raise self.mistake("distinct")
        self.read_expression()
        if self.peek().is_sign(")"):
            raise self.mistake("name_missing")
        alias = self.read_alias()
        self.close(")")
        for token in self.used:
            if token.text[1:] not in columns.new:
                columns.used.append(token)
            elif self.aggregates:
                self.doubt("alias_beside", token)
        if alias.text[1:] in columns.names:
            self.doubt("bound_twice", alias)
        columns.add_alias(alias)

    def check_aliases(self, columns: Columns, bound: set[str]) -> None:
        """Doubt names for expressions that WHERE binds."""
        for alias in columns.aliases:
            if alias.text[1:] in bound:
                self.doubt("bound_twice", alias)

    def check_groups(self, columns: Columns, keys: set[str] | None) -> None:
        """Doubt columns of groups that are neither keys nor aggregates."""
        if keys is None and not self.aggregates:
            return
        if columns.star:
            self.doubt("star_grouped", columns.star)
        for token in (*columns.bare, *columns.used):
            if token.text[1:] not in (keys or set()):
                self.doubt("not_grouped", token)
