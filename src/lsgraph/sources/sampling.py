"""Draws random statements with their spans, for a reader to check against the text."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from lsgraph.sources.evidence import read_evidence
from lsgraph.sources.text import Sources
from lsgraph.store import Quad, Store
from lsgraph.vocabulary import Span, parse_span


@dataclass(frozen=True)
class Sample:
    """A statement, the span that is said to state it, and the span's text (masked) where it is at hand."""

    statement: Quad
    span: Span
    text: str | None


def sample(store: Store, n: int, seed: int, sources: Sources | None = None) -> list[Sample]:
    """Return up to `n` statements of passages drawn with the seed; the same store and seed draw the same."""
    drawn = [
        (quad, span)
        for graph, quads in sorted(read_evidence(store).statements.items())
        if (span := parse_span(graph)) is not None
        for quad in quads
    ]
    chosen = Random(seed).sample(drawn, min(n, len(drawn)))  # noqa: S311  # repeatable on purpose, no secret
    return [Sample(quad, span, _text(sources, span)) for quad, span in chosen]


def _text(sources: Sources | None, span: Span) -> str | None:
    return sources.shown(span) if sources is not None and sources.has(span.source) else None
