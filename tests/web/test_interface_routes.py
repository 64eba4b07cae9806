"""The OpenAPI description has every route that the service has, and no other."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from starlette.routing import BaseRoute, Match, Mount, Route

import lsgraph.web
from lsgraph.release import Release
from lsgraph.settings import read_settings
from lsgraph.web.api.document import describe_interface
from lsgraph.web.app import Service, read_limits
from lsgraph.web.http.connection_limits import ConnectionLimits, OpenConnections
from lsgraph.workers import Pool

WEB = Path(lsgraph.web.__file__).parent
UNDESCRIBED = {"/static"}
GIVEN_BY_HTTP = {"HEAD", "OPTIONS"}
READS = re.compile(r"""(?:query_params\.get\(|read_once\(\w+, |_read_switch\(\w+, )["']([\w-]+)["']""")


@pytest.fixture(scope="module")
def routes(release: Release) -> list[BaseRoute]:
    """Return the routes of the service, in their order."""
    settings = read_settings({"LSGRAPH_RELEASES": str(release.root)})
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    connections = OpenConnections(ConnectionLimits(), {"127.0.0.1"}.__contains__)
    Service(settings, Pool(release, read_limits(settings)), connections).attach(app)
    return list(app.router.routes)


@pytest.fixture(scope="module")
def document(routes: list[BaseRoute]) -> dict[str, Any]:
    """Return the description of the interface."""
    return describe_interface(routes, "")


@pytest.fixture(scope="module")
def paths(document: dict[str, Any]) -> dict[str, Any]:
    """Return the described paths."""
    described: dict[str, Any] = document["paths"]
    return described


def fill(path: str, operations: dict[str, Any]) -> str:
    """Return a path with the examples of its parameters."""
    for operation in operations.values():
        for parameter in operation.get("parameters", ()):
            if parameter.get("in") == "path":
                path = path.replace(f"{{{parameter['name']}}}", parameter["example"])
    return path


def find(routes: list[BaseRoute], path: str) -> Route | None:
    """Return the route that answers at a path."""
    scope = {"type": "http", "path": path, "method": "GET", "root_path": "", "headers": []}
    for route in routes:
        if isinstance(route, Route) and route.matches(scope)[0] is not Match.NONE:
            return route
    return None


def methods_of(route: Route) -> set[str]:
    """Return the methods that a route takes."""
    return set(route.methods or getattr(route.endpoint, "methods")) - GIVEN_BY_HTTP  # noqa: B009


def test_every_route_is_described(routes: list[BaseRoute], paths: dict[str, Any]) -> None:
    found = {id(find(routes, fill(path, operations))) for path, operations in paths.items()}
    missing = {getattr(route, "path", str(route)) for route in routes if id(route) not in found}
    assert missing == UNDESCRIBED
    assert all(isinstance(route, Route | Mount) for route in routes)


def test_every_description_has_its_route_and_methods(routes: list[BaseRoute], paths: dict[str, Any]) -> None:
    for path, operations in paths.items():
        route = find(routes, fill(path, operations))
        assert route, path
        assert {method.upper() for method in operations} == methods_of(route), path


def test_a_route_without_a_description_would_be_noticed(
    routes: list[BaseRoute], paths: dict[str, Any]
) -> None:
    fewer = {path: operations for path, operations in paths.items() if path != "/quality.txt"}
    with pytest.raises(AssertionError, match=re.escape("/quality.txt")):
        test_every_route_is_described(routes, fewer)
    with pytest.raises(AssertionError, match="/nowhere"):
        test_every_description_has_its_route_and_methods(routes, {"/nowhere": {"get": {"parameters": []}}})


def test_every_parameter_that_is_read_is_described(document: dict[str, Any]) -> None:
    described = set(re.findall(r'"name": "([\w-]+)"', json.dumps(document)))
    read = {name for file in WEB.rglob("*.py") for name in READS.findall(file.read_text(encoding="utf-8"))}
    assert len(read) >= 8
    assert read <= described


def test_whoever_may_name_a_release_is_told_that_it_may_be_gone(paths: dict[str, Any]) -> None:
    naming = [
        operation
        for methods in paths.values()
        for operation in methods.values()
        if "release" in {one["name"] for one in operation.get("parameters", ()) if one["in"] == "query"}
    ]
    assert len(naming) > 20
    assert not [one["operationId"] for one in naming if "410" not in one["responses"]]


def test_names_of_operations_differ(paths: dict[str, Any]) -> None:
    names = [operation["operationId"] for operations in paths.values() for operation in operations.values()]
    assert len(set(names)) == len(names)


def test_whatever_is_referred_to_is_there(document: dict[str, Any]) -> None:
    for reference in re.findall(r'"\$ref": "#/([\w/]+)"', json.dumps(document)):
        place: Any = document
        for part in reference.split("/"):
            place = place[part]
        assert place


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_endpoint_has_all_its_parameters(paths: dict[str, Any], method: str) -> None:
    operation = paths["/sparql"][method]
    names = {one["name"] for one in operation["parameters"]}
    if method == "post":
        form = operation["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"]
        assert set(form["properties"]) == {*names, "query"}
        names.add("query")
    assert names == {
        *("query", "default-graph-uri", "named-graph-uri"),
        *("format", "release", "max-rows", "sources"),
    }


def test_the_description_is_served_with_its_version_and_place(site: Any) -> None:
    served = httpx.get(f"{site.url}/openapi.json").json()
    assert served["openapi"].startswith("3.1")
    assert served["info"]["version"]
    assert served["servers"] == [{"url": "/"}]
