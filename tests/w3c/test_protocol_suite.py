"""W3C's tests of the SPARQL Protocol: every test of queries is right, every update is refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from lsgraph.release import ReleaseMetadata, point, write_release
from lsgraph.store import Store, find_format
from tests.w3c.protocol import Exchange, read_data, read_protocol_cases
from tests.web.conftest import serve

_FORMS = {
    "boolean": ("application/sparql-results",),
    "tabular": ("application/sparql-results", "text/csv", "text/tab-separated-values"),
    "RDF": ("text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"),
}


@pytest.fixture(scope="module")
def endpoint(current_suite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return a service over the graphs of the tests."""
    root, store = tmp_path_factory.mktemp("protocol"), Store()
    for name, file in read_data(current_suite / "protocol").items():
        store.load(file, find_format("n-triples"), name)
    point(root, write_release(root, store, b"", ReleaseMetadata("1", "2020-01-01")).id)
    with serve(root) as site:
        yield site.sparql


def send(endpoint: str, exchange: Exchange) -> httpx.Response:
    address = endpoint + exchange.path.removeprefix("/sparql/").removeprefix("/sparql")
    return httpx.request(exchange.method, address, headers=list(exchange.headers), content=exchange.body)


def is_right(exchange: Exchange, answer: httpx.Response) -> bool:
    if f"{answer.status_code // 100}xx" not in exchange.statuses:
        return False
    if exchange.form and not answer.headers["content-type"].startswith(_FORMS[exchange.form]):
        return False
    return exchange.verdict is None or answer.json()["boolean"] == exchange.verdict


def test_every_test_of_queries_is_right(current_suite: Path, endpoint: str) -> None:
    cases = [one for one in read_protocol_cases(current_suite / "protocol") if not one.is_update]
    assert len(cases) >= 20
    wrong = {
        case.name
        for case in cases
        if not all(is_right(exchange, send(endpoint, exchange)) for exchange in case.exchanges)
    }
    assert wrong == set()


def test_every_update_is_refused(current_suite: Path, endpoint: str) -> None:
    cases = [one for one in read_protocol_cases(current_suite / "protocol") if one.is_update]
    assert len(cases) >= 10
    found = {case.name: send(endpoint, case.exchanges[0]).status_code for case in cases}
    assert {name for name, status in found.items() if not 400 <= status < 500} == set()
