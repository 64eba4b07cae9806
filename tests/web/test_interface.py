"""The service keeps what its OpenAPI description promises, whatever schemathesis sends."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings

schemathesis = pytest.importorskip("schemathesis")

_BOUND = settings(
    max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), database=None, derandomize=True
)


def test_every_operation_answers_as_described(site: Any) -> None:
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi import checks

    known = [
        checks.status_code_conformance,
        checks.content_type_conformance,
        checks.response_schema_conformance,
        checks.response_headers_conformance,
    ]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # schemathesis and what it needs warn of each other
        schema = schemathesis.openapi.from_dict(httpx.get(f"{site.url}/openapi.json").json())
        operations = [found.ok() for found in schema.get_all_operations()]
        assert len(operations) >= 35
        for operation in operations:

            def run(case: Any) -> None:
                response = case.call(base_url=site.url, timeout=30)
                deliberate = response.status_code == 503
                case.validate_response(response, checks=known if deliberate else [*known, not_a_server_error])

            send: Callable[[], None] = given(operation.as_strategy())(run)  # type: ignore[no-untyped-call]
            _BOUND(send)()
