"""Blank nodes of two files that say the same, so that laying one file on another says nothing twice."""

from __future__ import annotations

from collections.abc import Iterable

from rdflib import BNode

from lsgraph.store import Quad, Store


def drop_repeated(overlay: Store, base: Store) -> None:
    """Remove from `overlay` what it says with blank nodes and `base` says too, word for word."""
    known = {text for text, _ in _components(base)}
    if known:
        for text, quads in _components(overlay):
            if text in known:
                overlay.remove(quads)


def _components(store: Store) -> list[tuple[bytes, list[Quad]]]:
    """Return the statements that hang together by blank nodes, each with its canonical form."""
    with_nodes = [quad for quad in store.quads() if quad.graph is not None and any(_nodes(quad))]
    leaders: dict[BNode, BNode] = {}
    for quad in with_nodes:
        first, *others = (_lead(node, leaders) for node in _nodes(quad))
        leaders.update(dict.fromkeys(others, first))
    grouped: dict[BNode, list[Quad]] = {}
    for quad in with_nodes:
        grouped.setdefault(_lead(next(iter(_nodes(quad))), leaders), []).append(quad)
    return [(_canonical(quads), quads) for quads in grouped.values()]


def _nodes(quad: Quad) -> list[BNode]:
    return [term for term in (quad.subject, quad.object) if isinstance(term, BNode)]


def _lead(node: BNode, leaders: dict[BNode, BNode]) -> BNode:
    while leaders.setdefault(node, node) != node:
        node = leaders[node]
    return node


def _canonical(quads: Iterable[Quad]) -> bytes:
    part = Store()
    part.add(quads)
    return part.canonical()
