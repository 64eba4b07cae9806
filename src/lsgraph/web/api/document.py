"""The description of the interface (OpenAPI): read off typed routes, and for the others off `described.toml`.

https://spec.openapis.org/oas/v3.1.0
"""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final, TypeAlias

from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from lsgraph.web.http.forms import ProblemForm
from lsgraph.web.rendering.texts import texts

Json: TypeAlias = dict[str, Any]

_DESCRIBED: Final = Path(__file__).with_name("described.toml")
_ABOUT: Final = (
    "Read only. Every answer names its release; a capped, stopped or broken answer never looks whole. "
    "HEAD works wherever GET does."
)
_PROBLEMS: Final = ("application/problem+json", "application/json", "text/html", "application/xhtml+xml")
_FIRST_FAULT: Final = 400
JSON_NAME: Final = "_json"
"""How the names of operations end that answer with JSON by the one door."""

_JSON_STATUSES: Final = ("kept", 400)
"""What a route of JSON may answer besides what it is for."""


def describe_interface(routes: Iterable[BaseRoute], root: str) -> Json:
    """Return the description of routes that are served below `root`."""
    told = tomllib.loads(_DESCRIBED.read_text(encoding="utf-8"))
    typed = [_without_head(route) for route in routes if isinstance(route, APIRoute)]
    document: Json = get_openapi(
        title="lsgraph",
        version=version("lsgraph"),
        summary=texts("en")["tagline"],
        description=_ABOUT,
        license_info={"name": "Apache-2.0 (code), CC-BY-4.0 (data)"},
        servers=[{"url": root or "/"}],
        routes=typed,
    )
    for operations in document["paths"].values():
        for operation in operations.values():
            _complete(operation, told)
    for name, one in told["operations"].items():
        document["paths"].setdefault(one["path"], {})[one.get("method", "get")] = _describe(name, one, told)
    components = document["components"]
    components["schemas"] = {
        **{name: form for name, form in components["schemas"].items() if "ValidationError" not in name},
        "ProblemForm": ProblemForm.model_json_schema(),
    }
    components["headers"] = {name: _describe_header(one) for name, one in told["headers"].items()}
    components["responses"] = {
        f"Status{status}": _describe_status(status, told) for status in told["statuses"]
    }
    return document


def _without_head(route: APIRoute) -> APIRoute:
    """Return a route to be described: its HEAD goes without saying."""
    described = copy.copy(route)
    described.methods = (route.methods or set()) - {"HEAD"}
    return described


def _complete(operation: Json, told: Json) -> None:
    """Add to what FastAPI knows of a route what every answer by the one door has."""
    operation["summary"] = texts("en")[f"operation_{operation['operationId']}"]
    responses = operation["responses"]
    responses.pop("422", None)  # it is told as 400
    if operation["operationId"].endswith(JSON_NAME):
        responses["200"]["headers"] = _refer_to_headers(("Lsgraph-Release", "ETag"))
        own = told["json"].get(operation["operationId"], ())
        responses.update(_refer_to_statuses((*_JSON_STATUSES, *own), told))


def _describe(name: str, one: Json, told: Json) -> Json:
    operation: Json = {"summary": texts("en")[f"operation_{name}"], "operationId": name}
    if "description" in one:
        operation["description"] = one["description"]
    places = [_describe_place(key, value, one) for key, value in one.get("at", {}).items()]
    named = [_describe_parameter(key, told["parameters"][key]) for key in one.get("parameters", ())]
    operation["parameters"] = [*places, *named]
    if "body" in one:
        operation["requestBody"] = told["bodies"][one["body"]]
    responses = _refer_to_statuses(one["statuses"], told)
    if "answer" in one:
        responses["200"] = _describe_answer(told["answers"][one["answer"]], told["types"])
    if problems := one.get("problems"):
        page = {"description": "A page", "content": {media_type: {} for media_type in problems}}
        responses |= {status: page for status in responses if int(status) >= _FIRST_FAULT}
    return {**operation, "responses": responses}


def _describe_place(name: str, example: str, one: Json) -> Json:
    choices = one.get("choices", {}).get(name)
    schema = {"enum": choices} if choices else {"type": "string", "minLength": 1}
    return {"name": name, "in": "path", "required": True, "schema": schema, "example": example}


def _describe_parameter(key: str, told: Json) -> Json:
    return {"name": key, "in": "query", "required": False, "schema": {"type": "string"}, **told}


def _describe_answer(told: Json, groups: Mapping[str, Sequence[str]]) -> Json:
    types = [media_type for name in told["types"] for media_type in groups.get(name, (name,))]
    answer: Json = {"description": told["description"], "content": {media_type: {} for media_type in types}}
    if "headers" in told:
        answer["headers"] = _refer_to_headers(told["headers"])
    return answer


def _describe_header(told: str | Mapping[str, str]) -> Json:
    if isinstance(told, str):
        return {"description": told, "schema": {"type": "string"}}
    return {"description": told["description"], "schema": {"type": "string", "pattern": told["pattern"]}}


def _describe_status(status: str, told: Json) -> Json:
    described: Json = {"description": told["statuses"][status]}
    if int(status) < _FIRST_FAULT or status == "416":
        return described
    problem = {"schema": {"$ref": "#/components/schemas/ProblemForm"}}
    page = {"schema": {"type": "string"}}
    return {**described, "content": {one: problem if one.endswith("json") else page for one in _PROBLEMS}}


def _refer_to_headers(names: Iterable[str]) -> Json:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _refer_to_statuses(named: Iterable[str | int], told: Json) -> Json:
    """Return references to the responses of statuses, and of groups of them."""
    groups: Mapping[str, Sequence[int]] = told["groups"]
    found = {status for one in named for status in (groups[one] if isinstance(one, str) else (one,))}
    return {str(status): {"$ref": f"#/components/responses/Status{status}"} for status in sorted(found)}
