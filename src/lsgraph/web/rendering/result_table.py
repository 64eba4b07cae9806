"""Shows the rows of an answer as a table, with who says each row where the reader asks for it.

A page is for reading: it is bounded in rows, columns and characters, and says what it leaves out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from lsgraph.calls.tables import ShownRows, ShownTriples
from lsgraph.provenance import COLUMNS, KINDS, list_carriers
from lsgraph.store import JsonTerm
from lsgraph.web.rendering.page_parts import PageLink
from lsgraph.web.rendering.presenter import Presenter

MOST_ROWS: Final = 1_000
MOST_COLUMNS: Final = 60
MOST_CELLS: Final = 20_000
MOST_TRIPLES: Final = 2_000
_MOST_CHARACTERS: Final = 1_000_000
_MOST_LINKS: Final = 20

_KINDS_COLUMN: Final = COLUMNS[2]
_OTHER_GRAPHS: Final = COLUMNS[3]
_KIND_NAMES: Final = {word: str(kind) for kind, word in KINDS.items() if kind}


@dataclass(frozen=True)
class Cell:
    """What stands in one place of a table: links and how many more there are, or kinds of graph as badges."""

    links: tuple[PageLink, ...] = ()
    kinds: tuple[str, ...] = ()
    more: int = 0

    @property
    def is_number(self) -> bool:
        """Say whether it holds numbers alone, which stand to the right."""
        return bool(self.links) and all(link.number for link in self.links)

    @property
    def size(self) -> int:
        """Return the characters in it."""
        return sum(len(link.text) + len(link.title) for link in self.links)


@dataclass(frozen=True)
class ResultTable:
    """Columns and rows of cells; `traced` are the columns that hold links and badges.

    `columns_total` is how many columns the answer has, and `cut` says that it has more rows than are shown.
    """

    columns: tuple[str, ...]
    traced: tuple[str, ...]
    columns_total: int
    rows: tuple[tuple[Cell, ...], ...]
    cut: bool


@dataclass(frozen=True)
class ResultText:
    """Triples as text; `triples` and `characters` are to what it was cut, if it was."""

    text: str
    triples: int | None
    cut: bool
    characters: int


def show_table(found: ShownRows, presenter: Presenter, *, sources: bool) -> ResultTable:
    """Return rows as a table; with `sources`, the columns of COLUMNS are traced."""
    columns = list(found.variables)
    if sources and not any(row[_OTHER_GRAPHS].value for row in found.rows):
        columns.remove(_OTHER_GRAPHS)
    traced = COLUMNS if sources else ()
    rows: list[tuple[Cell, ...]] = []
    left = _MOST_CHARACTERS
    for row in found.rows:
        cells = tuple(
            _show(name, row[name], presenter, traced) if name in row else Cell() for name in columns
        )
        left -= sum(cell.size for cell in cells)
        if left < 0 and rows:
            break
        rows.append(cells)
    total = found.columns - (len(found.variables) - len(columns))
    return ResultTable(
        tuple(columns), traced, total, tuple(rows), cut=found.cut or len(rows) < len(found.rows)
    )


def show_text(found: ShownTriples) -> ResultText:
    """Return triples as text, at most a million characters, and how much of it is shown where it is cut."""
    cut = len(found.text) > _MOST_CHARACTERS
    text = found.text[:_MOST_CHARACTERS] + "…" if cut else found.text
    return ResultText(text, found.triples, found.cut, _MOST_CHARACTERS if cut else 0)


def _show(name: str, term: JsonTerm, presenter: Presenter, traced: tuple[str, ...]) -> Cell:
    if name not in traced:
        return Cell((presenter.link(term),))
    if name == _KINDS_COLUMN:
        return Cell(kinds=tuple(_KIND_NAMES.get(word, word) for word in term.value.split()))
    carriers = list_carriers(name, term.value)
    shown = carriers[:_MOST_LINKS]
    links = tuple(presenter.link(JsonTerm.iri(iri)) for iri in shown)
    return Cell(links, more=len(carriers) - len(shown))
