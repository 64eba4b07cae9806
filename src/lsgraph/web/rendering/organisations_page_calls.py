"""Organisations and money, as workers render them: who has a part in what, and which amounts go where."""

from __future__ import annotations

from dataclasses import dataclass

from lsgraph.calls.call import Handler, Stream
from lsgraph.calls.tables import JsonRow, list_rows
from lsgraph.queries import find_query
from lsgraph.store import Reader
from lsgraph.web.rendering.page_arguments import OrganisationsPageCall
from lsgraph.web.rendering.page_parts import Badge, PageLink
from lsgraph.web.rendering.presenter import Presenter
from lsgraph.web.rendering.renderer import Renderer, present
from lsgraph.web.rendering.result_table import MOST_ROWS


@dataclass(frozen=True)
class ListedRow:
    """A row of a list: its cells by column, the time in words, and what says so."""

    cells: dict[str, PageLink]
    when: str
    badge: Badge | None


@dataclass(frozen=True)
class Listing:
    """The rows of a query of ours, whether some are left out, and its text."""

    rows: tuple[ListedRow, ...]
    cut: bool
    query: str


def list_organisations_page(renderer: Renderer) -> tuple[Handler, ...]:
    """Return the call of this page."""
    return (OrganisationsPageCall.answered_by(_OrganisationsPage(renderer).show),)


class _OrganisationsPage:
    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer

    def show(self, store: Reader, asked: OrganisationsPageCall) -> Stream:
        """Show the organisations by how much they have a part in, and the amounts, the largest first."""
        context: dict[str, Listing] = {}
        for name in ("organisations", "money"):
            text = find_query(self._renderer.files.queries, f"pages/{name}").text
            found = list_rows(store, text, MOST_ROWS)
            presenter = present(asked.reader, found.labels)
            rows = tuple(_show_row(row, presenter) for row in found.rows)
            context[name] = Listing(rows, found.cut, text)
        return self._renderer.page(asked, "organisations.html", context)


def _show_row(row: JsonRow, presenter: Presenter) -> ListedRow:
    first, last = (row[name].value if name in row else "" for name in ("begins", "ends"))
    when = first if first == last else f"{first} – {last}".strip()
    badge = presenter.badge(row["source"].value) if "source" in row else None
    return ListedRow({name: presenter.link(term) for name, term in row.items()}, when, badge)
