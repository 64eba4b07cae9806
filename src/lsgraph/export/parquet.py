"""Parquet for pandas, DuckDB, R and Spark: the statements by kind of graph, and the wide tables.

Needs the extra `parquet`.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from types import ModuleType
from typing import Any, Final

from rdflib import BNode, Literal

from lsgraph.errors import ExtraMissing
from lsgraph.export.about import LICENCE, About
from lsgraph.export.tables import Column, Table, make_tables
from lsgraph.store import Quad, Store
from lsgraph.vocabulary import graph_kind

_COLUMNS: Final = ("subject", "predicate", "object", "object_kind", "datatype", "language", "graph")
_ROWS_OF_A_GROUP: Final = 100_000


def write_parquet(store: Store, about: About) -> Iterator[tuple[str, bytes]]:
    """Yield `quads/<kind>.parquet` and `tables/<class>.parquet`; raises ExtraMissing without pyarrow.

    Blank nodes have the names that RDFC-1.0 gives them, so that equal statements give equal bytes.
    """
    arrow, parquet = _load()
    notes = {"licence": LICENCE, "release": about.release, "address": about.address}
    kinds: dict[str, list[Quad]] = {}
    for quad in store.settled():
        if quad.graph is not None:
            kinds.setdefault(str(graph_kind(quad.graph) or "other").lower(), []).append(quad)
    for kind, quads in sorted(kinds.items()):
        columns = list(zip(*sorted(map(_row, quads)), strict=True))
        fields = [arrow.field(name, arrow.string()) for name in _COLUMNS]
        made = arrow.table(list(map(list, columns)), schema=arrow.schema(fields, metadata=notes))
        yield f"quads/{kind}.parquet", _write(parquet, made)
    for table in make_tables(store, about.region):
        yield f"tables/{table.name}.parquet", _write(parquet, _make(arrow, table, notes))


def _load() -> tuple[Any, Any]:
    """Return pyarrow and its Parquet module, which are there with the extra only."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise ExtraMissing("Parquet", "parquet") from error
    arrow: ModuleType = pyarrow
    return arrow, pyarrow.parquet


def _row(quad: Quad) -> tuple[str, str, str, str, str, str, str]:
    term = quad.object
    kind = "literal" if isinstance(term, Literal) else "blank" if isinstance(term, BNode) else "iri"
    datatype = str(term.datatype or "") if isinstance(term, Literal) else ""
    language = term.language or "" if isinstance(term, Literal) else ""
    subject = f"_:{quad.subject}" if isinstance(quad.subject, BNode) else str(quad.subject)
    told = f"_:{term}" if kind == "blank" else str(term)
    return (subject, str(quad.predicate), told, kind, datatype, language, str(quad.graph))


def _make(arrow: Any, table: Table, notes: dict[str, str]) -> Any:
    fields, arrays = [], []
    for place, column in enumerate(table.columns):
        kind = _type_of(arrow, column)
        cells = [row[place] for row in table.rows]
        values = [list(cell) if column.multiple else next(iter(cell), None) for cell in cells]
        if column.kind == "decimal":
            values = [_as_floats(value) for value in values]
        arrays.append(arrow.array(values, kind))
        fields.append(arrow.field(column.name, kind, metadata={"title_sv": column.title_sv}))
    return arrow.table(arrays, schema=arrow.schema(fields, metadata=notes))


def _as_floats(value: Any) -> Any:
    if isinstance(value, list):
        return [float(one) for one in value]
    return None if value is None else float(value)


def _type_of(arrow: Any, column: Column) -> Any:
    types = {
        "integer": arrow.int64(),
        "decimal": arrow.float64(),
        "date": arrow.date32(),
        "boolean": arrow.bool_(),
    }
    kind = types.get(column.kind, arrow.string())
    return arrow.list_(kind) if column.multiple else kind


def _write(parquet: Any, table: Any) -> bytes:
    output = io.BytesIO()
    parquet.write_table(table, output, compression="zstd", row_group_size=_ROWS_OF_A_GROUP)
    return output.getvalue()
