"""A name that there is none of is told, and not passed over."""

from __future__ import annotations

import httpx
import pytest

HTML = {"Accept": "text/html"}


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("/query?name=no-such-question", "no-such-question"),
        ("/coverage?source=urn:no-such-source", "urn:no-such-source"),
        ("/query?query=ASK{}&release=0000000000000000", "0000000000000000"),
        ("/search?q=alf&release=0000000000000000", "0000000000000000"),
        ("/coverage?release=0000000000000000", "0000000000000000"),
        ("/matris/9.9/01", "9.9"),
    ],
)
def test_an_unknown_name_is_told(service: str, address: str, told: str) -> None:
    answer = httpx.get(service + address, headers=HTML, timeout=60)
    assert answer.status_code == 404
    assert told in answer.text


def test_known_names_are_taken(service: str) -> None:
    for address in (
        "/query?name=alf-amounts",
        "/coverage?source=https://w3id.org/lsgraph/res/source/medtechlabs-om-oss",
    ):
        assert httpx.get(service + address, headers=HTML, timeout=60).status_code == 200
