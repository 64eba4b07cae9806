"""Shows the rows of an answer as a table, with who says each row where the reader asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from lsgraph.queries.sources import COLUMNS, KINDS, list_carriers
from lsgraph.web.present import Link, Presenter

_KINDS_COLUMN: Final = COLUMNS[2]
_OTHER_GRAPHS: Final = COLUMNS[3]
_KIND_NAMES: Final = {word: str(kind) for kind, word in KINDS.items() if kind}


@dataclass(frozen=True)
class Cell:
    """What stands in one place of a table: links, or kinds of graph to show as badges."""

    links: tuple[Link, ...] = ()
    kinds: tuple[str, ...] = ()


def show_table(found: Mapping[str, Any], presenter: Presenter, *, sources: bool) -> dict[str, Any]:
    """Return columns and rows of cells; with `sources`, the columns of COLUMNS hold links and badges."""
    columns = list(found["variables"])
    if sources and not any(row[_OTHER_GRAPHS]["value"] for row in found["rows"]):
        columns.remove(_OTHER_GRAPHS)
    traced = COLUMNS if sources else ()
    rows = [
        [_show(name, row[name], presenter, traced) if name in row else Cell() for name in columns]
        for row in found["rows"]
    ]
    return {"columns": columns, "rows": rows, "total": len(rows), "cut": found["cut"]}


def _show(name: str, term: Mapping[str, str], presenter: Presenter, traced: tuple[str, ...]) -> Cell:
    if name not in traced:
        return Cell((presenter.link(term),))
    if name == _KINDS_COLUMN:
        return Cell(kinds=tuple(_KIND_NAMES.get(word, word) for word in term["value"].split()))
    carriers = list_carriers(name, term["value"])
    return Cell(tuple(presenter.link({"type": "uri", "value": iri}) for iri in carriers))
