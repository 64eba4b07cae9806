from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import URIRef

from lsgraph.coverage import Coverage, Part, State, cover
from lsgraph.resources import Resources
from lsgraph.sources import Sources
from lsgraph.store import Quad, Store, find_format
from lsgraph.vocabulary import LSG, PREFIXES

TEXT = "Mål ett står här. \n • \nSidfot 3\n Mål två står där. Obehandlat."
RHETORIC, FURNITURE = (URIRef(PREFIXES["reason"] + code) for code in ("rhetoric", "furniture"))


def write_store(
    passages: list[tuple[int, int]],
    dismissals: list[tuple[int, int, str]],
    work: tuple[int, int] | None = None,
    length: int = len(TEXT),
    naming: tuple[tuple[int, int], ...] = (),
) -> Store:
    """Return a store whose passages state one thing each; those in `naming` only name it."""
    lines = "".join(f"@prefix {name}: <{space}> .\n" for name, space in PREFIXES.items())
    lines += f"cat:sources {{ source:page a lsg:SourceFile ; lsg:characters {length} . }}\n"
    for start, end in passages:
        lines += f"cat:p {{ p:page-{start}-{end} a lsg:Passage ; {_bounds(start, end)} . }}\n"
        said = "a lsg:Goal" if (start, end) in naming else "lsg:goalOf plan:one"
        lines += f"p:page-{start}-{end} {{ goal:g{start} {said} . }}\n"
    for start, end, reason in dismissals:
        kind = f"a lsg:Dismissal ; lsg:dismissalReason reason:{reason}"
        lines += f"cat:c {{ stretch:page-{start}-{end} {kind} ; {_bounds(start, end)} . }}\n"
    if work:
        lines += (
            f"cat:w {{ work:one lsg:inFile source:page ; lsg:extent stretch:page-{work[0]}-{work[1]} . }}\n"
        )
    store = Store()
    store.load(lines.encode(), find_format("trig"))
    return store


def _bounds(start: int, end: int) -> str:
    return f"oa:hasSource source:page ; oa:start {start} ; oa:end {end}"


def only(store: Store, sources: Sources | None = None) -> Coverage:
    [coverage] = cover(store, sources).sources
    return coverage


@pytest.fixture
def sources(tmp_path: Path) -> Sources:
    (tmp_path / "page.txt").write_text(TEXT, encoding="utf-8")
    return Sources(tmp_path)


def test_a_passage_that_only_names_is_a_state_of_its_own(sources: Sources) -> None:
    second = TEXT.index("Mål två")
    store = write_store([(0, 17), (second, second + 17)], [], naming=((0, 17),))
    passage, reason = URIRef(f"{PREFIXES['p']}page-0-17"), URIRef(PREFIXES["naming-only"] + "heading")
    coverage = only(store, sources)
    assert (coverage.stated, coverage.named_only) == (17, 17)
    assert coverage.outline[0] == Part(0, 17, State.NAMED_ONLY, passages=(passage,))
    assert [(one.passage, one.reason) for one in coverage.only_named] == [(passage, None)]
    store.add([Quad(passage, LSG.namedOnlyReason, reason, URIRef(PREFIXES["cat"] + "passages"))])
    assert [one.reason for one in only(store, sources).only_named] == [reason]


def test_what_a_wider_passage_states_is_not_named_only(sources: Sources) -> None:
    store = write_store([(0, 17), (0, 30), (25, 40)], [], naming=((0, 17), (25, 40)))
    coverage = only(store, sources)
    assert (coverage.stated, coverage.named_only) == (30, 10)


def test_each_character_is_stated_dismissed_unread_or_blank(sources: Sources) -> None:
    foot, second, rest = TEXT.index("Sidfot"), TEXT.index("Mål två"), TEXT.index("Obehandlat")
    store = write_store([(0, 17), (second, second + 17)], [(foot, foot + 8, "furniture")])
    coverage = only(store, sources)
    assert coverage.stated == 34
    assert coverage.dismissed == {FURNITURE: 8}
    assert coverage.unread == len(TEXT) - (second + 17)
    assert coverage.stated + 8 + coverage.unread + coverage.blank == len(TEXT)
    assert TEXT[rest:] in TEXT[coverage.outline[-1].start :]
    assert (coverage.passages, coverage.statements) == (2, 2)
    assert cover(store, sources).unread == coverage.unread


def test_without_the_text_every_gap_is_unread_and_said_so(sources: Sources) -> None:
    store = write_store([(0, 17)], [(23, len(TEXT), "rhetoric")])
    assert only(store, sources).unread == 0
    assert only(store, sources).text_at_hand
    assert only(store).unread == 6
    assert not only(store).text_at_hand


def test_a_passage_that_states_nothing_is_unread(sources: Sources) -> None:
    store = write_store([], [])
    bare = f"cat:p {{ p:page-0-17 a lsg:Passage ; {_bounds(0, 17)} . }}"
    prefixes = "".join(f"@prefix {name}: <{space}> .\n" for name, space in PREFIXES.items())
    store.load((prefixes + bare).encode(), find_format("trig"))
    assert only(store, sources).stated == 0
    assert only(store, sources).unread == len(TEXT)


def test_nested_passages_are_one_part_that_names_them(sources: Sources) -> None:
    coverage = only(write_store([(0, 17), (4, 7), (10, 20)], []), sources)
    first = coverage.outline[0]
    assert (first.start, first.end, first.state) == (0, 20, State.STATED)
    assert [str(iri).rpartition("/")[2] for iri in first.passages] == ["page-0-17", "page-4-7", "page-10-20"]
    assert coverage.stated == 20


def test_a_dismissal_that_overlaps_is_told_with_what_it_overlaps(sources: Sources) -> None:
    coverage = only(write_store([(0, 17)], [(10, 30, "rhetoric"), (25, 40, "furniture")]), sources)
    pairs = {(str(a).rpartition("/")[2], str(b).rpartition("/")[2]) for a, b in coverage.overlaps}
    assert pairs == {("page-10-30", "page-0-17"), ("page-25-40", "page-10-30")}
    assert coverage.stated == 17
    assert coverage.dismissed == {RHETORIC: 13, FURNITURE: 10}


def test_long_passages_are_listed_with_their_reason() -> None:
    store = write_store([(0, 1501), (2000, 3500)], [], length=4000)
    [long] = only(store).long_spans
    assert (long.characters, long.reason) == (1501, None)


def test_a_work_is_covered_within_its_extent(sources: Sources) -> None:
    store = write_store([(0, 17)], [(23, 40, "rhetoric")], work=(10, 30))
    [work] = cover(store, sources).works
    assert (work.iri, work.characters) == (URIRef(PREFIXES["work"] + "one"), 20)
    assert (work.stated, work.dismissed, work.unread) == (7, {RHETORIC: 7}, 0)
    store.merge()
    assert cover(store, sources).works == (work,)


SPANS = st.tuples(st.integers(0, 60), st.integers(1, 30)).map(lambda span: (span[0], span[0] + span[1]))


@given(st.lists(SPANS, max_size=6, unique=True), st.lists(SPANS, max_size=6, unique=True))
def test_the_outline_has_no_hole_and_counts_like_a_reader(
    passages: list[tuple[int, int]], dismissals: list[tuple[int, int]]
) -> None:
    length = 80
    store = write_store(passages, [(start, end, "rhetoric") for start, end in dismissals], length=length)
    coverage = only(store)
    stated = {place for start, end in passages for place in range(start, min(end, length))}
    dismissed = {place for start, end in dismissals for place in range(start, min(end, length))} - stated
    assert coverage.stated == len(stated)
    assert sum(coverage.dismissed.values()) == len(dismissed)
    assert coverage.unread == length - len(stated) - len(dismissed)
    assert [part.start for part in coverage.outline] == [0, *(part.end for part in coverage.outline[:-1])]
    assert coverage.outline[-1].end == length


@pytest.mark.sources
def test_nothing_of_the_real_sources_is_unread_or_claimed_twice(
    resources: Resources, sources_folder: Path
) -> None:
    store = Store()
    for file in sorted(resources.data.rglob("*.trig")):
        store.load(file, find_format("trig"))
    for file in sorted(resources.data.rglob("*.ttl")):
        store.load(file, find_format("turtle"), URIRef(PREFIXES["cat"] + "sources"))
    report = cover(store, Sources(sources_folder))
    assert len(report.sources) == 5
    for coverage in report.sources:
        unread = [(part.start, part.end) for part in coverage.outline if part.state is State.UNREAD]
        assert (coverage.source, unread, coverage.overlaps) == (coverage.source, [], ())
        assert [long.passage for long in coverage.long_spans if not long.reason] == []
