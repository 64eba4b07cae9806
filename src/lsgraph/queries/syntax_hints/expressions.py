"""Reads expressions to the first token that cannot stand there."""

from __future__ import annotations

from abc import abstractmethod
from typing import Final

from lsgraph.errors import QuerySyntaxError
from lsgraph.queries.syntax_hints.cursor import TokenWalk
from lsgraph.queries.syntax_hints.message import Message
from lsgraph.queries.terminals import FUNCTIONS
from lsgraph.queries.tokens import Token

AGGREGATES: Final = frozenset(("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"))
_OPERATORS: Final = ("||", "&&", "=", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/")
_MISWRITTEN: Final = {
    ("=", "="): ("==", "="),
    ("<", ">"): ("<>", "!="),
    ("=", ">"): ("=>", ">="),
    ("=", "<"): ("=<", "<="),
    ("!=", "="): ("!==", "!="),
    ("&&", "&"): ("&&&", "&&"),
}
_COMPARING: Final = frozenset(("=", "!=", "<", ">", "<=", ">="))
_SINGLE: Final = {"&": "&&", "|": "||"}
_ARITIES: Final = {
    **dict.fromkeys(("NOW", "RAND", "UUID", "STRUUID"), (0, 0)),
    **dict.fromkeys(("BNODE",), (0, 1)),
    **dict.fromkeys(("REGEX", "SUBSTR"), (2, 3)),
    "REPLACE": (3, 4),
    "IF": (3, 3),
    **dict.fromkeys(
        (
            "LANGMATCHES",
            "CONTAINS",
            "STRSTARTS",
            "STRENDS",
            "STRBEFORE",
            "STRAFTER",
            "STRLANG",
            "STRDT",
            "SAMETERM",
        ),
        (2, 2),
    ),
    **dict.fromkeys(("CONCAT", "COALESCE"), (0, 1000)),
    **dict.fromkeys(("TRIPLE", "STRLANGDIR"), (3, 3)),
    "ADJUST": (2, 2),
}
_COUNTS: Final = {
    (0, 0): Message("nothing", "ingenting"),
    (0, 1): Message("one value or none", "ett värde eller inget"),
    (1, 1): Message("one value", "ett värde"),
    (2, 2): Message("two values, with a comma between", "två värden, med komma emellan"),
    (2, 3): Message("two or three values, with commas between", "två eller tre värden, med komman emellan"),
    (3, 3): Message("three values, with commas between", "tre värden, med komman emellan"),
    (3, 4): Message("three or four values, with commas between", "tre eller fyra värden, med komman emellan"),
}


class Expressions(TokenWalk):
    """Reads expressions: https://www.w3.org/TR/sparql11-query/#rExpression."""

    used: list[Token]
    """The variables read outside of aggregates since somebody emptied the list."""
    aggregates: list[Token]
    """The aggregates read since somebody emptied the list."""

    @abstractmethod
    def read_group(self, word: str) -> None:
        """Read the group behind a keyword."""

    @abstractmethod
    def read_literal(self) -> None:
        """Read what may follow the text of a literal."""

    @abstractmethod
    def skip_triple(self) -> None:
        """Skip what stands between << and >>."""

    def read_expression(self) -> None:
        """Read an expression; raises QuerySyntaxError."""
        self.read_operand()
        compared = False
        while sign := self._take_operator():
            if sign.kind == "word" or sign.text in _COMPARING:
                if compared:
                    raise self.mistake("chained", sign)
                compared = True
            if sign.text in ("&&", "||"):
                compared = False
            if sign.kind == "sign":
                self.read_operand()

    def _take_operator(self) -> Token | None:
        """Take an operator, with its list if it is IN, and return it; None where the expression ends."""
        token, following = self.peek(), self.peek(1)
        if token.is_sign(*_SINGLE):
            raise self.mistake("operator", token, right=_SINGLE[token.text])
        if token.is_word("IN") or (token.is_word("NOT") and following.is_word("IN")):
            self.take_word("NOT")
            self.take()
            self._read_list()
            return token
        if not token.is_sign(*_OPERATORS):
            return None
        if following.start == token.end and (pair := _MISWRITTEN.get((token.text, following.text))):
            raise self.mistake("operator", token, found=pair[0], right=pair[1])
        return self.take()

    def _read_list(self) -> None:
        if not self.peek().is_sign("("):
            raise self.mistake("in")
        self._read_arguments()

    def read_operand(self) -> None:
        """Read one value of an expression; raises QuerySyntaxError."""
        while self.take_sign("!", "+", "-"):
            pass
        token = self.peek()
        if token.is_sign("("):
            self.open("(")
            self.read_expression()
            self.close(")")
        elif token.kind == "variable":
            self.used.append(self.take())
        elif token.kind == "string":
            self.take()
            self.read_literal()
        elif token.kind == "number":
            self.take()
        elif token.kind in ("iri", "name"):
            self.take()
            if self.peek().is_sign("("):
                self._read_arguments()
        elif token.kind == "word":
            self._read_word(token)
        elif token.is_sign("<<("):
            self.skip_triple()
        else:
            raise self.mistake("value")

    def _read_word(self, token: Token) -> None:
        word = token.text.upper()
        if word in FUNCTIONS:
            self.read_function()
        elif word == "EXISTS" or (word == "NOT" and self.peek(1).is_word("EXISTS")):
            self.take_word("NOT")
            self.take()
            self.read_group("EXISTS")
        elif word in ("TRUE", "FALSE"):
            self.read_boolean()
        elif word == "NOT":
            raise self.mistake("not")
        elif word == "DISTINCT":
            raise self.mistake("distinct")
        else:
            raise self.mistake("value")

    def read_boolean(self) -> None:
        """Read true or false; raises QuerySyntaxError for one in capitals."""
        token = self.take()
        if token.text not in ("true", "false"):
            raise self.mistake("boolean", token, right=token.text.lower())

    def read_function(self) -> None:
        """Read a function or an aggregate with its arguments; raises QuerySyntaxError."""
        token = self.take()
        name = token.text.upper()
        outside = len(self.used)
        if not self.peek().is_sign("("):
            raise self._explain_bare(token)
        if name in AGGREGATES:
            self.aggregates.append(token)
            self._read_aggregate(token)
            del self.used[outside:]
            return
        count = self._read_arguments()
        least, most = _ARITIES.get(name, (1, 1))
        if not least <= count <= most:
            raise self.mistake("arity", token, wanted=_COUNTS[least, most])

    def _explain_bare(self, token: Token) -> QuerySyntaxError:
        following = self.peek()
        if following.is_word("DISTINCT"):
            return self.mistake("distinct", following)
        inside = "" if following.kind == "end" or following.is_sign("{", "}", ")", ".") else following.text
        if token.text.upper() == "REGEX":
            inside = f'{inside or "?x"}, "…"'
        return self.mistake("function", token, inside=inside or "…")

    def _read_aggregate(self, token: Token) -> None:
        name = token.text.upper()
        self.open("(")
        self.take_word("DISTINCT")
        if not (name == "COUNT" and self.take_sign("*")):
            self.read_expression()
        if name == "GROUP_CONCAT" and self.peek().is_sign(","):
            raise self.mistake("separator")
        if name == "GROUP_CONCAT" and self.take_sign(";"):
            if not (self.take_word("SEPARATOR") and self.take_sign("=") and self.take().kind == "string"):
                raise self.mistake("separator")
        elif self.peek().is_sign(","):
            raise self.mistake("arity", token, wanted=_COUNTS[1, 1])
        self.close(")")

    def _read_arguments(self) -> int:
        """Read a list in brackets, and return how many values it has."""
        self.open("(")
        count = 0
        self.take_word("DISTINCT")
        if not self.peek().is_sign(")"):
            self.read_expression()
            count += 1
            while self.take_sign(","):
                self.read_expression()
                count += 1
        self.close(")")
        return count

    def read_constraint(self, word: str) -> None:
        """Read the condition of FILTER or HAVING; raises QuerySyntaxError."""
        token = self.peek()
        name = token.text.upper() if token.kind == "word" else ""
        if token.is_sign("("):
            self.open("(")
            self.read_expression()
            self.close(")")
        elif name in FUNCTIONS or name == "EXISTS" or (name == "NOT" and self.peek(1).is_word("EXISTS")):
            self._read_word(token)
        elif name == "NOT":
            raise self.mistake("not")
        elif token.kind in ("iri", "name") and self.peek(1).is_sign("("):
            self.read_operand()
        elif token.kind == "end":
            raise self.mistake("unexpected")
        else:
            raise self.mistake("constraint", word=word)
        following = self.peek()
        if following.is_word("IN") or (following.is_sign(*_OPERATORS) and not following.is_sign("+", "-")):
            raise self.mistake("condition_outside", word=word)
