"""The index: made from a store in one go, opened cheaply, asked with any text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import tantivy
from tantivy import Document, Index, Occur, Query, Schema, SchemaBuilder

from lsgraph.errors import CacheUnwritable, ResourceMissing
from lsgraph.release import discard_unsound, has_seal, make_cache
from lsgraph.search.analyzers import ANALYSES, Forms, Words, begins, inside, split_words
from lsgraph.search.documents import FIELDS, SearchDocument, gather, spell_out
from lsgraph.search.hits import Hits, read_hit
from lsgraph.sources import Sources, make_plain
from lsgraph.store import Reader

_MARK: Final = "lsgraph-search-2"
"""The seal of a finished index; its number rises when the fields change."""
_HEAP_BYTES: Final = 32_000_000
_MOST_WORDS: Final = 12
_QUERY_CHARACTERS: Final = 400
_MOST_HITS: Final = 200
_DEEPEST: Final = 10_000
_SMALL_WORDS: Final = frozenset(
    (
        *("i", "på", "av", "för", "och", "att", "en", "ett", "den", "det", "de", "som", "till", "med", "om"),
        *("vid", "från", "är", "eller", "samt", "vilka", "vilken", "vilket", "hur", "var", "vad"),
        *("the", "of", "in", "for", "and", "to", "a", "an", "on", "with", "by", "from", "is", "or"),
        *("what", "which", "who", "how"),
    )
)


def build_index(store: Reader, folder: Path, sources: Sources | None = None) -> None:
    """Make the index of a store in that folder, in place of any older one; passages need their sources.

    Raises CacheUnwritable, and then leaves nothing.
    """
    try:
        make_cache(folder, _MARK, lambda draft: _fill(draft, store, sources), replace=True)
    except (OSError, ValueError) as error:  # the engine tells of a full disk by a ValueError
        raise CacheUnwritable(f"the search index of release {folder.name}") from error


def _fill(folder: Path, store: Reader, sources: Sources | None) -> None:
    words = Words()
    index = Index(_schema(), path=str(folder))
    _register(index, words)
    writer = index.writer(_HEAP_BYTES, 1)
    for entry in gather(store, sources):
        writer.add_document(_document(entry, words))
    writer.commit()
    writer.wait_merging_threads()


def has_index(folder: Path) -> bool:
    """Return whether a finished index that this version can read lies in that folder, no file cut short."""
    return has_seal(folder, _MARK)


def discard_damaged(folder: Path) -> bool:
    """Remove an index that does not agree with its checksums, and say whether there was one."""
    return discard_unsound(folder, _MARK)


def search(folder: Path, text: str, limit: int = 20, offset: int = 0) -> Hits:
    """Return what the index in that folder finds; raises ResourceMissing when there is none."""
    return SearchIndex(folder).search(text, limit, offset)


class SearchIndex:
    """An index opened for reading, of no use to another process: open it anew there."""

    def __init__(self, folder: Path) -> None:
        if not has_index(folder):
            raise ResourceMissing("the search index", [folder])
        self._words = Words()
        self._index = Index.open(str(folder))
        _register(self._index, self._words)
        self._schema = self._index.schema

    def search(self, text: str, limit: int = 20, offset: int = 0) -> Hits:
        """Return the things that hold all words of the text, or any of them when none holds all.

        Any text is allowed: nothing in it is syntax. A pasted IRI or prefixed name finds its thing.
        """
        text = make_plain(text.encode("utf-8", "ignore").decode()[:_QUERY_CHARACTERS]).text
        chunks = [chunk for chunk in _chunks(text) if chunk.strip()]
        limit, offset = min(max(limit, 1), _MOST_HITS), min(max(offset, 0), _DEEPEST)
        wanted = [self._words.forms(word[0]) for chunk in chunks for word in split_words(chunk)]
        for occur in (Occur.Must, Occur.Should):
            found = self._find(text, chunks, occur, wanted, limit, offset)
            if found.total or len(chunks) < 2:
                return found
        return found

    def _find(
        self, text: str, chunks: list[str], occur: Occur, wanted: Sequence[Forms], limit: int, offset: int
    ) -> Hits:
        query = self._query(text, chunks, occur)
        searcher = self._index.searcher()
        result = searcher.search(query, limit, offset=offset)
        hits = (
            read_hit(searcher.doc(address)["stored"][0], wanted, self._words, float(score))
            for score, address in result.hits
        )
        total = result.count or 0  # type: ignore[attr-defined]  # missing in tantivy's stub
        return Hits(total=total, hits=tuple(hits), whole=occur is Occur.Must)

    def _query(self, text: str, chunks: list[str], occur: Occur) -> Query:
        parts = [(occur, self._chunk_query(chunk)) for chunk in chunks]
        ways = [Query.boolean_query(parts)] if parts else []
        pasted = (Query.term_query(self._schema, "iri", str(iri)) for iri in spell_out(text))
        ways += [Query.boost_query(query, 1000.0) for query in pasted]
        if name := self._words.fold(text):
            ways.append(Query.boost_query(Query.term_query(self._schema, "name", name), 40.0))
        return Query.boolean_query([(Occur.Should, way) for way in ways])

    def _chunk_query(self, chunk: str) -> Query:
        words = [self._word_query(self._words.forms(word[0])) for word in split_words(chunk)]
        exact = Query.term_query(self._schema, "name", self._words.fold(chunk))
        together = Query.boolean_query([(Occur.Must, word) for word in words])
        return Query.boolean_query(
            [(Occur.Should, Query.boost_query(exact, 20.0)), *([(Occur.Should, together)] if words else [])]
        )

    def _word_query(self, forms: Forms) -> Query:
        return Query.boolean_query(
            [
                (Occur.Should, Query.boost_query(query, FIELDS[name] * weight))
                for name in FIELDS
                for query, weight in self._ways(name, forms)
            ]
        )

    def _ways(self, name: str, forms: Forms) -> Iterator[tuple[Query, float]]:
        """Yield the ways in which a field can hold a word, each with its weight."""
        for analysis, weight in (("sv", 1.0), ("en", 0.8), ("fold", 1.0)):
            term = getattr(forms, analysis)
            if term:
                yield Query.term_query(self._schema, f"{name}_{analysis}", term), weight
        if begins(forms):
            yield self._pattern(name, re.escape(forms.beginning) + ".*"), 0.3
        if inside(forms):
            yield self._pattern(name, ".+" + re.escape(forms.beginning) + ".*"), 0.15

    def _pattern(self, name: str, pattern: str) -> Query:
        return Query.regex_query(self._schema, f"{name}_fold", pattern)


def _chunks(text: str) -> list[str]:
    """Return the parts of the query between white space, the small words left out where others remain."""
    chunks = [chunk for chunk in text.split() if any(char.isalnum() for char in chunk)]
    telling = [chunk for chunk in chunks if chunk.casefold().strip("?,.!") not in _SMALL_WORDS]
    return (telling or chunks)[:_MOST_WORDS]


def _schema() -> Schema:
    builder = SchemaBuilder()
    builder.add_text_field("iri", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("name", tokenizer_name="raw", index_option="basic")
    for name in FIELDS:
        for analysis in ANALYSES:
            builder.add_text_field(f"{name}_{analysis}", tokenizer_name=analysis)
    builder.add_bytes_field("stored", stored=True, indexed=False)
    return builder.build()


def _register(index: tantivy.Index, words: Words) -> None:
    for name, analyzer in words.analyzers.items():
        index.register_tokenizer(name, analyzer)


def _document(entry: SearchDocument, words: Words) -> Document:
    document = Document()
    document.add_text("iri", entry.iri)
    for name in ("label", "alt", "code"):
        for text in entry.texts.get(name, ()):
            document.add_text("name", words.fold(text)[:_QUERY_CHARACTERS])
    for name, texts in entry.texts.items():
        for text in texts:
            for analysis in ANALYSES:
                document.add_text(f"{name}_{analysis}", text)
    document.add_bytes("stored", json.dumps(entry.as_dict(), ensure_ascii=False).encode())
    return document
