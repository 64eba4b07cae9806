"""The closure of the asserted graphs, in one graph without and one with judgements."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator
from typing import Final

from rdflib import OWL, RDF, SKOS, Literal, URIRef, Variable

from lsgraph.reason.outline import add_taken_up
from lsgraph.reason.rules import (
    RULE_SET,
    SCHEMA_RULES,
    Rule,
    Triple,
    check_axioms,
    compile_rules,
    is_schema,
)
from lsgraph.reason.strata import RuleGroup, Stratum, stratify, write_pattern
from lsgraph.reason.transitive import close_property
from lsgraph.store import Quad, Reader, Store
from lsgraph.vocabulary import LSG, PREFIXES, SHAPES_GRAPH, Kind, graph_kind, graph_space

STATED: Final = URIRef(PREFIXES["inference"] + "stated")
JUDGED: Final = URIRef(PREFIXES["inference"] + "judged")
METADATA_GRAPH: Final = URIRef(PREFIXES["cat"] + "inference")
"""The catalogue graph in which both inference graphs are described."""

STATED_KINDS: Final = frozenset({Kind.PASSAGE, Kind.REGISTER, Kind.CATALOGUE})
JUDGED_KINDS: Final = STATED_KINDS | {Kind.JUDGEMENT, Kind.NAMING}

_ASSERTED: Final = URIRef(PREFIXES["inference"] + "asserted")
_ONE, _OTHER = Variable("one"), Variable("other")
_NAMES: Final = {
    STATED: ("följer av dokument och register", "follows from documents and registers"),
    JUDGED: ("följer först med bedömningar", "follows only with judgements"),
}


def infer(store: Store) -> Store:
    """Return what follows from the asserted graphs of `store`: inference:stated and inference:judged.

    No statement of them is asserted in a graph of `store` (shapes aside) or held by the other; the third
    graph, cat:inference, gives the rule set and the hash of the premises. Raises UnknownAxiom.
    """
    graphs = asserted_graphs(store)
    result = Store()
    for graph, kinds in ((STATED, STATED_KINDS), (JUDGED, JUDGED_KINDS)):
        result.add(_describe(graph, store, [one for one in graphs if graph_kind(one) in kinds]))
    work = _premises(store, result, graphs)
    check_axioms(read_schema(work))
    rules: list[Rule] | None = None
    for graph, kinds in ((STATED, STATED_KINDS), (JUDGED, JUDGED_KINDS - STATED_KINDS)):
        _take(work, kinds)
        if graph == STATED:
            add_taken_up(work)
        rules = _close(work, rules, kinds)
        _keep(work, graph)
        result.add(work.quads(graph=graph))
    return result


def asserted_graphs(store: Store) -> list[URIRef]:
    """Return the named graphs that somebody wrote: neither inference nor shapes."""
    return [
        graph
        for graph in store.graphs()
        if graph not in (SHAPES_GRAPH, METADATA_GRAPH) and graph_kind(graph) is not Kind.INFERENCE
    ]


def read_schema(store: Reader) -> list[Quad]:
    """Return the statements with a meaning in RDFS or OWL in the named graphs, shapes aside."""
    return _schema(store, "GRAPH ?g { %s }" + f" FILTER (?g != {SHAPES_GRAPH.n3()})")


def _schema(store: Reader, where: str) -> list[Quad]:
    rows = store.select("SELECT DISTINCT ?p WHERE { %s }" % (where % "?s ?p ?o"))
    pattern = "SELECT DISTINCT ?s ?o WHERE { %s }"
    found = [
        Quad(row["s"], predicate, row["o"])  # type: ignore[arg-type]
        for predicate in filter(is_schema, (URIRef(str(row["p"])) for row in rows))
        for row in store.select(pattern % (where % f"?s {predicate.n3()} ?o"))
    ]
    kinds = store.select("SELECT DISTINCT ?o WHERE { %s }" % (where % "?s a ?o"))
    for kind in (row["o"] for row in kinds if str(row["o"]).startswith(str(OWL))):
        rows = store.select("SELECT DISTINCT ?s WHERE { %s }" % (where % f"?s a {kind.n3()}"))
        found.extend(Quad(row["s"], RDF.type, kind) for row in rows)  # type: ignore[arg-type]
    return found


def _describe(graph: URIRef, store: Store, premises: list[URIRef]) -> Iterator[Quad]:
    swedish, english = _NAMES[graph]
    facts = (
        (RDF.type, LSG.Inference),
        (SKOS.prefLabel, Literal(swedish, lang="sv")),
        (SKOS.prefLabel, Literal(english, lang="en")),
        (LSG.ruleSet, Literal(RULE_SET)),
        (LSG.inputHash, Literal(hashlib.sha256(store.canonical(premises)).hexdigest())),
    )
    return (Quad(graph, predicate, value, METADATA_GRAPH) for predicate, value in facts)


def _premises(store: Store, metadata: Store, graphs: list[URIRef]) -> Store:
    work = Store()
    work.add_from(store)
    for graph in (None, *set(work.graphs()).difference(graphs)):
        work.drop(graph)
    work.add_from(metadata)
    work.update(f"INSERT {{ GRAPH {_ASSERTED.n3()} {{ ?s ?p ?o }} }} WHERE {{ GRAPH ?g {{ ?s ?p ?o }} }}")
    return work


def _take(work: Store, kinds: Collection[Kind]) -> None:
    """Add the statements of all graphs of those kinds to the default graph."""
    work.update(f"INSERT {{ ?s ?p ?o }} WHERE {{ {_where(kinds)} }}")


def _find_patterns(work: Store, kinds: Collection[Kind]) -> set[Triple]:
    """Return a pattern for each predicate in the graphs of those kinds, and for each class of rdf:type."""
    bound = f"BIND (IF(?p = {RDF.type.n3()}, ?o, ?none) AS ?class)"
    rows = work.select(f"SELECT DISTINCT ?p ?class WHERE {{ {_where(kinds)} {bound} }}")
    return {(_ONE, URIRef(str(row["p"])), row.get("class", _OTHER)) for row in rows}


def _where(kinds: Collection[Kind]) -> str:
    tests = " || ".join(f"STRSTARTS(STR(?g), {Literal(graph_space(kind)).n3()})" for kind in sorted(kinds))
    return f"GRAPH ?g {{ ?s ?p ?o }} FILTER ({tests})"


def _close(work: Store, known: list[Rule] | None, kinds: Collection[Kind]) -> list[Rule]:
    """Add to the default graph all that follows from it, and return the rules that the schema became.

    Where those are the `known` ones, to whose end it was closed before the graphs of those kinds were taken,
    only what reads something new is run.
    """
    _run(
        work, [Stratum(tuple(RuleGroup(rule.body, (rule.head,)) for rule in SCHEMA_RULES), loops=True)], None
    )
    rules = compile_rules(_schema(work, "%s"))
    _run(work, stratify(rules), _find_patterns(work, kinds) if rules == known else None)
    return rules


def _run(work: Store, strata: Iterable[Stratum], news: set[Triple] | None) -> None:
    """Run each stratum to its end, from statements of those patterns or from all."""
    told = None if news is None else set(news)
    for stratum in strata:
        due = {group for group in stratum.groups if told is None or group.reads(told)}
        while due:
            for group in (one for one in stratum.groups if one in due):
                due.discard(group)
                heads = [head for head in group.heads if told is not None or _feeds(head, stratum)]
                sizes = [_count(work, head) for head in heads]
                _apply(work, group)
                grown = {head for head, size in zip(heads, sizes, strict=True) if _count(work, head) > size}
                due |= {one for one in stratum.groups if one.reads(grown)}
                if group.transitive is not None:
                    due.discard(group)
                if told is not None:
                    told |= grown


def _feeds(head: Triple, stratum: Stratum) -> bool:
    return stratum.loops and any(group.reads([head]) for group in stratum.groups)


def _apply(work: Store, group: RuleGroup) -> None:
    if group.transitive is None:
        work.update(group.as_update())
    else:
        close_property(work, group.transitive)


def _count(work: Store, pattern: Triple) -> int:
    rows = work.select(f"SELECT (COUNT(*) AS ?n) WHERE {{ {write_pattern([pattern])} }}")
    return int(str(rows[0]["n"]))


def _keep(work: Store, graph: URIRef) -> None:
    """Write what the default graph holds beyond the asserted and already inferred statements to `graph`."""
    known = " ".join(
        f"FILTER NOT EXISTS {{ GRAPH {one.n3()} {{ ?s ?p ?o }} }}" for one in (_ASSERTED, STATED)
    )
    work.update(f"INSERT {{ GRAPH {graph.n3()} {{ ?s ?p ?o }} }} WHERE {{ ?s ?p ?o {known} }}")
