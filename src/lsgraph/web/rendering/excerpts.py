"""The words of a passage with those around them, where the source file is at hand."""

from __future__ import annotations

from typing import Final

from lsgraph.sources import Sources
from lsgraph.vocabulary import Span

_AROUND_CHARACTERS: Final = 300


def read_excerpt(
    sources: Sources | None, span: Span | None, around: int = _AROUND_CHARACTERS
) -> dict[str, str] | None:
    """Return what stands `before`, the `text` and what stands `after`, masked; None where there is no file.

    `around` is in characters.
    """
    if span is None or sources is None or not sources.has(span.source):
        return None
    length = len(sources.text(span.source))
    parts = {
        "before": span._replace(start=max(0, span.start - around), end=span.start),
        "text": span,
        "after": span._replace(start=span.end, end=min(length, span.end + around)),
    }
    return {name: sources.shown(one) for name, one in parts.items()}
