"""JSON for programs: each answer has the form that the description promises, on the real graph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import httpx
import jsonschema
import pytest

from lsgraph.release import Release
from lsgraph.web.rendering.texts import texts

GOAL: Final = "https://w3id.org/lsgraph/id/goal/nls2019-2.2"
ASKED: Final[dict[str, list[dict[str, str]]]] = {
    "/api/thing": [
        {"iri": GOAL},
        {"iri": "lsg:Goal"},
        {"iri": "https://w3id.org/lsgraph/res/judgement/5g-natet-nationella-mal"},
        {"iri": "https://w3id.org/lsgraph/spec/shape/Goal"},
        {"iri": "https://w3id.org/lsgraph/res/release/{release}"},
    ],
    "/api/search": [{"q": "cancer"}, {"q": "hälsodata", "limit": "3", "offset": "2"}, {"q": "xyzzy"}],
    "/api/why": [
        {
            "s": "https://w3id.org/lsgraph/id/org/karolinska-institutet",
            "p": "rdf:type",
            "o": "org:Organization",
        },
        {"s": GOAL, "p": "rdf:type", "o": "lsg:Goal"},
    ],
    "/api/matrix": [{}, {"kind": "plan", "area": "4"}, {"state": "judged", "year": "2019"}],
    "/api/cell": [{"number": "4.2", "code": "01"}, {"number": "1.1", "code": "01"}],
    "/api/diff": [{}, {"from": "{release}", "to": "{release}"}],
    **{f"/api/{name}": [{}] for name in ("coverage", "quality", "releases", "regions", "questions")},
    **{f"/api/{name}": [{}] for name in ("downloads", "retired")},
}
"""What is asked at each address of JSON."""

CASES: Final = [(path, number) for path, asked in ASKED.items() for number in range(len(asked))]


@pytest.fixture(scope="module")
def document(service: str) -> dict[str, Any]:
    """Return the description of the interface as it is served."""
    found: dict[str, Any] = httpx.get(f"{service}/openapi.json").json()
    return found


def ask(service: str, path: str, params: dict[str, str], **headers: str) -> httpx.Response:
    """Ask at an address of JSON."""
    return httpx.get(f"{service}{path}", params=params, headers=headers, timeout=120)


def fill(params: dict[str, str], release: str) -> dict[str, str]:
    """Return parameters with the id of the release in them."""
    return {name: value.format(release=release) for name, value in params.items()}


def find_schema(document: dict[str, Any], path: str) -> dict[str, Any]:
    """Return the schema of what an address answers, with the forms that it refers to."""
    answer = document["paths"][path]["get"]["responses"]["200"]
    return {**answer["content"]["application/json"]["schema"], "components": document["components"]}


def test_every_address_of_json_is_asked(document: dict[str, Any]) -> None:
    assert {path for path in document["paths"] if path.startswith("/api/")} == ASKED.keys()


@pytest.mark.parametrize(("path", "number"), CASES)
def test_an_answer_has_the_form_that_is_promised(
    service: str, release: Release, document: dict[str, Any], path: str, number: int
) -> None:
    answer = ask(service, path, fill(ASKED[path][number], release.id))
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["lsgraph-release"] == release.id
    jsonschema.Draft202012Validator(find_schema(document, path)).validate(answer.json())


@pytest.mark.parametrize("path", sorted(ASKED.keys() - {"/api/releases"}))
def test_an_answer_comes_by_the_one_door(service: str, release: Release, path: str) -> None:
    params = fill(ASKED[path][0], release.id)
    first = ask(service, path, params)
    again = ask(service, path, params, **{"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert first.headers["cache-control"] == "no-cache"
    if "release" in {one["name"] for one in list_parameters(service, path)}:
        fixed = ask(service, path, {**params, "release": release.id})
        assert "immutable" in fixed.headers["cache-control"]
        assert ask(service, path, {**params, "release": "0" * 16}).status_code == 404
    head = httpx.head(f"{service}{path}", params=params)
    assert (head.status_code, head.content) == (200, b"")
    assert httpx.post(f"{service}{path}", params=params).status_code == 405


def test_health_has_the_form_that_is_promised(service: str, document: dict[str, Any]) -> None:
    found = httpx.get(f"{service}/health").json()
    jsonschema.Draft202012Validator(find_schema(document, "/health")).validate(found)


def list_parameters(service: str, path: str) -> list[dict[str, Any]]:
    """Return what the description says of the parameters of an address."""
    operation = httpx.get(f"{service}/openapi.json").json()["paths"][path]["get"]
    found: list[dict[str, Any]] = operation.get("parameters", [])
    return found


def test_json_says_what_the_pages_say(service: str, release: Release) -> None:
    quality = ask(service, "/api/quality", {}).json()
    assert {one["kind"]: one["statements"] for one in quality["graphs"]} == dict(release.manifest.by_kind)
    thing = ask(service, "/api/thing", {"iri": GOAL}).json()
    assert "Ökat nyttjande av hälsodata" in thing["labels"][GOAL]["sv"]
    assert any(one["kind"] == "Passage" and one["graphs"] for one in thing["statements"])
    found = ask(service, "/api/search", {"q": "cancer", "limit": "1"}).json()
    assert len(found["hits"]) == 1 < found["total"]
    downloads = ask(service, "/api/downloads", {}).json()
    whole = {one["name"]: one["whole"] for one in downloads["formats"]}
    assert httpx.head(whole["n-quads"], follow_redirects=True, timeout=60).status_code == 200
    assert len(downloads["formats"][0]["regions"]) == 21


@pytest.mark.parametrize(
    ("path", "params", "told"),
    [
        ("/api/search", {}, "`q`: field required"),
        ("/api/search", {"q": "a", "limit": "1000"}, "`limit`: input should be less than or equal to 100"),
        ("/api/search", {"q": "a", "offset": "x"}, "`offset`: input should be a valid integer"),
        ("/api/thing", {"iri": "no iri"}, "no iri"),
        ("/api/matrix", {"kind": "plann"}, "`0`: input should be 'plan'"),
        ("/api/matrix", {"year": "20"}, "`year`: string should match"),
        ("/api/why", {"s": GOAL, "p": "rdf:type"}, "`o`: field required"),
    ],
)
def test_a_bad_parameter_is_told(service: str, path: str, params: dict[str, str], told: str) -> None:
    answer = ask(service, path, params)
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    assert told in answer.json()["detail"]


def test_a_retired_identifier_is_told(service: str) -> None:
    retired = ask(service, "/api/retired", {}).json()["retired"]
    replaced = next(one for one in retired if one.get("replacement"))
    withdrawn = next(one for one in retired if not one.get("replacement"))
    answer = ask(service, "/api/thing", {"iri": replaced["identifier"]})
    assert answer.status_code == 308
    assert httpx.URL(answer.headers["location"]).params["iri"] == replaced["replacement"]
    gone = ask(service, "/api/thing", {"iri": withdrawn["identifier"]})
    assert (gone.status_code, withdrawn["en"] in gone.json()["detail"]) == (410, True)
    assert ask(service, "/api/thing", {"iri": "urn:nothing"}).status_code == 404


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_description_is_a_page_without_a_script(
    service: str, document: dict[str, Any], language: str
) -> None:
    page = httpx.get(f"{service}/docs", params={"lang": language}, headers={"Accept": "text/html"})
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    assert "<script" not in page.text
    assert not re.findall(r' (?:style|on\w+)="', page.text)
    assert not re.findall(r'(?:src|href)="https?://', page.text)
    for operation in list_operations(document):
        assert texts(language)[f"operation_{operation}"].replace("'", "&#39;") in page.text
    targets = set(re.findall(r'href="#([\w-]+)"', page.text))
    assert targets <= set(re.findall(r'id="([\w-]+)"', page.text))


def list_operations(document: dict[str, Any]) -> Iterator[str]:
    """Yield the names of all operations."""
    for operations in document["paths"].values():
        yield from (one["operationId"] for one in operations.values())


def test_little_of_the_description_is_written_by_hand() -> None:
    told = Path(__file__).parents[2] / "src" / "lsgraph" / "web" / "api" / "described.toml"
    assert told.read_text(encoding="utf-8").count("\n") < 600
