"""Binds variables of a query to terms, by VALUES at the head of every group that may see them.

The engine's own substitution refuses variables that the SELECT does not project, and a remote server has
none; VALUES says the same to every engine.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

from lsgraph.errors import QueryError
from lsgraph.queries.terms import write_term
from lsgraph.store import Term

if TYPE_CHECKING:
    from lsgraph.queries.headers import Query

_TOKEN: Final = re.compile(
    r"""(?P<skip>\#[^\n]*|<[^<>"{}|^`\\\x00-\x20]*>
        |\"\"\"(?:[^\\]|\\.)*?\"\"\"|'''(?:[^\\]|\\.)*?'''
        |"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
      |(?P<variable>[?$]\w+)
      |(?P<word>[A-Za-z_][\w-]*(?::[\w.:%-]*)?|:[\w.:%-]*)
      |(?P<sign>[{}()])""",
    re.VERBOSE | re.DOTALL,
)
_FORMS: Final = ("SELECT", "CONSTRUCT", "ASK", "DESCRIBE")


class _Group(NamedTuple):
    """The outer group of a query or subquery: just behind its `{`, and the end of its text."""

    start: int
    end: int


def bind(query: Query, arguments: Mapping[str, Term]) -> str:
    """Return the query's text with its parameters set, defaults where no argument is given.

    Raises QueryError for an argument the query does not have, and for a parameter left without a value.
    """
    known = {parameter.name: parameter.default for parameter in query.parameters}
    if stray := sorted(set(arguments) - set(known)):
        listed = ", ".join(known) or "none"
        raise QueryError(f"{query.group}/{query.name} has no parameter {stray[0]!r}; it has: {listed}")
    values = {name: arguments.get(name, default) for name, default in known.items()}
    if unset := sorted(name for name, value in values.items() if value is None):
        raise QueryError(f"{query.group}/{query.name} needs a value for {unset[0]!r}")
    return bind_text(query.text, {name: value for name, value in values.items() if value is not None})


def bind_text(text: str, values: Mapping[str, Term]) -> str:
    """Return the SPARQL text with those variables bound; a variable it does not have changes nothing.

    Raises QueryError when the query has no group to bind them in.
    """
    known = variables(text)
    if not known & set(values):
        return text
    groups = sorted(_groups(text), reverse=True)
    if not groups:
        raise QueryError("a query without WHERE { … } leaves no room for a parameter")
    for group in groups:
        seen = known if group == groups[-1] else variables(text[group.start : group.end])
        clause = "".join(
            f" VALUES ?{name} {{ {write_term(term)} }}"
            for name, term in sorted(values.items())
            if name in seen
        )
        text = text[: group.start] + clause + text[group.start :]
    return text


def variables(text: str) -> set[str]:
    """Return the names of the variables of a query, strings and comments left aside."""
    return {match["variable"][1:] for match in _TOKEN.finditer(text) if match["variable"]}


def _groups(text: str) -> Iterator[_Group]:
    """Yield the outer group of the query and of each of its subqueries."""
    tokens = [match for match in _TOKEN.finditer(text) if not match["skip"]]
    for place, token in enumerate(tokens):
        form = (token["word"] or "").upper()
        if form in _FORMS and (opening := _opening(tokens, place, form)) is not None:
            yield _Group(tokens[opening].end(), _closing(tokens, opening))


def _opening(tokens: list[re.Match[str]], place: int, form: str) -> int | None:
    """Return the place of the `{` of the group that belongs to the query form at `place`."""
    if form == "CONSTRUCT" and place + 1 < len(tokens):
        if tokens[place + 1]["sign"] != "{":
            raise QueryError("CONSTRUCT WHERE leaves no room for a parameter; write the template out")
        end = _closing(tokens, place + 1)
        place = next(index for index, token in enumerate(tokens) if token.end() >= end)
    depth = 0
    for index in range(place + 1, len(tokens)):
        sign = tokens[index]["sign"]
        depth += (sign == "(") - (sign == ")")
        if sign == "{" and depth == 0:
            return index
    return None


def _closing(tokens: list[re.Match[str]], opening: int) -> int:
    depth = 0
    for token in tokens[opening:]:
        depth += (token["sign"] == "{") - (token["sign"] == "}")
        if depth == 0:
            return token.end()
    return tokens[-1].end()
