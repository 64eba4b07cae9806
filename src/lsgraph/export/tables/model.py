"""Typed tables: what the spreadsheet, the CSV files and the Parquet files are all written from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Literal, TypeAlias

Value: TypeAlias = str | int | bool | Decimal | date
Cell: TypeAlias = tuple[Value, ...]
"""The values of a thing in a column, in order; often none or one."""

Kind: TypeAlias = Literal["link", "text", "integer", "decimal", "date", "boolean"]

SEPARATOR: Final = " | "
"""What stands between the values of a cell where a format has one text to a cell."""


@dataclass(frozen=True)
class Column:
    """A column: its name for programs, its titles for people, the type of its values.

    With `multiple`, some cell holds several values. `property` is the IRI that it comes from, if it is one.
    """

    name: str
    title_sv: str
    title_en: str
    kind: Kind
    multiple: bool = False
    language: str = ""
    property: str = ""


@dataclass(frozen=True)
class Table:
    """The things of a class, one to a row, in the order of their IRIs.

    `own` says of each row whether the thing is the region's that a slice was cut for.
    """

    name: str
    title_sv: str
    title_en: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    own: tuple[bool, ...]


def join(cell: Cell) -> str:
    """Return a cell as one text."""
    return SEPARATOR.join(write(value) for value in cell)


def write(value: Value) -> str:
    """Return a value in the form that XML Schema has for it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)
