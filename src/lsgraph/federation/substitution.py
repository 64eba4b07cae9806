"""Puts what other services answer into a query, as inline data.

Solutions of SERVICE are joined as they are, bottom-up, so that each clause means the same as the rows that
its service has for it: https://www.w3.org/TR/sparql11-federated-query/#fedSemantics.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from lsgraph.errors import ServiceFailed, StoreError
from lsgraph.federation.clauses import Clause, FederationPlan
from lsgraph.federation.fetching import FederationPolicy, fetch
from lsgraph.federation.pinned_connection import PinnedConnection
from lsgraph.store import write_inline, write_values


class Filled(NamedTuple):
    """A query without SERVICE, and the services that were to be asked silently and failed."""

    text: str
    missing: tuple[str, ...]


def fill(
    plan: FederationPlan, variables: Sequence[Sequence[str]], peers: FederationPolicy, line: PinnedConnection
) -> Filled:
    """Return a query with the answers of services in it; `variables` are those of each clause's group.

    Raises ServiceFailed for a service that fails, unless it is asked silently: then its clause has one empty
    solution, and it is named as missing.
    """
    groups, missing, rows, size = [], dict[str, None](), peers.rows, peers.size
    with line:
        for clause, names in zip(plan.clauses, variables, strict=True):
            try:
                data, count, length = _ask(clause, names, rows, size, line)
                rows, size = rows - count, size - length
            except ServiceFailed:
                if not clause.silent:
                    raise
                missing[clause.service] = None
                data = write_values(names, [" ".join(["UNDEF"] * len(names))])
            groups.append(f" {{ {data} }} ")
    return Filled(plan.replace(groups), tuple(missing))


def _ask(
    clause: Clause, names: Sequence[str], rows: int, size: int, line: PinnedConnection
) -> tuple[str, int, int]:
    """Return a clause's solutions as inline data, how many there are, and the bytes of the answer."""
    body = fetch(clause.service, clause.query, size, line)
    try:
        return *write_inline(body, names, rows), len(body)
    except StoreError as error:
        raise ServiceFailed(clause.service, str(error)) from error
