"""Transitive properties, closed outside the engine.

The engine joins a property with itself by walking all statements of the node between, and some nodes have
very many; here the statements of the property are read once, and each pair is found about once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rdflib import URIRef

from lsgraph.reason.strata import find_components
from lsgraph.store import Quad, Store


def close_property(work: Store, step: URIRef) -> None:
    """Add to the default graph what follows from that property being transitive."""
    numbers: dict[object, int] = {}
    rows = work.select(f"SELECT ?x ?y WHERE {{ ?x {step.n3()} ?y }}")
    pairs = [tuple(numbers.setdefault(row[end], len(numbers)) for end in "xy") for row in rows]
    terms = list(numbers)
    work.add(
        Quad(terms[one], step, terms[other])  # type: ignore[arg-type]
        for one, other in find_missing((one, other) for one, other in pairs)
    )


def find_missing(pairs: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the pairs that a relation lacks to be transitive."""
    after: dict[int, set[int]] = {}
    for one, other in pairs:
        after.setdefault(one, set()).add(other)
        after.setdefault(other, set())
    reach: dict[int, set[int]] = {}
    place: dict[int, int] = {}
    for number, part in enumerate(find_components(after)):
        place.update(dict.fromkeys(part, number))
        found = set(part) if len(part) > 1 or part[0] in after[part[0]] else set[int]()
        targets = set().union(*(after[node] for node in part)).difference(part)
        for target in sorted(targets, key=place.__getitem__, reverse=True):  # the nearest tell of the others
            if target not in found:
                found.add(target)
                found |= reach[target]
        for node in part:
            reach[node] = found
            yield from ((node, other) for other in found - after[node])
