"""Faults of data files and source documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lsgraph.errors.base import LsgraphError


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong in one file: where, what, and how to mend it."""

    file: str
    line: int
    what: str
    mend: str

    def __str__(self) -> str:
        """Return the fault as one line for people."""
        return f"{self.file}:{self.line}: {self.what}; {self.mend}"


class DataError(LsgraphError):
    """Data files could not be read; carries every fault found."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__("\n".join(str(fault) for fault in self.faults))


class SourceError(LsgraphError):
    """Something about a source document."""


class SourceMissing(SourceError):
    """A source's text is not at hand."""

    def __init__(self, source: str, known: Sequence[str]) -> None:
        self.source = source
        self.known = tuple(known)
        listed = ", ".join(known) or "none"
        super().__init__(f"no source {source!r}; sources at hand: {listed} (see --sources)")


class QuotationMissing(SourceError):
    """The quoted words are not in the source; carries the nearest places (start, end, text)."""

    def __init__(self, source: str, words: str, candidates: Sequence[tuple[int, int, str]]) -> None:
        self.source, self.words, self.candidates = source, words, tuple(candidates)
        near = "".join(f"\n  {start}-{end}: {text}" for start, end, text in candidates)
        super().__init__(f"{source} does not contain {words!r}" + (f"; nearest:{near}" if near else ""))


class QuotationAmbiguous(SourceError):
    """The quoted words are in the source more than once; carries each place (start, end, context)."""

    def __init__(self, source: str, words: str, candidates: Sequence[tuple[int, int, str]]) -> None:
        self.source, self.words, self.candidates = source, words, tuple(candidates)
        places = "".join(f"\n  {start}-{end}: {text}" for start, end, text in candidates)
        super().__init__(f"{source} contains {words!r} {len(candidates)} times; quote more of it:{places}")
