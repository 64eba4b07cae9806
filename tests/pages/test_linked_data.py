"""Laws of linked data: every IRI answers as the table of identifiers says."""

from __future__ import annotations

import httpx
import pytest
from rdflib import Dataset, Graph, URIRef

from lsgraph.vocabulary import BASE, PREFIXES

GOAL = "goal/nls2019-2.2"
FORMATS = {
    "ttl": ("text/turtle", "turtle"),
    "nt": ("application/n-triples", "nt"),
    "rdf": ("application/rdf+xml", "xml"),
    "jsonld": ("application/ld+json", "json-ld"),
}


def test_a_real_thing_answers_303_to_its_description(service: str) -> None:
    answer = httpx.get(f"{service}/id/{GOAL}", headers={"Accept": "text/turtle"})
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/doc/{GOAL}"
    assert 'rel="describedby"' in answer.headers["link"]


@pytest.mark.parametrize(("suffix", "kind"), FORMATS.items())
def test_suffix_format_and_accept_agree(service: str, suffix: str, kind: tuple[str, str]) -> None:
    media_type, parser = kind
    by_accept = httpx.get(f"{service}/id/{GOAL}", headers={"Accept": media_type}, follow_redirects=True)
    by_suffix = httpx.get(f"{service}/doc/{GOAL}.{suffix}")
    by_format = httpx.get(f"{service}/doc/{GOAL}?format={suffix}")
    assert by_accept.headers["content-type"].startswith(media_type)
    assert by_accept.content == by_suffix.content == by_format.content
    graph: Graph | Dataset = Dataset() if parser == "json-ld" else Graph()
    graph.parse(data=by_accept.text, format=parser)
    notation = URIRef(PREFIXES["skos"] + "notation")
    values = {str(quad[2]) for quad in graph if quad[0] == URIRef(f"{BASE}id/{GOAL}") and quad[1] == notation}
    assert values == {"2.2"}


@pytest.mark.parametrize(
    "path",
    [
        "spec",
        "spec/Goal",
        "spec/contributesTo",
        "def/nls2019-area/2",
        "res/source/orebro-kallelse-2020-03-23",
        "res/work/nls2019",
        "res/passage/stockholm-kliniska-provningar-1525-1990",
        "res/inference/stated",
        "spec/shape/Goal",
    ],
)
def test_documents_and_concepts_answer_200(service: str, path: str) -> None:
    assert httpx.get(f"{service}/{path}", headers={"Accept": "text/html"}).status_code == 200
    turtle = httpx.get(f"{service}/{path}", headers={"Accept": "text/turtle"})
    assert turtle.status_code == 200
    assert 'rel="alternate"' in turtle.headers["link"]
    assert (URIRef(BASE + path), None, None) in Graph().parse(data=turtle.text, format="turtle")


def test_a_release_describes_itself(service: str) -> None:
    release = httpx.get(service + "/health").json()["release"]
    answer = httpx.get(f"{service}/res/release/{release}", headers={"Accept": "text/turtle"})
    assert release in answer.text


def test_every_format_with_graphs_says_who_says_so(service: str) -> None:
    answer = httpx.get(f"{service}/doc/{GOAL}.nq")
    assert f"<{PREFIXES['p']}" in answer.text


@pytest.mark.parametrize(
    "path", ["doc/goal/none", "id/goal/å", "res/passage/none-1-2", "spec/None", "res/release/none"]
)
def test_the_unknown_is_404_in_words(service: str, path: str) -> None:
    answer = httpx.get(f"{service}/{path}", headers={"Accept": "text/turtle"}, follow_redirects=True)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"]


def test_an_unknown_format_is_406_with_the_known(service: str) -> None:
    answer = httpx.get(f"{service}/doc/{GOAL}?format=docx", headers={"Accept": "application/json"})
    assert answer.status_code == 406
    assert "ttl" in answer.text


def test_head_answers_like_get_without_a_body(service: str) -> None:
    answer = httpx.head(f"{service}/doc/{GOAL}.ttl")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/turtle")
    assert not answer.content


def test_the_catalogue_parses_and_names_the_endpoint(service: str) -> None:
    for suffix, parser in (("rdf", "xml"), ("ttl", "turtle"), ("jsonld", "json-ld")):
        graph = Graph().parse(data=httpx.get(f"{service}/catalog.{suffix}").text, format=parser)
        endpoint = URIRef(service + "/sparql")
        assert (None, URIRef(PREFIXES["dcat"] + "endpointURL"), endpoint) in graph


def test_downloads_are_the_exports(service: str) -> None:
    release = httpx.get(service + "/health").json()["release"]
    answer = httpx.get(f"{service}/export/{release}/lsgraph.nq")
    assert answer.status_code == 200
    assert answer.text.count("\n") > 10_000
    assert httpx.get(f"{service}/export/current/region-18.trig", timeout=60).status_code == 200
    assert httpx.get(f"{service}/export/{release}/nothing.exe").status_code == 404
    assert httpx.get(f"{service}/export/0000/lsgraph.nq").status_code == 404


def test_the_page_of_a_thing_shows_what_its_summary_rests_on(service: str) -> None:
    page = httpx.get(f"{service}/doc/{GOAL}", headers={"Accept": "text/html", "Accept-Language": "sv"}).text
    shown = page.partition('<p class="rests-on">')[2].partition("</p>")[0]
    assert "Sammanfattningen vilar på" in shown
    assert '/res/passage/orebro-kallelse-2020-03-23-86702-87297"' in shown


@pytest.mark.parametrize(
    ("path", "language", "own", "back"),
    [
        ("org/karolinska-institutet", "sv", "driver", "drivs av"),
        ("org/karolinska-institutet", "en", "runs", "operated by"),
        ("work/nls2019", "sv", "dokumenterar", "dokumenteras i"),
    ],
)
def test_incoming_statements_are_read_from_this_end(
    service: str, path: str, language: str, own: str, back: str
) -> None:
    place = f"res/{path}" if path.startswith("work/") else f"doc/{path}"
    page = httpx.get(f"{service}/{place}?lang={language}", headers={"Accept": "text/html"}).text
    incoming = page[page.index("points-here") :]
    assert f">{own}<" in incoming
    assert f">{back}<" not in incoming


def test_the_coverage_page_tells_what_is_only_named_and_why(service: str) -> None:
    source = f"{BASE}res/source/swedish-medtech-life-science"
    headers = {"Accept-Language": "sv"}
    page = httpx.get(f"{service}/coverage", params={"source": source}, headers=headers, timeout=60).text
    assert '<th scope="col">bara nämnt</th>' in page
    outline = page.partition('id="outline"')[2]
    assert "0–22</span> <strong>bara nämnt</strong>: rubrik eller brevhuvud" in outline
