"""Laws of the words on pages: the same keys in every language, each of them used, every template rendered."""

from __future__ import annotations

import re
import string
import tomllib
from typing import Final

import httpx
import pytest

from lsgraph.calls.matrix import EMPTY, SERVED
from lsgraph.calls.matrix import KINDS as KINDS_OF_LINKS
from lsgraph.coverage import State
from lsgraph.provenance import COLUMNS
from lsgraph.release.gone import PRUNED, WITHDRAWN
from lsgraph.resources import Resources
from lsgraph.search.documents import FIELDS
from lsgraph.validate.severity import Severity
from lsgraph.vocabulary import PREFIXES, Kind
from lsgraph.web.rendering.ontology_view import read_topics
from lsgraph.web.rendering.problems import STATUSES, name_title
from lsgraph.web.rendering.texts import LANGUAGES, TEXTS, texts
from tests.pages.texts_in_use import (
    HOLE,
    TEMPLATES,
    WEB,
    list_in_modules,
    list_in_templates,
    read_module,
    read_template,
)

KINDS: Final = {*map(str, Kind), "other"}
CHANGES: Final = {"things_added", "things_removed", "reworded", "rejudged", "added", "removed", "moved"}
VERDICTS: Final = {"never_judged", "consistent", "contradicts", "judged_for_another"}
DESCRIBED: Final = tomllib.loads((WEB / "api" / "described.toml").read_text(encoding="utf-8"))["operations"]
JSON_ROUTES: Final = re.findall(r'"/api/(\w+)"', (WEB / "api" / "routes.py").read_text(encoding="utf-8"))
OPERATIONS: Final = {*DESCRIBED, "health", *(f"{name}_json" for name in JSON_ROUTES)}
STATES: Final = {one.replace(" ", "_") for one in (*SERVED, *EMPTY, "outside")}
DOORS: Final = {"downloads", "docs", "coverage", "quality", "releases", "ontology"}
FILLED: Final[dict[tuple[str, str], set[str]]] = {
    ("_statements.html", HOLE): KINDS,
    ("_statements.html", f"{HOLE}_means"): KINDS,
    ("coverage.html", HOLE): {"sources", "works", *State} - {State.BLANK},
    ("diff.html", HOLE): KINDS | CHANGES,
    ("document.html", f"reader_{HOLE}"): {*map(str, State)} - {"blank"},
    ("documents.html", f"reader_{HOLE}"): {*map(str, State)} - {"blank"},
    ("quality.html", HOLE): KINDS | VERDICTS,
    ("quality.html", f"part_{HOLE}"): {"id", "def", "spec"},
    ("quality.html", f"language_{HOLE}"): set(LANGUAGES),
    ("quality.html", f"one_{HOLE}"): set(Severity),
    ("_matrix.html", f"state_{HOLE}"): STATES,
    ("_matrix.html", f"state_{HOLE}_means"): STATES,
    ("_matrix.html", f"served_by_{HOLE}"): set(KINDS_OF_LINKS),
    ("matrix.html", f"state_{HOLE}"): set(SERVED),
    ("matrix.html", f"served_by_{HOLE}"): set(KINDS_OF_LINKS),
    ("matrix_cell.html", f"state_{HOLE}"): STATES,
    ("matrix_cell.html", f"state_{HOLE}_means"): STATES,
    ("matrix_cell.html", f"served_by_{HOLE}"): set(KINDS_OF_LINKS),
    ("matrix_cell.html", HOLE): KINDS,
    ("matrix_cell.html", f"{HOLE}_means"): KINDS,
    ("matrix_page_calls.py", f"state_{HOLE}"): STATES,
    ("query.html", HOLE): KINDS | set(COLUMNS),
    ("releases.html", HOLE): {WITHDRAWN, PRUNED},
    ("releases.html", f"{HOLE}_release"): {"from", "to"},
    ("start.html", HOLE): KINDS,
    ("start.html", f"{HOLE}_means"): KINDS,
    ("start.html", f"state_{HOLE}"): STATES - {"outside"},
    ("organisations.html", HOLE): KINDS,
    ("organisations.html", f"{HOLE}_means"): KINDS,
    ("data.html", HOLE): DOORS,
    ("data.html", f"door_{HOLE}"): DOORS,
    ("thing.html", HOLE): set(Kind),
    ("thing.html", f"{HOLE}_means"): set(Kind),
    ("docs.html", f"operation_{HOLE}"): OPERATIONS,
    ("document.py", f"operation_{HOLE}"): OPERATIONS,
    ("page_calls.py", f"field_{HOLE}"): {*FIELDS, "iri"},
}
"""What each pattern of a text's name may be filled in with."""

PAGES: Final = {
    "coverage.html": ("/coverage", "coverage_means"),
    "data.html": ("/data", "data_means"),
    "document.html": ("/dokument/medtechlabs-om-oss", "reader_stated"),
    "documents.html": ("/dokument", "documents_means"),
    "docs.html": ("/docs", "docs_mean"),
    "diff.html": ("/diff?from={release}&to={release}", "no_difference"),
    "downloads.html": ("/export/", "downloads_title"),
    "matrix.html": ("/matris", "matrix_means"),
    "matrix_cell.html": ("/matris/4.2/01", "reference_title"),
    "message.html": ("/nothing", "not_found_help"),
    "ontology.html": ("/spec", "code_lists"),
    "organisations.html": ("/organisationer", "roles_means"),
    "quality.html": ("/quality", "quality_means"),
    "query.html": ("/query?query=SELECT*{{?s+a+lsg:Goal}}&sources=true", "source_passages"),
    "releases.html": ("/releases", "releases_mean"),
    "search.html": ("/search?q=cancer", "found_in"),
    "start.html": ("/", "start_sentence"),
    "thing.html": ("/doc/goal/nls2019-2.2", "points_here"),
    "why.html": (
        "/why?s=https://w3id.org/lsgraph/id/org/karolinska-institutet&p=rdf:type&o=org:Organization",
        "why_means",
    ),
}
"""For each template of a page an address that shows it, and words that stand on that page alone."""


def fill_in(places: list[tuple[str, str]]) -> set[str]:
    """Return the names of texts that are asked for; a pattern that is not in FILLED has no names."""
    known = {place: values for place in places if (values := FILLED.get(place)) is not None}
    plain = {pattern for _, pattern in places if HOLE not in pattern}
    return plain | {
        pattern.replace(HOLE, value) for (_, pattern), values in known.items() for value in values
    }


def list_places(value: str) -> list[str]:
    """Return the names of what is filled into a text."""
    return sorted(str(name) for _, name, _, _ in string.Formatter().parse(value) if name is not None)


def list_asked() -> list[tuple[str, str]]:
    """Return the file and name or pattern of all texts that are asked for."""
    return [*list_in_templates(), *list_in_modules()]


def list_open(resources: Resources) -> set[str]:
    """Return the names of texts that are asked for when they are there: the name itself is shown else."""
    topics = {f"topic_{topic}" for topic in read_topics(resources).values()}
    foreign = {name for name in texts("en") if name.split(":")[0] in PREFIXES}
    titles = {name_title(kind) for kind, _ in STATUSES} | {"fault_NoSuchAddress"}
    return topics | foreign | titles


OPEN: Final = {
    ("ontology_view.py", f"topic_{HOLE}"),
    ("presenter.py", HOLE),
    ("presenter.py", f"{HOLE} inverse"),
    ("problems.py", HOLE),
}
"""Patterns whose texts `list_open` lists."""


def test_every_language_has_the_same_texts_with_the_same_places() -> None:
    assert {file.name for file in TEXTS.iterdir()} == {f"{language}.toml" for language in LANGUAGES}
    swedish, english = (texts(language) for language in LANGUAGES)
    assert swedish.keys() ^ english.keys() == set()
    assert {key for key in english if list_places(swedish[key]) != list_places(english[key])} == set()
    assert all(isinstance(one, str) and one.strip() for one in (*swedish.values(), *english.values()))


def test_no_text_is_hidden_by_what_every_table_has() -> None:
    assert {key for key in texts("en") if hasattr(texts("en"), key)} == set()  # `t.items` is a method


def test_no_text_is_missing(resources: Resources) -> None:
    unknown = {place for place in list_asked() if HOLE in place[1]} - FILLED.keys() - OPEN
    assert unknown == set(), "tell in FILLED what the pattern is filled in with"
    assert (fill_in(list_asked()) | list_open(resources)) - texts("en").keys() == set()


def test_no_text_is_dead(resources: Resources) -> None:
    assert texts("en").keys() - fill_in(list_asked()) - list_open(resources) == set()
    assert (FILLED.keys() | OPEN) - set(list_asked()) == set()


def test_the_laws_find_their_breach() -> None:
    assert list(read_template("{{ t.one }} {{ t['two'] }} {{ t['a_' ~ b.c] }} {{ u.four }}")) == [
        "one",
        "two",
        "a_{}",
    ]
    module = "a, b = 1, texts(x)\nb['one']\nb.get('two_' + c, c)\ntexts(x)[f'{d}_three']\na['four']"
    assert sorted(read_module(module)) == ["one", "two_{}", "{}_three"]
    assert list_places("{shown} of {count}") == ["count", "shown"]


def test_every_page_has_an_address_to_see_it_at() -> None:
    alone = {file.name for file in TEMPLATES.glob("*.html") if not file.name.startswith("_")}
    assert alone == PAGES.keys()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", PAGES)
def test_every_template_is_rendered(service: str, template: str, language: str) -> None:
    path, word = PAGES[template]
    release = httpx.get(f"{service}/coverage").headers["lsgraph-release"]
    address = service + path.format(release=release)
    answer = httpx.get(address, headers={"Accept": "text/html", "Accept-Language": language}, timeout=120)
    assert answer.headers["content-language"] == language
    assert texts(language)[word] in answer.text
