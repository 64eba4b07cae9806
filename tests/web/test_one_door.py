"""Every route that answers with data of a release does so by the one door, or is on a reviewed list."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any, Final

import httpx
import pytest
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from lsgraph.release import Release, open_release
from lsgraph.settings import read_settings
from lsgraph.web.answers.responder import CallRequest, Responder
from lsgraph.web.app import Service, read_limits
from lsgraph.web.http.connection_limits import ConnectionLimits, OpenConnections
from lsgraph.web.http.disconnect import DisconnectWatch
from lsgraph.workers import Pool

WHY: Final = "s=https%3A%2F%2Fw3id.org%2Flsgraph%2Fid%2Forg%2Fx&p=rdfs:label&o=%22The%20name%22"
THING: Final = "https%3A%2F%2Fw3id.org%2Flsgraph%2Fid%2Forg%2Fx"
DATA: Final = {
    "/": "/",
    "/sparql": "/sparql?query=SELECT%20*%20%7B%3Fs%20%3Fp%20%3Fo%7D",
    "/rdf-graph-store": "/rdf-graph-store?default",
    "/void": "/void?format=ttl",
    "/void.{suffix}": "/void.ttl",
    "/search": "/search?q=name",
    "/query": "/query?query=SELECT%20*%20%7B%3Fs%20%3Fp%20%3Fo%7D",
    "/query.csv": "/query.csv?query=SELECT%20*%20%7B%3Fs%20%3Fp%20%3Fo%7D",
    "/coverage": "/coverage",
    "/why": f"/why?{WHY}",
    "/matris": "/matris",
    "/matris.csv": "/matris.csv",
    "/matris.xlsx": "/matris.xlsx",
    "/dokument": "/dokument",
    "/organisationer": "/organisationer",
    "/quality": "/quality",
    "/quality.txt": "/quality.txt",
    "/diff": "/diff",
    "/spec": "/spec",
    "/spec/": "/spec/",
    "/spec.{suffix}": "/spec.ttl",
    "/spec/diagram": "/spec/diagram",
    "/spec/diagram.svg": "/spec/diagram.svg",
    "/spec/shape": "/spec/shape?format=ttl",
    "/spec/shape.{suffix}": "/spec/shape.ttl",
    "/doc/{rest:path}": "/doc/org/x?format=ttl",
    "/export/{release}/{file}": "/export/current/lsgraph.nq",
    "/catalog": "/catalog",
    "/catalog.{suffix}": "/catalog.ttl",
    "/api/thing": f"/api/thing?iri={THING}",
    "/api/search": "/api/search?q=name",
    "/api/why": f"/api/why?{WHY}",
    "/api/matrix": "/api/matrix",
    "/api/coverage": "/api/coverage",
    "/api/quality": "/api/quality",
    "/api/diff": "/api/diff",
    "/api/regions": "/api/regions",
    "/api/questions": "/api/questions",
    "/api/downloads": "/api/downloads",
    "/api/retired": "/api/retired",
}
"""The routes of data, each with an address that the small release of the test has an answer to."""

ELSEWHERE: Final = {
    "/matris/{number}/{code}": "the small release has no cell; tests/web/test_api.py asks /api/cell",
    "/api/cell": "asked in tests/web/test_api.py, of the real graph",
    "/dokument/{source}": "the small release has no source; tests/pages/test_documents.py",
    "/spec/{term:str}": "the same function as /doc; versions in tests/web/test_ontology_pages.py",
    "/def/{scheme:str}": "the same function as /doc; lists in tests/web/test_ontology_pages.py",
    "/spec/{rest:path}": "the same function as /doc",
    "/def/{rest:path}": "the same function as /doc",
    "/res/{rest:path}": "the same function as /doc",
}
NO_DATA: Final = {
    "/.well-known/void": "leads to /void",
    "/id/{rest:path}": "leads to the description (303)",
    "/export": "leads to the list of downloads",
    "/timegate/{path:path}": "leads to a memento, chosen by dates in manifests",
    "/timemap/{path:path}": "lists releases by their manifests, of all of which it is",
    "/data": "a small page of the frame with ways on, the same for all releases",
    "/export/": "a small page of the frame; the regions in it are a fact of the current release",
    "/quality.ttl": "gives a file of the release as it was written, under its own tag",
    "/context.jsonld": "gives a file of the program",
    "/releases": "lists all releases, and is not kept",
    "/api/releases": "lists all releases, and is not kept",
    "/health": "asks a worker before all clients, so that it does not queue behind them",
    "/metrics": "figures of the service itself",
    "/static": "files of the program",
}
BESIDE_THE_RESPONDER: Final = {
    "/export/{release}/{file}": "a release or a slice is a file, made once by a worker, and given in ranges",
}
ACCEPT: Final = {"Accept": "image/svg+xml, text/html, */*;q=0.1"}
NAMES_NO_RELEASE: Final = {"/diff", "/api/diff", "/export/{release}/{file}", "/api/questions"}
"""Routes that name a release otherwise, or whose answer is the same for all of one program."""


@pytest.fixture(scope="module")
def door(
    tmp_path_factory: pytest.TempPathFactory,
    write_release_of: Callable[..., Release],
    serving: Callable[..., contextlib.AbstractContextManager[Any]],
) -> Iterator[Any]:
    """Return a service over a release with one named thing."""
    root = tmp_path_factory.mktemp("door")
    write_release_of(root, 300, "The name")
    with serving(root) as site:
        yield site


def list_paths(release: Release) -> set[str]:
    """Return the paths of all routes of the service."""
    settings = read_settings({"LSGRAPH_RELEASES": str(release.root)})
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    connections = OpenConnections(ConnectionLimits(), {"127.0.0.1"}.__contains__)
    Service(settings, Pool(release, read_limits(settings)), connections).attach(app)
    return {route.path for route in app.router.routes if isinstance(route, Route | Mount)}


def find_forgotten(paths: set[str]) -> set[str]:
    """Return the routes that no list here knows, and those listed that there are none of."""
    own = {path for path in paths if not path.startswith(("/docs", "/openapi"))}
    return own ^ (DATA.keys() | ELSEWHERE.keys() | NO_DATA.keys())


def test_no_route_is_forgotten(door: Any) -> None:
    paths = list_paths(open_release(door.releases))
    assert find_forgotten(paths) == set()
    assert find_forgotten({*paths, "/planted"}) == {"/planted"}


def test_every_route_of_data_asks_the_responder(door: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    answer = Responder.answer

    async def note(self: Responder, request: Request, vigil: DisconnectWatch, call: CallRequest) -> Response:
        asked.append(request.scope["path"])
        return await answer(self, request, vigil, call)

    monkeypatch.setattr(Responder, "answer", note)
    for route, address in DATA.items():
        before = len(asked)
        httpx.get(door.url + address, headers=ACCEPT, timeout=60)
        assert (len(asked) > before) is (route not in BESIDE_THE_RESPONDER), route


@pytest.mark.parametrize("route", DATA)
def test_an_answer_of_a_release_comes_by_the_door(door: Any, route: str) -> None:
    url, release = door.url + DATA[route], open_release(door.releases).id
    headers = {} if "format=" in url or "." in route else ACCEPT
    first = httpx.get(url, headers=headers, timeout=60)
    assert (first.status_code, first.headers.get("lsgraph-release")) == (200, release), first.text
    assert first.headers["cache-control"] == "no-cache"
    assert "Accept-Encoding" in first.headers["vary"]
    again = httpx.get(url, headers={**headers, "If-None-Match": first.headers["etag"]}, timeout=60)
    assert (again.status_code, again.content) == (304, b"")
    head = httpx.head(url, headers=headers, timeout=60)
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", first.headers["etag"])
    if len(first.content) > 2_048:
        assert first.headers["content-encoding"] == "gzip"
    if route not in NAMES_NO_RELEASE:
        unknown = httpx.get(f"{url}{'&' if '?' in url else '?'}release=0000", headers=headers, timeout=60)
        assert unknown.status_code == 404, unknown.text
