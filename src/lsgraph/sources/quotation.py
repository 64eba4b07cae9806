"""Finds a quotation in a source and returns the pointer to it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from rdflib import URIRef

from lsgraph.errors import QuotationAmbiguous, QuotationMissing
from lsgraph.sources.plain_text import make_plain
from lsgraph.sources.text import Sources, checksum
from lsgraph.vocabulary import Span, passage_iri

_BREAK: Final = r"[^\S\n]*\n\s*"
_LINE_END_HYPHEN: Final = re.compile(r"[-\u00ad\u2010]" + _BREAK)
_GAP: Final = re.compile(r"\s*(?:…|\.\.\.)\s*")
_WORD: Final = re.compile(r"\w+")
_CONTEXT_CHARACTERS: Final = 30
_NEAREST: Final = 3
_MOST_PLACES: Final = 20


@dataclass(frozen=True)
class Citation:
    """A pointer to quoted words: the span and the sha256 of its text."""

    span: Span
    sha256: str

    @property
    def iri(self) -> URIRef:
        """Return the IRI of the passage."""
        return passage_iri(self.span)


def cite(sources: Sources, source: str, words: str) -> Citation:
    """Return the pointer to a quotation, in full or as "first words … last words".

    White space and hyphens at line ends are forgiven, and so are ligatures, letters in two parts, soft
    hyphens and zero-width signs; genuine hyphens count. Offsets are those of the raw text. Raises
    QuotationMissing with the nearest places, QuotationAmbiguous with all places, SourceMissing.
    """
    text, wanted = sources.text(source), make_plain(words.strip()).text
    plain = make_plain(text)
    places = [plain.raw_span(*place) for place in dict.fromkeys(_find(plain.text, wanted))] if wanted else []
    if not places:
        raise QuotationMissing(source, words, _nearest(text, words))
    if len(places) > 1:
        listed = [(start, end, _with_context(text, start, end)) for start, end in places[:_MOST_PLACES]]
        raise QuotationAmbiguous(source, words, listed)
    start, end = places[0]
    return Citation(Span(source, start, end), checksum(text[start:end]))


def _find(text: str, words: str) -> list[tuple[int, int]]:
    whole = [match.span() for match in quoted(words).finditer(text)]
    first, *rest = _GAP.split(words)
    if whole or len(rest) != 1 or not first or not rest[0]:
        return whole
    last = quoted(rest[0])
    endings = ((match.start(), last.search(text, match.end())) for match in quoted(first).finditer(text))
    return [(start, ending.end()) for start, ending in endings if ending]


def quoted(words: str) -> re.Pattern[str]:
    """Return the pattern that finds the words, with any white space between them and line-end hyphens."""
    *pieces, last = re.findall(r"\s+|.", _LINE_END_HYPHEN.sub("\0", words)) or [""]
    within = f"(?:[-\u00ad\u2010]{_BREAK})?"
    return re.compile(within.join([*map(_piece, pieces), re.escape(last.strip("\0"))]))


def _piece(piece: str) -> str:
    if piece == "\0":
        return r"-?\s*"
    if piece.isspace():
        return r"\s+"
    return re.escape(piece) + (f"(?:{_BREAK})?" if piece in "-–" else "")


def _with_context(text: str, start: int, end: int) -> str:
    shown = text[max(0, start - _CONTEXT_CHARACTERS) : min(end, start + 2 * _CONTEXT_CHARACTERS)]
    return " ".join(
        (
            shown + text[end : end + _CONTEXT_CHARACTERS]
            if end <= start + 2 * _CONTEXT_CHARACTERS
            else shown + " …"
        ).split()
    )


def _nearest(text: str, words: str) -> list[tuple[int, int, str]]:
    """Return the stretches of about the same length that share most words, best first."""
    wanted = [word.casefold() for word in _WORD.findall(words)]
    if not wanted:
        return []
    windows = sorted(_windows(text, wanted), key=lambda window: (-window[0], window[1]))[:40]
    scored = sorted(((-_likeness(text[start:end], words), start, end) for _, start, end in windows))
    chosen: list[tuple[int, int, str]] = []
    for _, start, end in scored:
        if len(chosen) < _NEAREST and all(end <= first or last <= start for first, last, _ in chosen):
            chosen.append((start, end, " ".join(text[start:end].split())[:120]))
    return chosen


def _windows(text: str, wanted: list[str]) -> Iterator[tuple[int, int, int]]:
    """Yield (shared words, start, end) for each run of as many words as are wanted that shares any."""
    found = list(_WORD.finditer(text))
    stems = Counter(word[:5] for word in wanted)
    shares = [match[0].casefold()[:5] in stems for match in found]
    size = min(len(wanted), len(found))
    shared = sum(shares[:size])
    for place in range(len(found) - size + 1):
        if shared:
            yield shared, found[place].start(), found[place + size - 1].end()
        if place + size < len(found):
            shared += shares[place + size] - shares[place]


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, " ".join(one.casefold().split()), " ".join(other.casefold().split())).ratio()
