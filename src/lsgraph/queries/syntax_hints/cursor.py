"""Walks through tokens and says of one that it is not expected there."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Final

from lsgraph.errors import QuerySyntaxError
from lsgraph.queries.prologue import Prologue
from lsgraph.queries.syntax_hints.message import Message
from lsgraph.queries.syntax_hints.messages import MESSAGES
from lsgraph.queries.syntax_hints.words import OTHER_WORDS
from lsgraph.queries.terminals import ALL_KEYWORDS, KEYWORDS
from lsgraph.queries.tokens import Token, find_place

_SHOWN_CHARACTERS: Final = 60
_TOKEN_CHARACTERS: Final = 200
_SCHEMES: Final = frozenset(("http", "https", "urn", "mailto", "ftp"))
_BEFORE_NAMES: Final = ("BY", "DESCRIBE", "FILTER", "FROM", "GRAPH", "HAVING", "NAMED", "PREFIX", "SERVICE")
_VAGUE: Final = frozenset(("unexpected", "value", "object", "property", "dot"))
_CLOSING: Final = {"(": ")", "[": "]", "{": "}"}


def make_error(
    text: str, start: int, key: str, token: str | None = None, near: Sequence[str] = (), /, **values: object
) -> QuerySyntaxError:
    """Return what is said of a mistake that begins at a position."""
    return fill_message(text, start, MESSAGES[key], token, near, **values)


def fill_message(
    text: str, start: int, message: Message, token: str | None, near: Sequence[str] = (), /, **values: object
) -> QuerySyntaxError:
    """Return the error with that message, filled with values; a value may be a Message of its own."""
    english, swedish = (
        one.format(
            **{name: value[place] if isinstance(value, Message) else value for name, value in values.items()}
        )
        for place, one in enumerate(message)
    )
    shown = None if token is None else token[:_TOKEN_CHARACTERS]
    return QuerySyntaxError(english, *find_place(text, start), shown, tuple(near), swedish=swedish)


def shorten(text: str) -> str:
    """Return a text as it may be told."""
    return text if len(text) <= _SHOWN_CHARACTERS else text[: _SHOWN_CHARACTERS - 1] + "…"


class TokenWalk:
    """A place among the tokens of a text, which moves forward; behind them all is one of kind `end`."""

    def __init__(self, text: str, tokens: Sequence[Token], prologue: Prologue) -> None:
        self.text, self._prologue = text, prologue
        self._tokens = [*tokens, Token("end", "", len(text.rstrip()))]
        self._place = 0
        self._open: list[Token] = []
        self.doubts: list[tuple[str, QuerySyntaxError]] = []
        """What is SPARQL by its grammar but breaks a rule beside it, with the keys of its messages."""

    def peek(self, ahead: int = 0) -> Token:
        """Return the next token, or one further ahead, without taking it."""
        return self._tokens[min(self._place + ahead, len(self._tokens) - 1)]

    @property
    def last(self) -> Token:
        """Return the token taken last."""
        return self._tokens[max(self._place - 1, 0)]

    def take(self) -> Token:
        """Return the next token and move behind it; raises QuerySyntaxError for an undeclared prefix."""
        token = self.peek()
        self._place += token.kind != "end"
        if self._is_undeclared(token):
            raise self._explain_prefix(token)
        return token

    def _is_undeclared(self, token: Token) -> bool:
        return token.kind == "name" and token.text.partition(":")[0] not in self._prologue.prefixes

    def take_word(self, *words: str) -> bool:
        """Take the next token if it is one of those keywords, and say whether it was."""
        return self.peek().is_word(*words) and bool(self.take())

    def take_sign(self, *signs: str) -> bool:
        """Take the next token if it is one of those signs, and say whether it was."""
        return self.peek().is_sign(*signs) and bool(self.take())

    def open(self, sign: str) -> None:
        """Take a bracket that the caller knows to come."""
        assert self.peek().is_sign(sign)
        self._open.append(self.take())

    def close(self, sign: str, key: str = "unexpected") -> None:
        """Take the bracket that closes the one opened last; raises QuerySyntaxError."""
        if not self.take_sign(sign):
            raise self.explain_unclosed(sign, key)
        self._open.pop()

    def explain_unclosed(self, sign: str, key: str) -> QuerySyntaxError:
        """Return what is said when something else stands where a bracket should close."""
        opened, token = self._open[-1], self.peek()
        if token.kind == "end":
            line, column = find_place(self.text, opened.start)
            right = _CLOSING[opened.text]
            values = {"found": opened.text, "right": right, "line": line, "column": column}
            return make_error(self.text, token.start, "brace_open", **values)
        if key == "unexpected" and (token.is_sign(*_CLOSING.values()) or token.is_word(*KEYWORDS)):
            line, _ = find_place(self.text, opened.start)
            return self.mistake("bracket_open", token, line=line, right=sign)
        return self.mistake(key, token)

    def mistake(self, key: str, token: Token | None = None, **values: object) -> QuerySyntaxError:
        """Return what is said of a token, the next one unless told."""
        token = token or self.peek()
        if token.kind == "end" and key in ("unexpected", "object", "property", "value"):
            return make_error(self.text, token.start, "unexpected_end")
        if self._is_undeclared(token) and key != "prefix_iri":
            return self._explain_prefix(token)
        if key in _VAGUE and (odd := self._explain_odd(token)):
            return odd
        given = {"found": shorten(token.text), **values}
        return make_error(self.text, token.start, key, token.text or None, **given)

    def doubt(self, key: str, token: Token, **values: object) -> None:
        """Note what breaks a rule beside the grammar."""
        self.doubts.append((key, self.mistake(key, token, **values)))

    def _explain_odd(self, token: Token) -> QuerySyntaxError | None:
        """Return what is said of a token that is wrong wherever it stands."""
        before = self.last
        if token.kind == "word" and before.kind == "string" and before.end == token.start:
            return make_error(
                self.text,
                token.start,
                "quote_inside",
                token.text,
                found=shorten(token.text),
                quote=before.text[0],
            )
        if token.kind == "word" and token.text.upper() not in ALL_KEYWORDS:
            return self._explain_word(token)
        if token.is_sign("-") and before.kind == "variable" and before.end == token.start:
            right = f"{before.text}_{self.peek(1).text}"
            return make_error(self.text, token.start, "variable_hyphen", token.text, right=right)
        if token.is_sign("?", "$"):
            return make_error(self.text, token.start, "variable", token.text, found=token.text)
        if token.is_sign("<"):
            return self._explain_iri(token)
        return None

    def _explain_word(self, token: Token) -> QuerySyntaxError:
        upper, before = token.text.upper(), self.peek(-1) if self._place else token
        if before.is_sign("-") and self._tokens[self._place - 2].kind == "variable":
            right = f"{self._tokens[self._place - 2].text}_{token.text}"
            return make_error(self.text, token.start, "variable_hyphen", token.text, right=right)
        if upper in OTHER_WORDS:
            instead = OTHER_WORDS[upper]
            return make_error(
                self.text, token.start, "other_word", token.text, found=token.text, right=instead
            )
        near = get_close_matches(upper, KEYWORDS, n=2, cutoff=0.75)
        key = "word" if near else "plain_value"
        return make_error(self.text, token.start, key, token.text, near, found=shorten(token.text))

    def _explain_iri(self, token: Token) -> QuerySyntaxError:
        rest = self.text[token.start + 1 :].partition("\n")[0]
        inside, closing, _ = rest.partition(">")
        bad = next((one for one in inside if one in '<"{}|^`\\' or ord(one) <= ord(" ")), None)
        if closing and bad == " ":
            return make_error(self.text, token.start, "iri_space", token.text)
        if closing and bad:
            code = f"%{ord(bad):02X}"
            return make_error(self.text, token.start, "iri_character", token.text, char=bad, code=code)
        return make_error(self.text, token.start, "iri_open", token.text)

    def _explain_prefix(self, token: Token) -> QuerySyntaxError:
        prefix = token.text.partition(":")[0]
        if prefix.lower() in _SCHEMES:
            return make_error(self.text, token.start, "iri_bare", token.text, found=shorten(token.text))
        near = [f"{one}:" for one in get_close_matches(prefix, self._prologue.prefixes, n=3)]
        glued = next((word for word in _BEFORE_NAMES if prefix.upper().startswith(word)), None)
        if glued and prefix[len(glued) :] in self._prologue.prefixes:
            near = [f"{glued} {prefix[len(glued) :]}:"]
        return make_error(self.text, token.start, "prefix", token.text, near, found=shorten(prefix))
