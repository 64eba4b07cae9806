"""Queries that go out to another SPARQL server, and its answers that go into a query."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

import pyoxigraph as ox

from lsgraph.errors import QueryRefused, StoreError
from lsgraph.store.embedded import used_names
from lsgraph.vocabulary import BASE

_ESCAPE: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))")


def write_out(text: str) -> str:
    """Return the query with the base and prefixes that are known here written before it.

    Raises QueryRefused for an escape that a server may resolve before it reads tokens, as
    https://www.w3.org/TR/sparql11-query/#codepointEscape has it: a string could end where ours does not.
    """
    for escape in _ESCAPE.finditer(text):
        letter = int(escape[1] or escape[2], 16)
        if letter < 128 and not chr(letter).isalnum():
            raise QueryRefused(f"the escape {escape[0]} is refused; write the character itself")
    names = " ".join(f"PREFIX {prefix}: <{iri}>" for prefix, iri in used_names(text).items())
    return f"BASE <{BASE}> {names}\n{text}"


def write_inline(results: bytes, variables: Sequence[str], most: int) -> tuple[str, int]:
    """Return results in JSON as inline data over those variables, and how many rows it has.

    It has each row as often as the results do. Raises StoreError for what is no such results, for blank
    nodes and triple terms, which have no name in a query, and for more rows than `most`.
    https://www.w3.org/TR/sparql11-results-json/ · https://www.w3.org/TR/sparql11-query/#inline-data
    """
    try:
        rows = list(_write_rows(_parse(results), variables, most))
    except (SyntaxError, ValueError):
        fault = "what it answered is no SPARQL results in JSON"
    except StoreError as error:
        fault = str(error)
    else:
        return write_values(variables, rows), len(rows)
    raise StoreError(fault)  # anew: the engine's values may not leave this thread, not even in a traceback


def write_values(variables: Sequence[str], rows: Sequence[str]) -> str:
    """Return rows, each one the text of its terms, as inline data."""
    columns = " ".join(f"?{name}" for name in variables)
    return f"VALUES ({columns}) {{ {' '.join(f'({row})' for row in rows)} }}"


def _parse(results: bytes) -> ox.QuerySolutions:
    found = ox.parse_query_results(results, format=ox.QueryResultsFormat.JSON)
    if not isinstance(found, ox.QuerySolutions):
        raise StoreError("it answered a SELECT with yes or no")
    return found


def _write_rows(found: ox.QuerySolutions, variables: Sequence[str], most: int) -> Iterator[str]:
    given = [variable.value for variable in found.variables]
    if stray := sorted(set(given) - set(variables)):
        raise StoreError(f"it answered with a column ?{stray[0]} that was not asked for")
    places = [given.index(name) if name in given else None for name in variables]
    for number, solution in enumerate(found):
        if number == most:
            raise StoreError(f"its answer is too large: more than {most} rows; ask it for less")
        row = tuple(solution)
        yield " ".join("UNDEF" if place is None else _write_cell(row[place]) for place in places)


def _write_cell(term: object) -> str:
    match term:
        case None:
            return "UNDEF"
        case ox.Literal() | ox.NamedNode():
            return str(term)
        case ox.BlankNode():
            raise StoreError(
                "its answer has a blank node, which has no name here; ask it for IRIs and literals"
            )
    raise StoreError("its answer has a triple term, which cannot be joined here")
