"""Outgoing SERVICE and peers, by allow-list."""

from lsgraph.federation.clauses import Clause, Plan, find_clauses, may_federate
from lsgraph.federation.fetching import Peers, fetch
from lsgraph.federation.filling import Filled, fill
from lsgraph.federation.line import Line, find_places

__all__ = [
    "Clause",
    "Filled",
    "Line",
    "Peers",
    "Plan",
    "fetch",
    "fill",
    "find_clauses",
    "find_places",
    "may_federate",
]
