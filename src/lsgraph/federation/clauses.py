"""Finds the SERVICE clauses of a query, by token, and what each one asks.

https://www.w3.org/TR/sparql11-federated-query/
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from lsgraph.errors import QueryRefused, QuerySyntaxError, QueryTooLarge
from lsgraph.queries.prologue import Prologue, read_prologue
from lsgraph.queries.tokens import Token, find_place, read_tokens

_KEYWORD: Final = re.compile("service", re.IGNORECASE)
_SHOWN_CHARS: Final = 200


class Clause(NamedTuple):
    """A SERVICE clause: where it stands in the text, where its group begins, and whom it asks.

    `query` selects all solutions of the group, in the prologue of the whole query.
    """

    start: int
    group: int
    end: int
    service: str
    silent: bool
    query: str


@dataclass(frozen=True)
class FederationPlan:
    """A query that asks other services, and its clauses in order."""

    text: str
    clauses: tuple[Clause, ...]

    def without_services(self) -> str:
        """Return the query as if each group were asked here, with everything in its place."""
        return self.replace(
            [f"{_blank(self.text[one.start : one.group])}{self.group(one)}" for one in self.clauses]
        )

    def group(self, clause: Clause) -> str:
        """Return the text of a clause's group, with its braces."""
        return self.text[clause.group : clause.end]

    def replace(self, groups: Sequence[str]) -> str:
        """Return the query with a group in the place of each clause."""
        pieces, reached = [], 0
        for clause, group in zip(self.clauses, groups, strict=True):
            pieces += [self.text[reached : clause.start], group]
            reached = clause.end
        return "".join([*pieces, self.text[reached:]])


def may_federate(text: str) -> bool:
    """Say whether a query may have a SERVICE clause; most have none, and this is quick."""
    return _KEYWORD.search(text) is not None


def find_clauses(text: str, services: Collection[str], most: int) -> FederationPlan | None:
    """Return the query's clauses, None when it has none.

    Raises QueryRefused for a service that is no IRI or not among `services`, for a clause inside another one,
    and for LATERAL; QueryTooLarge for more than `most` clauses; QuerySyntaxError.
    """
    tokens = read_tokens(text)
    places = [place for place, token in enumerate(tokens) if token.is_word("SERVICE")]
    if not places:
        return None
    if any(token.is_word("LATERAL") for token in tokens):
        raise QueryRefused(
            "SERVICE beside LATERAL is refused: a service is asked once, not for each solution"
        )
    if len(places) > most:
        raise QueryTooLarge(f"the query has {len(places)} SERVICE clauses; at most {most} are allowed")
    prologue = read_prologue(tokens)
    clauses = tuple(_read_clause(text, tokens, place, prologue, services) for place in places)
    return FederationPlan(text, clauses)


def _read_clause(
    text: str, tokens: Sequence[Token], place: int, prologue: Prologue, services: Collection[str]
) -> Clause:
    silent = _is_silent(tokens, place)
    target, opening = place + 1 + silent, place + 2 + silent
    if opening >= len(tokens):
        raise _misplace(text, tokens[place])
    service = _read_target(tokens[target], prologue)
    if service not in services:
        raise QueryRefused(
            f"SERVICE {tokens[target].text[:_SHOWN_CHARS]} is refused: this service asks only those that its "
            f"description lists, which are {', '.join(f'<{one}>' for one in sorted(services))}"
        )
    if tokens[opening].text != "{":
        raise _misplace(text, tokens[opening])
    end = _find_end(text, tokens, opening)
    group = text[tokens[opening].start : end]
    declared = " ".join(token.text for token in tokens[: prologue.length])
    query = f"{declared}\nSELECT * {group}"
    return Clause(tokens[place].start, tokens[opening].start, end, service, silent, query)


def _is_silent(tokens: Sequence[Token], place: int) -> bool:
    return place + 1 < len(tokens) and tokens[place + 1].is_word("SILENT")


def _read_target(token: Token, prologue: Prologue) -> str:
    if token.kind == "variable":
        raise QueryRefused(f"SERVICE {token.text[:_SHOWN_CHARS]} is refused: name the service by its IRI")
    return prologue.read_iri(token) or token.text


def _find_end(text: str, tokens: Sequence[Token], opening: int) -> int:
    depth = 0
    for token in tokens[opening:]:
        depth += (token.text == "{") - (token.text == "}")
        if token.is_word("SERVICE"):
            raise QueryRefused("SERVICE inside of SERVICE is refused: put one beside the other")
        if depth == 0:
            return token.end
    raise QuerySyntaxError(
        "the group of SERVICE is not closed", *find_place(text, tokens[opening].start), "{"
    )


def _misplace(text: str, token: Token) -> QuerySyntaxError:
    what = f"{token.text[:60]} is not expected here: SERVICE is followed by an IRI and a group in braces"
    return QuerySyntaxError(what, *find_place(text, token.start), token.text[:_SHOWN_CHARS])


def _blank(text: str) -> str:
    """Return as many spaces, with line ends kept."""
    return re.sub(r"[^\r\n]", " ", text)
