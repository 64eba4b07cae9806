"""Words as the index keeps them: Swedish dictionary forms, Swedish and English stems, and folded letters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from lsgraph.search.lemmas import Lemmas

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
    lemma: str
    beginning: str


class Words:
    """The analyses, the same when the index is made and when it is asked."""

    def __init__(self, lemmas: Lemmas) -> None:
        self._lemmas = lemmas
        self.analyzers = {name: _analyzer(name) for name in ANALYSES}
        self.forms = lru_cache(20_000)(self._forms)

    def fold(self, text: str) -> str:
        """Return a text in lower-case plain letters with single spaces, punctuation kept."""
        return " ".join(_TOKEN.sub(lambda match: self._analyse("fold", match[0]), text).split())

    def compact(self, text: str) -> str:
        """Return the letters and digits of a text, folded: `19RS-3549` and `19 RS 3549` are the same."""
        return "".join(self._analyse("fold", word[0]) for word in split_words(text))

    def lemmas(self, text: str) -> str:
        """Return the dictionary forms of a text's words."""
        return " ".join(self.forms(word[0]).lemma for word in split_words(text))

    def joined(self, text: str) -> str:
        """Return each two neighbours of a text as one word: `life science` is found as `lifescience`."""
        return " ".join(self.forms(one).lemma for one in join_neighbours(text))

    def matches(self, wanted: Forms, word: str) -> bool:
        """Return whether a word of a text is what was asked for, inflected or in a compound."""
        found = self.forms(word)
        if wanted.sv == found.sv or wanted.en == found.en or wanted.lemma == found.lemma:
            return True
        if wanted.fold == found.fold or (begins(wanted) and found.fold.startswith(wanted.beginning)):
            return True
        return inside(wanted) and wanted.beginning in found.fold

    def _forms(self, word: str) -> Forms:
        word = word[:_WORD_CHARACTERS]
        swedish = self._analyse("sv", word)
        stem = self._analyse("fold", swedish)
        folded = self._analyse("fold", word)
        lemma = self._analyse("fold", self._lemmas.find(word.lower()))
        shared = [one for one in (stem, lemma) if folded.startswith(one)]
        beginning = min(shared, key=len, default=folded)
        return Forms(swedish, self._analyse("en", word), folded, lemma, beginning)

    def _analyse(self, name: str, word: str) -> str:
        return "".join(self.analyzers[name].analyze(word[:_WORD_CHARACTERS]))


def split_words(text: str) -> list[re.Match[str]]:
    """Return the words of a text with their places."""
    return list(_TOKEN.finditer(text))


def join_neighbours(text: str) -> Iterator[str]:
    """Yield each two neighbouring words of a text as one."""
    words = [word[0] for word in split_words(text)]
    return (first + second for first, second in pairwise(words))


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
