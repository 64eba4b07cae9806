import csv
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lsgraph.errors import ResourceMissing
from lsgraph.release import Release
from lsgraph.search import Correction, Hits, SearchIndex, build_index, has_index, search
from lsgraph.sources import MASK, Sources
from lsgraph.store import Store, find_format
from lsgraph.vocabulary import PREFIXES

TEXT = "Skriv till anna.exempel@exempel.se om prövningsverksamheten vid Region Exempel."
GRAPH = """
naming:n {
  body:karolinska-institutet skos:prefLabel "Karolinska Institutet"@sv , "Karolinska Institutet"@en .
  body:region-orebro-lan skos:prefLabel "Region Örebro län"@sv , "Region Örebro County"@en .
  instrument:alf skos:prefLabel "Finansieringsinstrument ALF"@sv , "ALF funding instrument"@en ;
    dcterms:description "Avtal om klinisk forskning och utbildning."@sv .
  instrument:max-iv skos:prefLabel "MAX IV"@sv .
  theme:provningar skos:prefLabel "Kliniska prövningar"@sv , "Clinical trials"@en .
  goal:nls2019-2.2 skos:prefLabel "Ökat nyttjande av hälsodata"@sv , "Greater use of health data"@en .
  goal:nls2019-2.3 skos:prefLabel "Registerdata"@sv , "Register data"@en .
  body:vinnova skos:prefLabel "Vinnova"@sv , "Vinnova"@en ; skos:altLabel "Verket för innovationssystem"@sv .
  case:one skos:prefLabel "Ett ärende"@sv .
}
p:page-0-79 { instrument:max-iv lsg:comparison "världens starkaste synkrotronljuskälla"@sv .
  case:one lsg:caseNumber "19RS10114" . goal:nls2019-2.2 a lsg:Goal ; skos:notation "2.2" .
  goal:nls2019-2.3 a lsg:Goal ; skos:notation "2.3" . body:vinnova rdfs:label "Vinnova myndigheten"@sv . }
cat:o { lsg:Goal skos:prefLabel "mål"@sv , "goal"@en . }
cat:p { p:page-0-79 a lsg:Passage ; oa:hasSource source:page ; oa:start 0 ; oa:end 79 .
  source:page a lsg:SourceFile ; skos:prefLabel "En sida"@sv , "A page"@en ; lsg:characters 79 . }
cat:shapes { shape:hidden skos:prefLabel "Vinnova hemlig"@sv . }
inference:stated { body:vinnova skos:altLabel "Härlett namn"@sv . }
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of an index with a passage's text."""
    root = tmp_path_factory.mktemp("search")
    (root / "page.txt").write_text(TEXT, encoding="utf-8")
    build_index(make_store(), root / "index", Sources(root))
    return root / "index"


def make_store() -> Store:
    prefixes = "".join(f"@prefix {name}: <{space}> .\n" for name, space in PREFIXES.items())
    store = Store()
    store.load((prefixes + GRAPH).encode(), find_format("trig"))
    return store


def first(hits: Hits) -> str:
    return next((hit.iri for hit in hits.hits), "")


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("karolinska", "body:karolinska-institutet"),
        ("starkaste synkrotronljuskälla", "instrument:max-iv"),
        ("Örebro", "body:region-orebro-lan"),
        ("orebro", "body:region-orebro-lan"),
        ("ÖREBRO LÄN", "body:region-orebro-lan"),
        ("finansiering", "instrument:alf"),
        ("instrument", "instrument:alf"),
        ("klinisk prövning", "theme:provningar"),
        ("kliniska prövningar", "theme:provningar"),
        ("trial", "theme:provningar"),
        ("health data", "goal:nls2019-2.2"),
        ("hälsodatas nyttjande", "goal:nls2019-2.2"),
        ("2.2", "goal:nls2019-2.2"),
        ("mål 2.3", "goal:nls2019-2.3"),
        ("19RS10114", "case:one"),
        ("innovationssystem", "body:vinnova"),
        ("body:vinnova", "body:vinnova"),
        ("https://w3id.org/lsgraph/id/org/vinnova", "body:vinnova"),
        (" <https://w3id.org/lsgraph/id/org/vinnova> ", "body:vinnova"),
        ("http://localhost:8000/doc/org/vinnova.ttl", "body:vinnova"),
        ("https://example.org/prefix/doc/org/vinnova?format=nt", "body:vinnova"),
        ("p:page-0-79", "p:page-0-79"),
        ("vilka är Vinnova", "body:vinnova"),
    ],
)
def test_a_reader_finds_what_is_meant(folder: Path, text: str, thing: str) -> None:
    prefix, _, name = thing.partition(":")
    assert first(search(folder, text)) == PREFIXES[prefix] + name


def test_a_hit_says_what_it_is_and_why(folder: Path) -> None:
    [hit] = search(folder, "forskning").hits
    assert hit.labels == {"sv": "Finansieringsinstrument ALF", "en": "ALF funding instrument"}
    assert hit.field == "description"
    assert [hit.snippet.text[start:end] for start, end in hit.snippet.ranges] == ["forskning"]
    goal = search(folder, "2.2").hits[0]
    assert (goal.field, goal.classes) == ("code", (PREFIXES["lsg"] + "Goal",))


def test_passages_are_found_with_addresses_masked(folder: Path) -> None:
    [hit] = search(folder, "prövningsverksamhet").hits
    assert (hit.iri, hit.field) == (PREFIXES["p"] + "page-0-79", "passage")
    assert hit.labels == {"sv": "En sida 0–79", "en": "A page 0–79"}
    assert hit.snippet.text == TEXT.replace("anna.exempel@exempel.se", MASK)
    assert search(folder, "anna").total == 0
    stored = b"".join(file.read_bytes() for file in folder.iterdir())
    assert b"anna.exempel" not in stored


def test_without_sources_no_passage_is_indexed(tmp_path: Path) -> None:
    build_index(make_store(), tmp_path / "index")
    assert search(tmp_path / "index", "prövningsverksamhet").total == 0


def test_shapes_and_inferences_are_left_out(folder: Path) -> None:
    assert [hit.iri for hit in search(folder, "Vinnova").hits] == [PREFIXES["body"] + "vinnova"]
    assert search(folder, "härlett").total == 0


def test_all_words_count_and_a_word_let_go_is_said(folder: Path) -> None:
    both = search(folder, "hälsodata nyttjande")
    assert (both.total, both.whole) == (1, True)
    either = search(folder, "hälsodata Vinnova")
    assert either.total > 1
    assert not either.whole
    assert search(folder, "finnsinte").hits == ()


def test_pages_of_hits_do_not_overlap(folder: Path) -> None:
    everything = [hit.iri for hit in search(folder, "region mål vinnova", limit=50).hits]
    paged = [search(folder, "region mål vinnova", 1, offset).hits[0].iri for offset in range(len(everything))]
    assert paged == everything
    assert len(set(everything)) == len(everything) == search(folder, "region mål vinnova", 1).total


def test_an_index_is_replaced_whole(tmp_path: Path) -> None:
    build_index(make_store(), tmp_path / "index")
    build_index(Store(), tmp_path / "index")
    assert search(tmp_path / "index", "vinnova").total == 0
    assert sorted(file.name for file in tmp_path.iterdir()) == [".lock", "index"]


def test_an_absent_or_unfinished_index_is_missing(tmp_path: Path) -> None:
    assert not has_index(tmp_path)
    with pytest.raises(ResourceMissing):
        search(tmp_path, "x")


def test_a_forked_process_opens_and_asks_it(folder: Path) -> None:
    child = os.fork()
    if child == 0:
        os._exit(0 if search(folder, "karolinska").total == 1 else 1)
    assert os.waitpid(child, 0)[1] == 0


SEARCHES = Path(__file__).parent / "cases" / "searches.csv"
LEAST_FIRST, LEAST_IN_TEN = 0.97, 0.99


@pytest.mark.slow
def test_what_swedes_write_finds_what_they_mean(
    release: Release, sources_folder: Path, tmp_path: Path
) -> None:
    build_index(release.open_store(), tmp_path / "index", Sources(sources_folder))
    index, places = SearchIndex(tmp_path / "index"), dict[str, int]()
    with SEARCHES.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found = [shorten(hit.iri) for hit in index.search(row["text"], 10).hits]
            meant = (found.index(one) for one in row["first"].split("|") if one in found)
            places[row["text"]] = min(meant, default=99)
    assert sum(place == 0 for place in places.values()) >= LEAST_FIRST * len(places), places
    assert sum(place < 10 for place in places.values()) >= LEAST_IN_TEN * len(places), places


def shorten(iri: str) -> str:
    return iri.removeprefix("https://w3id.org/lsgraph/").removeprefix("id/").removeprefix("def/")


def test_a_word_that_nothing_holds_is_read_as_the_nearest_and_that_is_said(folder: Path) -> None:
    found = search(folder, "karolinksa institutet")
    assert first(found) == PREFIXES["body"] + "karolinska-institutet"
    assert (found.whole, found.corrections) == (True, (Correction("karolinksa", "karolinska"),))
    assert search(folder, "datamål").corrections == (Correction("datamål", "data mal"),)
    assert search(folder, "registernyttjande").corrections == (
        Correction("registernyttjande", "register nyttjande"),
    )
    assert search(folder, "vinnova").corrections == ()


def test_a_number_is_found_however_it_is_grouped(folder: Path) -> None:
    for text in ("19RS10114", "19 RS 10114", "19rs-10114", "19RS/10114"):
        assert first(search(folder, text)) == PREFIXES["case"] + "one"


HOSTILE = [
    '"',
    "a AND",
    "label_sv:(x",
    "*",
    ".*",
    "(((",
    "\x00",
    "\ud800",
    "å" * 10_000,
    "x " * 5_000,
    "body:",
    "://id/",
]


@pytest.mark.parametrize("text", ["", " ", *HOSTILE])
def test_nothing_in_a_query_is_syntax(folder: Path, text: str) -> None:
    assert search(folder, text).total >= 0


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(max_size=80), st.integers(-5, 10**12), st.integers(-5, 10**12))
def test_no_text_and_no_page_raises(folder: Path, text: str, limit: int, offset: int) -> None:
    for hit in SearchIndex(folder).search(text, limit, offset).hits:
        assert all(0 <= start < end <= len(hit.snippet.text) for start, end in hit.snippet.ranges)
