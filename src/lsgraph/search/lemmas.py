"""Swedish dictionary forms, which no stemmer knows: `landstinget` is `landsting`.

They need the extra `lsgraph[swedish]`; without it every word is its own form, and search has the stems.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from simplemma import Lemmatizer

_PACKAGE: Final = "simplemma"
_LANGUAGE: Final = "sv"
_SHORTEST: Final = 4
_WORDS_KEPT: Final = 20_000


class Lemmas:
    """A dictionary, read when it is asked first, or none."""

    def __init__(self, lemmatizer: Lemmatizer | None) -> None:
        self._lemmatizer = lemmatizer
        self.find = lru_cache(_WORDS_KEPT)(self._find)

    def _find(self, word: str) -> str:
        """Return the dictionary form of a word in lower case, or the word as it is when it has none.

        Short words are names and abbreviations more often than not, of which the dictionary has odd ones.
        """
        if self._lemmatizer is None or len(word) < _SHORTEST:
            return word
        found = self._lemmatizer.lemmatize(word, lang=_LANGUAGE)
        return found if found[0].lower() == word[0] else word


def has_lemmas() -> bool:
    """Say whether the dictionary is installed."""
    return find_spec(_PACKAGE) is not None


@lru_cache(1)
def open_lemmas() -> Lemmas:
    """Return the dictionary as it is shared by all that ask: 12 MB, packed, some 50 µs a word."""
    return Lemmas(_read(packed=True))


def load_lemmas() -> None:
    """Read the shared dictionary, for this process and all that are forked from it."""
    open_lemmas().find("läsa")


def unpack_lemmas() -> Lemmas:
    """Return a dictionary that answers ten times as fast, for as long as an index is made: 90 MB."""
    return Lemmas(_read(packed=False))


def _read(*, packed: bool) -> Lemmatizer | None:
    if not has_lemmas():
        return None
    from simplemma import Lemmatizer
    from simplemma.strategies import DefaultStrategy
    from simplemma.strategies.dictionaries import DefaultDictionaryFactory, StreamDictionaryFactory

    dictionaries = StreamDictionaryFactory() if packed else DefaultDictionaryFactory()
    return Lemmatizer(lemmatization_strategy=DefaultStrategy(greedy=True, dictionary_factory=dictionaries))
