"""Why an inferred statement holds: one shortest proof, down to asserted statements and their graphs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from rdflib import URIRef, Variable

from lsgraph.errors import NoProof
from lsgraph.reason.closure import JUDGED_KINDS, METADATA_GRAPH, STATED, STATED_KINDS, read_schema
from lsgraph.reason.outline import RULE, find_premises
from lsgraph.reason.rules import SCHEMA_RULES, Atom, Rule, Triple, compile_rules
from lsgraph.store import Quad, Reader
from lsgraph.vocabulary import Kind, graph_kind, shorten

_HIGHEST: Final = 64


@dataclass(frozen=True)
class Explanation:
    """A statement with the graphs that assert it, or with the rule and the premises it follows from."""

    statement: Triple
    graphs: tuple[URIRef, ...] = ()
    rule: str = ""
    premises: tuple[Explanation, ...] = ()

    @property
    def height(self) -> int:
        """Return the number of rules on the longest way down; 0 for an asserted statement."""
        return 1 + max((premise.height for premise in self.premises), default=0) if self.rule else 0

    def as_text(self) -> str:
        """Return the proof as indented lines: statement, then rule or graphs."""
        return "\n".join(self._lines(0))

    def as_dict(self) -> dict[str, Any]:
        """Return the proof as values that JSON can carry, terms in N-Triples form."""
        return {
            "statement": [term.n3() for term in self.statement],
            "graphs": [str(graph) for graph in self.graphs],
            "rule": self.rule,
            "premises": [premise.as_dict() for premise in self.premises],
        }

    def _lines(self, depth: int) -> Iterator[str]:
        told = " ".join(
            shorten(str(term)) if isinstance(term, URIRef) else term.n3() for term in self.statement
        )
        origin = f"by {self.rule} from" if self.rule else "in " + ", ".join(map(shorten, self.graphs))
        yield f"{'  ' * depth}{told}  ({origin})"
        for premise in self.premises:
            yield from premise._lines(depth + 1)


def explain(store: Reader, statement: Quad) -> Explanation:
    """Return a proof of least height of a statement, or the graphs that assert it.

    What inference:stated holds is proved without judgements. Raises NoProof when the graph does not hold it.
    """
    triple: Triple = (statement.subject, statement.predicate, statement.object)
    holders = _holders(store, triple)
    kinds = (
        STATED_KINDS
        if STATED in (holders if statement.graph is None else [statement.graph])
        else JUDGED_KINDS
    )
    search = _Search(store, kinds)
    if holders:
        for height in range(_HIGHEST):
            if proof := search.prove(triple, height):
                return proof
    raise NoProof(" ".join(shorten(str(term)) for term in triple))


def _holders(store: Reader, triple: Triple) -> list[URIRef]:
    subject, predicate, obj = triple
    found = store.quads(subject, predicate, obj)  # type: ignore[arg-type]
    return sorted(quad.graph for quad in found if quad.graph is not None)


class _Search:
    """Proofs by growing height; what failed once at a height is not tried again."""

    def __init__(self, store: Reader, kinds: frozenset[Kind]) -> None:
        self._store = store
        self._kinds = kinds
        self._rules = [*SCHEMA_RULES, *compile_rules(read_schema(store))]
        self._failed: dict[Triple, int] = {}
        self._proved: dict[Triple, Explanation] = {}

    def prove(self, triple: Triple, height: int) -> Explanation | None:
        """Return a proof of at most that height, or None."""
        known = self._proved.get(triple)
        if known and known.height <= height:
            return known
        if self._failed.get(triple, -1) >= height:
            return None
        proof = self._assertion(triple) or (self._derivation(triple, height - 1) if height else None)
        if proof is None:
            self._failed[triple] = height
        else:
            self._proved[triple] = proof
        return proof

    def _assertion(self, triple: Triple) -> Explanation | None:
        graphs = [graph for graph in _holders(self._store, triple) if self._may_use(graph)]
        return Explanation(triple, tuple(graphs)) if graphs else None

    def _may_use(self, graph: URIRef) -> bool:
        return graph == METADATA_GRAPH or graph_kind(graph) in self._kinds

    def _derivation(self, triple: Triple, height: int) -> Explanation | None:
        if not _holders(self._store, triple):
            return None
        for rule in self._rules:
            binding = _match(rule.head, triple)
            if binding is None:
                continue
            for premises in self._instances(rule, binding):
                if proofs := self._prove_all((*premises, *rule.axioms), height):
                    return Explanation(triple, rule=rule.name, premises=proofs)
        for premises in find_premises(self._store, triple):
            if proofs := self._prove_all(premises, height):
                return Explanation(triple, rule=RULE, premises=proofs)
        return None

    def _prove_all(self, triples: tuple[Triple, ...], height: int) -> tuple[Explanation, ...] | None:
        proofs = list[Explanation]()
        for triple in triples:
            proof = self.prove(triple, height)
            if proof is None:
                return None
            proofs.append(proof)
        return tuple(proofs)

    def _instances(self, rule: Rule, binding: dict[Variable, Atom]) -> Iterator[tuple[Triple, ...]]:
        body = tuple(_fill(pattern, binding) for pattern in rule.body)
        yield from self._solve(body, 0)

    def _solve(self, body: tuple[Triple, ...], solved: int) -> Iterator[tuple[Triple, ...]]:
        if solved == len(body):
            yield body
            return
        for found in self._matches(body[solved]):
            binding = _match(body[solved], found)
            if binding is not None:
                yield from self._solve(tuple(_fill(pattern, binding) for pattern in body), solved + 1)

    def _matches(self, pattern: Triple) -> list[Triple]:
        subject, predicate, obj = (None if isinstance(term, Variable) else term for term in pattern)
        found = self._store.quads(subject, predicate, obj)  # type: ignore[arg-type]
        triples = {(quad.subject, quad.predicate, quad.object) for quad in found if quad.graph is not None}
        return sorted(triples, key=repr)


def _match(pattern: Triple, triple: Triple) -> dict[Variable, Atom] | None:
    binding: dict[Variable, Atom] = {}
    for one, other in zip(pattern, triple, strict=True):
        if isinstance(one, Variable):
            if binding.setdefault(one, other) != other:
                return None
        elif one != other:
            return None
    return binding


def _fill(pattern: Triple, binding: dict[Variable, Atom]) -> Triple:
    subject, predicate, obj = (
        binding.get(term, term) if isinstance(term, Variable) else term for term in pattern
    )
    return subject, predicate, obj
