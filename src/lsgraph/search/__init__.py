"""Full text in Swedish and English."""

from lsgraph.search.hits import Correction, Hit, Hits, Snippet
from lsgraph.search.index import SearchIndex, build_index, discard_damaged, has_index, search
from lsgraph.search.lemmas import load_lemmas

__all__ = [
    "Correction",
    "Hit",
    "Hits",
    "SearchIndex",
    "Snippet",
    "build_index",
    "discard_damaged",
    "has_index",
    "load_lemmas",
    "search",
]
