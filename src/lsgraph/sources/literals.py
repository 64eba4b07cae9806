"""Whether a literal of a statement stands in the text that is said to state it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from rdflib import Literal, URIRef
from rdflib.namespace import XSD

from lsgraph.sources.interval_match import boundary_stands
from lsgraph.sources.number_match import date_stands, month_stands, number_stands, time_stands, year_stands
from lsgraph.sources.word_match import Wording, split_words
from lsgraph.vocabulary import LSG, SCHEMA

_CURRENCIES: Final = {
    "SEK": r"\bSEK\b|kron(?:a|or)|(?<![^\W\d])(?:[tm]|mn|md)?kr\b|(?<![^\W\d])[mkt]sek\b",
    "EUR": r"\bEUR\b|\beuro\b|€",
    "USD": r"\bUSD\b|dollar|\$",
}

_OWN_WORDS: Final = frozenset(
    LSG[name]
    for name in (
        *("requirement", "purpose", "taskDescription", "definitionAsUsed", "effect"),
        *("situation", "lack", "comparison", "scope"),
    )
)
"""What a text says of a thing, in the curator's words."""

_COPIED_WORDS: Final = 8
_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)*")


def is_copied(predicate: URIRef, literal: Literal, text: Wording) -> bool:
    """Return whether a value that is to be in the curator's words has eight words in a row of the text."""
    if predicate not in _OWN_WORDS:
        return False
    words = split_words(str(literal))
    runs = (words[at : at + _COPIED_WORDS] for at in range(len(words) - _COPIED_WORDS + 1))
    return any(text.holds(" ".join(run)) for run in runs)


def literal_stands(predicate: URIRef, literal: Literal, text: Wording, precision: str = "") -> bool:
    """Return whether the value stands in the text, in any form in which Swedish prints values of its type.

    Of a value in the curator's words, the numbers must stand there; of a first or last day, the time that
    its precision (the notation of a concept of `def/date-precision`) makes of it.
    """
    lexical = str(literal)
    if predicate in (LSG.begins, LSG.ends):
        return any(boundary_stands(lexical, precision, reading) for reading in text.readings)
    if predicate in _OWN_WORDS:
        numbers = _NUMBER.findall(lexical)
        return all(any(number_stands(one, reading) for reading in text.readings) for one in numbers)
    if predicate == SCHEMA.currency:
        return bool(re.search(_CURRENCIES.get(lexical, re.escape(lexical)), text.text, re.IGNORECASE))
    test = _TESTS.get(literal.datatype)
    return any(test(lexical, reading) for reading in text.readings) if test else text.holds(lexical)


def _moment_stands(lexical: str, text: str) -> bool:
    date, _, time = lexical.partition("T")
    return date_stands(date, text) and time_stands(time, text)


def _duration_stands(lexical: str, text: str) -> bool:
    numbers = re.findall(r"[\d.]+", lexical)
    return bool(numbers) and all(number_stands(number, text) for number in numbers)


def _address_stands(lexical: str, text: str) -> bool:
    return Wording(text).holds(re.sub(r"^https?://|/$", "", lexical))


_TESTS: Final[dict[URIRef | None, Callable[[str, str], bool]]] = {
    XSD.integer: number_stands,
    XSD.nonNegativeInteger: number_stands,
    XSD.positiveInteger: number_stands,
    XSD.decimal: number_stands,
    XSD.double: number_stands,
    XSD.float: number_stands,
    XSD.gYear: year_stands,
    XSD.gYearMonth: month_stands,
    XSD.date: date_stands,
    XSD.time: time_stands,
    XSD.dateTime: _moment_stands,
    XSD.duration: _duration_stands,
    XSD.anyURI: _address_stands,
}
