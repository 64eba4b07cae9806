"""What a client takes decides what it gets."""

from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsgraph.errors import NotAcceptable
from lsgraph.web.http.negotiate import choose_formats, choose_media_type, takes_gzip

HTML, TURTLE, JSON = "text/html", "text/turtle", "application/ld+json"


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, HTML),
        ("", HTML),
        ("*/*", HTML),
        ("text/turtle", TURTLE),
        ("text/*;q=0.5, application/ld+json;q=0.4", HTML),
        ("text/*;q=0.3, application/ld+json;q=0.4", JSON),
        ("text/html;q=0.5, text/turtle", TURTLE),
        ("text/turtle, */*", TURTLE),
        ("*/*, text/html;q=0", TURTLE),
        ("text/html;q=0, text/turtle;q=0, application/ld+json;q=0", None),
        ("image/png", None),
        ("TEXT/Turtle ; charset=utf-8 ; Q=0.9", TURTLE),
        ('application/ld+json;profile="http://a/b"', JSON),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", HTML),
        ("nonsense", HTML),
        ("text/turtle;q=2, text/html;q=0.1", TURTLE),
        ("text/turtle;q=.5, text/html;q=0.6", HTML),
        ("text/turtle;q=.7, text/html;q=0.6", TURTLE),
        ("text/turtle;q=0., text/html;q=.1", HTML),
        ("text/turtle;q=0.12345, text/html;q=0.12344", TURTLE),
        ("text/html;q=0.2, text/turtle;q=0.1, text/html;q=0.05", HTML),
    ],
)
def test_weight_then_exactness_then_order_decide(accept: str | None, expected: str | None) -> None:
    assert choose_media_type(accept, (HTML, TURTLE, JSON)) == expected


@pytest.mark.parametrize(
    ("accept", "name", "results", "triples"),
    [
        (None, None, "application/sparql-results+json", "text/turtle"),
        ("*/*", None, "application/sparql-results+json", "text/turtle"),
        ("text/csv", None, "text/csv", None),
        ("application/json", None, "application/json", "application/json"),
        ("application/xml", None, "application/xml", "application/xml"),
        ("text/plain", None, None, "text/plain"),
        (
            "application/sparql-results+xml, text/turtle;q=0.5",
            None,
            "application/sparql-results+xml",
            "text/turtle",
        ),
        ("text/html", "csv", "text/csv", None),
        (None, "json", "application/sparql-results+json", "application/ld+json"),
        (None, "xml", "application/sparql-results+xml", "application/rdf+xml"),
        (None, "ttl", None, "text/turtle"),
        (None, "rdf+xml", None, "application/rdf+xml"),
        (None, "application/trig", None, "application/trig"),
    ],
)
def test_formats_for_both_kinds_of_answer(
    accept: str | None, name: str | None, results: str | None, triples: str | None
) -> None:
    choice = choose_formats(accept, name)
    assert (choice.results and choice.results.media_type) == results
    assert (choice.triples and choice.triples.media_type) == triples


@pytest.mark.parametrize(("accept", "name"), [("image/png", None), (None, "xlsx"), ("text/csv;q=0", None)])
def test_what_nobody_has_is_not_acceptable(accept: str | None, name: str | None) -> None:
    with pytest.raises(NotAcceptable, match="text/turtle"):
        choose_formats(accept, name)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, False),
        ("gzip", True),
        ("br, GZIP;q=0.5", True),
        ("gzip;q=0", False),
        ("gzip; q=0.000", False),
        ("*", True),
        ("identity", False),
    ],
)
def test_gzip_is_taken_or_not(header: str | None, expected: bool) -> None:
    assert takes_gzip(header) is expected


@given(st.text(), st.one_of(st.none(), st.text()))
def test_any_header_is_read(accept: str, name: str | None) -> None:
    assert choose_media_type(accept, (HTML, TURTLE)) in (HTML, TURTLE, None)
    with contextlib.suppress(NotAcceptable):
        assert choose_formats(accept, name) != (None, None)


HOSTILE = (
    "a/b,",
    "text/turtle;q=0.1,",
    ";",
    "; ",
    ",",
    " ",
    "*/*;",
    ";q",
    ";q=",
    ";q=1 ",
    "a",
    "a/",
    "/",
    '"',
    "q=1;",
)


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_long_header_takes_no_longer_than_its_length_asks_for(piece: str) -> None:
    def measure(size: int) -> float:
        header = "text/html;" + piece * (size // len(piece)) + "x"
        began = time.perf_counter()
        with contextlib.suppress(NotAcceptable):
            choose_formats(header, None)
        takes_gzip(header)
        return time.perf_counter() - began

    short, long = (
        min(measure(20_000 + one) for one in range(3)),
        min(measure(160_000 + one) for one in range(3)),
    )
    assert long < 0.1 + 16 * short
    assert long < 1
