"""The calls that answer SPARQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeVar

from rdflib import URIRef

from lsgraph.calls.call import Call, ReplyHead, Stream
from lsgraph.calls.result_notes import write_noted
from lsgraph.errors import NotAcceptable, QuerySyntaxError
from lsgraph.provenance import answer_with_sources
from lsgraph.queries import answer_query, bind_text
from lsgraph.queries.guard import Bounds, Outline, check_query
from lsgraph.queries.pitfalls import QueryWarning, find_warnings
from lsgraph.queries.syntax_hints import explain_syntax_error
from lsgraph.store import (
    RDF_FORMATS,
    RESULT_FORMATS,
    Answer,
    Dataset,
    Format,
    JsonTerm,
    Reader,
    Store,
    cap_answer,
    find_format,
)

R = TypeVar("R", covariant=True)


@dataclass(frozen=True)
class ClientQuery:
    """A query that somebody typed, and its `length` at most, in characters.

    `sources` adds columns for the graphs behind each row. `missing` are the services whose part the text
    lacks when it was filled with what other services answered; None when it asked none.
    """

    text: str
    length: int | None = None
    sources: bool = False
    missing: tuple[str, ...] | None = None

    @property
    def is_federated(self) -> bool:
        """Say whether other services had a part in it, so that its answer is never kept."""
        return self.missing is not None


@dataclass(frozen=True)
class ClientQueryCall(Call[R]):
    """What all calls have that answer a query which somebody typed."""

    query: ClientQuery


@dataclass(frozen=True)
class QueryCall(ClientQueryCall[Stream]):
    """A query to answer as bytes: in the format named for its kind, None where the asker takes none.

    `default` and `named` are the graphs of a dataset that overrides the query's own, or None; `most` is how
    many rows or triples to give at most.
    """

    results: str | None = None
    triples: str | None = None
    default: tuple[str, ...] | None = None
    named: tuple[str, ...] | None = None
    most: int | None = None


@dataclass(frozen=True)
class CheckCall(Call[tuple[tuple[str, ...], ...]]):
    """A query that asks other services, to be parsed before they are asked; the variables of each group.

    It has the group of each SERVICE clause as if it were asked here; `groups` are a SELECT for each of them.
    """

    text: str
    length: int
    groups: tuple[str, ...]


@dataclass(frozen=True)
class SelectedRows:
    """The variables of a SELECT and its rows, each with what is bound."""

    variables: tuple[str, ...]
    rows: tuple[Mapping[str, JsonTerm], ...]


@dataclass(frozen=True)
class SelectCall(Call[SelectedRows]):
    """A SELECT of our own, which no guard looks at, with terms to bind by variable."""

    text: str
    bindings: Mapping[str, JsonTerm] = field(default_factory=dict)


@dataclass(frozen=True)
class GraphCall(Call[Stream]):
    """One graph, an IRI, or the default one, whose triples are wanted."""

    graph: str | None
    format: str


class GuardedAnswer(NamedTuple):
    """An answer and the outline of the query that it answers."""

    answer: Answer
    outline: Outline
    warnings: list[QueryWarning]


def ask(
    store: Reader,
    text: str,
    dataset: Dataset | None = None,
    length: int | None = None,
    *,
    sources: bool = False,
) -> GuardedAnswer:
    """Put a query that somebody typed to the store, behind the guard.

    `dataset` overrides the query's own FROM; `length` bounds the text, in characters; `sources` adds columns
    for the graphs behind each row. Raises QueryTooLarge, QueryRefused, or QuerySyntaxError with the offending
    token.
    """
    outline = check_query(text, Bounds() if length is None else Bounds(length=length))
    dataset = dataset or outline.dataset
    try:
        asked = answer_with_sources if sources else answer_query
        answer = asked(store, outline.text, dataset)
        return GuardedAnswer(answer, outline, find_warnings(store, outline.tokens, dataset))
    except QuerySyntaxError as error:
        raise explain_syntax_error(outline.text, error) from error


def ask_query(store: Reader, asked: ClientQuery, dataset: Dataset | None = None) -> GuardedAnswer:
    """Put a client's query to the store; raises what `ask` raises."""
    return ask(store, asked.text, dataset, asked.length, sources=asked.sources)


def query(store: Reader, asked: QueryCall) -> Stream:
    """Answer SPARQL as bytes; raises what `ask` raises, and NotAcceptable."""
    dataset = None
    if asked.default is not None:
        dataset = Dataset(tuple(map(URIRef, asked.default)), tuple(map(URIRef, asked.named or ())))
    answer, outline, warnings = ask_query(store, asked.query, dataset)
    known, capped = _choose_format(answer.form, asked), False
    if asked.most is not None:
        answer, capped = cap_answer(answer, asked.most)
    head = ReplyHead(
        answer.form,
        known.name,
        volatile=outline.volatile or asked.query.is_federated,
        most=asked.most,
        capped=capped,
        warnings=tuple(warnings),
        missing=asked.query.missing or (),
    )
    return Stream(head, lambda output: write_noted(answer, output, known, head))


def check(_store: Reader, asked: CheckCall) -> tuple[tuple[str, ...], ...]:
    """Return the variables of each group of a query that asks other services; raises what `ask` raises."""
    _parse(check_query(asked.text, Bounds(length=asked.length)).text)
    groups = [check_query(text, Bounds(length=len(text))).text for text in asked.groups]
    return tuple(tuple(_parse(text).variables) for text in groups)


def graph(store: Reader, asked: GraphCall) -> Stream:
    """Give the triples of one graph: https://www.w3.org/TR/sparql11-http-rdf-update/#http-get."""
    known = find_format(asked.format)
    answer = store.read_graph(None if asked.graph is None else URIRef(asked.graph))
    return Stream(ReplyHead("triples", known.name), lambda output: answer.write(output, known))


def select(store: Reader, asked: SelectCall) -> SelectedRows:
    """Answer a SELECT as plain rows."""
    bindings = {name: term.term for name, term in asked.bindings.items()}
    answer = answer_query(store, bind_text(asked.text, bindings))
    rows = ({name: JsonTerm.of(term) for name, term in row.items()} for row in answer.rows())
    return SelectedRows(tuple(answer.variables), tuple(rows))


SPARQL_CALLS: Final = (
    QueryCall.answered_by(query),
    CheckCall.answered_by(check),
    GraphCall.answered_by(graph),
    SelectCall.answered_by(select),
)


def _parse(text: str) -> Answer:
    try:
        return Store().query(text)
    except QuerySyntaxError as error:
        raise explain_syntax_error(text, error) from error


def _choose_format(form: str, asked: QueryCall) -> Format:
    known, name = (RDF_FORMATS, asked.triples) if form == "triples" else (RESULT_FORMATS, asked.results)
    if name is None:
        raise NotAcceptable("that", [one.media_type for one in known])
    return find_format(name)
