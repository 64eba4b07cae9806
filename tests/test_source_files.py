"""A new source is described, and the spans of a revised one follow their text; nothing is lost."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from lsgraph.curation import NewSource, add_source, passage_block, read_dataset, update_source
from lsgraph.errors import SourceError
from lsgraph.resources import Resources
from lsgraph.sources import Sources, checksum, cite, verify
from lsgraph.store import format_trig
from lsgraph.vocabulary import PREFIXES, shorten

BEFORE = """Handlingsplan
KTH och KI driver centret.
Centret startade 2018.
Ett mål är bättre diagnos.
Se även KI.
"""
AFTER = """Handlingsplan, reviderad
Den gäller från i dag.
KTH och KI driver
centret.
Centret startade 2019.
Ett mål är bättre diagnos.
Se även KI.
"""
TOLD = NewSource("Plan", "Plan", "body:kth", "place:sverige")


@pytest.fixture
def folders(tmp_path: Path) -> Resources:
    """Return data on one source with four passages, a dismissal and a judgement that rests on a passage."""
    made = Resources(tmp_path / "ontology", tmp_path / "data", tmp_path / "queries")
    texts = tmp_path / "texts"
    for folder in (made.ontology / "shapes", made.queries, made.data / "judgements", texts):
        folder.mkdir(parents=True)
    (texts / "plan.txt").write_text(BEFORE)
    add_source(made, texts / "plan.txt", TOLD)
    blocks = [
        _passage(texts, words) for words in ("KTH och KI driver centret.", "2018.", "Ett mål", "även KI")
    ]
    _write(made.data / "passages" / "plan" / "centre.trig", "".join(blocks))
    stretch = "stretch:plan-0-13"
    digest = checksum(BEFORE[0:13])
    _write(
        made.data / "coverage" / "plan" / "centre.trig",
        f"cat:coverage {{ {stretch} a lsg:Dismissal ; oa:hasSource source:plan ; oa:start 0 ; oa:end 13 ; "
        f'spdx:checksumValue "{digest}"^^xsd:hexBinary ; lsg:dismissalReason reason:form . }}',
    )
    goal = shorten(cite(Sources(texts), "plan", "Ett mål").iri)
    _write(
        made.data / "judgements" / "j.trig",
        f"cat:judgements {{ judgement:j lsg:restsOn {goal} . }} judgement:j {{ body:kth a body:ki . }}",
    )
    return made


def _passage(texts: Path, words: str) -> str:
    block = passage_block(cite(Sources(texts), "plan", words))
    return block.removesuffix("}\n") + "    body:kth a org:Organization .\n}\n"


def _write(path: Path, body: str) -> None:
    head = "".join(f"@prefix {name}: <{space}> .\n" for name, space in PREFIXES.items())
    path.write_text(format_trig(head + body))


def _update(folders: Resources, revised: str) -> dict[str, str]:
    texts = folders.data.parent / "texts"
    update = update_source(folders, Sources(texts), "plan", revised)
    (texts / "plan.txt").write_text(revised)
    moved = {shorten(old): shorten(new) for old, new in update.moved.items()}
    return {**moved, **{shorten(iri): "lost" for iri in update.lost}}


def test_a_block_to_paste_is_canonical_once_it_states_something(folders: Resources) -> None:
    path = folders.data / "passages" / "plan" / "centre.trig"
    assert format_trig(path.read_text()) == path.read_text()
    assert "p:plan-14-40 {" in path.read_text()


def test_a_new_source_is_described_and_reads(folders: Resources) -> None:
    path = folders.data / "sources" / "plan.ttl"
    assert f"lsg:characters {len(BEFORE)} ;" in path.read_text()
    assert checksum(BEFORE) in path.read_text()
    formatter = Path(sys.executable).with_name("turtlefmt")
    assert subprocess.run([formatter, "--check", path], check=False).returncode == 0
    assert read_dataset(folders)


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("Plan Å.txt", "text", "cannot name a source"),
        ("plan.txt", "text", "is a source already"),
        ("empty.txt", " \n", "is empty"),
        ("latin.txt", "å", "is not UTF-8"),
    ],
)
def test_what_cannot_be_a_source_is_told(folders: Resources, name: str, text: str, expected: str) -> None:
    file = folders.data.parent / name
    file.write_bytes(text.encode("latin-1" if name == "latin.txt" else "utf-8"))
    with pytest.raises(SourceError, match=expected):
        add_source(folders, file, TOLD)


def test_spans_follow_their_text_and_the_rest_is_listed(folders: Resources) -> None:
    went = _update(folders, AFTER)
    start = AFTER.index("KTH")
    assert went["p:plan-14-40"] == f"p:plan-{start}-{start + 26}"
    assert went[shorten_of("Ett mål", BEFORE)] == shorten_of("Ett mål", AFTER)
    assert went[shorten_of("även KI", BEFORE)] == shorten_of("även KI", AFTER)
    assert went[shorten_of("2018.", BEFORE)] == "lost"
    assert "stretch:plan-0-13" not in went
    assert went[f"stretch:plan-0-{len(BEFORE)}"] == f"stretch:plan-0-{len(AFTER)}"


def test_what_moved_holds_and_what_rests_on_it_follows(folders: Resources) -> None:
    before = read_dataset(folders)
    went = _update(folders, AFTER)
    after = read_dataset(folders)
    assert len(after) == len(before)
    findings = verify(after, Sources(folders.data.parent / "texts")).findings
    lost = {old for old, new in went.items() if new == "lost"}
    assert {shorten(finding.passage) for finding in findings} == lost
    judgement = (folders.data / "judgements" / "j.trig").read_text()
    assert shorten_of("Ett mål", AFTER) in judgement


def test_a_text_that_is_not_the_one_cited_is_refused(folders: Resources) -> None:
    (folders.data.parent / "texts" / "plan.txt").write_text(AFTER)
    with pytest.raises(SourceError, match="is not the one that its passages point into"):
        update_source(folders, Sources(folders.data.parent / "texts"), "plan", AFTER)


def test_nothing_is_written_when_a_passage_would_move_onto_one_that_is_lost(folders: Resources) -> None:
    texts = Sources(folders.data.parent / "texts")
    held = {path: path.read_bytes() for path in folders.data.rglob("*.*")}
    place = BEFORE.index("även KI")
    with pytest.raises(SourceError, match=f"p:plan-{place}-{place + 7}: the text is gone"):
        update_source(folders, texts, "plan", "x" * place + "Ett mål")
    assert {path: path.read_bytes() for path in folders.data.rglob("*.*")} == held


def shorten_of(words: str, text: str) -> str:
    start = text.index(words)
    return f"p:plan-{start}-{start + len(words)}"
