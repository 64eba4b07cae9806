"""What another service answered goes into a query that every server can read."""

from __future__ import annotations

import json

from lsgraph.store.inline_data import write_inline, write_out


def test_an_iri_with_signs_of_comment_and_string_is_no_escape() -> None:
    term = {"type": "uri", "value": "urn:e#f'g"}
    results = json.dumps({"head": {"vars": ["x"]}, "results": {"bindings": [{"x": term}]}}).encode()
    text, count = write_inline(results, ["x"], 1)
    assert (text, count) == ("VALUES (?x) { (<urn:e#f'g>) }", 1)
    assert text in write_out(f"SELECT * {{ {text} }}")
