"""Faults of queries."""

from __future__ import annotations

from collections.abc import Sequence

from lsgraph.errors.base import LsgraphError


class QueryError(LsgraphError):
    """A query that could not be answered."""


class QuerySyntaxError(QueryError):
    """The text is not SPARQL; carries line, column, the offending token and what may be meant, if known.

    `swedish` is what is wrong in Swedish, where that is known.
    """

    def __init__(
        self,
        what: str,
        line: int | None = None,
        column: int | None = None,
        token: str | None = None,
        suggestions: Sequence[str] = (),
        swedish: str | None = None,
    ) -> None:
        self.what, self.line, self.column, self.token = what, line, column, token
        self.suggestions, self.swedish = tuple(suggestions), swedish
        place = f"line {line}, column {column}: " if line is not None else ""
        meant = f"; did you mean {' or '.join(suggestions)}?" if suggestions else ""
        super().__init__(f"{place}{what}{meant}")

    def tell_in_swedish(self) -> str | None:
        """Return the sentence in Swedish, or None where it is not known."""
        if self.swedish is None:
            return None
        place = f"rad {self.line}, kolumn {self.column}: " if self.line is not None else ""
        meant = f"; menade du {' eller '.join(self.suggestions)}?" if self.suggestions else ""
        return f"{place}{self.swedish}{meant}"


class QueryRefused(QueryError):
    """The text is SPARQL but not allowed here: an update, LOAD, or SERVICE to an unlisted address."""


class QueryTooLarge(QueryError):
    """The query passes a bound on length, depth or repetition."""


class QueryStopped(QueryError):
    """The engine was stopped while it worked; `cause` is time, memory, depth or crash."""

    def __init__(self, cause: str, message: str) -> None:
        self.cause = cause
        super().__init__(message)


class ServiceFailed(QueryError):
    """Another service, asked by SERVICE, gave no whole answer; carries its address and the reason."""

    def __init__(self, service: str, why: str) -> None:
        self.service, self.why = service, why
        super().__init__(f"SERVICE <{service}> gave no whole answer: {why}")
