"""What a search asks of the index: all its words, in any of their forms, side by side or written as one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from tantivy import Occur, Query, Schema

from lsgraph.search.analyzers import ANALYSES, Forms, Words, begins, inside, split_words
from lsgraph.search.documents import FIELDS, spell_out

JOINED: Final = "joined"
COMPACT: Final = "compact"
NAME: Final = "name"
IRI: Final = "iri"
LEMMA: Final = "lemma"
_MOST_WORDS: Final = 12
_LEAST_COMPACT: Final = 4
_OTHER_FORMS: Final = 0.2
"""How much the forms of a word count in a field beside the best one."""
_SMALL_WORDS: Final = frozenset(
    (
        *("i", "på", "av", "för", "och", "att", "en", "ett", "den", "det", "de", "som", "till", "med", "om"),
        *("vid", "från", "är", "eller", "samt", "vilka", "vilken", "vilket", "hur", "var", "vad"),
        *("the", "of", "in", "for", "and", "to", "a", "an", "on", "with", "by", "from", "is", "or"),
        *("what", "which", "who", "how"),
    )
)


def split_chunks(text: str) -> list[str]:
    """Return the parts of the text between white space, the small words left out where others remain."""
    chunks = [chunk for chunk in text.split() if any(char.isalnum() for char in chunk)]
    telling = [chunk for chunk in chunks if chunk.casefold().strip("?,.!") not in _SMALL_WORDS]
    return (telling or chunks)[:_MOST_WORDS]


class QueryWriter:
    """Writes queries for an index with that schema."""

    def __init__(self, schema: Schema, words: Words) -> None:
        self._schema, self._words = schema, words

    def write(self, text: str, chunks: Sequence[str], occur: Occur) -> Query:
        """Return the query for a text's chunks, each of which an entry must or should hold."""
        ways = [_any_of(self._arrange(chunks, occur))] if chunks else []
        pasted = (self._term(IRI, str(iri)) for iri in spell_out(text))
        ways += [Query.boost_query(query, 1000.0) for query in pasted]
        if name := self._words.fold(text):
            ways.append(Query.boost_query(self._term(NAME, name), 40.0))
        compact = self._words.compact(text)
        if len(compact) >= _LEAST_COMPACT:
            ways.append(Query.boost_query(self._term(COMPACT, compact), 40.0))
        return _any_of(ways)

    def _arrange(self, chunks: Sequence[str], occur: Occur) -> Iterator[Query]:
        """Yield all chunks by themselves, and with each two neighbours written as one word."""
        parts = [self._chunk(chunk) for chunk in chunks]
        yield Query.boolean_query([(occur, part) for part in parts])
        for place in range(len(chunks) - 1):
            both = self._word("".join(word[0] for word in split_words("".join(chunks[place : place + 2]))))
            left = [*parts[:place], both, *parts[place + 2 :]]
            yield Query.boolean_query([(occur, part) for part in left])

    def _chunk(self, chunk: str) -> Query:
        words = [word[0] for word in split_words(chunk)]
        ways = [Query.boost_query(self._term(NAME, self._words.fold(chunk)), 20.0)]
        if words:
            ways.append(Query.boolean_query([(Occur.Must, self._word(word)) for word in words]))
        if len(words) > 1:
            ways.append(self._word("".join(words)))
        return _any_of(ways)

    def _word(self, word: str) -> Query:
        forms = self._words.forms(word)
        fields = [self._field(name, forms) for name in FIELDS]
        return _any_of([*fields, Query.boost_query(self._term(JOINED, forms.lemma), FIELDS["label"])])

    def _field(self, name: str, forms: Forms) -> Query:
        """Return the query for a word in one field, where the best of its forms counts most."""
        ways = [Query.boost_query(query, weight) for query, weight in self._ways(name, forms)]
        return Query.boost_query(Query.disjunction_max_query(ways, _OTHER_FORMS), FIELDS[name])

    def _ways(self, name: str, forms: Forms) -> Iterator[tuple[Query, float]]:
        """Yield the ways in which a field can hold a word, each with its weight."""
        for analysis, weight in (("sv", 1.0), ("en", 0.8), ("fold", 1.0), (LEMMA, 1.0)):
            term = getattr(forms, analysis)
            if term:
                yield self._term(f"{name}_{analysis}", term), weight
        if begins(forms):
            yield self._pattern(name, re.escape(forms.beginning) + ".*"), 0.3
        if inside(forms):
            yield self._pattern(name, ".+" + re.escape(forms.beginning) + ".*"), 0.15

    def _pattern(self, name: str, pattern: str) -> Query:
        return Query.regex_query(self._schema, f"{name}_fold", pattern)

    def _term(self, field: str, term: str) -> Query:
        return Query.term_query(self._schema, field, term)


def list_text_fields() -> Iterator[tuple[str, str]]:
    """Yield the fields that hold text, each with the analysis of its words."""
    for name in FIELDS:
        yield from ((f"{name}_{analysis}", analysis) for analysis in ANALYSES)
        yield f"{name}_{LEMMA}", "fold"
    yield JOINED, "fold"


def _any_of(ways: Iterator[Query] | Sequence[Query]) -> Query:
    return Query.boolean_query([(Occur.Should, way) for way in ways])
