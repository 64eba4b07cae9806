"""Reads groups and what they hold to the first token that cannot stand there."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import Final

from lsgraph.errors import QuerySyntaxError
from lsgraph.queries.syntax_hints.triples import TripleHints
from lsgraph.queries.tokens import Token

MODIFIERS: Final = ("GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET")


class Patterns(TripleHints):
    """Reads groups: https://www.w3.org/TR/sparql11-query/#rGroupGraphPattern."""

    @abstractmethod
    def read_sub_select(self) -> set[str]:
        """Read a SELECT inside a query and return the variables that are seen outside of it."""

    def read_group(self, word: str) -> None:
        """Read a group; what it binds is seen outside unless it only tests. Raises QuerySyntaxError."""
        if not self.peek().is_sign("{"):
            raise self.mistake("group", word=word)
        self.open("{")
        self.groups += 1
        self.scopes.append(set())
        if self.peek().is_word("SELECT"):
            self.scopes[-1] |= self.read_sub_select()
            if not self.peek().is_sign("}") and self.peek().kind != "end":
                raise self.mistake("sub_select")
        else:
            self._read_elements()
        self.close("}", "unexpected")
        bound = self.scopes.pop()
        if word not in ("MINUS", "EXISTS"):
            self.scopes[-1] |= bound

    def _read_elements(self) -> None:
        after_triples = False
        while not (self.peek().is_sign("}") or self.peek().kind == "end"):
            token = self.peek()
            if token.kind == "word" and not token.is_word("TRUE", "FALSE"):
                self._read_keyword(token)
                after_triples = False
            elif token.is_sign("{"):
                self._read_union()
                after_triples = False
            elif token.is_sign(".", ")", "]"):
                raise self.mistake("stray_dot" if token.text == "." else "brace_extra")
            elif after_triples:
                raise self._explain_missing_dot()
            else:
                self.read_triples()
                after_triples = True
            if self.take_sign("."):
                after_triples = False

    def _read_keyword(self, token: Token) -> None:
        word = token.text.upper()
        self.groups += word != "FILTER"
        if word in ("OPTIONAL", "MINUS", "LATERAL"):
            self.take()
            self.read_group(word)
        elif word in ("GRAPH", "SERVICE"):
            self._read_graph(word)
        elif word == "FILTER":
            self.take()
            self._check_aggregates(lambda: self.read_constraint("FILTER"))
        elif word == "BIND":
            self._read_bind()
        elif word == "VALUES":
            self.read_values()
        elif word == "UNION":
            raise self.mistake("union_left")
        elif word == "SELECT":
            raise self.mistake("sub_select")
        elif word in MODIFIERS:
            raise self.mistake("modifier_inside", found=self._name_modifier(token))
        elif word == "A":
            raise self.mistake("a_subject")
        else:
            raise self.mistake("unexpected")

    def _explain_missing_dot(self) -> QuerySyntaxError:
        token = self.peek()
        starts = token.kind in ("variable", "iri", "name", "blank", "string", "number") or token.is_sign(
            "[", "("
        )
        return self.mistake("dot" if starts else "unexpected")

    def _name_modifier(self, token: Token) -> str:
        word = token.text.upper()
        return f"{word} BY" if word in ("GROUP", "ORDER") else word

    def _check_aggregates(self, read: Callable[[], None]) -> None:
        before = len(self.aggregates)
        read()
        for token in self.aggregates[before:]:
            self.doubt("aggregate", token)
        del self.aggregates[before:]

    def _read_union(self) -> None:
        self.read_group("UNION")
        while self.take_word("UNION"):
            if not self.peek().is_sign("{"):
                raise self.mistake("union_left", self.last)
            self.read_group("UNION")

    def _read_graph(self, word: str) -> None:
        self.take()
        if word == "SERVICE":
            self.take_word("SILENT")
        token = self.peek()
        if token.kind not in ("variable", "iri", "name"):
            raise self.mistake("graph_name" if word == "GRAPH" and token.kind != "end" else "unexpected")
        self.note(self.take())
        self.read_group(f"{word} {token.text}")

    def _read_bind(self) -> None:
        self.take()
        if not self.peek().is_sign("("):
            raise self.mistake("bind")
        self.open("(")
        self._check_aggregates(self.read_expression)
        if self.peek().kind != "word" and not self.peek().is_sign(")"):
            self.close(")", "bind")
        if self.peek().is_sign(")"):
            raise self.mistake("name_missing")
        variable = self.read_alias()
        if variable.text[1:] in self.scopes[-1]:
            self.doubt("bound_twice", variable)
        self.note(variable)
        self.close(")")

    def read_alias(self) -> Token:
        """Read AS and a variable; raises QuerySyntaxError."""
        if not self.take_word("AS"):
            raise self.mistake("as_missing" if self.peek().kind == "variable" else "unexpected")
        if self.peek().kind != "variable":
            raise self.mistake("as_variable" if self.peek().kind == "word" else "unexpected")
        return self.take()

    def read_values(self) -> None:
        """Read VALUES with its rows; raises QuerySyntaxError."""
        self.take()
        if self.peek().kind == "variable":
            wanted = 1
            self.note(self.take())
            self._open_rows()
            while not (self.peek().is_sign("}") or self.peek().kind == "end"):
                self._read_cell()
        elif self.peek().is_sign("("):
            wanted = self._read_columns()
            self._open_rows()
            while self.peek().is_sign("("):
                self._read_row(wanted)
            if not self.peek().is_sign("}") and self.peek().kind != "end":
                raise self.mistake("values")
        else:
            raise self.mistake("values")
        self.close("}")

    def _open_rows(self) -> None:
        if not self.peek().is_sign("{"):
            raise self.mistake("values")
        self.open("{")

    def _read_columns(self) -> int:
        self.open("(")
        names: list[str] = []
        while self.peek().kind == "variable":
            token = self.take()
            if token.text[1:] in names:
                self.doubt("values_twice", token)
            names.append(token.text[1:])
            self.note(token)
        self.close(")", "values")
        return len(names)

    def _read_row(self, wanted: int) -> None:
        start = self.peek()
        self.open("(")
        count = 0
        while not (self.peek().is_sign(")") or self.peek().kind == "end"):
            self._read_cell()
            count += 1
        self.close(")")
        if count != wanted:
            self.doubt("values_row", start, count=count, wanted=wanted)

    def _read_cell(self) -> None:
        token = self.peek()
        if token.is_word("UNDEF"):
            self.take()
        elif token.kind in ("variable", "blank") or token.is_sign("(", ",", "{", "["):
            raise self.mistake("values")
        else:
            self.read_node()
