"""Rules of OWL 2 RL: those over the schema, and those that the ontology's axioms become."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from rdflib import OWL, RDF, RDFS, BNode, Literal, URIRef, Variable

from lsgraph.errors import UnknownAxiom
from lsgraph.store import Quad, Term
from lsgraph.vocabulary import shorten

Atom: TypeAlias = URIRef | BNode | Literal | Variable
Triple: TypeAlias = tuple[Atom, Atom, Atom]

RULE_SET: Final = "lsgraph OWL 2 RL and outline 2"
"""Name of these rules; to be changed with them."""

_X, _Y = Variable("x"), Variable("y")
_A, _B, _C, _P, _Q = (Variable(name) for name in "abcpq")
_TOP: Final = {OWL.Thing, RDFS.Resource}
_CHAIN_MEND: Final = "list the properties of the chain by their IRIs, or as [ owl:inverseOf the IRI ]"
_OUTSIDE: Final = "use only the constructs of OWL 2 RL listed in the room reason, or say it as a SHACL shape"


@dataclass(frozen=True)
class Rule:
    """If every triple of the body holds, so does the head; `axioms` are the schema statements behind it.

    `name` is the rule's name in the OWL 2 RL/RDF tables (https://www.w3.org/TR/owl2-profiles/#Reasoning_in_OWL_2_RL_and_RDF_Graphs_using_Rules).
    """

    name: str
    body: tuple[Triple, ...]
    head: Triple
    axioms: tuple[Triple, ...] = ()


SCHEMA_RULES: Final = (
    Rule("scm-sco", ((_A, RDFS.subClassOf, _B), (_B, RDFS.subClassOf, _C)), (_A, RDFS.subClassOf, _C)),
    Rule("scm-eqc1", ((_A, OWL.equivalentClass, _B),), (_A, RDFS.subClassOf, _B)),
    Rule("scm-eqc1", ((_A, OWL.equivalentClass, _B),), (_B, RDFS.subClassOf, _A)),
    Rule("scm-eqc2", ((_A, RDFS.subClassOf, _B), (_B, RDFS.subClassOf, _A)), (_A, OWL.equivalentClass, _B)),
    Rule(
        "scm-spo",
        ((_A, RDFS.subPropertyOf, _B), (_B, RDFS.subPropertyOf, _C)),
        (_A, RDFS.subPropertyOf, _C),
    ),
    Rule("scm-eqp1", ((_A, OWL.equivalentProperty, _B),), (_A, RDFS.subPropertyOf, _B)),
    Rule("scm-eqp1", ((_A, OWL.equivalentProperty, _B),), (_B, RDFS.subPropertyOf, _A)),
    Rule(
        "scm-eqp2",
        ((_A, RDFS.subPropertyOf, _B), (_B, RDFS.subPropertyOf, _A)),
        (_A, OWL.equivalentProperty, _B),
    ),
    Rule("scm-dom1", ((_P, RDFS.domain, _A), (_A, RDFS.subClassOf, _B)), (_P, RDFS.domain, _B)),
    Rule("scm-dom2", ((_Q, RDFS.domain, _A), (_P, RDFS.subPropertyOf, _Q)), (_P, RDFS.domain, _A)),
    Rule("scm-rng1", ((_P, RDFS.range, _A), (_A, RDFS.subClassOf, _B)), (_P, RDFS.range, _B)),
    Rule("scm-rng2", ((_Q, RDFS.range, _A), (_P, RDFS.subPropertyOf, _Q)), (_P, RDFS.range, _A)),
)

BETWEEN_TERMS: Final = {
    RDFS.subClassOf,
    RDFS.subPropertyOf,
    RDFS.domain,
    RDFS.range,
    OWL.inverseOf,
    OWL.equivalentClass,
    OWL.equivalentProperty,
}
_KNOWN_TYPES: Final = {
    OWL.Class,
    OWL.ObjectProperty,
    OWL.DatatypeProperty,
    OWL.AnnotationProperty,
    OWL.SymmetricProperty,
    OWL.TransitiveProperty,
    OWL.NamedIndividual,
    OWL.Ontology,
    OWL.AllDisjointClasses,
    OWL.AllDisjointProperties,
    OWL.IrreflexiveProperty,
    OWL.AsymmetricProperty,
    OWL.FunctionalProperty,
    OWL.InverseFunctionalProperty,
}
_CONSTRAINTS: Final = {OWL.disjointWith, OWL.propertyDisjointWith, OWL.members, OWL.hasKey}
"""Axioms that a graph can break; nothing is derived from them. `queries/checks` judges them.

Functional and inverse functional properties and keys are constraints too: two values are a finding, and no
owl:sameAs follows (rules prp-fp, prp-ifp and prp-key).
"""
_SILENT: Final = {
    OWL.imports,
    OWL.versionIRI,
    OWL.versionInfo,
    OWL.priorVersion,
    OWL.backwardCompatibleWith,
    OWL.incompatibleWith,
    OWL.deprecated,
    OWL.sameAs,  # forbidden by a shape, which says so in policy words
}
_KNOWN_PREDICATES: Final = _SILENT | BETWEEN_TERMS | _CONSTRAINTS | {OWL.propertyChainAxiom}


def is_schema(predicate: URIRef) -> bool:
    """Say whether a statement with that predicate is about the schema, in RDFS or OWL."""
    return predicate in BETWEEN_TERMS | {RDF.first, RDF.rest} or str(predicate).startswith(str(OWL))


def check_axioms(schema: Iterable[Quad]) -> None:
    """Raise UnknownAxiom when a statement of the schema has a meaning in OWL that no rule here gives it."""
    for quad in schema:
        subject, predicate, obj = shorten(str(quad.subject)), quad.predicate, quad.object
        if predicate == OWL.inverseOf and isinstance(quad.subject, BNode) and isinstance(obj, URIRef):
            continue  # a property turned round, as a link of a chain
        if predicate in BETWEEN_TERMS | {OWL.disjointWith, OWL.propertyDisjointWith}:
            if not (isinstance(quad.subject, URIRef) and isinstance(obj, URIRef)):
                raise UnknownAxiom(subject, f"{shorten(predicate)} with a class expression", _OUTSIDE)
        elif predicate == RDF.type:
            if str(obj).startswith(str(OWL)) and obj not in _KNOWN_TYPES:
                raise UnknownAxiom(subject, shorten(str(obj)), _OUTSIDE)
        elif str(predicate).startswith(str(OWL)) and predicate not in _KNOWN_PREDICATES:
            raise UnknownAxiom(subject, shorten(predicate), _OUTSIDE)


def compile_rules(schema: Iterable[Quad]) -> list[Rule]:
    """Return the rules that the axioms of a closed schema are, sorted; none for owl:Thing and datatypes."""
    statements = list(schema)
    lists: dict[tuple[Atom, URIRef], Term] = {
        (quad.subject, quad.predicate): quad.object for quad in statements
    }
    rules = {rule for quad in statements for rule in _rules_of(quad, lists) if _tells(rule)}
    return sorted(rules, key=repr)


def _rules_of(quad: Quad, lists: dict[tuple[Atom, URIRef], Term]) -> Iterator[Rule]:
    one, predicate, other, _ = quad
    axioms: tuple[Triple, ...] = ((one, predicate, other),)
    if predicate == RDFS.subClassOf:
        yield Rule("cax-sco", ((_X, RDF.type, one),), (_X, RDF.type, other), axioms)
    elif predicate == RDFS.subPropertyOf:
        yield Rule("prp-spo1", ((_X, one, _Y),), (_X, other, _Y), axioms)
    elif predicate == RDFS.domain:
        yield Rule("prp-dom", ((_X, one, _Y),), (_X, RDF.type, other), axioms)
    elif predicate == RDFS.range:
        yield Rule("prp-rng", ((_X, one, _Y),), (_Y, RDF.type, other), axioms)
    elif predicate == OWL.inverseOf and isinstance(one, URIRef):
        yield Rule("prp-inv1", ((_X, one, _Y),), (_Y, other, _X), axioms)
        yield Rule("prp-inv2", ((_X, other, _Y),), (_Y, one, _X), axioms)
    elif predicate == OWL.propertyChainAxiom:
        yield _chain(one, other, lists, axioms)
    elif predicate == RDF.type and other == OWL.SymmetricProperty:
        yield Rule("prp-symp", ((_X, one, _Y),), (_Y, one, _X), axioms)
    elif predicate == RDF.type and other == OWL.TransitiveProperty:
        yield Rule("prp-trp", ((_X, one, _Y), (_Y, one, _C)), (_X, one, _C), axioms)


def _chain(
    whole: Atom, first: Term, lists: dict[tuple[Atom, URIRef], Term], axioms: tuple[Triple, ...]
) -> Rule:
    body = list[Triple]()
    node = first
    while node != RDF.nil:
        link, rest = lists.get((node, RDF.first)), lists.get((node, RDF.rest))
        if link is None or rest is None:
            raise UnknownAxiom(shorten(str(whole)), "a broken owl:propertyChainAxiom", _CHAIN_MEND)
        axioms += ((node, RDF.first, link), (node, RDF.rest, rest))
        one, other = Variable(f"v{len(body)}"), Variable(f"v{len(body) + 1}")
        if isinstance(link, URIRef):
            body.append((one, link, other))
        else:
            turned = lists.get((link, OWL.inverseOf))
            if not isinstance(turned, URIRef):
                raise UnknownAxiom(shorten(str(whole)), "a broken owl:propertyChainAxiom", _CHAIN_MEND)
            axioms += ((link, OWL.inverseOf, turned),)
            body.append((other, turned, one))
        node = rest
    return Rule("prp-spo2", tuple(body), (Variable("v0"), whole, Variable(f"v{len(body)}")), axioms)


def _tells(rule: Rule) -> bool:
    """Say whether the rule can add something worth keeping: not for datatypes, owl:Thing, or itself."""
    _, predicate, obj = rule.head
    if rule.head in rule.body:
        return False
    return predicate != RDF.type or not (obj in _TOP or _is_datatype(obj))


def _is_datatype(term: Atom) -> bool:
    spaces = ("http://www.w3.org/2001/XMLSchema#",)
    return term in (RDFS.Literal, RDF.langString, RDF.HTML) or str(term).startswith(spaces)
