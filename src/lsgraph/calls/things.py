"""The calls about things: their descriptions, proofs of statements, regions, identifiers no longer used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from rdflib import BNode, Literal, URIRef, Variable

from lsgraph.calls.call import Call, Stream
from lsgraph.calls.downloads import JSON_LD, find_release, give_part
from lsgraph.describe import Description, Statement, describe
from lsgraph.export import describe_release, region_codes
from lsgraph.queries import answer_query, find_query
from lsgraph.reason import Explanation, explain
from lsgraph.resources import find_resources
from lsgraph.store import JsonTerm, Labels, Quad, Reader, Store, find_all_labels, find_format, find_labels


@dataclass(frozen=True)
class DescribedStatement:
    """A statement about a thing, every graph that makes it, and the strongest kind of those."""

    subject: JsonTerm
    predicate: str
    object: JsonTerm
    graphs: tuple[str, ...]
    kind: str


@dataclass(frozen=True)
class ThingDescription:
    """What `lsgraph.describe.Description` says, with terms as JSON has them."""

    iri: str
    labels: Mapping[str, Labels]
    statements: tuple[DescribedStatement, ...]
    details: tuple[DescribedStatement, ...] = ()
    incoming: tuple[DescribedStatement, ...] = ()
    incoming_cut: bool = False
    inverse_labels: Mapping[str, Labels] = field(default_factory=dict)
    contents: tuple[DescribedStatement, ...] = ()
    rests_on: tuple[str, ...] = ()


@dataclass(frozen=True)
class ProofStep:
    """A statement with the graphs that make it, or with the rule and the premises it follows from."""

    statement: tuple[JsonTerm, JsonTerm, JsonTerm]
    graphs: tuple[str, ...]
    rule: str
    premises: tuple[ProofStep, ...]


@dataclass(frozen=True)
class WhyResult:
    """The proof of a statement, and the names of everything in it."""

    proof: ProofStep
    labels: Mapping[str, Labels]


@dataclass(frozen=True)
class NamedRegion:
    """A region by its county code, and its names by language."""

    code: str
    labels: Labels


@dataclass(frozen=True)
class RegionsResult:
    """The regions that have a county code."""

    regions: tuple[NamedRegion, ...]


@dataclass(frozen=True)
class RetiredIdentifier:
    """An identifier, since when it is not used, what replaced it, if anything, and why, in both languages."""

    identifier: str
    date: str
    sv: str
    en: str
    replacement: str | None = None


@dataclass(frozen=True)
class RetiredResult:
    """The identifiers no longer used."""

    retired: tuple[RetiredIdentifier, ...]


@dataclass(frozen=True)
class DescribeCall(Call[ThingDescription]):
    """A thing to describe; with `release`, what the release of that id in `root` says of itself."""

    iri: str
    root: Path | None = None
    release: str | None = None


@dataclass(frozen=True)
class DescribeRdfCall(Call[Stream]):
    """A thing to describe in an RDF format.

    It is triples of the default graph in every format, so that whoever asks nothing of graphs reads it whole.
    TriG and N-Quads have the graphs that say so beside, and JSON-LD has with `graphs`.
    """

    thing: DescribeCall
    format: str
    graphs: bool = False


@dataclass(frozen=True)
class WhyCall(Call[WhyResult]):
    """A statement whose proof is wanted."""

    subject: JsonTerm
    predicate: JsonTerm
    object: JsonTerm


@dataclass(frozen=True)
class RegionsCall(Call[RegionsResult]):
    """The regions that have a county code."""


@dataclass(frozen=True)
class RetiredCall(Call[RetiredResult]):
    """The identifiers no longer used."""


def describe_thing(store: Reader, asked: DescribeCall) -> ThingDescription:
    """Describe a thing, or a release, as JSON; raises UnknownThing or ReleaseMissing."""
    found = _describe(store, asked)
    return ThingDescription(
        iri=str(found.iri),
        labels=found.labels,
        statements=_write_all(found.statements),
        details=_write_all(found.details),
        incoming=_write_all(found.incoming),
        incoming_cut=found.incoming_cut,
        inverse_labels=found.inverse_labels,
        contents=_write_all(found.contents),
        rests_on=tuple(map(str, found.rests_on)),
    )


def describe_rdf(store: Reader, asked: DescribeRdfCall) -> Stream:
    """Describe a thing in an RDF format; raises UnknownThing or ReleaseMissing."""
    known = find_format(asked.format)
    graphs = known.graphs and (known.name != JSON_LD or asked.graphs)
    quads = _describe(store, asked.thing).quads()
    part = Store()
    part.add(quad._replace(graph=None) for quad in quads)
    if graphs:
        part.add(quads)
    return give_part(part, known, graphs=graphs)


def why(store: Reader, asked: WhyCall) -> WhyResult:
    """Explain a statement; raises NoProof."""
    statement = Quad(URIRef(asked.subject.value), URIRef(asked.predicate.value), asked.object.term)
    proof = explain(store.local_copy(), statement)
    mentioned = {term for one in _flatten(proof) for term in (*one.statement, *one.graphs)}
    iris = (term for term in mentioned if isinstance(term, URIRef))
    return WhyResult(_write_proof(proof), find_all_labels(store, iris))


def regions(store: Reader, _asked: RegionsCall) -> RegionsResult:
    """List the regions that have a county code."""
    found = (NamedRegion(code, find_labels(store, iri)) for code, iri in region_codes(store))
    return RegionsResult(tuple(found))


def retired(store: Reader, _asked: RetiredCall) -> RetiredResult:
    """List the identifiers no longer used."""
    answer = answer_query(store, find_query(find_resources().queries, "pages/retired").text)
    rows = ({name: str(term) for name, term in row.items()} for row in answer.rows())
    return RetiredResult(tuple(RetiredIdentifier(**row) for row in rows))


THING_CALLS: Final = (
    DescribeCall.answered_by(describe_thing),
    DescribeRdfCall.answered_by(describe_rdf),
    WhyCall.answered_by(why),
    RegionsCall.answered_by(regions),
    RetiredCall.answered_by(retired),
)


def _describe(store: Reader, asked: DescribeCall) -> Description:
    if asked.root is not None and asked.release is not None:
        store = describe_release(find_release(asked.root, asked.release))
    return describe(store, URIRef(asked.iri))


def _write_all(said: Iterable[Statement]) -> tuple[DescribedStatement, ...]:
    return tuple(
        DescribedStatement(
            JsonTerm.of(one.subject),
            str(one.predicate),
            JsonTerm.of(one.object),
            tuple(map(str, one.graphs)),
            one.kind,
        )
        for one in said
    )


def _flatten(proof: Explanation) -> Iterator[Explanation]:
    yield proof
    for premise in proof.premises:
        yield from _flatten(premise)


def _write_proof(proof: Explanation) -> ProofStep:
    subject, predicate, value = map(_write_proven, proof.statement)
    premises = tuple(map(_write_proof, proof.premises))
    return ProofStep((subject, predicate, value), tuple(map(str, proof.graphs)), proof.rule, premises)


def _write_proven(term: URIRef | BNode | Literal | Variable) -> JsonTerm:
    assert not isinstance(term, Variable), "what is proven has no variables left"
    return JsonTerm.of(term)
