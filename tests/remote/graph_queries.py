"""Makes small datasets and queries with GRAPH around anything, by a seed."""

from __future__ import annotations

import random
from collections.abc import Callable

_NODES = [":a", ":b", ":c"]
_LINKS = [":p", ":q"]
_VARIABLES = ["?x", "?y", "?z"]


def make_dataset(seed: int) -> str:
    """Return a few triples in three graphs, as TriG."""
    dice = random.Random(seed)
    lines = ["PREFIX : <http://e/>"]
    for name in (":g1", ":g2", ":g3"):
        count = dice.randint(1, 5)
        triples = [
            f"{dice.choice(_NODES)} {dice.choice(_LINKS)} {dice.choice([*_NODES, '1'])} ."
            for _ in range(count)
        ]
        lines.append(f"GRAPH {name} {{ {' '.join(triples)} }}")
    return "\n".join(lines)


def make_query(seed: int) -> str:
    """Return a SELECT with GRAPH and a variable around a random group."""
    maker = _Maker(random.Random(seed))
    return f"PREFIX : <http://e/>\nSELECT * {{ {maker.outer()} }}"


class _Maker:
    def __init__(self, dice: random.Random) -> None:
        self._dice = dice
        self._made = 0

    def outer(self) -> str:
        name = self._dice.choice(["?g", "?g", "?g", ":g1", ":g9"])
        inner = f"GRAPH {name} {{ {self.group(2)} }}"
        before = self._dice.choice(["", "", "GRAPH ?g { ?x :p ?w }", "VALUES ?x { :a :b }"])
        match self._dice.randrange(6):
            case 0 if before:
                return f"{before} OPTIONAL {{ {inner} }}"
            case 1 if before:
                return f"{before} FILTER EXISTS {{ {inner} }}"
        return f"{before} {inner}"

    def group(self, depth: int) -> str:
        makers: list[Callable[[int], str]] = [self._triple, self._triple, self._triple, self._values]
        if depth:
            makers += [
                *(self._optional, self._minus, self._union, self._nested, self._graph, self._exists),
                *(self._select, self._grouped, self._one_group, self._limited, self._bind),
            ]
        return " ".join(self._dice.choice(makers)(depth - 1) for _ in range(self._dice.randint(1, 3)))

    def _variable(self) -> str:
        return self._dice.choice(_VARIABLES)

    def _triple(self, _: int) -> str:
        subject = self._dice.choice([*_VARIABLES, ":a"])
        target = self._dice.choice([*_VARIABLES, ":b", "1"])
        return f"{subject} {self._dice.choice([*_LINKS, '?y', ':p/:q'])} {target} ."

    def _values(self, _: int) -> str:
        first, second = self._dice.sample([*_VARIABLES, "?g"] if self._dice.random() < 0.3 else _VARIABLES, 2)
        rows = [
            f"({self._dice.choice([*_NODES, ':g1', 'UNDEF'])} {self._dice.choice([*_NODES, ':g1', 'UNDEF'])})"
            for _ in range(2)
        ]
        return f"VALUES ({first} {second}) {{ {' '.join(rows)} }}"

    def _optional(self, depth: int) -> str:
        return f"OPTIONAL {{ {self.group(depth)} }}"

    def _minus(self, depth: int) -> str:
        return f"MINUS {{ {self.group(depth)} }}"

    def _union(self, depth: int) -> str:
        return f"{{ {self.group(depth)} }} UNION {{ {self.group(depth)} }}"

    def _nested(self, depth: int) -> str:
        return f"{{ {self.group(depth)} }}"

    def _graph(self, depth: int) -> str:
        return f"GRAPH {self._dice.choice(['?h', '?g', ':g2', ':g9'])} {{ {self.group(depth)} }}"

    def _exists(self, depth: int) -> str:
        return f"FILTER {self._dice.choice(['', 'NOT '])}EXISTS {{ {self.group(depth)} }}"

    def _bind(self, _: int) -> str:
        self._made += 1
        return f"BIND ({self._made} AS ?n{self._made})"

    def _select(self, depth: int) -> str:
        modifier = self._dice.choice(["", "DISTINCT "])
        shown = " ".join(sorted(self._dice.sample(_VARIABLES, 2)))
        return f"{{ SELECT {modifier}{shown} {{ {self.group(depth)} }} }}"

    def _limited(self, depth: int) -> str:
        names = " ".join(_VARIABLES)
        return f"{{ SELECT DISTINCT {names} {{ {self.group(depth)} }} ORDER BY {names} LIMIT 2 }}"

    def _grouped(self, depth: int) -> str:
        self._made += 1
        key, counted = self._dice.sample(_VARIABLES, 2)
        having = self._dice.choice(["", " HAVING (COUNT(*) > 1)"])
        return (
            f"{{ SELECT {key} (COUNT({counted}) AS ?n{self._made}) "
            f"{{ {self.group(depth)} }} GROUP BY {key}{having} }}"
        )

    def _one_group(self, depth: int) -> str:
        self._made += 1
        having = self._dice.choice(["", "", " HAVING (COUNT(*) > 1)"])
        return f"{{ SELECT (COUNT(*) AS ?n{self._made}) {{ {self.group(depth)} }}{having} }}"
