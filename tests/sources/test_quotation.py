from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsgraph.errors import QuotationAmbiguous, QuotationMissing, SourceError, SourceMissing
from lsgraph.sources import Sources, checksum, cite, make_plain
from lsgraph.vocabulary import PREFIXES, Span

TEXT = (
    "Mål för life science\n\nRegeringen satsar på klinisk forsk-\nning i Örebro.\n"
    "Karolinska Institutet deltar.\nKarolinska Institutet deltar också i hälso-\noch sjukvårdens "
    "life science-\narbete. Besvär… kan\u00a0komma. Slut."
)


@pytest.fixture
def own(tmp_path: Path) -> Sources:
    (tmp_path / "own.txt").write_text(TEXT, encoding="utf-8")
    return Sources(tmp_path)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("klinisk forskning i Örebro", "klinisk forsk-\nning i Örebro"),
        ("klinisk  forsk-\nning", "klinisk forsk-\nning"),
        ("hälso- och sjukvårdens", "hälso-\noch sjukvårdens"),
        ("life science-arbete", "life science-\narbete"),
        ("Mål för\nlife  science Regeringen", "Mål för life science\n\nRegeringen"),
        ("Besvär… kan komma", "Besvär… kan\u00a0komma"),
        ("Regeringen satsar … Örebro.", "Regeringen satsar på klinisk forsk-\nning i Örebro."),
        ("Mål ... klinisk", "Mål för life science\n\nRegeringen satsar på klinisk"),
        ("också…Slut.", TEXT[TEXT.index("också") :]),
    ],
)
def test_a_quotation_is_found_as_printed(own: Sources, words: str, found: str) -> None:
    citation = cite(own, "own", words)
    start = TEXT.index(found)
    assert citation.span == Span("own", start, start + len(found))
    assert citation.sha256 == checksum(found)
    assert str(citation.iri) == f"{PREFIXES['p']}own-{start}-{start + len(found)}"


def test_offsets_count_code_points(tmp_path: Path) -> None:
    (tmp_path / "own.txt").write_text("å😀ö ord", encoding="utf-8")
    assert cite(Sources(tmp_path), "own", "ord").span == Span("own", 4, 7)


@pytest.mark.parametrize(
    "words", ["life science arbete", "hälsooch sjuk vårdens", "klinisk-forskning", "", "…a"]
)
def test_other_words_are_missing(own: Sources, words: str) -> None:
    with pytest.raises(QuotationMissing):
        cite(own, "own", words)


def test_a_missing_quotation_shows_the_nearest_places(own: Sources) -> None:
    with pytest.raises(QuotationMissing) as caught:
        cite(own, "own", "Regeringen satsade på klinisk forskning")
    start, end, shown = caught.value.candidates[0]
    assert shown.startswith("Regeringen satsar på klinisk")
    assert TEXT[start:end].split() == shown.split()
    assert "Regeringen satsar" in str(caught.value)


def test_an_ambiguous_quotation_shows_every_place(own: Sources) -> None:
    with pytest.raises(QuotationAmbiguous) as caught:
        cite(own, "own", "Karolinska Institutet deltar")
    places = caught.value.candidates
    assert [TEXT[start:end] for start, end, _ in places] == ["Karolinska Institutet deltar"] * 2
    assert "också" in places[1][2]
    assert cite(own, "own", "Karolinska Institutet deltar också").span.start == places[1][0]


def test_an_absent_source_is_named(own: Sources) -> None:
    with pytest.raises(SourceMissing, match="own"):
        cite(own, "other", "x")
    with pytest.raises(SourceMissing):
        own.text("../own")
    assert own.ids() == ["own"]
    assert own.has("own")
    assert not own.has("../own")


def test_a_source_that_is_not_utf8_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "own.txt").write_bytes(b"\xff\xfe")
    with pytest.raises(SourceError, match="UTF-8"):
        Sources(tmp_path).text("own")


@given(st.integers(0, len(TEXT) - 1), st.integers(1, 60))
def test_every_stretch_can_be_cited_by_its_own_words(start: int, length: int) -> None:
    words = TEXT[start : start + length].strip()
    with TemporaryDirectory() as folder:
        Path(folder, "own.txt").write_text(TEXT, encoding="utf-8")
        assert words in _cited(Sources(Path(folder)), words)


def _cited(sources: Sources, words: str) -> set[str]:
    try:
        span = cite(sources, "own", words).span
    except QuotationAmbiguous as error:
        return {TEXT[first:last] for first, last, _ in error.candidates} | (
            {words} if len(words) < 3 else set()
        )
    except QuotationMissing:
        return {""}
    return {TEXT[span.start : span.end]}


RAW = (
    "\ufeffDen klinis\u00adka pro\ufb01len i O\u0308re\u200bbro la\u0308n va\u0308xer. "
    "Forsk\u00ad\nningen med."
)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("kliniska profilen", "klinis\u00adka pro\ufb01len"),
        ("klinis\u00adka pro\ufb01len", "klinis\u00adka pro\ufb01len"),
        ("i Örebro län", "i O\u0308re\u200bbro la\u0308n"),
        ("i O\u0308rebro", "i O\u0308re\u200bbro"),
        ("Den … växer", RAW[1 : RAW.index(". Forsk")]),
        ("Forskningen", "Forsk\u00ad\nningen"),
    ],
)
def test_what_nobody_types_is_forgiven_and_offsets_are_those_of_the_raw_text(
    words: str, found: str, tmp_path: Path
) -> None:
    (tmp_path / "raw.txt").write_text(RAW, encoding="utf-8")
    citation = cite(Sources(tmp_path), "raw", words)
    assert RAW[citation.span.start : citation.span.end] == found
    assert citation.sha256 == checksum(found)


@given(st.text(alphabet="aåäö o\u0308\u030a\u00ad\u200b\ufb01\n-", max_size=40))
def test_a_plain_text_knows_where_each_of_its_characters_stands(raw: str) -> None:
    plain = make_plain(raw)
    assert len(plain.text) == len(plain.starts) == len(plain.ends)
    assert list(plain.starts) == sorted(plain.starts)
    for place in range(len(plain.text)):
        start, end = plain.raw_span(place, place + 1)
        assert plain.text[place] in make_plain(raw[start:end]).text + raw[start:end]
