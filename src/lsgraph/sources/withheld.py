"""Stretches of a source whose text is shown nowhere, since they lead to a person."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from lsgraph.sources.text import Sources
from lsgraph.store import Reader
from lsgraph.vocabulary import LSG, parse_span


def open_sources(store: Reader, folder: str | Path | None) -> Sources | None:
    """Return the sources in a folder, which keep back what the store says is to be kept back."""
    return Sources(Path(folder), find_withheld(store)) if folder else None


def find_withheld(store: Reader) -> dict[str, list[tuple[int, int]]]:
    """Return by source where stretches stand that are dismissed for a reason that withholds their text."""
    reasons = {quad.subject for quad in store.quads(predicate=LSG.withholdsText)}
    found: dict[str, set[tuple[int, int]]] = defaultdict(set)
    for reason in reasons:
        for quad in store.quads(predicate=LSG.dismissalReason, obj=reason):
            if span := parse_span(str(quad.subject)):
                found[span.source].add((span.start, span.end))
    return {source: sorted(spans) for source, spans in found.items()}
