"""What a query may not mean: warnings that travel beside its answer."""

from lsgraph.queries.pitfalls.find import find_warnings
from lsgraph.queries.pitfalls.warning import QueryWarning, write_header

__all__ = ["QueryWarning", "find_warnings", "write_header"]
