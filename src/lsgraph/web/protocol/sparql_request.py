"""Reads a request of the SPARQL Protocol: what is asked, of which graphs, and in which format.

https://www.w3.org/TR/sparql11-protocol/#query-operation
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request

from lsgraph.errors import MediaTypeRefused, QueryRefused, RequestError, RequestTooLarge

FORM: Final = "application/x-www-form-urlencoded"
DIRECT: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"
BODY_BYTES: Final = 1_048_576
MOST_ROWS: Final = "max-rows"
SOURCES: Final = "sources"
CAP_ROWS: Final = 100_000
_WITHOUT_QUERY: Final = {"format", "release"}
_MOST_PARAMETERS: Final = 1_000
_NO_UPDATES: Final = "this service answers queries and carries out no updates"
_UTF_8: Final = ("utf-8", "utf8", "us-ascii", "ascii")


@dataclass(frozen=True)
class SparqlRequest:
    """A query with its dataset; `default` and `named` are None when the request names no graphs.

    `release` is the release to ask, `most` the rows to give at most; None when the request does not say.
    `sources` adds columns for the graphs behind each row of a SELECT.
    """

    query: str
    default: tuple[str, ...] | None
    named: tuple[str, ...] | None
    format: str | None
    release: str | None
    most: int | None
    sources: bool


def read_address(query_string: bytes) -> SparqlRequest | None:
    """Return what the address of a GET or HEAD asks, or None when it asks nothing.

    Raises RequestError, or QueryRefused for an update.
    """
    return _read_pairs(_parse(query_string), optional=True)


async def read_posted(request: Request) -> SparqlRequest:
    """Return what a POST asks; raises RequestError, MediaTypeRefused, RequestTooLarge or QueryRefused."""
    operation = _read_pairs(_parse(request.scope["query_string"]) + await _read_body(request), optional=False)
    assert operation is not None
    return operation


def _read_pairs(pairs: Sequence[tuple[str, str]], *, optional: bool) -> SparqlRequest | None:
    grouped = _group(pairs)
    if "update" in grouped:
        raise QueryRefused(_NO_UPDATES)
    if "query" not in grouped:
        if optional and grouped.keys() <= _WITHOUT_QUERY:
            return None
        raise RequestError("the request has no `query`")
    graphs = "default-graph-uri" in grouped or "named-graph-uri" in grouped
    return SparqlRequest(
        query=str(read_once(grouped, "query")),
        default=tuple(grouped.get("default-graph-uri", ())) if graphs else None,
        named=tuple(grouped.get("named-graph-uri", ())) if graphs else None,
        format=next(iter(grouped.get("format", ())), None),  # SPARQLWrapper gives it twice
        release=read_once(grouped, "release"),
        most=_read_most(grouped),
        sources=_read_switch(grouped, SOURCES),
    )


def read_parameters(query_string: bytes) -> dict[str, list[str]]:
    """Return the values of each parameter in the query of an address; raises RequestError."""
    return _group(_parse(query_string))


def read_once(parameters: Mapping[str, Sequence[str]], name: str) -> str | None:
    """Return the value of a parameter that may be there once; raises RequestError."""
    values = parameters.get(name, ())
    if len(values) > 1:
        raise RequestError(f"the request has `{name}` {len(values)} times; it may have it once")
    return values[0] if values else None


def _read_most(parameters: Mapping[str, Sequence[str]]) -> int | None:
    text = read_once(parameters, MOST_ROWS)
    if text is None:
        return None
    if not re.fullmatch(r"[0-9]{1,7}", text) or not 1 <= int(text) <= CAP_ROWS:
        raise RequestError(
            f"`{MOST_ROWS}` is a number from 1 to {CAP_ROWS}; without it, the answer has every row"
        )
    return int(text)


def _read_switch(parameters: Mapping[str, Sequence[str]], name: str) -> bool:
    text = read_once(parameters, name)
    if text not in (None, "true", "false"):
        raise RequestError(f"`{name}` is true or false, not {text!r}")
    return text == "true"


async def _read_body(request: Request) -> list[tuple[str, str]]:
    media_type, charset = _read_content_type(request.headers.get("content-type"))
    if media_type == UPDATE:
        raise QueryRefused(_NO_UPDATES)
    if media_type not in (FORM, DIRECT):
        raise MediaTypeRefused(f"a query is posted as {DIRECT} or {FORM}, not as {media_type or 'nothing'}")
    if charset not in _UTF_8:
        raise MediaTypeRefused(f"a query is posted in UTF-8, not in {charset}")
    body = await _read_bytes(request)
    return _parse(body) if media_type == FORM else [("query", _decode(body))]


async def _read_bytes(request: Request) -> bytes:
    body = bytearray()
    try:
        async for piece in request.stream():
            body += piece
            if len(body) > BODY_BYTES:
                raise RequestTooLarge(f"the body has more than {BODY_BYTES} bytes")
    except ClientDisconnect as error:
        raise RequestError("the request broke off") from error
    return bytes(body)


def _read_content_type(header: str | None) -> tuple[str, str]:
    media_type, *parameters = (header or "").split(";")
    charset = "utf-8"
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            charset = value.strip().strip('"').lower()
    return media_type.strip().lower(), charset


def _parse(encoded: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(
            encoded.decode("utf-8"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=_MOST_PARAMETERS,
        )
    except UnicodeDecodeError as error:
        raise RequestError("the parameters are not percent-encoded UTF-8") from error
    except ValueError as error:
        raise RequestError(f"the request has more than {_MOST_PARAMETERS} parameters") from error


def _decode(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RequestError(f"the query is not UTF-8: byte {error.start} cannot be read") from error


def _group(parameters: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for name, value in parameters:
        grouped.setdefault(name, []).append(value)
    return grouped
