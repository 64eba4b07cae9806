"""The description of the interface: as OpenAPI for programs, and as a page, without a script, for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from lsgraph.web.api.document import Json, describe_interface
from lsgraph.web.rendering.page_frame import PageFrame, read_root

_REFERENCE: Final = "#/components/"
_NULL: Final = {"type": "null"}


@dataclass(frozen=True)
class Operation:
    """What one method does at one path."""

    method: str
    path: str
    name: str
    description: str
    parameters: Sequence[Json]
    answers: Sequence[tuple[str, str, Sequence[str], TypeWords]]


@dataclass(frozen=True)
class TypeWords:
    """A type in words; `form` is the name of the form in it, if any."""

    text: str
    form: str = ""


class Documentation:
    """The addresses that describe the others."""

    def __init__(self, frame: PageFrame, root: str, routes: Sequence[BaseRoute]) -> None:
        self._frame, self._root, self._described = frame, root, routes

    def routes(self) -> list[Route]:
        """Return the routes of the description."""
        return [Route("/openapi.json", self.document), Route("/docs", self.page)]

    async def document(self, request: Request) -> Response:
        """Give the description as OpenAPI."""
        return JSONResponse({**self._document, "servers": [{"url": read_root(request) or "/"}]})

    async def page(self, request: Request) -> Response:
        """Show the description."""
        return self._frame.render(request, "docs.html", operations=self._operations, forms=self._forms)

    @cached_property
    def _document(self) -> Json:
        return describe_interface(self._described, self._root)

    @cached_property
    def _operations(self) -> list[Operation]:
        """Return the operations, those of JSON first."""
        found = [
            self._show(method.upper(), path, operation)
            for path, operations in self._document["paths"].items()
            for method, operation in operations.items()
        ]
        return sorted(found, key=lambda one: not one.path.startswith("/api/"))

    def _show(self, method: str, path: str, told: Json) -> Operation:
        parameters = [{**one, "words": describe_type(one["schema"])} for one in told.get("parameters", ())]
        answers = [
            self._show_answer(status, self._look_up(one)) for status, one in sorted(told["responses"].items())
        ]
        return Operation(method, path, told["operationId"], told.get("description", ""), parameters, answers)

    def _show_answer(self, status: str, told: Json) -> tuple[str, str, Sequence[str], TypeWords]:
        content: Mapping[str, Any] = told.get("content", {})
        schema: Json = next((one["schema"] for one in content.values() if one.get("schema")), {})
        return status, told["description"], list(content), describe_type(schema)

    def _look_up(self, told: Json) -> Json:
        found: Any = told
        if "$ref" in told:
            found = self._document
            for part in told["$ref"].removeprefix("#/").split("/"):
                found = found[part]
        return dict(found)

    @cached_property
    def _forms(self) -> list[tuple[str, str, list[tuple[str, bool, TypeWords, str]]]]:
        """Return the name of each form, what it is, and its fields."""
        forms: Json = self._document["components"]["schemas"]
        return [(name, one.get("description", ""), _list_fields(one)) for name, one in sorted(forms.items())]


def _list_fields(form: Json) -> list[tuple[str, bool, TypeWords, str]]:
    needed = form.get("required", ())
    return [
        (name, name in needed, describe_type(one), one.get("description", ""))
        for name, one in form.get("properties", {}).items()
    ]


def describe_type(schema: Json) -> TypeWords:
    """Return the type that a JSON schema demands, in the words of JSON schema."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return TypeWords(name, name)
    if "enum" in schema:
        return TypeWords(" | ".join(f'"{one}"' for one in schema["enum"]))
    if "anyOf" in schema:
        return _join(one for one in schema["anyOf"] if one != _NULL)
    if "prefixItems" in schema:
        return _enclose("array of", _join(schema["prefixItems"][:1]))
    if "items" in schema:
        return _enclose("array of", describe_type(schema["items"]))
    if isinstance(schema.get("additionalProperties"), dict):
        return _enclose("object of", describe_type(schema["additionalProperties"]))
    return TypeWords(str(schema.get("type", "")))


def _join(schemas: Iterable[Json]) -> TypeWords:
    words = [describe_type(one) for one in schemas]
    return TypeWords(" | ".join(one.text for one in words), next((one.form for one in words if one.form), ""))


def _enclose(outside: str, inside: TypeWords) -> TypeWords:
    return TypeWords(f"{outside} {inside.text}", inside.form)
