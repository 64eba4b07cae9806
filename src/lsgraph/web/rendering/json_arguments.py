"""The arguments of the calls that answer with JSON."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from lsgraph.calls.call import Call, FactCall, Stream
from lsgraph.calls.coverage import CoverageCall, CoverageResult
from lsgraph.calls.difference import DifferenceCall, DifferenceResult
from lsgraph.calls.matrix import MatrixFilter
from lsgraph.calls.matrix_cell import CellCall
from lsgraph.calls.quality import QualityCall, QualityResult
from lsgraph.calls.searches import SearchCall
from lsgraph.calls.things import (
    DescribeCall,
    RegionsCall,
    RegionsResult,
    RetiredCall,
    RetiredResult,
    WhyCall,
)


@dataclass(frozen=True)
class ThingJsonCall(Call[Stream]):
    """A thing."""

    thing: DescribeCall


@dataclass(frozen=True)
class SearchJsonCall(Call[Stream]):
    """What a search finds."""

    search: SearchCall


@dataclass(frozen=True)
class WhyJsonCall(Call[Stream]):
    """The proof of a statement."""

    why: WhyCall


@dataclass(frozen=True)
class MatrixJsonCall(Call[Stream]):
    """The matrix that a filter asks for."""

    filter: MatrixFilter


@dataclass(frozen=True)
class CellJsonCall(Call[Stream]):
    """A cell of the matrix."""

    cell: CellCall


@dataclass(frozen=True)
class CoverageJsonCall(FactCall[CoverageResult]):
    """How much of each source is stated, named only, dismissed and unread."""

    fact_call: CoverageCall

    @property
    def fact(self) -> CoverageCall:
        """Return the call that finds it."""
        return self.fact_call


@dataclass(frozen=True)
class QualityJsonCall(FactCall[QualityResult]):
    """How good a release is."""

    fact_call: QualityCall

    @property
    def fact(self) -> QualityCall:
        """Return the call that looks it over."""
        return self.fact_call


@dataclass(frozen=True)
class DifferenceJsonCall(FactCall[DifferenceResult]):
    """What changed between two releases."""

    fact_call: DifferenceCall

    @property
    def fact(self) -> DifferenceCall:
        """Return the call that compares them."""
        return self.fact_call


@dataclass(frozen=True)
class RegionsJsonCall(FactCall[RegionsResult]):
    """The regions that have a county code."""

    @property
    def fact(self) -> RegionsCall:
        """Return the call that lists them."""
        return RegionsCall()


@dataclass(frozen=True)
class RetiredJsonCall(FactCall[RetiredResult]):
    """The identifiers no longer used."""

    @property
    def fact(self) -> RetiredCall:
        """Return the call that lists them."""
        return RetiredCall()


@dataclass(frozen=True)
class DownloadsJsonCall(FactCall[RegionsResult]):
    """The addresses, below `site`, of the release of that id in each format."""

    release: str
    site: str

    @property
    def fact(self) -> RegionsCall:
        """Return the call that lists the regions."""
        return RegionsCall()


@dataclass(frozen=True)
class QuestionsJsonCall(Call[Stream]):
    """The stored questions."""


@dataclass(frozen=True)
class ReleasesJsonCall(Call[Stream]):
    """The releases in `root`, latest first; `current` is the one that is served."""

    root: Path
    current: str
