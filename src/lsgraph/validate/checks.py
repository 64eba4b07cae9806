"""What shapes become: queries, each finding the nodes that break one constraint."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from rdflib import BNode, Literal, URIRef
from rdflib.term import Node

from lsgraph.queries.graphs import scope_graphs
from lsgraph.store import Term
from lsgraph.validate.severity import Severity
from lsgraph.validate.shape_paths import PropertyPath, write_path


@dataclass(frozen=True)
class Check:
    """One constraint: its query finds ?this, and where there is one ?value and ?path, for each breach.

    Where there is a `focus`, the query reads its focus nodes, which have to be found before.
    """

    shape: URIRef | BNode
    component: URIRef
    query: str
    parameter: Term
    path: PropertyPath | None = None
    constraint: URIRef | Literal | None = None
    severity: Severity = Severity.VIOLATION
    messages: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    focus_is_value: bool = False
    focus: Focus | None = None


@dataclass(frozen=True)
class Focus:
    """Focus nodes that take a scan of the data to find: found once, kept in a graph, read by many checks."""

    pattern: str

    @property
    def graph(self) -> URIRef:
        """Return the graph in which the nodes stand, as objects."""
        return URIRef(f"urn:lsgraph:focus:{hashlib.sha256(self.pattern.encode()).hexdigest()}")

    def as_update(self) -> str:
        """Return the SPARQL update that finds them."""
        found = scope_graphs(f"SELECT ?this WHERE {{ {self.pattern} }}")
        return f"INSERT {{ {self.read()} }} WHERE {{ {found} }}"

    def read(self) -> str:
        """Return the pattern that gives them as ?this."""
        name = self.graph.n3()
        return f"GRAPH {name} {{ {name} {name} ?this }}"


@dataclass(frozen=True)
class Place:
    """Where a constraint stands: shape, focus nodes as a SPARQL pattern, path to the values.

    `target` finds the focus nodes, or reads them from `focus` where they are found before; `found` is how
    they are found.
    """

    shape: Node
    found: str
    target: str
    path: PropertyPath | None = None
    focus: Focus | None = None

    @property
    def way(self) -> str | None:
        """Return the path in SPARQL."""
        return None if self.path is None else write_path(self.path)

    @property
    def values(self) -> str:
        """Return the pattern from ?this to ?value."""
        return f"?this {self.way} ?value" if self.path else "BIND (?this AS ?value)"
