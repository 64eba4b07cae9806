"""The words of a passage with those around them, where the source file is at hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from lsgraph.sources import Sources
from lsgraph.vocabulary import Span

_AROUND_CHARACTERS: Final = 300


@dataclass(frozen=True)
class Excerpt:
    """The text of a passage, with what stands around it, masked."""

    before: str
    text: str
    after: str


def read_excerpt(
    sources: Sources | None, span: Span | None, around: int = _AROUND_CHARACTERS
) -> Excerpt | None:
    """Return the words of a passage; None where there is no file. `around` is in characters."""
    if span is None or sources is None or not sources.has(span.source):
        return None
    length = len(sources.text(span.source))
    before = span._replace(start=max(0, span.start - around), end=span.start)
    after = span._replace(start=span.end, end=min(length, span.end + around))
    return Excerpt(sources.shown(before), sources.shown(span), sources.shown(after))
