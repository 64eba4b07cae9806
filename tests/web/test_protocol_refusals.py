"""Requests that the SPARQL Protocol does not allow: each gets its status and a problem document.

Equivalents of every bad_query_* test of W3C's list, and more; updates are in test_protocol_updates.py.
https://www.w3.org/2009/sparql/docs/tests/data-sparql11/protocol/
"""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.web.answers import DIRECT, FORM, PASSAGE, problem


@pytest.mark.parametrize(
    ("method", "arguments", "status"),
    [
        ("GET", {"params": {"query": ["ASK {}", "ASK {}"]}}, 400),
        ("GET", {"params": {"quary": "ASK {}"}}, 400),
        ("GET", {"params": {"default-graph-uri": PASSAGE}}, 400),
        ("GET", {"params": {"query": ""}}, 400),
        ("GET", {"params": {"query": "SELECT * {"}}, 400),
        ("GET", {"params": {"query": "SELECT * { SERVICE <http://a/> {} }"}}, 403),
        ("GET", {"params": {"query": "ASK { " + "{" * 200 + "}" * 200 + " }"}}, 413),
        ("GET", {"params": b"query=%FF"}, 400),
        ("POST", {"data": {}}, 415),
        ("POST", {"content": b"", "headers": {"Content-Type": FORM}}, 400),
        ("POST", {"data": {"query": ["ASK {}", "ASK {}"]}}, 400),
        ("POST", {"data": {"query": "ASK {}"}, "params": {"query": "ASK {}"}}, 400),
        (
            "POST",
            {"content": b"ASK {}", "params": {"query": "ASK {}"}, "headers": {"Content-Type": DIRECT}},
            400,
        ),
        ("POST", {"content": b"ASK {}"}, 415),
        ("POST", {"content": b"query=ASK%20%7B%7D"}, 415),
        ("POST", {"content": b"query=ASK%20%7B%7D", "headers": {"Content-Type": "text/plain"}}, 415),
        ("POST", {"content": b"query=ASK%20%7B%7D", "headers": {"Content-Type": DIRECT}}, 400),
        ("POST", {"content": b"ASK {}", "headers": {"Content-Type": FORM}}, 400),
        ("POST", {"content": b"ASK {}", "headers": {"Content-Type": "text/plain"}}, 415),
        ("POST", {"json": {"query": "ASK {}"}}, 415),
        ("POST", {"files": {"query": b"ASK {}"}}, 415),
        ("POST", {"content": "ASK {}".encode("utf-16"), "headers": {"Content-Type": DIRECT}}, 400),
        ("POST", {"content": b"ASK {}", "headers": {"Content-Type": f"{DIRECT}; charset=utf-16"}}, 415),
        (
            "POST",
            {
                "content": "ASK {}".encode("utf-16"),
                "headers": {"Content-Type": f"{DIRECT}; charset=UTF-16"},
            },
            415,
        ),
        (
            "POST",
            {"content": 'ASK { ?s ?p "ö" }'.encode("latin-1"), "headers": {"Content-Type": DIRECT}},
            400,
        ),
        ("POST", {"content": b"query=ASK%20%7B%20%3Fs%20%3Fp%20%22%F6%22%20%7D"}, 415),
        ("POST", {"data": {"query": "ASK {"}}, 400),
        ("POST", {"content": b"ASK {", "headers": {"Content-Type": DIRECT}}, 400),
        ("POST", {"content": b"query=ASK", "headers": {"Content-Type": f"{FORM}; charset=latin-1"}}, 415),
        ("POST", {"content": b"#" * 70_000, "headers": {"Content-Type": DIRECT}}, 413),
        ("POST", {"content": b"#" * 1_100_000, "headers": {"Content-Type": DIRECT}}, 413),
        ("PUT", {"content": b"ASK {}", "headers": {"Content-Type": DIRECT}}, 405),
        ("DELETE", {}, 405),
        ("PATCH", {}, 405),
    ],
)
def test_a_wrong_request_gets_its_status_and_a_problem(
    client: httpx.Client, method: str, arguments: dict[str, Any], status: int
) -> None:
    response = client.request(method, "/sparql", **arguments)
    problem(response, status)
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["cache-control"] == "no-store"


def test_a_refused_method_names_the_allowed(client: httpx.Client) -> None:
    assert client.put("/sparql").headers["allow"] == "GET, HEAD, POST, OPTIONS"


def test_a_syntax_error_says_where_and_what_may_be_meant(client: httpx.Client) -> None:
    document = problem(client.get("/sparql", params={"query": "SELECT *\n{ ?s rfds:label ?o }"}), 400)
    assert (document["line"], document["column"], document["token"]) == (2, 6, "rfds:label")
    assert document["suggestions"] == ["rdfs:"]


def test_a_browser_gets_a_page(client: httpx.Client) -> None:
    headers = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    response = client.get("/sparql", params={"query": "SELECT * {"}, headers=headers)
    assert response.status_code == 400
    assert response.headers["content-type"].startswith("text/html")
    assert "rad 1, kolumn 11: } saknas på slutet" in response.text
