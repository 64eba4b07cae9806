"""Which GRAPH the engine answers as the standard has it, so that it is left as it is.

The engine (pyoxigraph 0.5.13) puts the name of the graph into each triple pattern and forgets GRAPH itself.
So a solution that matched no triple pattern knows no graph, and the sides of MINUS share the variable.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from lsgraph.queries.graphs.pattern import (
    Bind,
    Elsewhere,
    Filter,
    GraphClause,
    Group,
    Lateral,
    Minus,
    OptionalGroup,
    SubSelect,
    TripleBlock,
    UnionGroups,
    Values,
    groups_of,
    mentions,
)
from lsgraph.queries.tokens import read_tokens

_GRAPH: Final = re.compile(r"GRAPH", re.IGNORECASE)
_PLAIN: Final = re.compile(
    r"""\bGRAPH\s*(?:[?$]\w+|<[^<>\s"']*>|[\w-]*:[\w-]+)\s*\{(?![^{}]*\bBIND\b)[^{}"'\#]*\}""",
    re.IGNORECASE,
)


class GraphVerdict(NamedTuple):
    """Whether the engine is right about a group, and whether each of its solutions knows its graph."""

    right: bool
    knows: bool


def is_plain(text: str) -> bool:
    """Say whether every GRAPH of a query holds nothing but triples, by a look that costs next to nothing."""
    if "GRAPH" not in text.upper() or not any(token.is_word("GRAPH") for token in read_tokens(text)):
        return True
    return len(_GRAPH.findall(text)) == len(_PLAIN.findall(text))


def is_answered_right(part: GraphClause) -> bool:
    """Say whether the engine answers a GRAPH as the standard has it."""
    verdict = judge(part.group)
    if part.variable is None:
        return verdict.knows
    return verdict.right and verdict.knows and not _names_within(part.group, part.variable)


def judge(group: Group) -> GraphVerdict:
    """Judge a group that stands by itself inside GRAPH."""
    right, knows, empty = True, False, True
    for element in group.elements:
        match element:
            case TripleBlock():
                knows = True
            case OptionalGroup(inner):
                knows = knows or empty
                right = right and knows and judge(inner).right
            case Lateral(inner):
                right = right and knows and judge(inner).right
            case UnionGroups(arms):
                verdicts = [judge(arm) for arm in arms]
                right = right and all(one.right for one in verdicts)
                knows = knows or all(one.knows for one in verdicts)
            case Minus() | SubSelect():
                right = False
            case Filter() | Bind():
                right = right and all(judge(inner).right for inner in groups_of(element))
        empty = empty and isinstance(element, Filter)
    return GraphVerdict(right, knows or empty)


def _names_within(group: Group, name: str) -> bool:
    """Say whether a variable has a place in a part of the group that need not bind it in every solution."""
    nested = (
        element for element in group.elements if not isinstance(element, TripleBlock | Values | Elsewhere)
    )
    return mentions(Group(tuple(nested), group.start, group.end), name)
