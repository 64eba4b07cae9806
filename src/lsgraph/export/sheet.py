"""One table as a workbook of one sheet: numbers and days as such, no cell a formula."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import BinaryIO, Final

import xlsxwriter

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CELL_CHARACTERS: Final = 32_767  # by the file format
_WIDTH_CHARACTERS: Final = 18


def write_sheet(
    output: BinaryIO, title: str, columns: Sequence[str], rows: Iterable[Sequence[str | int | None]], day: str
) -> None:
    """Write rows below the names of their columns; `day`, in ISO form, is that of the data."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(output, options)
    book.set_properties({"title": title, "created": datetime.fromisoformat(day)})
    sheet = book.add_worksheet()
    head, days = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.set_column(0, len(columns) - 1, _WIDTH_CHARACTERS)
    sheet.freeze_panes(1, 0)
    for place, name in enumerate(columns):
        sheet.write_string(0, place, name, head)
    for number, row in enumerate(rows, 1):
        for place, value in enumerate(row):
            if isinstance(value, int):
                sheet.write_number(number, place, value)
            elif value and _DAY.fullmatch(value):
                sheet.write_datetime(number, place, date.fromisoformat(value), days)
            elif value:
                sheet.write_string(number, place, value[:_CELL_CHARACTERS])
    book.close()
