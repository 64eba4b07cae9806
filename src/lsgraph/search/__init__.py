"""Full text in Swedish and English."""

from lsgraph.search.hits import Hit, Hits, Snippet
from lsgraph.search.index import SearchIndex, build_index, discard_damaged, has_index, search

__all__ = ["Hit", "Hits", "SearchIndex", "Snippet", "build_index", "discard_damaged", "has_index", "search"]
