"""The named calls that look a release over: its quality, its report, and what changed since another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import Any, Final, TypeVar

from rdflib import URIRef

from lsgraph.calls.call import Args, ReplyHead, Stream, answer_named, write_text
from lsgraph.calls.downloads import find_release
from lsgraph.calls.sparql import write_plain
from lsgraph.coverage import cover
from lsgraph.diff import Change, Difference, Reanswer, Rejudgement, Rewording, compare
from lsgraph.queries import Query, answer_query, find_query, list_queries
from lsgraph.sources import open_sources
from lsgraph.store import Labels, Quad, Reader, Term, find_labels
from lsgraph.validate import Finding, Report, Severity, read_report

SHOWN: Final = 50
"""Rows of each list that a page shows."""

_PARTS: Final = ("graphs", "classes", "names", "evidence", "ratings", "doubts")

Item = TypeVar("Item")


def quality(store: Reader, args: Args) -> dict[str, Any]:
    """Tell how good the release is.

    Arguments: `queries`, the folder of stored queries; `report`, the release's report; `sources`, a folder or
    None. Result: a list of rows for each `queries/pages/quality-*`, `checks`, `report`, `coverage`, `labels`.
    """
    near = store.local_copy()
    folder, labels = Path(args["queries"]), Names(near)
    parts = {
        name: labels.rows(answer_query(near, find_query(folder, f"pages/quality-{name}").text).rows())
        for name in _PARTS
    }
    report = read_report(Path(args["report"]).read_bytes(), near)
    return {
        **parts,
        "checks": [_run_check(near, check, labels) for check in list_queries(folder, "checks")],
        "report": _plain_report(report, labels),
        "coverage": _plain_coverage(near, args, labels),
        "labels": labels.found,
    }


def report_text(store: Reader, args: Args) -> Stream:
    """Write the release's report as text in `language`; `report` is its file."""
    report = read_report(Path(args["report"]).read_bytes(), store.local_copy())
    text = report.as_text(args["language"]).encode()
    return write_text(ReplyHead("text"), text)


def difference(store: Reader, args: Args) -> dict[str, Any]:
    """Tell what changed from another release to this one, each list cut, with its whole length.

    Arguments: `root`, the folder of releases; `before`, an id; `queries`, the folder of stored queries.
    """
    before = find_release(args, "before").open_store()
    after = store.local_copy()
    found = compare(before, after, list_queries(Path(args["queries"]), "competency"))
    labels = Names(after, before)
    return {**_plain_difference(found, labels), "labels": labels.found}


REVIEW_CALLS: Final = (
    answer_named("quality", quality),
    answer_named("report_text", report_text),
    answer_named("difference", difference),
)


class Names:
    """Writes terms as JSON and gathers the names of all that it wrote, from the first store that has one."""

    def __init__(self, *stores: Reader) -> None:
        self._stores = stores
        self.found: dict[str, Labels] = {}

    def term(self, term: Term) -> dict[str, str]:
        """Return a term in the form of SPARQL results."""
        if isinstance(term, URIRef) and term not in self.found:
            named = (find_labels(store, term) for store in self._stores)
            self.found[str(term)] = next(filter(None, named), {})
        return write_plain(term)

    def terms(self, terms: Iterable[Term]) -> list[dict[str, str]]:
        """Return terms in the form of SPARQL results."""
        return [self.term(term) for term in terms]

    def rows(self, rows: Iterable[Mapping[str, Term]]) -> list[dict[str, dict[str, str]]]:
        """Return rows in the form of SPARQL results."""
        return [{name: self.term(term) for name, term in row.items()} for row in rows]

    def statement(self, quad: Quad) -> list[dict[str, str]]:
        """Return the three terms of a statement."""
        return self.terms(quad[:3])


def _run_check(store: Reader, check: Query, labels: Names) -> dict[str, Any]:
    rows = list(answer_query(store, check.text).rows())
    return {
        "name": check.name,
        "description": check.description,
        "count": len(rows),
        "rows": labels.rows(rows[:SHOWN]),
    }


def _plain_report(report: Report, labels: Names) -> dict[str, Any]:
    groups = groupby(report.findings, lambda finding: (finding.severity, finding.shape))
    return {
        "scope": asdict(report.scope),
        "counts": {severity.value: report.count(severity) for severity in Severity},
        "groups": [_plain_group(list(found), labels) for _, found in groups],
    }


def _plain_group(found: Sequence[Finding], labels: Names) -> dict[str, Any]:
    first = found[0]
    return {
        "severity": first.severity.value,
        "shape": write_plain(first.shape),
        "name": first.shape_name,
        "count": len(found),
        "findings": [
            {
                "focus": labels.term(one.focus),
                "message": one.message,
                "value": None if one.value is None else labels.term(one.value),
                "graphs": labels.terms(one.graphs),
            }
            for one in found[:SHOWN]
        ],
    }


def _plain_coverage(store: Reader, args: Args, labels: Names) -> list[dict[str, Any]]:
    sources = open_sources(store, args.get("sources"))
    found = cover(store, sources).sources
    labels.terms(iri for one in found for iri in (one.iri, *one.dismissed))
    return [{**asdict(one), "outline": None} for one in found]


def _plain_difference(found: Difference, labels: Names) -> dict[str, Any]:
    return {
        "things_added": _cut(found.things_added, labels.term),
        "things_removed": _cut(found.things_removed, labels.term),
        **{
            name: _plain_changes(changes, labels)
            for name, changes in (("added", found.added), ("removed", found.removed), ("moved", found.moved))
        },
        "reworded": _cut(found.reworded, lambda one: _plain_rewording(one, labels)),
        "rejudged": _cut(found.rejudged, lambda one: _plain_rejudgement(one, labels)),
        "answers": _cut(found.answers, lambda one: _plain_reanswer(one, labels), len(found.answers)),
        "queries": found.queries,
        "nameless": labels.terms(found.nameless),
    }


def _cut(items: Sequence[Item], write: Callable[[Item], Any], most: int = SHOWN) -> dict[str, Any]:
    return {"count": len(items), "shown": [write(one) for one in items[:most]]}


def _plain_changes(changes: Sequence[Change], labels: Names) -> dict[str, Any]:
    kinds = Counter(str(one.kind or "") for one in changes)
    cut = {
        kind: _cut(
            [one for one in changes if str(one.kind or "") == kind], lambda one: _plain_change(one, labels)
        )
        for kind in kinds
    }
    return {"count": len(changes), "kinds": cut}


def _plain_change(one: Change, labels: Names) -> dict[str, Any]:
    before, after = labels.terms(one.before), labels.terms(one.after)
    return {"statement": labels.statement(one.statement), "before": before, "after": after}


def _plain_rewording(one: Rewording, labels: Names) -> dict[str, Any]:
    named = {"thing": labels.term(one.thing), "predicate": labels.term(one.predicate)}
    return {**named, "language": one.language, "before": one.before, "after": one.after}


def _plain_rejudgement(one: Rejudgement, labels: Names) -> dict[str, Any]:
    ratings = (one.confidence_before, one.confidence_after)
    return {
        "judgement": labels.term(one.judgement),
        "lost": [labels.statement(quad) for quad in one.lost],
        "gained": [labels.statement(quad) for quad in one.gained],
        "confidence": [None if rating is None else labels.term(rating) for rating in ratings],
    }


def _plain_reanswer(one: Reanswer, labels: Names) -> dict[str, Any]:
    def write(row: Sequence[Term | None]) -> list[dict[str, str] | None]:
        return [None if term is None else labels.term(term) for term in row]

    return {
        "name": one.query.name,
        "description": one.query.description,
        "columns": one.columns,
        "lost": _cut(one.lost, write),
        "gained": _cut(one.gained, write),
    }
