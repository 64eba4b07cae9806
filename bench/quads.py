"""Terms and statements as plain N-Quads text: the fastest way to write many."""

from __future__ import annotations

from functools import lru_cache
from random import Random
from typing import Final

from lsgraph.vocabulary import PREFIXES

_XSD: Final = PREFIXES["xsd"]


def name(curie: str) -> str:
    """Return a prefixed name as an IRI of N-Quads."""
    prefix, _, local = curie.partition(":")
    return f"<{PREFIXES[prefix]}{local}>"


def text(value: str, language: str) -> str:
    """Return a literal with a language; the value needs no escapes."""
    return f'"{value}"@{language}'


def typed(value: object, datatype: str) -> str:
    """Return a literal of a type of XML Schema."""
    return f'"{value}"^^<{_XSD}{datatype}>'


@lru_cache(maxsize=1_000)
def term(curie: str) -> str:
    """Return a prefixed name that recurs as an IRI of N-Quads."""
    return name(curie)


class Dice:
    """Draws that depend on the seed alone."""

    def __init__(self, seed: str) -> None:
        self._random = Random(seed).random  # noqa: S311  (data, no secrets)

    def below(self, count: int) -> int:
        """Return a whole number below `count`, each as likely."""
        return int(self._random() * count)

    def zipf(self, count: int) -> int:
        """Return a whole number below `count`; the chance of k is about 1 / (k + 1), as Zipf's law has it."""
        return min(int((count + 1) ** self._random()) - 1, count - 1)

    def chance(self, share: float) -> bool:
        """Say yes in that share of cases."""
        return self._random() < share
