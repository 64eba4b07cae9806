"""Whether Swedish words stand in a text: white space, line ends and inflection forgiven."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import Final

_LINE_END_HYPHEN: Final = re.compile(r"[-\u2010][^\S\n]*\n\s*")
_DASHES: Final = str.maketrans({"–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-", "\u00ad": None})
_GENITIVE: Final = re.compile(r"(?<=\w)[:’'](?:s|n|en|et|ns|ens|ets)\b")
_TOKEN: Final = re.compile(r"\d+(?:[.,:/-]\d+)*|[^\W\d_]+")
_ENDINGS: Final = (
    *("s", "n", "ns", "t", "ts", "a", "as", "e", "es", "r", "rs", "en", "ens", "et", "ets", "na", "nas"),
    *(
        "ar",
        "ars",
        "arna",
        "arnas",
        "are",
        "aren",
        "er",
        "ers",
        "erna",
        "ernas",
        "or",
        "ors",
        "orna",
        "ornas",
    ),
    *("ena", "enas", "um", "umet", "us", "ande", "ast", "aste"),
)
_SHORTEST_STEM: Final = 3
_INSIDE_FIGURE: Final = re.compile(r"^\d[.,:/]\d$")
_UNCOUNTED: Final = re.compile(r"[\s\-]")


class Wording:
    """A text prepared for the question whether words stand in it."""

    def __init__(self, text: str) -> None:
        self.text = text

    def holds(self, words: str) -> bool:
        """Return whether the words stand in the text, in this order and next to each other."""
        wanted = split_words(words)
        if not wanted:
            return _bare(words) in _bare(self.text)
        return any(_contains(tokens, wanted) for tokens in self._words) or self._holds_closed_up(words)

    @cached_property
    def readings(self) -> tuple[str, ...]:
        """The text with hyphens at line ends taken as breaks of a word, as genuine, and as nothing."""
        return tuple(_LINE_END_HYPHEN.sub(joint, self.text) for joint in ("", "-", " "))

    @cached_property
    def _words(self) -> tuple[list[str], ...]:
        return tuple(split_words(reading) for reading in self.readings)

    @cached_property
    def _closed_up(self) -> tuple[str, list[int]]:
        plain = [(char, place) for place, raw in enumerate(self.text) for char in _plain(raw)]
        kept = [(char, place) for char, place in plain if not _UNCOUNTED.match(char)]
        return "".join(char for char, _ in kept), [place for _, place in kept]

    def _holds_closed_up(self, words: str) -> bool:
        """Return whether the words stand there when no white space and no hyphen counts."""
        wanted = _UNCOUNTED.sub("", _plain(words))
        closed, places = self._closed_up
        start = closed.find(wanted)
        while start >= 0:
            first, last = places[start], places[start + len(wanted) - 1]
            if self._begins_word(first) and self._ends_word(last + 1, wanted[-1]):
                return True
            start = closed.find(wanted, start + 1)
        return False

    def _begins_word(self, place: int) -> bool:
        if _INSIDE_FIGURE.search(self.text[max(0, place - 2) : place + 1]):
            return False
        before, here = self.text[place - 1 : place], self.text[place]
        return not before.isalnum() or (before.isdigit() != here.isdigit())

    def _ends_word(self, place: int, last: str) -> bool:
        if _INSIDE_FIGURE.search(self.text[max(0, place - 1) : place + 2]):
            return False
        rest = re.match(r"\d+|[^\W\d_]+", self.text[place:])
        if not rest:
            return True
        return rest[0].isdigit() != last.isdigit() or rest[0].casefold() in _ENDINGS


def split_words(text: str) -> list[str]:
    """Return the words and figures of a text, folded to lower case, genitive colons taken off."""
    return _TOKEN.findall(_GENITIVE.sub("", _plain(text)))


def same_word(one: str, other: str) -> bool:
    """Return whether two words are one but for Swedish inflection; figures must be equal."""
    if one == other:
        return True
    if one[0].isdigit() or other[0].isdigit():
        return False
    return not _stems(one).isdisjoint(_stems(other))


def _plain(text: str) -> str:
    return text.translate(_DASHES).casefold()


def _bare(text: str) -> str:
    return _UNCOUNTED.sub("", _plain(text))


def _contains(tokens: Sequence[str], wanted: Sequence[str]) -> bool:
    return any(
        all(same_word(token, word) for token, word in zip(tokens[start:], wanted, strict=False))
        for start in range(len(tokens) - len(wanted) + 1)
    )


@lru_cache(20_000)
def _stems(word: str) -> frozenset[str]:
    """Return what may be left of a word without its ending; programmet → program, medlen → medl."""
    bare = {word} | {word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending)}
    single = {stem[:-1] for stem in bare if stem[-2:-1] == stem[-1:] and stem[-1:] in "mn"}
    short = {stem[:-2] + stem[-1] for stem in bare if re.search("e[lnr]$", stem)}
    return frozenset(stem for stem in bare | single | short if len(stem) >= _SHORTEST_STEM)
