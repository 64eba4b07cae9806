"""Any text has tokens, found quickly; what stands in strings, IRIs and comments is no keyword."""

from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsgraph.errors import QuerySyntaxError
from lsgraph.queries.prologue import read_prologue
from lsgraph.queries.tokens import find_place, find_position, read_tokens
from lsgraph.vocabulary import PREFIXES


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT*{?s a :x}", ["SELECT", "*", "{", "?s", "a", ":x", "}"]),
        ("?s<p>?o", ["?s", "<p>", "?o"]),
        ("1<2", ["1", "<", "2"]),
        ("?a<?b && ?c>?d", ["?a", "<", "?b", "&&", "?c", ">", "?d"]),
        ("'a#b' # c\n'd'", ["'a#b'", "'d'"]),
        ('"""a"b""c"""', ['"""a"b""c"""']),
        (r'"a\"b"', [r'"a\"b"']),
        ('"a"@sv--ltr', ['"a"', "@sv--ltr"]),
        ("_:b.c.", ["_:b.c", "."]),
        ("ex:a.b.", ["ex:a.b", "."]),
        (r"ex:a\#b%20c", [r"ex:a\#b%20c"]),
        ("true.FILTER", ["true", ".", "FILTER"]),
        ("1.5e-3", ["1.5e-3"]),
        ("<<( :a :b :c )>>", ["<<(", ":a", ":b", ":c", ")>>"]),
        ("{|:p :q|}", ["{|", ":p", ":q", "|}"]),
        ("?ö:å", ["?ö", ":å"]),
    ],
)
def test_text_falls_into_tokens(text: str, expected: list[str]) -> None:
    assert [token.text for token in read_tokens(text)] == expected


@pytest.mark.parametrize("text", ["'a", '"a\nb"', "'a''", "SELECT * { ?s ?p 'a }"])
def test_unclosed_string_is_a_syntax_error(text: str) -> None:
    with pytest.raises(QuerySyntaxError, match="not closed"):
        read_tokens(text)


@given(st.text())
def test_any_text_has_tokens_or_an_unclosed_string(text: str) -> None:
    with contextlib.suppress(QuerySyntaxError):
        for token in read_tokens(text):
            assert text[token.start : token.end] == token.text


@pytest.mark.parametrize(
    "piece",
    [
        "a.",
        "a",
        "<",
        "(",
        '"""',
        "'''",
        "a:",
        "a:b.",
        "?",
        "\\",
        "%",
        "_:a.",
        "@a-",
        "1.",
        ".",
        "a-",
        "<a",
        "#",
        "·",
    ],
)
def test_time_grows_with_length_only(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    began = time.process_time()
    with contextlib.suppress(QuerySyntaxError):
        read_tokens(text)
    assert time.process_time() - began < 2


def test_place_and_position_are_inverse() -> None:
    text = "SELECT *\n{ ?s\n?p ?o }"
    for position in range(len(text)):
        assert find_position(text, *find_place(text, position)) == position


def test_prefixes_are_read_with_their_base() -> None:
    tokens = read_tokens("BASE <http://a/b/> PREFIX x: <c/> prefix : <http://d/> SELECT * {}")
    declared = read_prologue(tokens).prefixes
    assert {name: declared[name] for name in declared.keys() - PREFIXES} == {
        "x": "http://a/b/c/",
        "": "http://d/",
    }
