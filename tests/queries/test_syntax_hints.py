"""A syntax error names its place and token, and what may be meant."""

from __future__ import annotations

import pytest

from lsgraph.calls.sparql import ask
from lsgraph.errors import QuerySyntaxError
from lsgraph.store import Store


def explain(text: str) -> QuerySyntaxError:
    """Return the explained error of a text that is not SPARQL."""
    with pytest.raises(QuerySyntaxError) as caught:
        ask(Store(), text)
    return caught.value


@pytest.mark.parametrize(
    ("text", "line", "column", "token", "suggestions"),
    [
        ("SELECT * {\n ?s rfds:label ?o }", 2, 5, "rfds:label", ("rdfs:",)),
        ("PREFIX exa: <urn:a> SELECT * { ?s ex:p ?o }", 1, 35, "ex:p", ("exa:",)),
        ("SELEC * { ?s ?p ?o }", 1, 1, "SELEC", ("SELECT",)),
        ("SELECT * { ?s ?p ?o FILTR(?o = 1) }", 1, 21, "FILTR", ("FILTER",)),
        ("SELECT * { ?s ?p\n\n ) }", 3, 2, ")", ()),
        ("SELECT * { ?s ?p ?o", 1, 20, None, ()),
        ("ASK { ?s ?p 'a }", 1, 13, "'", ()),
    ],
)
def test_error_names_place_token_and_suggestion(
    text: str, line: int, column: int, token: str | None, suggestions: tuple[str, ...]
) -> None:
    error = explain(text)
    assert (error.line, error.column, error.token) == (line, column, token)
    assert error.suggestions[: len(suggestions)] == suggestions
    assert all(one in str(error) for one in suggestions)


def test_own_prefixes_need_no_declaration() -> None:
    Store().query("SELECT * { ?s a lsg:Goal ; skos:prefLabel ?o }")
