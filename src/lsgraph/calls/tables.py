"""The calls that answer a client's query for reading: as a bounded table, and as a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO, Final, TypeAlias

from rdflib import URIRef

from lsgraph.calls.call import ReplyHead, Stream
from lsgraph.calls.sparql import ClientQuery, ClientQueryCall, ask_query
from lsgraph.errors import NotAcceptable
from lsgraph.export import BOM, disarm
from lsgraph.provenance import COLUMNS, list_carriers
from lsgraph.queries.pitfalls import QueryWarning
from lsgraph.store import (
    Answer,
    JsonTerm,
    Labels,
    Reader,
    Solution,
    cap_answer,
    find_all_labels,
    find_format,
)

JsonRow: TypeAlias = Mapping[str, JsonTerm]
"""What a row binds, by variable."""


@dataclass(frozen=True)
class ShownRows:
    """Rows with the names of what they mention.

    `columns` is how many columns the answer has, `cut` says that rows are left out.
    """

    variables: tuple[str, ...]
    columns: int
    rows: tuple[JsonRow, ...]
    labels: Mapping[str, Labels]
    cut: bool


@dataclass(frozen=True)
class ShownTriples:
    """Triples in Turtle, at most `triples` of them where that is bounded, and whether some are left."""

    text: str
    cut: bool
    triples: int | None


@dataclass(frozen=True)
class TableResult:
    """An answer of one of three kinds; `volatile` says that asking again may answer otherwise."""

    volatile: bool
    warnings: tuple[QueryWarning, ...]
    verdict: bool | None = None
    rows: ShownRows | None = None
    triples: ShownTriples | None = None


@dataclass(frozen=True)
class TableCall(ClientQueryCall[TableResult]):
    """A query to answer for a page: at most `limit` rows.

    `columns` are the columns to show at most, `cells` the rows times those, `triples` the triples. The
    columns of sources always show.
    """

    limit: int
    columns: int | None = None
    cells: int | None = None
    triples: int | None = None


@dataclass(frozen=True)
class SpreadsheetCall(ClientQueryCall[Stream]):
    """A query whose rows are wanted as CSV for a spreadsheet program: no cell of it is a formula."""


def table(store: Reader, asked: TableCall) -> TableResult:
    """Answer any query for a page; raises what `ask` raises."""
    answer, outline, warnings = ask_query(store, asked.query)
    told = outline.volatile or asked.query.is_federated, tuple(warnings)
    if answer.form == "boolean":
        return TableResult(*told, verdict=bool(answer))
    if answer.form == "triples":
        return TableResult(*told, triples=_show_triples(answer, asked.triples))
    return TableResult(*told, rows=_show_rows(store, answer, asked))


def list_rows(store: Reader, text: str, most: int) -> ShownRows:
    """Return the rows of a SELECT of ours, at most so many, with the names of what they mention."""
    found = table(store, TableCall(ClientQuery(text), most)).rows
    assert found is not None
    return found


def spreadsheet(store: Reader, asked: SpreadsheetCall) -> Stream:
    """Give the rows of a query as CSV; raises what `ask` raises, or NotAcceptable without rows."""
    answer, outline, _ = ask_query(store, asked.query)
    if answer.form != "solutions":
        raise NotAcceptable("a table", ["text/turtle"] if answer.form == "triples" else ["text/html"])
    head = ReplyHead(
        "solutions",
        volatile=outline.volatile or asked.query.is_federated,
        missing=asked.query.missing or (),
    )
    return Stream(head, lambda output: _write_sheet(answer, output))


TABLE_CALLS: Final = (TableCall.answered_by(table), SpreadsheetCall.answered_by(spreadsheet))


def write_row(variables: Iterable[str], row: Solution) -> JsonRow:
    """Return what a row binds."""
    bound = ((name, term) for name, term in zip(variables, row, strict=True) if term is not None)
    return {name: JsonTerm.of_engine(term) for name, term in bound}


def _show_rows(store: Reader, answer: Answer, asked: TableCall) -> ShownRows:
    sources = asked.query.sources
    places = _choose_columns(len(answer.variables), asked.columns, len(COLUMNS) if sources else 0)
    variables = tuple(answer.variables[place] for place in places)
    limit = asked.limit if asked.cells is None else min(asked.limit, asked.cells // max(1, len(places)))
    found = list(islice(answer.solutions(), limit + 1))
    shown = tuple(write_row(variables, tuple(row[place] for place in places)) for row in found[:limit])
    mentioned = {*_list_iris(shown), *(_list_carriers(shown) if sources else ())}
    return ShownRows(
        variables,
        len(answer.variables),
        shown,
        find_all_labels(store, mentioned),
        cut=len(found) > len(shown),
    )


def _list_iris(rows: Iterable[JsonRow]) -> Iterator[URIRef]:
    return (URIRef(term.value) for row in rows for term in row.values() if term.type == "uri")


def _list_carriers(rows: Iterable[JsonRow]) -> Iterator[URIRef]:
    """Yield the graphs and documents that the added columns of rows name."""
    for row in rows:
        for column in COLUMNS:
            yield from map(URIRef, list_carriers(column, row[column].value))


def _choose_columns(count: int, most: int | None, last: int) -> list[int]:
    """Return the places of the columns to show: the first ones, and so many at the end in any case."""
    if most is None or count <= most:
        return list(range(count))
    return [*range(most - last), *range(count - last, count)]


def _show_triples(answer: Answer, most: int | None) -> ShownTriples:
    cut = False
    if most is not None:
        answer, cut = cap_answer(answer, most)
    text = io.BytesIO()
    answer.write(text, find_format("turtle"))
    return ShownTriples(text.getvalue().decode(), cut, most)


def _write_sheet(answer: Answer, output: BinaryIO) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    text.write(BOM)
    writer.writerow(map(disarm, answer.variables))
    for row in answer.solutions():
        writer.writerow("" if term is None else disarm(JsonTerm.of_engine(term).value) for term in row)
        output.write(text.getvalue().encode())
        text.seek(0)
        text.truncate()
    output.write(text.getvalue().encode())
