"""Outgoing SERVICE and peers, by allow-list."""

from lsgraph.federation.clauses import Clause, FederationPlan, find_clauses, may_federate
from lsgraph.federation.fetching import FederationPolicy, fetch
from lsgraph.federation.pinned_connection import PinnedConnection, resolve_addresses
from lsgraph.federation.substitution import Filled, fill

__all__ = [
    "Clause",
    "FederationPlan",
    "FederationPolicy",
    "Filled",
    "PinnedConnection",
    "fetch",
    "fill",
    "find_clauses",
    "may_federate",
    "resolve_addresses",
]
