"""What HermiT says of a release: asked by a command, kept beside the releases, told on the quality page."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from lsgraph.cli import cli
from lsgraph.reason import Verdict, judge_release, read_verdicts
from lsgraph.release import Release, ReleaseMetadata, point, write_release
from lsgraph.store import Store, find_format
from lsgraph.web.rendering.quality_view import ConsistencySentence, show_consistency

ONTOLOGY = "<https://w3id.org/lsgraph/res/catalogue/ontology>"
REGISTER = "<https://w3id.org/lsgraph/res/register/planted>"
CLASSES = f"""@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix ex: <http://example.org/> .
{ONTOLOGY} {{ ex:Goal a owl:Class . ex:Plan a owl:Class .
    [] a owl:AllDisjointClasses ; owl:members ( ex:Goal ex:Plan ) . }}
"""
GOOD = CLASSES + f"{REGISTER} {{ ex:a a ex:Goal . }}"
BAD = CLASSES + f"{REGISTER} {{ ex:a a ex:Goal , ex:Plan . }}"


def make(root: Path, text: str) -> Release:
    store = Store()
    store.load(text.encode(), find_format("trig"))
    release = write_release(root, store, b"", ReleaseMetadata("0", "2026-01-01"))
    point(root, release.id)
    return release


@pytest.mark.parametrize(("text", "consistent"), [(GOOD, True), (BAD, False)])
def test_a_release_is_judged_and_the_verdict_kept(text: str, consistent: bool, tmp_path: Path) -> None:
    release = make(tmp_path, text)
    verdict = judge_release(release, date(2026, 12, 1))
    assert verdict == Verdict(release.id, consistent, "2026-12-01")
    assert read_verdicts(tmp_path) == {release.id: verdict}


def test_the_command_fails_for_a_contradiction(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, BAD)
    monkeypatch.setenv("LSGRAPH_RELEASES", str(tmp_path))
    outcome = CliRunner().invoke(cli, ["reason", "--check"])
    assert outcome.exit_code == 1
    assert "contradict each other" in outcome.output


def test_the_page_says_what_was_judged_and_what_not(tmp_path: Path) -> None:
    one, other = make(tmp_path, GOOD), make(tmp_path, BAD)
    assert show_consistency(tmp_path, one.id).word == "never_judged"
    judge_release(one, date(2026, 12, 1))
    assert show_consistency(tmp_path, one.id).word == "consistent"
    told = ConsistencySentence("judged_for_another", asked="2026-12-01", release=one.id)
    assert show_consistency(tmp_path, other.id) == told


def test_a_damaged_note_is_no_verdict(tmp_path: Path) -> None:
    (tmp_path / ".consistency").write_text("{")
    assert read_verdicts(tmp_path) == {}
