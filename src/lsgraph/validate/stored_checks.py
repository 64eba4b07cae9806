"""The stored checks: queries over the whole merged graph whose every row is a fault."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from rdflib import SH, URIRef

from lsgraph.queries import Query, answer_query
from lsgraph.store import Row, Store, Term
from lsgraph.validate.report import Finding
from lsgraph.validate.severity import Severity
from lsgraph.validate.validator import place
from lsgraph.vocabulary import shorten

SPACE: Final = "urn:lsgraph:check:"
"""Where the names of checks lie in a report."""

USAGE: Final = "usage"
"""Keyword of checks that hold for the whole data; in a slice, which leaves things out, they only inform."""


def run_checks(store: Store, checks: Iterable[Query], *, whole: bool = False) -> list[Finding]:
    """Return each row of each check on a store whose default graph is the merge, in words.

    With `whole` it is all the curated data and no slice of it.
    """
    return [place(store, finding) for check in checks for finding in _run(store, check, whole)]


def _run(store: Store, check: Query, whole: bool) -> Iterator[Finding]:
    answer = answer_query(store, check.text)
    names, severity = answer.variables, _severity(check, whole)
    for row in answer.rows():
        focus = _focus(row, names)
        yield Finding(
            severity=severity,
            shape=URIRef(SPACE + check.name),
            component=SH.SPARQLConstraintComponent,
            focus=row[focus],
            message={
                language: f"{sentence}{_details(row, [name for name in names if name != focus])}"
                for language, sentence in check.description.items()
            },
            shape_name={"en": check.title},
        )


def _severity(check: Query, whole: bool) -> Severity:
    return Severity.INFO if USAGE in check.keywords and not whole else Severity.VIOLATION


def _focus(row: Row, names: Sequence[str]) -> str:
    """Return the column that a finding is about: the first with an IRI, or else the first."""
    bound = [name for name in names if name in row]
    return next((name for name in bound if isinstance(row[name], URIRef)), bound[0])


def _details(row: Row, names: Sequence[str]) -> str:
    told = [f"{name}: {_show(row[name])}" for name in names if name in row]
    return f" ({', '.join(told)})" if told else ""


def _show(term: Term) -> str:
    return shorten(str(term)) if isinstance(term, URIRef) else str(term)
