"""Words as the index keeps them: Swedish stems, English stems, and folded to plain letters."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

ANALYSES: Final = ("sv", "en", "fold")
_WORD_CHARACTERS: Final = 60
_TOKEN: Final = re.compile(r"[^\W_]+")
_PREFIX: Final = 3
_INFIX: Final = 5


class Forms(NamedTuple):
    """One word in the form of each analysis; `beginning` is what compounds with it begin with, folded."""

    sv: str
    en: str
    fold: str
    beginning: str


class Words:
    """The three analyses, the same when the index is made and when it is asked."""

    def __init__(self) -> None:
        self.analyzers = {name: _analyzer(name) for name in ANALYSES}
        self.forms = lru_cache(20_000)(self._forms)

    def fold(self, text: str) -> str:
        """Return a text in lower-case plain letters with single spaces, punctuation kept."""
        return " ".join(_TOKEN.sub(lambda match: self._analyse("fold", match[0]), text).split())

    def matches(self, wanted: Forms, word: str) -> bool:
        """Return whether a word of a text is what was asked for, inflected or in a compound."""
        found = self.forms(word)
        if wanted.sv == found.sv or wanted.en == found.en or wanted.fold == found.fold:
            return True
        if begins(wanted) and found.fold.startswith(wanted.beginning):
            return True
        return inside(wanted) and wanted.beginning in found.fold

    def _forms(self, word: str) -> Forms:
        swedish = self._analyse("sv", word)
        stem = self._analyse("fold", swedish)
        folded = self._analyse("fold", word)
        return Forms(swedish, self._analyse("en", word), folded, stem if folded.startswith(stem) else folded)

    def _analyse(self, name: str, word: str) -> str:
        return "".join(self.analyzers[name].analyze(word[:_WORD_CHARACTERS]))


def split_words(text: str) -> list[re.Match[str]]:
    """Return the words of a text with their places."""
    return list(_TOKEN.finditer(text))


def begins(forms: Forms) -> bool:
    """Return whether the word is long enough to find compounds that begin with it."""
    return len(forms.beginning) >= _PREFIX


def inside(forms: Forms) -> bool:
    """Return whether the word is long enough to find compounds that hold it."""
    return len(forms.beginning) >= _INFIX


def _analyzer(name: str) -> TextAnalyzer:
    builder = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.lowercase())
    match name:
        case "sv":
            return builder.filter(Filter.stemmer("swedish")).build()
        case "en":
            return builder.filter(Filter.stemmer("english")).build()
    return builder.filter(Filter.ascii_fold()).build()
