"""Wide tables as CSV: exact, with metadata of CSV on the Web, or as Swedish Excel opens them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Final, TypeAlias

from lsgraph.export.about import LICENCE, TITLE_EN, About
from lsgraph.export.tables import BOM, Cell, Column, Table, Value, disarm, join, make_tables, write
from lsgraph.export.tables.model import SEPARATOR
from lsgraph.store import Store

_TYPES: Final = {"link": "anyURI", "text": "string"}
_Json: TypeAlias = dict[str, object]


def write_wide(store: Store, about: About) -> Iterator[tuple[str, bytes]]:
    """Yield CSV files and, beside them, what their columns mean and hold (csv-metadata.json).

    https://www.w3.org/TR/tabular-metadata/
    """
    described = []
    for table in make_tables(store, about.region):
        described.append(_describe(table))
        yield f"{table.name}.csv", _to_csv(table)
    metadata: _Json = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "sv"}],
        "dc:title": TITLE_EN,
        "dc:license": {"@id": LICENCE},
        "dc:source": {"@id": about.address},
        "dc:issued": about.issued,
        "tables": described,
    }
    yield "csv-metadata.json", (json.dumps(metadata, ensure_ascii=False, indent=1) + "\n").encode()


def write_for_excel(store: Store, about: About) -> Iterator[tuple[str, bytes]]:
    """Yield CSV files as Excel in Swedish opens them by a double click: semicolons, decimal commas, a BOM.

    Cells that a spreadsheet would take for formulas are disarmed, so these are for looking at.
    """
    for table in make_tables(store, about.region):
        text = io.StringIO()
        writer = csv.writer(text, delimiter=";")
        writer.writerow(column.title_sv for column in table.columns)
        writer.writerows([_for_excel(cell) for cell in row] for row in table.rows)
        yield f"{table.name}.csv", (BOM + text.getvalue()).encode()


def _for_excel(cell: Cell) -> str:
    return disarm(SEPARATOR.join(_localize(value) for value in cell))


def _localize(value: Value) -> str:
    if isinstance(value, bool):
        return "SANT" if value else "FALSKT"
    return str(value).replace(".", ",") if isinstance(value, Decimal) else write(value)


def _to_csv(table: Table) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(column.name for column in table.columns)
    writer.writerows([join(cell) for cell in row] for row in table.rows)
    return text.getvalue().encode()


def _describe(table: Table) -> _Json:
    return {
        "url": f"{table.name}.csv",
        "dc:title": table.title_en,
        "tableSchema": {
            "columns": [_describe_column(column) for column in table.columns],
            "primaryKey": "id",
        },
    }


def _describe_column(column: Column) -> _Json:
    found: _Json = {
        "name": column.name,
        "titles": {"sv": [column.name, column.title_sv], "en": [column.name, column.title_en]},
        "datatype": _TYPES.get(column.kind, column.kind),
        "required": column.name == "id",
    }
    if column.multiple:
        found["separator"] = SEPARATOR
    if column.property:
        found["propertyUrl"] = column.property
    if column.language:
        found["lang"] = column.language
    return found
