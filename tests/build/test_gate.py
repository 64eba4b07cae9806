"""One gate: what the stored checks find stops a build, and a file from elsewhere, in words."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from rdflib import RDFS, Literal, URIRef

from lsgraph.build import build, examine, fingerprint
from lsgraph.errors import ValidationFailed
from lsgraph.queries import Query, find_query, list_queries
from lsgraph.release import Release, list_releases
from lsgraph.resources import Resources, find_resources
from lsgraph.store import Quad, Store, find_format
from lsgraph.validate import Report, Severity, run_checks
from lsgraph.vocabulary import BASE, PREFIXES

CASES = Path(__file__).parent.parent / "cases" / "checks"
CHECKS = list_queries(find_resources().queries, "checks")
REGISTER = URIRef(PREFIXES["register"] + "prov")


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_each_row_is_a_finding_in_two_languages(check: Query) -> None:
    store = Store()
    store.load(CASES / f"{check.name}.trig", find_format("trig"))
    store.merge()
    findings = run_checks(store, [check])
    assert findings
    assert {one.severity for one in run_checks(store, [check], whole=True)} == {Severity.VIOLATION}
    for finding in findings:
        expected = Severity.INFO if "usage" in check.keywords else Severity.VIOLATION
        assert finding.severity is expected
        assert {
            language: text[: len(check.description[language])] for language, text in finding.message.items()
        } == (check.description)


def test_what_the_checks_find_stops_a_file(release: Release, resources: Resources, tmp_path: Path) -> None:
    thing, other = BASE + "id/org/Örebro", BASE + "id/org/orebro-kommun"
    fault = f"<{thing}> <{PREFIXES['owl']}sameAs> <{other}> <{REGISTER}> .\n"
    path = tmp_path / "faulty.nq"
    path.write_bytes(release.quads_file.read_bytes() + fault.encode())
    with pytest.raises(ValidationFailed) as caught:
        build(resources, tmp_path / "releases", lambda _: None, path)
    told = str(caught.value)
    assert "same-as" in told
    assert "unsafe-iri" in told
    assert f"better: {BASE}id/org/orebro" in told
    assert not list_releases(tmp_path / "releases")


def test_the_report_of_a_release_says_how_many_checks_ran(
    release: Release, graph: Store, resources: Resources
) -> None:
    report = examine(graph, resources)
    assert report.scope.checks == len(CHECKS)
    assert f"Stored checks run: {len(CHECKS)}." in report.as_text()
    assert b'"checks"' in release.report_file.read_bytes()


def test_a_changed_check_is_a_changed_input(resources: Resources, tmp_path: Path) -> None:
    shutil.copytree(resources.queries, tmp_path / "queries")
    changed = replace(resources, queries=tmp_path / "queries")
    before = fingerprint(changed)
    assert before == fingerprint(resources)
    (tmp_path / "queries" / "checks" / "same-as.rq").unlink()
    assert fingerprint(changed) != before


UNANSWERED = {
    "id/org/region-örebro-län": "id/org/region-orebro-lan",
    "id/org/region-o\u0308rebro": "id/org/region-orebro",
    "id/org/Region-Skane": "id/org/region-skane",
    "id/org/a+b": "id/org/a-b",
    "id/org/%C3%B6rebro": "id/org/orebro",
    "id/org/(skane)": "id/org/skane",
    "id/org/plan.ttl": "id/org/plan",
    "id/goal/nls2019-2.2.jsonld": "id/goal/nls2019-2.2",
    "id/org/skane?x=1": "id/org/skane-x-1",
    "id/org/skane#it": "id/org/skane-it",
    "def/theme/Ä": "def/theme/a",
    "res/register/å-plan": "res/register/a-plan",
    "other/thing": "other/thing",
}


@pytest.mark.parametrize("path", UNANSWERED)
@pytest.mark.parametrize("place", ["subject", "object", "graph"])
def test_an_iri_that_could_not_be_asked_for_is_refused_with_the_right_form(path: str, place: str) -> None:
    odd, good = URIRef(BASE + path), URIRef(BASE + "id/org/skane")
    quad = {
        "subject": Quad(odd, RDFS.label, Literal("x"), REGISTER),
        "object": Quad(good, RDFS.seeAlso, odd, REGISTER),
        "graph": Quad(good, RDFS.label, Literal("x"), odd),
    }[place]
    store = Store()
    store.add([quad])
    store.merge()
    check = find_query(find_resources().queries, "checks/unsafe-iri")
    rows = store.select(check.text)
    assert [(row["iri"], str(row["better"])) for row in rows] == [(odd, BASE + UNANSWERED[path])]


def test_every_iri_of_the_release_can_be_asked_for(graph: Store) -> None:
    check = find_query(find_resources().queries, "checks/unsafe-iri")
    assert graph.select(check.text) == []


def test_what_a_check_finds_is_sorted_in_with_the_rest() -> None:
    store = Store()
    store.load(CASES / "same-as.trig", find_format("trig"))
    store.merge()
    report = Report().extended(run_checks(store, CHECKS), len(CHECKS))
    assert not report.conforms
    assert list(report.findings) == sorted(report.findings, key=lambda one: one.order)
