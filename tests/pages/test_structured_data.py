"""Pages carry data of schema.org that search engines read and no browser runs."""

from __future__ import annotations

import json
import re
from typing import Any

import httpx
import pytest

from lsgraph.calls.things import DescribedStatement, ThingDescription
from lsgraph.export import EXPORTS
from lsgraph.store import JsonTerm
from lsgraph.vocabulary import BASE
from lsgraph.web.rendering.structured_data import describe_thing


def read_data(service: str, path: str) -> Any:
    """Return the data of a page."""
    answer = httpx.get(service + path, headers={"Accept": "text/html"}, timeout=60)
    [block] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', answer.text, re.DOTALL)
    return json.loads(block)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("org/karolinska-institutet", "Organization"),
        ("goal/nls2019-2.2", "Thing"),
    ],
)
def test_a_thing_is_told_to_search_engines(service: str, path: str, kind: str) -> None:
    data = read_data(service, f"/doc/{path}")
    assert data["@context"] == "https://schema.org"
    assert (data["@type"], data["@id"]) == (kind, f"{BASE}id/{path}")
    assert {one["@language"] for one in data["name"]} == {"sv", "en"}
    assert data["url"] == f"/doc/{path}"


def test_the_start_page_tells_of_the_dataset_and_its_downloads(service: str) -> None:
    data = read_data(service, "/")
    assert data["@type"] == "Dataset"
    assert len(data["distribution"]) == len(EXPORTS)
    for one in data["distribution"]:
        assert httpx.head(service + one["contentUrl"], timeout=60).status_code == 200


def test_no_text_ends_the_block() -> None:
    told = "</script><script>alert(1)</script><!--"
    description = "http://purl.org/dc/terms/description"
    statement = DescribedStatement(
        JsonTerm.iri("urn:x"), description, JsonTerm("literal", told), (), "Passage"
    )
    block = describe_thing(ThingDescription("urn:x", {"urn:x": {"": told}}, (statement,)), "/x")
    assert "<" not in block
    assert json.loads(block)["description"] == [told]
