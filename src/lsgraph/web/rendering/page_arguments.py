"""The arguments of the calls that answer with a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lsgraph.calls.call import Call, FactCall, Stream
from lsgraph.calls.coverage import CoverageCall, CoverageResult
from lsgraph.calls.difference import DifferenceCall, DifferenceResult
from lsgraph.calls.document import ListDocuments, ReadDocument
from lsgraph.calls.matrix import MatrixFilter
from lsgraph.calls.matrix_cell import CellCall
from lsgraph.calls.quality import QualityCall, QualityResult
from lsgraph.calls.searches import SearchCall
from lsgraph.calls.sparql import ClientQueryCall
from lsgraph.calls.things import DescribeCall, WhyCall
from lsgraph.web.rendering.page_templates import PageReader


@dataclass(frozen=True)
class PageCall(Call[Stream]):
    """A page for a reader."""

    reader: PageReader


@dataclass(frozen=True)
class StartPageCall(PageCall, FactCall[CoverageResult]):
    """Counts and ways in; `kinds` are the statements of each kind, `issued` is the date of the release.

    `shown` is the id of that release, which lies in `root`.
    """

    kinds: Mapping[str, int]
    issued: str
    root: Path
    shown: str
    sources: Path | None

    @property
    def fact(self) -> CoverageCall:
        """Return the call that finds what is read."""
        return CoverageCall(self.sources)


@dataclass(frozen=True)
class OrganisationsPageCall(PageCall):
    """Organisations by how much they have a part in, and amounts of money."""


@dataclass(frozen=True)
class SearchPageCall(PageCall):
    """What a search finds, unless its text is empty; `old` is the release that was asked for, if any."""

    search: SearchCall
    old: str | None


@dataclass(frozen=True)
class QueryPageCall(PageCall, ClientQueryCall[Stream]):
    """The answer to a query below it; `shown` is its text as it was typed, `name` a stored one's."""

    shown: str
    name: str | None


@dataclass(frozen=True)
class CoveragePageCall(PageCall, FactCall[CoverageResult]):
    """How much of each source is stated, dismissed and unread, with the outline of `source`."""

    source: str | None
    sources: Path | None

    @property
    def fact(self) -> CoverageCall:
        """Return the call that finds the coverage."""
        return CoverageCall(self.sources)


@dataclass(frozen=True)
class WhyPageCall(PageCall):
    """A statement with its rule and premises, down to the passages."""

    why: WhyCall


@dataclass(frozen=True)
class ThingPageCall(PageCall):
    """A thing; `address` is where it is described, `old` the release that was asked for, if any."""

    thing: DescribeCall
    sources: Path | None
    address: str
    old: str | None


@dataclass(frozen=True)
class QualityPageCall(PageCall, FactCall[QualityResult]):
    """How good the release of that id in `root` is."""

    root: Path
    release: str
    look: QualityCall

    @property
    def fact(self) -> QualityCall:
        """Return the call that looks it over."""
        return self.look


@dataclass(frozen=True)
class DifferencePageCall(PageCall, FactCall[DifferenceResult]):
    """What changed from one release in `root` to another."""

    root: Path
    before: str
    after: str
    queries: Path

    @property
    def fact(self) -> DifferenceCall:
        """Return the call that compares them."""
        return DifferenceCall(self.root, self.before, self.after, self.queries)


@dataclass(frozen=True)
class ReleasesPageCall(PageCall):
    """The releases in `root`, latest first; `current` is the one that is served."""

    root: Path
    current: str


@dataclass(frozen=True)
class OntologyPageCall(PageCall):
    """The ontology."""


@dataclass(frozen=True)
class DiagramPageCall(PageCall):
    """The classes drawn, with the IRIs of the terms as links."""


@dataclass(frozen=True)
class MatrixPageCall(PageCall):
    """The matrix that a filter asks for; `of_filter` and `of_api` are query strings that keep the filter."""

    filter: MatrixFilter
    of_filter: str
    of_api: str


@dataclass(frozen=True)
class CellPageCall(PageCall):
    """What stands behind one cell of the matrix, with the words of its passages where sources are at hand."""

    cell: CellCall
    of_filter: str
    sources: Path | None


@dataclass(frozen=True)
class DocumentsPageCall(PageCall):
    """The documents that the graph was read from; `of_release` keeps the release in links."""

    documents: ListDocuments
    of_release: str


@dataclass(frozen=True)
class DocumentPageCall(PageCall):
    """A piece of a document, and what the passage between the ends of `span` says, if one is asked for."""

    document: ReadDocument
    span: tuple[int, int] | None
    of_release: str
