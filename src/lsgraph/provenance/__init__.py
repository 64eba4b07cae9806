"""Sources as columns: a SELECT whose rows show the passages that carry the triples they matched."""

from lsgraph.provenance.answering import answer_with_sources, rewrite
from lsgraph.provenance.columns import COLUMNS, KINDS, list_carriers

__all__ = ["COLUMNS", "KINDS", "answer_with_sources", "list_carriers", "rewrite"]
