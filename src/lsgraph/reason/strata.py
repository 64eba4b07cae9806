"""The order in which rules run: once where nothing feeds back, in a loop where something does."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from rdflib import OWL, URIRef, Variable

from lsgraph.reason.rules import BETWEEN_TERMS, Atom, Rule, Triple

Node = TypeVar("Node", bound=Hashable)


@dataclass(frozen=True)
class RuleGroup:
    """Rules with one body, run as one update."""

    body: tuple[Triple, ...]
    heads: tuple[Triple, ...]

    def as_update(self) -> str:
        """Return the SPARQL update over the default graph."""
        heads, body = write_pattern(self.heads), write_pattern(self.body)
        return f"INSERT {{ {heads} }} WHERE {{ {body} {self._filter()} }}"

    @property
    def transitive(self) -> URIRef | None:
        """Return the property that the rules make transitive, if that is all they do."""
        if len(self.body) != 2 or len(self.heads) != 1 or self._filter():
            return None
        (one, step, between), (start, again, other) = self.body
        variables = {term for term in (one, between, other) if isinstance(term, Variable)}
        if len(variables) != 3 or between != start or step != again or self.heads[0] != (one, step, other):
            return None
        return step if isinstance(step, URIRef) else None

    def reads(self, news: Iterable[Triple]) -> bool:
        """Say whether statements of one of those patterns can be a premise."""
        return any(can_meet(one, pattern) for one in news for pattern in self.body)

    def _filter(self) -> str:
        """Keep the schema free of what holds of every term: that it is below itself and owl:Thing."""
        one, predicate, other = self.heads[0]
        if predicate in BETWEEN_TERMS and isinstance(one, Variable):
            return f"FILTER ({one.n3()} != {other.n3()} && {other.n3()} != {OWL.Thing.n3()})"
        return ""


@dataclass(frozen=True)
class Stratum:
    """Groups that feed only each other and later strata."""

    groups: tuple[RuleGroup, ...]
    loops: bool


def stratify(rules: Iterable[Rule]) -> list[Stratum]:
    """Return the rules grouped by body and in an order in which each stratum is run to its end once."""
    heads: dict[tuple[Triple, ...], list[Triple]] = {}
    for rule in rules:
        heads.setdefault(rule.body, []).append(rule.head)
    groups = [RuleGroup(body, tuple(dict.fromkeys(found))) for body, found in heads.items()]
    readers: dict[Atom, list[tuple[Triple, RuleGroup]]] = {}
    for group in groups:
        for pattern in group.body:
            readers.setdefault(pattern[1], []).append((pattern, group))
    feeds = {
        group: {
            reader
            for head in group.heads
            for pattern, reader in readers.get(head[1], ())
            if can_meet(head, pattern)
        }
        for group in groups
    }
    components = reversed(find_components(feeds))
    return [Stratum(tuple(part), len(part) > 1 or part[0] in feeds[part[0]]) for part in components]


def write_pattern(triples: Iterable[Triple]) -> str:
    """Return triples as a SPARQL basic graph pattern."""
    return " . ".join(" ".join(term.n3() for term in triple) for triple in triples)


def find_components(edges: Mapping[Node, Iterable[Node]]) -> list[list[Node]]:
    """Return the strongly connected components of a graph, each after all that it points to (Tarjan 1972)."""
    index: dict[Node, int] = {}
    low: dict[Node, int] = {}
    stack: list[Node] = []
    waiting: set[Node] = set()
    components: list[list[Node]] = []
    for root in edges:
        if root in index:
            continue
        work = [(root, iter(edges[root]))]
        index[root] = low[root] = len(index)
        stack.append(root)
        waiting.add(root)
        while work:
            node, targets = work[-1]
            for target in targets:
                if target not in index:
                    index[target] = low[target] = len(index)
                    stack.append(target)
                    waiting.add(target)
                    work.append((target, iter(edges[target])))
                    break
                if target in waiting:
                    low[node] = min(low[node], index[target])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    cut = stack.index(node)
                    components.append(stack[cut:])
                    waiting.difference_update(stack[cut:])
                    del stack[cut:]
    return components


def can_meet(head: Triple, pattern: Triple) -> bool:
    """Say whether a statement can be an instance of both patterns."""
    return all(
        isinstance(one, Variable) or isinstance(other, Variable) or one == other
        for one, other in zip(head, pattern, strict=True)
    )
