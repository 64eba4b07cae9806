"""Scripts of any site may ask anything here, and no redirect leads to another host."""

from __future__ import annotations

import httpx
import pytest

from tests.web.http_requests import get, talk

PATHS = ("/", "/sparql", "/query", "/doc/goal/none", "/res/x", "/export/", "/catalog", "/void", "/health")
PREFLIGHT = {
    "Origin": "https://elsewhere.example",
    "Access-Control-Request-Method": "GET",
    "Access-Control-Request-Headers": "accept-datetime, range, x-anything",
}


@pytest.mark.parametrize(
    "path", [*PATHS, "/static/lsgraph.css", "/nothing/there", "/metrics", "/openapi.json"]
)
def test_a_script_may_ask_every_address_with_any_header(client: httpx.Client, path: str) -> None:
    answer = client.options(path, headers=PREFLIGHT)
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == "*"
    assert {"GET", "HEAD", "OPTIONS"} <= set(answer.headers["access-control-allow-methods"].split(", "))
    assert set(answer.headers["access-control-allow-headers"].split(", ")) >= {"*", "Authorization"}
    assert int(answer.headers["access-control-max-age"]) > 0
    assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize("path", PATHS)
def test_options_name_the_methods_of_an_address(client: httpx.Client, path: str) -> None:
    answer = client.options(path)
    assert answer.status_code == 204
    assert answer.headers["allow"] == (
        "GET, HEAD, POST, OPTIONS" if path == "/sparql" else "GET, HEAD, OPTIONS"
    )
    assert client.put(path).status_code == 405


def test_options_of_the_server_and_of_nothing(client: httpx.Client) -> None:
    port = client.base_url.port
    assert port is not None
    statuses, _, received = talk(port, [b"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"])
    assert statuses == [204], received
    assert client.options("/nothing/there").status_code == 404


@pytest.mark.parametrize(
    "target",
    ["/about/", "/query/", "/id/goal/x", "/export", "/.well-known/void", "/res/x/", "//b.example/about/"],
)
def test_a_redirect_stays_on_this_site(client: httpx.Client, target: str) -> None:
    port = client.base_url.port
    assert port is not None
    request = get(target=target.encode()).replace(b"Host: a", b"Host: evil.example")
    _, _, received = talk(port, [request])
    head = received.partition(b"\r\n\r\n")[0].lower()
    assert b"evil.example" not in head
    for line in head.splitlines():
        if line.startswith(b"location:"):
            assert line.startswith(b"location: /")
            assert not line.startswith(b"location: //")


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("/void.ttl", "text/turtle"),
        ("/void.rdf", "application/rdf+xml"),
        ("/void.jsonld", "application/ld+json"),
        ("/spec.owl", "application/rdf+xml"),
        ("/spec.ttl", "text/turtle"),
        ("/spec/shape.owl", "application/rdf+xml"),
    ],
)
def test_a_suffix_gives_a_file_whatever_is_accepted(client: httpx.Client, path: str, media_type: str) -> None:
    answer = client.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == media_type


def test_an_unknown_suffix_is_not_acceptable(client: httpx.Client) -> None:
    assert client.get("/void.exe").status_code == 406
