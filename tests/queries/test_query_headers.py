from pathlib import Path

import pytest
from rdflib import Literal, URIRef

from lsgraph.errors import DataError, QueryError, ResourceMissing
from lsgraph.queries import bind, find_query, list_queries
from lsgraph.resources import find_resources
from lsgraph.vocabulary import PREFIXES

GOOD = """\
# Which organisations sat in the reference group of an action plan?
# sv: Vilka organisationer ingick i en handlingsplans referensgrupp?
# en: Lists each member organisation.
# param plan iri <https://w3id.org/lsgraph/id/plan/some-plan> (the action plan)
# param year year
# param words text "vård"@sv
# keywords: organisation, referensgrupp
SELECT ?org WHERE {
  ?org ?p ?plan ; lsg:year ?year . FILTER(CONTAINS(?label, ?words))
}
"""


def write_query(folder: Path, text: str, name: str = "members") -> Path:
    file = folder / "competency" / f"{name}.rq"
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return folder


def test_the_header_is_read(tmp_path: Path) -> None:
    query = find_query(write_query(tmp_path, GOOD), "competency/members")
    assert (query.group, query.name) == ("competency", "members")
    assert query.title == "Which organisations sat in the reference group of an action plan?"
    assert query.description["sv"].startswith("Vilka")
    assert query.description["en"].startswith("Lists")
    assert query.keywords == ("organisation", "referensgrupp")
    plan, year, words = query.parameters
    assert plan.default == URIRef(PREFIXES["plan"] + "some-plan")
    assert plan.note == "the action plan"
    assert year.default is None
    assert words.default == Literal("vård", lang="sv")
    assert query.text == GOOD
    assert list_queries(tmp_path, "competency") == [query]
    assert list_queries(tmp_path, "absent") == []


def test_defaults_fill_what_no_argument_gives(tmp_path: Path) -> None:
    query = find_query(write_query(tmp_path, GOOD), "competency/members")
    text = bind(query, {"year": Literal("2020")})
    assert "some-plan> }" in text
    assert 'VALUES ?year { "2020" }' in text
    with pytest.raises(QueryError, match="needs a value for 'year'"):
        bind(query, {})
    with pytest.raises(QueryError, match="no parameter 'place'"):
        bind(query, {"place": Literal("x")})


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("# en:", "# de:", 3, "no header line"),
        ("# en: Lists each member organisation.", "# en:", 1, "no sentence in en"),
        ("# keywords: organisation, referensgrupp\n", "", 1, "no keywords"),
        ("# param year year", "# param year number", 5, "no kind of parameter 'number'"),
        ("# param year year", "# param year", 5, "is no parameter"),
        ("# param year year", "# param year year soon", 5, "is not a year"),
        ("# param year year", "# param decade year", 1, "no variable ?decade"),
        (
            "SELECT ?org WHERE {",
            "SELECT ?org WHERE {{",
            10,
            "} is missing at the end: the { of line 8, column 19",
        ),
        ("SELECT ?org WHERE {", "SELECT ?org WHERE { ?s ?p 'a .", 8, "not closed"),
    ],
)
def test_a_fault_names_file_and_line(tmp_path: Path, old: str, new: str, line: int, says: str) -> None:
    folder = write_query(tmp_path, GOOD.replace(old, new))
    with pytest.raises(DataError) as caught:
        find_query(folder, "competency/members")
    places = {(fault.file, fault.line) for fault in caught.value.faults if says in fault.what}
    assert places == {("competency/members.rq", line)}


def test_all_faults_of_a_group_are_told_at_once(tmp_path: Path) -> None:
    write_query(tmp_path, "SELECT * {}", "first")
    write_query(tmp_path, "# Title\nSELECT * {", "second")
    with pytest.raises(DataError) as caught:
        list_queries(tmp_path, "competency")
    assert {fault.file for fault in caught.value.faults} == {"competency/first.rq", "competency/second.rq"}


@pytest.mark.parametrize("name", ["competency/absent", "absent", "", "../competency/members"])
def test_a_name_that_is_no_query_is_missing(tmp_path: Path, name: str) -> None:
    with pytest.raises(ResourceMissing):
        find_query(write_query(tmp_path, GOOD), name)


@pytest.mark.parametrize("group", ["competency", "checks", "pages", "export"])
def test_every_stored_query_has_a_sound_header(group: str) -> None:
    for query in list_queries(find_resources().queries, group):
        assert query.title
