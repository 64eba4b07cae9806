"""Tables of things and of statements, made in one place."""

from lsgraph.export.tables.model import Cell, Column, Table, Value, join, write
from lsgraph.export.tables.statements import BOM, disarm, write_tables
from lsgraph.export.tables.wide import ThingNames, make_tables

__all__ = [
    "BOM",
    "Cell",
    "Column",
    "Table",
    "ThingNames",
    "Value",
    "disarm",
    "join",
    "make_tables",
    "write",
    "write_tables",
]
