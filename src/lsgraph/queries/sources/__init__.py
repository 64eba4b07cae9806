"""Sources as columns: a SELECT whose rows show the passages that carry the triples they matched."""

from lsgraph.queries.sources.answer import COLUMNS, KINDS, answer_with_sources, rewrite

__all__ = ["COLUMNS", "KINDS", "answer_with_sources", "rewrite"]
