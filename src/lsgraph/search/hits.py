"""What a search found, and the piece of text that shows why."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from lsgraph.search.analyzers import Forms, Words, split_words
from lsgraph.search.documents import FIELDS

_CONTEXT_CHARACTERS: Final = 90
_SNIPPET_CHARACTERS: Final = 260


@dataclass(frozen=True)
class Snippet:
    """A piece of text and the ranges (start, end) in it that matched."""

    text: str
    ranges: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Hit:
    """One thing found: its labels per language, its classes, the field that matched, and a piece of it."""

    iri: str
    labels: dict[str, str]
    classes: tuple[str, ...]
    field: str
    snippet: Snippet
    score: float


@dataclass(frozen=True)
class Correction:
    """What was asked for and is held by nothing, and the known words that it was read as."""

    written: str
    read_as: str


@dataclass(frozen=True)
class Hits:
    """A page of hits, best first, and how many there are in all.

    `whole` is false when a word was let go; `corrections` are the words that were read as others.
    """

    total: int
    hits: tuple[Hit, ...]
    whole: bool = True
    corrections: tuple[Correction, ...] = ()


def read_hit(stored: bytes, wanted: Sequence[Forms], words: Words, score: float) -> Hit:
    """Return the hit for a stored entry: the field that holds most of what was asked."""
    entry: dict[str, Any] = json.loads(stored)
    candidates = list(_candidates(entry["texts"], wanted, words))
    name, text, places = max(candidates, key=_worth, default=("iri", entry["iri"], []))
    return Hit(
        iri=entry["iri"],
        labels=entry["labels"],
        classes=tuple(entry["classes"]),
        field=name,
        snippet=_cut(text, places),
        score=score,
    )


_Candidate = tuple[str, str, list[tuple[int, int]]]


def _candidates(texts: dict[str, list[str]], wanted: Sequence[Forms], words: Words) -> Iterator[_Candidate]:
    for name in FIELDS:
        for text in texts.get(name, ()):
            places = [
                word.span()
                for word in split_words(text)
                if any(words.matches(forms, word[0]) for forms in wanted)
            ]
            if places:
                yield name, text, places


def _worth(candidate: _Candidate) -> tuple[int, float]:
    name, text, places = candidate
    distinct = {text[start:end].casefold() for start, end in places}
    return len(distinct), FIELDS[name]


def _cut(text: str, places: list[tuple[int, int]]) -> Snippet:
    """Return the text around its first match, whole words only, with the places counted anew."""
    if len(text) <= _SNIPPET_CHARACTERS:
        return Snippet(text, tuple(places))
    first = places[0][0] if places else 0
    start = max(0, first - _CONTEXT_CHARACTERS)
    start = text.find(" ", start, first) + 1 if start else 0
    start = start or max(0, first - _CONTEXT_CHARACTERS)
    end = text.rfind(" ", start, start + _SNIPPET_CHARACTERS)
    end = end if end > first else start + _SNIPPET_CHARACTERS
    before = "… " if start else ""
    after = " …" if end < len(text) else ""
    moved = [
        (first - start + len(before), last - start + len(before))
        for first, last in places
        if start <= first and last <= end
    ]
    return Snippet(before + text[start:end] + after, tuple(moved))
