"""Swedish dictionary forms, which no stemmer knows: `landstinget` is `landsting`."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from simplemma import Lemmatizer
from simplemma.strategies import DefaultStrategy
from simplemma.strategies.dictionaries import (
    DefaultDictionaryFactory,
    DictionaryFactory,
    StreamDictionaryFactory,
)

_LANGUAGE: Final = "sv"
_SHORTEST: Final = 4
_WORDS_KEPT: Final = 20_000


class Lemmas:
    """A dictionary, read when it is asked first."""

    def __init__(self, dictionaries: DictionaryFactory) -> None:
        strategy = DefaultStrategy(greedy=True, dictionary_factory=dictionaries)
        self._lemmatizer = Lemmatizer(lemmatization_strategy=strategy)
        self.find = lru_cache(_WORDS_KEPT)(self._find)

    def _find(self, word: str) -> str:
        """Return the dictionary form of a word in lower case, or the word as it is when it has none.

        Short words are names and abbreviations more often than not, of which the dictionary has odd ones.
        """
        found = self._lemmatizer.lemmatize(word, lang=_LANGUAGE) if len(word) >= _SHORTEST else word
        return found if found[0].lower() == word[0] else word


@lru_cache(1)
def open_lemmas() -> Lemmas:
    """Return the dictionary as it is shared by all that ask: 12 MB, packed, some 50 µs a word."""
    return Lemmas(StreamDictionaryFactory())


def load_lemmas() -> None:
    """Read the shared dictionary, for this process and all that are forked from it."""
    open_lemmas().find("läsa")


def unpack_lemmas() -> Lemmas:
    """Return a dictionary that answers ten times as fast, for as long as an index is made: 90 MB."""
    return Lemmas(DefaultDictionaryFactory())
