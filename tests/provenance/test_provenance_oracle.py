"""Sources as columns, held against a naive evaluator that keeps the graphs behind each solution.

The evaluator is slow and plainly right. Its terms are strings: `?x` is a variable, anything else a constant.
It follows https://www.w3.org/TR/sparql11-query/#sparqlAlgebra, except that a path which is not a row of
properties gives a pair of ends once, as the engine does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from random import Random
from typing import NamedTuple, TypeAlias

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import URIRef

from lsgraph.provenance import answer_with_sources
from lsgraph.store import Quad, Store
from lsgraph.vocabulary import PREFIXES

Bindings = dict[str, str]
Triple = tuple[str, str, str]
Behind = frozenset[Triple]
Pairs = dict[tuple[str, str], Behind]
Place = str | None


class Solution(NamedTuple):
    """What the variables are bound to, and the graphs behind that."""

    bindings: Bindings
    graphs: frozenset[str]


@dataclass(frozen=True)
class Data:
    """Quads; the default graph is the merge of the graphs."""

    quads: frozenset[tuple[str, str, str, str]]

    def graphs(self) -> list[str]:
        return sorted({quad[3] for quad in self.quads})

    def triples(self, graph: Place) -> set[Triple]:
        return {quad[:3] for quad in self.quads if graph in (None, quad[3])}

    def behind(self, triples: Iterable[Triple], graph: Place) -> frozenset[str]:
        wanted = set(triples)
        return frozenset(quad[3] for quad in self.quads if quad[:3] in wanted and graph in (None, quad[3]))

    def nodes(self, graph: Place) -> set[str]:
        return {term for s, _, o in self.triples(graph) for term in (s, o)}


# Paths


@dataclass(frozen=True)
class PathLink:
    iri: str

    def __str__(self) -> str:
        return self.iri


@dataclass(frozen=True)
class Inverse:
    path: Path

    def __str__(self) -> str:
        return f"^({self.path})"


@dataclass(frozen=True)
class Row:
    first: Path
    second: Path

    def __str__(self) -> str:
        return f"({self.first}/{self.second})"


@dataclass(frozen=True)
class Either:
    first: Path
    second: Path

    def __str__(self) -> str:
        return f"({self.first}|{self.second})"


@dataclass(frozen=True)
class Often:
    path: Path
    sign: str

    def __str__(self) -> str:
        return f"({self.path}){self.sign}"


@dataclass(frozen=True)
class But:
    forward: tuple[str, ...]
    backward: tuple[str, ...]

    def __str__(self) -> str:
        return f"!({'|'.join([*self.forward, *('^' + one for one in self.backward)])})"


Path = PathLink | Inverse | Row | Either | Often | But


def find_pairs(data: Data, path: Path, graph: Place) -> Pairs:
    """Return the pairs that a path joins, each with the triples on all ways from one to the other.

    As in the engine, zero steps join only nodes of the graph.
    """
    match path:
        case PathLink(iri):
            return _gather((s, o, frozenset([(s, p, o)])) for s, p, o in data.triples(graph) if p == iri)
        case Inverse(inner):
            return {(o, s): behind for (s, o), behind in find_pairs(data, inner, graph).items()}
        case Either(first, second):
            both = (find_pairs(data, one, graph) for one in (first, second))
            return _gather((s, o, behind) for pairs in both for (s, o), behind in pairs.items())
        case Row(first, second):
            return _chain(find_pairs(data, first, graph), find_pairs(data, second, graph))
        case Often(inner, sign):
            steps = find_pairs(data, inner, graph)
            reached = steps if sign == "?" else _close(steps)
            if sign == "+":
                return reached
            still: Pairs = {(node, node): frozenset() for node in data.nodes(graph)}
            return _gather((s, o, behind) for one in (reached, still) for (s, o), behind in one.items())
        case But():
            return _gather((s, o, frozenset([triple])) for s, o, triple in _others(data, path, graph))


def _others(data: Data, path: But, graph: Place) -> Iterator[tuple[str, str, Triple]]:
    for s, p, o in data.triples(graph):
        if path.forward and p not in path.forward:
            yield s, o, (s, p, o)
        if path.backward and p not in path.backward:
            yield o, s, (s, p, o)


def _gather(found: Iterable[tuple[str, str, Behind]]) -> Pairs:
    pairs: Pairs = {}
    for s, o, behind in found:
        pairs[s, o] = pairs.get((s, o), frozenset()) | behind
    return pairs


def _chain(first: Pairs, second: Pairs) -> Pairs:
    return _gather(
        (a, d, one | other)
        for ((a, b), one), ((c, d), other) in product(first.items(), second.items())
        if b == c
    )


def _close(steps: Pairs) -> Pairs:
    reached = steps
    while True:
        further = _chain(reached, steps)
        joined = _gather((s, o, behind) for one in (reached, further) for (s, o), behind in one.items())
        if joined == reached:
            return reached
        reached = joined


# Patterns


@dataclass(frozen=True)
class Pattern:
    subject: str
    path: Path | str
    object: str

    def __str__(self) -> str:
        return f"{self.subject} {self.path} {self.object} ."

    def solve(self, data: Data, graph: Place) -> list[Solution]:
        match self.path:
            case str():
                return [
                    Solution(bindings, data.behind([triple], graph))
                    for triple in data.triples(graph)
                    if (bindings := _match((self.subject, self.path, self.object), triple)) is not None
                ]
            case PathLink(iri):
                return Pattern(self.subject, iri, self.object).solve(data, graph)
            case Inverse(inner):
                return Pattern(self.object, inner, self.subject).solve(data, graph)
            case Row(first, second):
                middle = f"?{id(self)}m"
                left = Pattern(self.subject, first, middle).solve(data, graph)
                found = join(left, Pattern(middle, second, self.object).solve(data, graph))
                return [Solution(_without(one.bindings, middle), one.graphs) for one in found]
        return self._walk(data, graph, self.path)

    def _walk(self, data: Data, graph: Place, path: Path) -> list[Solution]:
        ends = (self.subject, self.object)
        pairs = find_pairs(data, path, graph)
        return [
            Solution(bindings, data.behind(behind, graph))
            for pair, behind in pairs.items()
            if (bindings := _match(ends, pair)) is not None
        ]


def _match(pattern: tuple[str, ...], terms: tuple[str, ...]) -> Bindings | None:
    bindings: Bindings = {}
    for place, term in zip(pattern, terms, strict=True):
        if (bindings.setdefault(place, term) if place.startswith("?") else place) != term:
            return None
    return bindings


def _without(bindings: Bindings, name: str) -> Bindings:
    return {key: value for key, value in bindings.items() if key != name}


def _fit(one: Bindings, other: Bindings) -> bool:
    return all(other.get(name, value) == value for name, value in one.items())


def join(left: list[Solution], right: list[Solution]) -> list[Solution]:
    return [
        Solution(one.bindings | other.bindings, one.graphs | other.graphs)
        for one, other in product(left, right)
        if _fit(one.bindings, other.bindings)
    ]


@dataclass(frozen=True)
class Filter:
    """`left sign right`, or `BOUND (left)`, or `sign { patterns }` for EXISTS and NOT EXISTS."""

    sign: str
    left: str = ""
    right: str = ""
    patterns: tuple[Pattern, ...] = ()

    def __str__(self) -> str:
        if self.patterns:
            return f"FILTER {self.sign} {{ {' '.join(map(str, self.patterns))} }}"
        if self.sign == "BOUND":
            return f"FILTER (BOUND({self.left}))"
        return f"FILTER ({self.left}{self.sign}{self.right})"

    def holds(self, bindings: Bindings, data: Data, graph: Place) -> bool:
        if self.patterns:
            found = GroupPattern(self.patterns).solve(data, graph)
            some = any(_fit(bindings, one.bindings) for one in found)
            return some == (self.sign == "EXISTS")
        left, right = (bindings.get(one) if one.startswith("?") else one for one in (self.left, self.right))
        if self.sign == "BOUND":
            return left is not None
        return left is not None and right is not None and (left == right) == (self.sign == "=")


@dataclass(frozen=True)
class Bind:
    value: str
    name: str

    def __str__(self) -> str:
        return f"BIND ({self.value} AS {self.name})"


@dataclass(frozen=True)
class Values:
    name: str
    rows: tuple[str | None, ...]

    def __str__(self) -> str:
        return f"VALUES {self.name} {{ {' '.join(row or 'UNDEF' for row in self.rows)} }}"


@dataclass(frozen=True)
class Maybe:
    group: GroupPattern

    def __str__(self) -> str:
        return f"OPTIONAL {self.group}"


@dataclass(frozen=True)
class Minus:
    patterns: tuple[Pattern, ...]

    def __str__(self) -> str:
        return f"MINUS {{ {' '.join(map(str, self.patterns))} }}"


@dataclass(frozen=True)
class Arms:
    groups: tuple[GroupPattern, ...]

    def __str__(self) -> str:
        return " UNION ".join(map(str, self.groups))


@dataclass(frozen=True)
class InGraph:
    graph: str
    group: GroupPattern

    def __str__(self) -> str:
        return f"GRAPH {self.graph} {self.group}"


Element: TypeAlias = "Pattern | Filter | Bind | Values | Maybe | Minus | Arms | InGraph | Select"


@dataclass(frozen=True)
class GroupPattern:
    elements: tuple[Element, ...]

    def __str__(self) -> str:
        return f"{{ {' '.join(map(str, self.elements))} }}"

    def solve(self, data: Data, graph: Place) -> list[Solution]:
        found = self.solve_unfiltered(data, graph)
        return [one for one in found if self.keeps(one.bindings, data, graph)]

    def keeps(self, bindings: Bindings, data: Data, graph: Place) -> bool:
        return all(one.holds(bindings, data, graph) for one in self.elements if isinstance(one, Filter))

    def solve_unfiltered(self, data: Data, graph: Place) -> list[Solution]:
        found = [Solution({}, frozenset())]
        for element in self.elements:
            found = _add(found, element, data, graph)
        return found

    def names(self) -> set[str]:
        return set().union(*map(_names, self.elements))


def _add(found: list[Solution], element: Element, data: Data, graph: Place) -> list[Solution]:
    match element:
        case Filter():
            return found
        case Pattern():
            return join(found, element.solve(data, graph))
        case Bind(value, name):
            return [_extend(one, value, name) for one in found]
        case Values(name, rows):
            return join(found, [Solution({name: row} if row else {}, frozenset()) for row in rows])
        case Maybe(group):
            return _left_join(found, group, data, graph)
        case Minus(patterns):
            barred = [one.bindings for one in GroupPattern(patterns).solve(data, graph)]
            return [one for one in found if not any(_clash(one.bindings, other) for other in barred)]
        case Arms(groups):
            return join(found, [one for group in groups for one in group.solve(data, graph)])
        case InGraph(place, group):
            return join(found, _in_graph(place, group, data))
        case Select():
            return join(found, element.solve(data, graph))


def _extend(one: Solution, value: str, name: str) -> Solution:
    term = one.bindings.get(value) if value.startswith("?") else value
    return Solution(one.bindings | ({name: term} if term else {}), one.graphs)


def _clash(one: Bindings, other: Bindings) -> bool:
    return bool(one.keys() & other.keys()) and _fit(one, other)


def _left_join(found: list[Solution], group: GroupPattern, data: Data, graph: Place) -> list[Solution]:
    right = group.solve_unfiltered(data, graph)
    result: list[Solution] = []
    for one in found:
        joined = [both for both in join([one], right) if group.keeps(both.bindings, data, graph)]
        result.extend(joined or [one])
    return result


def _in_graph(place: str, group: GroupPattern, data: Data) -> list[Solution]:
    if not place.startswith("?"):
        return group.solve(data, place)
    return [
        one
        for graph in data.graphs()
        for one in join([Solution({place: graph}, frozenset())], group.solve(data, graph))
    ]


def _names(element: Element) -> set[str]:
    match element:
        case Pattern(subject, path, target):
            places = (subject, path if isinstance(path, str) else "", target)
            return {place for place in places if place.startswith("?")}
        case Bind(_, name) | Values(name, _):
            return {name}
        case Maybe(group):
            return group.names()
        case Arms(groups):
            return set().union(*(group.names() for group in groups))
        case InGraph(place, group):
            return group.names() | ({place} if place.startswith("?") else set())
        case Select():
            return set(element.columns())
    return set()


@dataclass(frozen=True)
class Select:
    """A SELECT; with `keys`, its rows are groups and `?count…` is how many solutions each stands for."""

    items: tuple[str, ...] | None
    group: GroupPattern
    distinct: bool = False
    keys: tuple[str, ...] | None = None
    count: str = ""
    least: int = 0

    def __str__(self) -> str:
        return f"{{ {self.text()} }}"

    def text(self) -> str:
        items = "*" if self.items is None else " ".join(self.items)
        if self.keys is not None:
            items += f" (COUNT(*) AS {self.count})"
        keys = f" GROUP BY {' '.join(self.keys)}" if self.keys else ""
        having = f" HAVING (COUNT(*)>={self.least})" if self.least else ""
        return f"SELECT {'DISTINCT ' * self.distinct}{items} {self.group}{keys}{having}"

    def columns(self) -> list[str]:
        items = sorted(self.group.names()) if self.items is None else list(self.items)
        return [*items, *([self.count] if self.keys is not None else [])]

    def solve(self, data: Data, graph: Place) -> list[Solution]:
        found = self.group.solve(data, graph)
        if self.keys is not None:
            found = self._count(found)
        columns = self.columns()
        shown = [
            Solution({k: v for k, v in one.bindings.items() if k in columns}, one.graphs) for one in found
        ]
        return [one for one, _ in _merge(shown, columns)] if self.distinct else shown

    def _count(self, found: list[Solution]) -> list[Solution]:
        groups = _merge(found, self.keys or ())
        if not self.keys and not groups:
            groups = [(Solution({}, frozenset()), 0)]
        return [
            Solution(one.bindings | {self.count: str(size)}, one.graphs)
            for one, size in groups
            if size >= self.least
        ]


def _merge(found: list[Solution], names: Iterable[str]) -> list[tuple[Solution, int]]:
    """Return one solution per combination of those names, with all graphs behind it, and its size."""
    groups: dict[frozenset[tuple[str, str]], list[Solution]] = {}
    for one in found:
        key = frozenset((name, one.bindings[name]) for name in names if name in one.bindings)
        groups.setdefault(key, []).append(one)
    return [
        (Solution(dict(key), frozenset().union(*(one.graphs for one in members))), len(members))
        for key, members in groups.items()
    ]


# Queries

NODES = ("body:a", "body:b", "body:c")
PROPERTIES = ("lsg:p", "lsg:q", "lsg:r")
GRAPHS = ("p:text-0-1", "p:text-1-2", "judgement:j")
NAMES = ("?a", "?b", "?c", "?d", "?e")


def iri(name: str) -> URIRef:
    prefix, _, local = name.partition(":")
    return URIRef(PREFIXES[prefix] + local)


def short(term: object) -> str:
    text = str(term)
    known = (*NODES, *PROPERTIES, *GRAPHS)
    return next((name for name in known if str(iri(name)) == text), text)


def fill(data: Data) -> Store:
    store = Store()
    store.add(Quad(*map(iri, quad)) for quad in data.quads)
    store.merge()
    return store


class Maker:
    """Makes data and queries at random.

    Left out is what the engine answers by its plan of the day: how often a negated property set joins two
    nodes, EXISTS over variables that its group does not bind, and MINUS inside GRAPH with a variable.
    """

    def __init__(self, random: Random) -> None:
        self.random = random
        self.made = 0

    def one(self, *choices: str) -> str:
        return self.random.choice(choices)

    def chance(self, part: float) -> bool:
        return self.random.random() < part

    def fresh(self) -> str:
        self.made += 1
        return f"?n{self.made}"

    def data(self) -> Data:
        size = self.random.randint(4, 16)
        quads = (
            (self.one(*NODES), self.one(*PROPERTIES), self.one(*NODES), self.one(*GRAPHS))
            for _ in range(size)
        )
        return Data(frozenset(quads))

    def place(self) -> str:
        return self.one(*NODES) if self.chance(0.2) else self.one(*NAMES)

    def path(self, depth: int = 2, *, negated: bool = False) -> Path:
        kind = self.random.randint(0, 6 + negated if depth else 0)
        if kind <= 1:
            return PathLink(self.one(*PROPERTIES))
        if kind == 2:
            return Inverse(self.path(depth - 1, negated=negated))
        if kind in (3, 4):
            return Row(self.path(depth - 1, negated=negated), self.path(depth - 1, negated=negated))
        if kind == 5:
            return Either(self.path(depth - 1, negated=True), self.path(depth - 1, negated=True))
        if kind == 6:
            return Often(self.path(depth - 1, negated=True), self.one("?", "*", "+"))
        sides = self.random.choice([(1, 0), (2, 0), (0, 1), (1, 1)])
        return But(*(tuple(self.random.sample(PROPERTIES, side)) for side in sides))

    def pattern(self, *, paths: bool = True) -> Pattern:
        if paths and self.chance(0.3):
            return Pattern(self.place(), self.path(), self.place())
        verb = self.one(*NAMES) if self.chance(0.15) else self.one(*PROPERTIES)
        return Pattern(self.place(), verb, self.place())

    def patterns(self, most: int = 2, *, paths: bool = True) -> tuple[Pattern, ...]:
        return tuple(self.pattern(paths=paths) for _ in range(self.random.randint(1, most)))

    def group(self, depth: int, place: str = "") -> GroupPattern:
        patterns = self.patterns()
        elements: list[Element] = [*patterns]
        for _ in range(self.random.randint(0, 2 if depth else 0)):
            elements.append(self.element(depth - 1, elements, place))
        if self.chance(0.25):
            elements.append(self.filter(sorted(GroupPattern(patterns).names())))
        return GroupPattern(tuple(elements))

    def filter(self, bound: list[str]) -> Filter:
        kind = self.one("=", "!=", "BOUND", "EXISTS", "NOT EXISTS")
        if kind.endswith("EXISTS"):
            names = [*bound, self.fresh(), *NODES]
            pattern = Pattern(self.one(*names), self.one(*PROPERTIES), self.one(*names))
            return Filter(kind, patterns=(pattern,))
        return Filter(kind, self.one(*NAMES), self.place())

    def element(self, depth: int, before: list[Element], place: str) -> Element:
        kind = self.random.randint(0, 11)
        if kind <= 2:
            return Maybe(self.group(depth, place))
        if kind <= 4:
            return Arms(tuple(self.group(depth, place) for _ in range(self.random.randint(1, 3))))
        if kind == 5:
            return Bind(self.one(*NAMES, *NODES), self.fresh())
        if kind == 6:
            rows = (self.one(*NODES) if self.chance(0.8) else None for _ in range(self.random.randint(1, 3)))
            return Values(self.one(*NAMES), tuple(rows))
        if kind == 7 and not place.startswith("?"):
            return Minus(self.patterns(paths=False))
        if kind in (8, 9, 10) and not place:
            graph = self.one("?g", "?g", *GRAPHS)
            return InGraph(graph, self.group(depth, graph))
        if place.startswith("?"):
            return self.pattern(paths=False)
        return self.select(depth, place)

    def select(self, depth: int, place: str = "") -> Select:
        group = self.group(depth, place)
        names = sorted(group.names())
        few = tuple(self.random.sample(names, self.random.randint(1, len(names)))) if names else None
        kind = self.random.randint(0, 5)
        if kind == 0:
            return Select(None, group)
        if kind <= 2:
            return Select(few, group)
        if kind == 3:
            return Select(few if self.chance(0.7) else None, group, distinct=True)
        keys = (few or ()) if self.chance(0.8) else ()
        shown = tuple(key for key in keys if self.chance(0.7))
        distinct = shown == keys and self.chance(0.3)
        return Select(shown, group, distinct, keys, self.fresh(), self.random.choice([0, 0, 0, 2]))


def traced(store: Store, text: str) -> Counter[tuple[frozenset[tuple[str, str]], frozenset[str]]]:
    """Return the rows, each with the graphs behind it, and how often each comes."""
    found: Counter[tuple[frozenset[tuple[str, str]], frozenset[str]]] = Counter()
    for row in answer_with_sources(store, text).rows():
        graphs = frozenset(f"{row.pop('source_passages')} {row.pop('source_other_graphs')}".split())
        del row["source_documents"], row["source_kinds"]
        found[plain(row), frozenset(map(short, graphs))] += 1
    return found


def plain(row: Mapping[str, object]) -> frozenset[tuple[str, str]]:
    return frozenset((f"?{name}", short(term)) for name, term in row.items())


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**64))
def test_rows_and_the_graphs_behind_them_are_those_of_the_naive_evaluator(seed: int) -> None:
    check(seed)


def check(seed: int) -> None:
    maker = Maker(Random(seed))
    data, select = maker.data(), maker.select(2)
    store, text = fill(data), select.text()
    rows = Counter(plain(row) for row in store.query(text).rows())
    found = traced(store, text)
    without = Counter[frozenset[tuple[str, str]]]()
    for (row, _), often in found.items():
        without[row] += often
    assert without == rows, f"ROWS {text}"
    expected = Counter((frozenset(one.bindings.items()), one.graphs) for one in select.solve(data, None))
    assert found == expected, text
