"""Finds the triples on every way in which a property path leads from one node to another."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Final

from lsgraph.provenance.ast import Alternative, Inverse, Negated, Path, PathLink, Repeated, Sequence
from lsgraph.store import Carriers, EngineTerm, GraphStatement

_PATHS_CACHED: Final = 16_384


class PathVisits:
    """The ways through one graph: the default graph, or a named one; `terms` are the constants of the query.

    A way may pass a node twice, so an edge is on a way from a to b just if a leads to it and it leads to b.
    """

    def __init__(self, carriers: Carriers, terms: Mapping[str, EngineTerm], graph: EngineTerm | None) -> None:
        self._carriers, self._terms, self._graph = carriers, terms, graph
        self.ends: Callable[[Path, EngineTerm], frozenset[EngineTerm]] = lru_cache(_PATHS_CACHED)(self._ends)
        """The nodes to which a path leads from a node."""

    def statements(self, path: Path, start: EngineTerm, end: EngineTerm) -> Iterator[GraphStatement]:
        """Yield the triples on every way from start to end, some more than once."""
        match path:
            case PathLink():
                yield from self._steps(start, self._term(path), end)
            case Inverse(inner):
                yield from self.statements(inner, end, start)
            case Alternative(first, second):
                yield from self.statements(first, start, end)
                yield from self.statements(second, start, end)
            case Sequence(first, second):
                for middle in self.ends(first, start) & self.ends(reverse(second), end):
                    yield from self.statements(first, start, middle)
                    yield from self.statements(second, middle, end)
            case Repeated(inner, "?"):
                yield from self.statements(inner, start, end)
            case Repeated(inner, _):
                yield from self._repeated(inner, start, end)
            case Negated():
                yield from self._negated(path, start, end)

    def _repeated(self, path: Path, start: EngineTerm, end: EngineTerm) -> Iterator[GraphStatement]:
        to_end = self.ends(Repeated(reverse(path), "*"), end)
        for node in self.ends(Repeated(path, "*"), start) & to_end:
            for following in self.ends(path, node) & to_end:
                yield from self.statements(path, node, following)

    def _negated(self, path: Negated, start: EngineTerm, end: EngineTerm | None) -> Iterator[GraphStatement]:
        for barred, subject, target in ((path.forward, start, end), (path.backward, end, start)):
            if barred:
                properties = {self._term(PathLink(iri)) for iri in barred}
                found = self._steps(subject, None, target)
                yield from (one for one in found if one.predicate not in properties)

    def _ends(self, path: Path, start: EngineTerm) -> frozenset[EngineTerm]:
        match path:
            case PathLink():
                return frozenset(one.object for one in self._steps(start, self._term(path), None))
            case Inverse(PathLink() as inner):
                return frozenset(one.subject for one in self._steps(None, self._term(inner), start))
            case Inverse(inner):
                return self.ends(reverse(inner), start)
            case Alternative(first, second):
                return self.ends(first, start) | self.ends(second, start)
            case Sequence(first, second):
                return frozenset(
                    end for middle in self.ends(first, start) for end in self.ends(second, middle)
                )
            case Repeated(inner, "?"):
                return self.ends(inner, start) | {start}
            case Repeated(inner, sign):
                return self._reach(inner, start, {start} if sign == "*" else set())
            case Negated():
                return frozenset(
                    one.object if one.subject == start else one.subject
                    for one in self._negated(path, start, None)
                )

    def _reach(self, path: Path, start: EngineTerm, reached: set[EngineTerm]) -> frozenset[EngineTerm]:
        waiting = [start]
        while waiting:
            fresh = self.ends(path, waiting.pop()) - reached
            reached |= fresh
            waiting.extend(fresh)
        return frozenset(reached)

    def _steps(
        self, subject: EngineTerm | None, predicate: EngineTerm | None, target: EngineTerm | None
    ) -> Iterator[GraphStatement]:
        return self._carriers.statements(subject, predicate, target, self._graph)

    def _term(self, link: PathLink) -> EngineTerm:
        return self._terms[link.iri.text]


def reverse(path: Path) -> Path:
    """Return the path that leads back."""
    match path:
        case PathLink():
            return Inverse(path)
        case Inverse(inner):
            return inner
        case Sequence(first, second):
            return Sequence(reverse(second), reverse(first))
        case Alternative(first, second):
            return Alternative(reverse(first), reverse(second))
        case Repeated(inner, sign):
            return Repeated(reverse(inner), sign)
        case Negated(forward, backward):
            return Negated(backward, forward)
