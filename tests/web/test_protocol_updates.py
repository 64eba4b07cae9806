"""No request changes anything: updates of the SPARQL Protocol, well formed and not, are refused.

Equivalents of every update_* and bad_update_* test of W3C's list, where the right answer here is a refusal.
https://www.w3.org/2009/sparql/docs/tests/data-sparql11/protocol/
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.web.answers import DIRECT, FORM, OTHER, PASSAGE, problem

UPDATE = "application/sparql-update"
INSERT = "INSERT DATA { <urn:new> <urn:p> 1 }"
UPDATES = [
    INSERT,
    "PREFIX dc: <urn:x> INSERT DATA { GRAPH <urn:g> { <urn:new> dc:p 1 } }",
    "DELETE DATA { <urn:s0> <urn:p> 0 }",
    "DELETE WHERE { ?s ?p ?o }",
    "DELETE { ?s ?p ?o } INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }",
    f"WITH <{PASSAGE}> DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}",
    f"INSERT {{ <urn:new> <urn:p> 1 }} USING <{PASSAGE}> WHERE {{ ?s ?p ?o }}",
    "LOAD <https://example.org/data.ttl>",
    "LOAD SILENT <file:///etc/passwd> INTO GRAPH <urn:g>",
    "CLEAR ALL",
    f"CLEAR SILENT GRAPH <{PASSAGE}>",
    "CREATE GRAPH <urn:g>",
    "DROP ALL",
    f"COPY <{PASSAGE}> TO <{OTHER}>",
    f"MOVE <{PASSAGE}> TO DEFAULT",
    f"ADD <{PASSAGE}> TO <{OTHER}>",
    f"{INSERT} ; CLEAR DEFAULT",
]
USING = {"using-graph-uri": [PASSAGE, OTHER], "using-named-graph-uri": PASSAGE}


def read_all(client: httpx.Client) -> list[str]:
    """Return every graph of the service, and its release."""
    targets = [{"default": ""}, {"graph": PASSAGE}, {"graph": OTHER}]
    answers = [client.get("/rdf-graph-store", params={**one, "format": "nt"}) for one in targets]
    assert all(answer.status_code == 200 for answer in answers)
    graphs = client.get("/sparql", params={"query": "SELECT DISTINCT ?g { GRAPH ?g {} } ORDER BY ?g"})
    return [*(answer.text for answer in answers), graphs.text, answers[0].headers["lsgraph-release"]]


@pytest.fixture(autouse=True)
def unchanged(client: httpx.Client) -> Iterator[None]:
    """Fail a test after which the service holds anything else than before."""
    before = read_all(client)
    yield
    assert read_all(client) == before


@pytest.mark.parametrize("text", UPDATES)
def test_an_update_is_refused_in_each_way(client: httpx.Client, text: str) -> None:
    direct, form = {"Content-Type": UPDATE}, {"Content-Type": FORM}
    for response in (
        client.post("/sparql", data={"update": text}),
        client.post("/sparql", data={"update": text, **USING}),
        client.post("/sparql", content=text, headers=direct),
        client.post("/sparql", content=text, headers={"Content-Type": f"{UPDATE}; charset=UTF-8"}),
        client.post("/sparql", params=USING, content=text, headers=direct),
        client.post("/sparql", params={"update": text}, content=b"", headers=form),
        client.get("/sparql", params={"update": text}),
    ):
        assert "no updates" in problem(response, 403)["detail"]


@pytest.mark.parametrize("text", UPDATES)
def test_an_update_posed_as_a_query_is_refused(client: httpx.Client, text: str) -> None:
    for response in (
        client.get("/sparql", params={"query": text}),
        client.post("/sparql", data={"query": text}),
        client.post("/sparql", content=text, headers={"Content-Type": DIRECT}),
    ):
        problem(response, 403)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("content_type", [UPDATE, DIRECT, FORM, "text/turtle"])
def test_other_methods_are_refused(client: httpx.Client, method: str, content_type: str) -> None:
    headers = {"Content-Type": content_type}
    for arguments in ({"content": INSERT}, {"params": {"update": INSERT}}, {"params": {"graph": PASSAGE}}):
        response = client.request(method, "/sparql", headers=headers, **arguments)
        problem(response, 405)
        assert response.headers["allow"] == "GET, HEAD, POST, OPTIONS"


MALFORMED: dict[str, tuple[str, dict[str, Any], int]] = {
    "by GET": ("GET", {"params": {"update": INSERT}}, 403),
    "by HEAD": ("HEAD", {"params": {"update": INSERT}}, 403),
    "two updates": ("POST", {"data": {"update": [INSERT, INSERT]}}, 403),
    "two updates in one body": (
        "POST",
        {"content": "update=CLEAR&update=CLEAR", "headers": {"Content-Type": FORM}},
        403,
    ),
    "an update and a query": ("POST", {"data": {"update": INSERT, "query": "ASK {}"}}, 403),
    "an update beside a query": ("POST", {"data": {"query": "ASK {}"}, "params": {"update": INSERT}}, 403),
    "a foreign media type": ("POST", {"content": INSERT, "headers": {"Content-Type": "text/plain"}}, 415),
    "a form of a foreign type": (
        "POST",
        {"content": "update=CLEAR", "headers": {"Content-Type": "text/plain"}},
        415,
    ),
    "a form without its type": ("POST", {"content": b"update=CLEAR%20ALL"}, 415),
    "no media type": ("POST", {"content": INSERT.encode()}, 415),
    "an upload": ("POST", {"files": {"update": INSERT.encode()}}, 415),
    "another charset": (
        "POST",
        {"content": INSERT.encode("utf-16"), "headers": {"Content-Type": f"{UPDATE}; charset=UTF-16"}},
        403,
    ),
    "no UTF-8": ("POST", {"content": b"CLEAR \xff", "headers": {"Content-Type": UPDATE}}, 403),
    "a form that is no UTF-8": ("POST", {"content": b"update=%FF", "headers": {"Content-Type": FORM}}, 400),
    "no syntax": ("POST", {"data": {"update": "INSERT DATA {"}}, 403),
    "no syntax, directly": ("POST", {"content": "INSERT DATA {", "headers": {"Content-Type": UPDATE}}, 403),
    "two datasets": (
        "POST",
        {
            "data": {
                "update": f"INSERT {{ ?s ?p 1 }} USING <{PASSAGE}> WHERE {{ ?s ?p ?o }}",
                "using-named-graph-uri": PASSAGE,
            }
        },
        403,
    ),
    "an empty update": ("POST", {"data": {"update": ""}}, 403),
    "an empty body": ("POST", {"content": b"", "headers": {"Content-Type": UPDATE}}, 403),
    "too large": ("POST", {"content": b"#" * 2_000_000, "headers": {"Content-Type": FORM}}, 413),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_update_gets_its_status(client: httpx.Client, name: str) -> None:
    method, arguments, status = MALFORMED[name]
    response = client.request(method, "/sparql", **arguments)
    assert response.status_code == status, response.text
    if method != "HEAD":
        problem(response, status)


def test_half_an_update_posed_as_a_query_is_refused(client: httpx.Client) -> None:
    for text in ("INSERT DATA {", "CLEAR", "DELETE WHERE", "ASK {} ; CLEAR ALL", "CLEAR ALL ; ASK {}"):
        assert client.get("/sparql", params={"query": text}).status_code in {400, 403}


def test_the_update_of_other_servers_is_not_there(client: httpx.Client) -> None:
    for path in ("/update", "/sparql/update", "/sparql/statements"):
        response = client.post(path, content=INSERT, headers={"Content-Type": UPDATE})
        assert response.status_code in {404, 405}
