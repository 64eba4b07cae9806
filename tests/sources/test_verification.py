from collections.abc import Iterable
from pathlib import Path

import pytest
from rdflib import RDF, RDFS, SKOS, Literal, URIRef
from rdflib.namespace import XSD

from lsgraph.resources import Resources
from lsgraph.sources import Sources, checksum, read_evidence, sample, verify
from lsgraph.store import Quad, Store, Term, find_format
from lsgraph.vocabulary import LSG, OA, PREFIXES, SCHEMA, SPDX, Span, parse_span, passage_iri

CATALOGUE = URIRef(PREFIXES["cat"] + "passages")
TEXT = """Mål för life science

Regeringen satsar 1,89 miljarder kronor 2020 på klinisk forsk-
ning i Region Exempels regi. Karolinska Institutet deltar.
Karolinska Institutet deltar också i hälso-
och sjukvårdens arbete 2017–2019.
"""


@pytest.fixture
def sources(tmp_path: Path) -> Sources:
    (tmp_path / "example-text.txt").write_text(TEXT, encoding="utf-8")
    return Sources(tmp_path)


@pytest.fixture(scope="session")
def real_store(resources: Resources) -> Store:
    store = Store()
    for file in sorted(resources.data.rglob("*.trig")):
        store.load(file, find_format("trig"))
    for file in sorted(resources.data.rglob("*.ttl")):
        store.load(file, find_format("turtle"), URIRef(PREFIXES["cat"] + "sources"))
    return store


def catalogue(text: str = TEXT, source: str = "example-text") -> list[Quad]:
    iri = URIRef(PREFIXES["source"] + source)
    return [
        Quad(iri, RDF.type, LSG.SourceFile, CATALOGUE),
        Quad(iri, LSG.characters, Literal(len(text)), CATALOGUE),
        Quad(iri, SPDX.checksumValue, Literal(checksum(text), datatype=XSD.hexBinary), CATALOGUE),
    ]


def stretch(
    iri: URIRef, kind: URIRef, start: int, end: int, sha256: str | None = None, source: str = "example-text"
) -> list[Quad]:
    digest = checksum(TEXT[start:end]) if sha256 is None else sha256
    return [
        Quad(iri, RDF.type, kind, CATALOGUE),
        Quad(iri, OA.hasSource, URIRef(PREFIXES["source"] + source), CATALOGUE),
        Quad(iri, OA.start, Literal(start), CATALOGUE),
        Quad(iri, OA.end, Literal(end), CATALOGUE),
        Quad(iri, SPDX.checksumValue, Literal(digest, datatype=XSD.hexBinary), CATALOGUE),
    ]


def passage(words: str, facts: Iterable[tuple[str, URIRef, Term]]) -> list[Quad]:
    """Return a passage of TEXT that covers the words, and what it states."""
    start = TEXT.index(words)
    iri = passage_iri(Span("example-text", start, start + len(words)))
    stated = [Quad(URIRef(PREFIXES["body"] + slug), predicate, term, iri) for slug, predicate, term in facts]
    return [*stretch(iri, LSG.Passage, start, start + len(words)), *stated]


def labelled(words: str, label: str) -> list[Quad]:
    return passage(words, [("x", RDFS.label, Literal(label, lang="sv"))])


def make_store(*parts: Iterable[Quad]) -> Store:
    store = Store()
    for part in parts:
        store.add(part)
    return store


def findings(store: Store, sources: Sources | None) -> list[str]:
    return [str(finding) for finding in verify(store, sources).findings]


def test_what_stands_in_its_span_is_no_finding(sources: Sources) -> None:
    words = TEXT[TEXT.index("Regeringen") : TEXT.index("regi.")]
    stated: list[tuple[str, URIRef, Term]] = [
        ("x", RDFS.label, Literal("Region Exempel", lang="sv")),
        ("x", RDFS.label, Literal("Klinisk forskning", lang="sv")),
        ("x", SCHEMA.value, Literal(1890000000)),
        ("x", SCHEMA.currency, Literal("SEK")),
        ("x", LSG.year, Literal("2020", datatype=XSD.gYear)),
    ]
    verification = verify(make_store(catalogue(), passage(words, stated)), sources)
    assert verification.findings == ()
    assert (verification.passages, verification.literals, verification.skipped) == (1, 5, ())


@pytest.mark.parametrize(
    ("predicate", "value"),
    [
        (RDFS.label, Literal("Region Annan", lang="sv")),
        (RDFS.label, Literal("forskning klinisk", lang="sv")),
        (SCHEMA.value, Literal(1980000000)),
        (SCHEMA.currency, Literal("EUR")),
        (LSG.year, Literal("2021", datatype=XSD.gYear)),
        (SKOS.notation, Literal("2")),
    ],
)
def test_what_does_not_stand_in_its_span_is_named(sources: Sources, predicate: URIRef, value: Term) -> None:
    words = TEXT[TEXT.index("Regeringen") : TEXT.index("regi.")]
    [line] = findings(make_store(catalogue(), passage(words, [("x", predicate, value)])), sources)
    start = TEXT.index("Regeringen")
    assert line.startswith(f"p:example-text-{start}-")
    assert f"{str(value)!r} does not stand in the span (body:x " in line
    assert "lsg:Reading" in line


def reading(start: int, printed: str, read_as: str, why: str = "misprint") -> list[Quad]:
    iri = URIRef(PREFIXES["reading"] + "one")
    about = passage_iri(Span("example-text", start, start + len("life science")))
    return [
        Quad(iri, RDF.type, LSG.Reading, CATALOGUE),
        Quad(iri, LSG.readIn, about, CATALOGUE),
        Quad(iri, LSG.printed, Literal(printed), CATALOGUE),
        Quad(iri, LSG.readAs, Literal(read_as), CATALOGUE),
        *([Quad(iri, RDFS.comment, Literal(why, lang="en"), CATALOGUE)] if why else []),
    ]


def test_a_reading_excuses_exactly_what_it_says(sources: Sources) -> None:
    start = TEXT.index("life science")
    store = make_store(catalogue(), labelled("life science", "livsvetenskap"))
    assert len(findings(store, sources)) == 1
    store.add(reading(start, "life science", "livsvetenskap"))
    assert findings(store, sources) == []


@pytest.mark.parametrize(
    ("printed", "why", "says"),
    [("liv science", "misprint", "'liv science' does not stand"), ("life science", "", "lacks its passage")],
)
def test_a_reading_must_be_printed_there_and_have_a_reason(
    sources: Sources, printed: str, why: str, says: str
) -> None:
    start = TEXT.index("life science")
    store = make_store(catalogue(), labelled("life science", "Life science"))
    store.add(reading(start, printed, "Life science", why))
    [line] = findings(store, sources)
    assert line.startswith("reading:one: ")
    assert says in line


@pytest.mark.parametrize(
    ("slug", "start", "end", "sha256", "says"),
    [
        ("example-text-5-3", 5, 3, None, "ends before it begins"),
        ("example-text-5-5", 5, 5, None, "ends before it begins"),
        ("example-text-5-9999", 5, 9999, None, "ends beyond its file"),
        ("example-text-5-9", 5, 10, None, "its IRI names another span"),
        ("example-text-5-10", 5, 10, "00", "its checksum does not fit"),
        ("unknown-5-10", 5, 10, None, "not known"),
    ],
)
@pytest.mark.parametrize("kind", [LSG.Passage, LSG.Dismissal])
def test_a_pointer_that_does_not_hold_is_named(
    sources: Sources, kind: URIRef, slug: str, start: int, end: int, sha256: str | None, says: str
) -> None:
    prefix = "p" if kind == LSG.Passage else "stretch"
    iri = URIRef(PREFIXES[prefix] + slug)
    source = "unknown" if slug.startswith("unknown") else "example-text"
    store = make_store(catalogue(), stretch(iri, kind, start, end, sha256, source))
    if kind == LSG.Passage:
        store.add([Quad(URIRef(PREFIXES["body"] + "x"), RDF.type, LSG.Goal, iri)])
    [line] = findings(store, sources)
    assert line.startswith(f"{prefix}:{slug}: ")
    assert says in line


def test_without_the_text_the_length_still_counts() -> None:
    beyond = URIRef(PREFIXES["p"] + "example-text-5-9999")
    store = make_store(catalogue(), stretch(beyond, LSG.Passage, 5, 9999), labelled("life science", "annat"))
    store.add([Quad(URIRef(PREFIXES["body"] + "x"), RDF.type, LSG.Goal, beyond)])
    verification = verify(store, None)
    assert [finding.passage for finding in verification.findings] == [str(beyond)]
    assert verification.skipped == ("example-text",)


def test_a_passage_cut_inside_a_sentence_is_named(sources: Sources) -> None:
    whole = labelled("Karolinska Institutet deltar.", "Karolinska Institutet")
    cut = labelled("Institutet deltar också i hälso-\noch", "Institutet")
    verification = verify(make_store(catalogue(), whole, cut), sources)
    [found] = verification.cuts
    assert "it ends inside a sentence" in found.what


def test_an_empty_passage_and_an_unlisted_graph_are_named(sources: Sources) -> None:
    graph = passage_iri(Span("example-text", 0, 3))
    store = make_store(catalogue(), passage("life science", []), [Quad(graph, RDF.type, LSG.Goal, graph)])
    lines = findings(store, sources)
    assert any("it states nothing" in line for line in lines)
    assert any(line.startswith("p:example-text-0-3: no passage in the catalogue") for line in lines)


def test_a_merged_default_graph_changes_no_verdict(sources: Sources) -> None:
    store = make_store(catalogue(), labelled("life science", "Life science"))
    before = verify(store, sources)
    store.merge()
    assert verify(store, sources) == before


def test_a_sample_repeats_with_its_seed(sources: Sources) -> None:
    store = make_store(catalogue(), labelled("life science", "Life science"), labelled("Mål", "Mål"))
    first = sample(store, 1, 7, sources)
    assert first == sample(store, 1, 7, sources)
    assert {one.statement for one in sample(store, 9, 1)} == {
        quad for quad in store.quads() if quad.graph and parse_span(quad.graph)
    }
    for one in sample(store, 9, 1, sources):
        assert one.text == TEXT[one.span.start : one.span.end]
    assert [one.text for one in sample(store, 9, 1)] == [None, None]
    assert {tuple(one.span for one in sample(store, 1, seed)) for seed in range(20)} != {()}


@pytest.mark.sources
def test_every_passage_of_the_real_data_holds(real_store: Store, sources_folder: Path) -> None:
    verification = verify(real_store, Sources(sources_folder))
    assert [str(finding) for finding in (*verification.findings, *verification.cuts)] == []
    assert verification.skipped == ()


@pytest.mark.sources
def test_one_altered_character_fails_and_names_the_passages(
    real_store: Store, sources_folder: Path, tmp_path: Path
) -> None:
    for original in sources_folder.glob("*.txt"):
        (tmp_path / original.name).write_bytes(original.read_bytes())
    evidence = read_evidence(real_store)
    chosen = evidence.passages[len(evidence.passages) // 2]
    assert chosen.source is not None
    assert chosen.start is not None
    file, place = tmp_path / f"{chosen.source}.txt", chosen.start
    text = file.read_bytes().decode()
    file.write_bytes((text[:place] + ("x" if text[place] != "x" else "y") + text[place + 1 :]).encode())
    before = set(verify(real_store, Sources(sources_folder)).findings)
    new = set(verify(real_store, Sources(tmp_path)).findings) - before
    pointers = [it for it in (*evidence.passages, *evidence.dismissals) if it.source == chosen.source]
    hit = {str(it.iri) for it in pointers if (it.start or 0) <= place < (it.end or 0)}
    named = {finding.passage for finding in new if "checksum" in finding.what}
    assert named == hit
    assert any(finding.passage == PREFIXES["source"] + chosen.source for finding in new)
