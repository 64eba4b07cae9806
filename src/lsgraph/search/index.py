"""The index: made from a store in one go, opened cheaply, asked with any text."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import tantivy
from tantivy import Document, Index, Occur, Schema, SchemaBuilder

from lsgraph.errors import CacheUnwritable, ResourceMissing
from lsgraph.release import discard_unsound, has_seal, make_cache
from lsgraph.search.analyzers import ANALYSES, Words, split_words
from lsgraph.search.documents import SearchDocument, gather
from lsgraph.search.hits import Correction, Hits, read_hit
from lsgraph.search.lemmas import has_lemmas, open_lemmas, unpack_lemmas
from lsgraph.search.query import (
    COMPACT,
    IRI,
    JOINED,
    LEMMA,
    NAME,
    QueryWriter,
    list_text_fields,
    split_chunks,
)
from lsgraph.search.spelling import Vocabulary, write_vocabulary
from lsgraph.sources import Sources, make_plain
from lsgraph.store import Reader

_MARK: Final = "lsgraph-search-4" + ("-lemmas" if has_lemmas() else "")
"""The seal of a finished index: its fields, by a number, and whether words have dictionary forms."""
_HEAP_BYTES: Final = 32_000_000
_QUERY_CHARACTERS: Final = 400
_MOST_HITS: Final = 200
_DEEPEST: Final = 10_000
_WEIGHT: Final = "weight"


def build_index(store: Reader, folder: Path, sources: Sources | None = None) -> None:
    """Make the index of a store in that folder, in place of any older one; passages need their sources.

    Raises CacheUnwritable, and then leaves nothing.
    """
    try:
        make_cache(folder, _MARK, lambda draft: _fill(draft, store, sources), replace=True)
    except (OSError, ValueError) as error:  # the engine tells of a full disk by a ValueError
        raise CacheUnwritable(f"the search index of release {folder.name}") from error


def _fill(folder: Path, store: Reader, sources: Sources | None) -> None:
    words = Words(unpack_lemmas())
    index = Index(_schema(), path=str(folder))
    _register(index, words)
    writer = index.writer(_HEAP_BYTES, 1)
    known = list[str]()
    for entry in gather(store, sources):
        writer.add_document(_document(entry, words))
        known += _list_words(entry, words)
    writer.commit()
    writer.wait_merging_threads()
    write_vocabulary(folder, known)


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
        self._folder, self._words = folder, Words(open_lemmas())
        self._index = Index.open(str(folder))
        _register(self._index, self._words)
        self._searcher = self._index.searcher()
        self._writer = QueryWriter(self._index.schema, self._words)

    def search(self, text: str, limit: int = 20, offset: int = 0) -> Hits:
        """Return the things that hold all words of the text; where none does, what the hits say of it.

        A word that nothing holds is read as the nearest one that is held; when still nothing has them all,
        things with any of the words are found. Any text is allowed: nothing in it is syntax. A pasted IRI or
        prefixed name finds its thing.
        """
        text = make_plain(text.encode("utf-8", "ignore").decode()[:_QUERY_CHARACTERS]).text
        chunks = split_chunks(text)
        limit, offset = min(max(limit, 1), _MOST_HITS), min(max(offset, 0), _DEEPEST)
        found = self._find(text, chunks, Occur.Must, limit, offset)
        if found.total:
            return found
        chunks, corrections = self._correct(chunks)
        if corrections:
            text = " ".join(chunks)
            found = self._find(text, chunks, Occur.Must, limit, offset, corrections)
        if not found.total and len(chunks) > 1:
            found = self._find(text, chunks, Occur.Should, limit, offset, corrections)
        return found

    def _find(
        self,
        text: str,
        chunks: Sequence[str],
        occur: Occur,
        limit: int,
        offset: int,
        corrections: tuple[Correction, ...] = (),
    ) -> Hits:
        query = self._writer.write(text, chunks, occur)
        wanted = [self._words.forms(word[0]) for chunk in chunks for word in split_words(chunk)]
        result = self._searcher.search(query, limit, offset=offset, weight_by_field=_WEIGHT)
        hits = (
            read_hit(self._searcher.doc(address)["stored"][0], wanted, self._words, float(score))
            for score, address in result.hits
        )
        total = result.count or 0  # type: ignore[attr-defined]  # missing in tantivy's stub
        return Hits(total, tuple(hits), occur is Occur.Must, corrections)

    def _correct(self, chunks: Sequence[str]) -> tuple[list[str], tuple[Correction, ...]]:
        """Return the chunks with words that are known for those that no entry holds."""
        vocabulary = Vocabulary(self._folder)
        corrections = [
            Correction(chunk, right)
            for chunk in chunks
            if not self._is_held(chunk) and (right := self._find_right(vocabulary, chunk))
        ]
        known = {one.written: one.read_as for one in corrections}
        return [part for chunk in chunks for part in known.get(chunk, chunk).split()], tuple(corrections)

    def _find_right(self, vocabulary: Vocabulary, chunk: str) -> str | None:
        """Return what a chunk that nothing holds may mean, as one word or two, or None."""
        word = self._words.compact(chunk)
        if near := vocabulary.correct(word, near=True):
            return near
        parts = vocabulary.split(word) or vocabulary.split(self._words.forms(word).lemma)
        return " ".join(parts) if parts else vocabulary.correct(word)

    def _is_held(self, chunk: str) -> bool:
        query = self._writer.write(chunk, [chunk], Occur.Must)
        return bool(self._searcher.search(query, 1).hits)


def _schema() -> Schema:
    builder = SchemaBuilder()
    for name in (IRI, NAME, COMPACT):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name, analysis in list_text_fields():
        builder.add_text_field(name, tokenizer_name=analysis)
    builder.add_float_field(_WEIGHT, fast=True)
    builder.add_bytes_field("stored", stored=True, indexed=False)
    return builder.build()


def _register(index: tantivy.Index, words: Words) -> None:
    for name, analyzer in words.analyzers.items():
        index.register_tokenizer(name, analyzer)


def _document(entry: SearchDocument, words: Words) -> Document:
    document = Document()
    document.add_text(IRI, entry.iri)
    for text in entry.names():
        document.add_text(NAME, words.fold(text)[:_QUERY_CHARACTERS])
        document.add_text(COMPACT, words.compact(text)[:_QUERY_CHARACTERS])
        document.add_text(JOINED, words.joined(text))
    for name, texts in entry.texts.items():
        for text in texts:
            for analysis in ANALYSES:
                document.add_text(f"{name}_{analysis}", text)
            document.add_text(f"{name}_{LEMMA}", words.lemmas(text))
    document.add_float(_WEIGHT, 2**entry.weight - 2)  # the engine multiplies by log2(2 + value)
    document.add_bytes("stored", json.dumps(entry.as_dict(), ensure_ascii=False).encode())
    return document


def _list_words(entry: SearchDocument, words: Words) -> Iterator[str]:
    """Yield the words of an entry, folded, as they are written and in their dictionary form."""
    for texts in entry.texts.values():
        for text in texts:
            for word in split_words(text):
                yield from {words.forms(word[0]).fold, words.forms(word[0]).lemma}
