"""The calls that answer SPARQL, and what a call is.

A call takes the store and JSON arguments. It returns a JSON value, or a `Stream` that writes pieces.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO, NamedTuple, TypeAlias

from rdflib import BNode, Literal, URIRef

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
    EngineTerm,
    Format,
    Reader,
    Solution,
    Store,
    Term,
    cap_answer,
    find_format,
    from_engine,
    is_plain,
)

Args: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True)
class Stream:
    """An answer that is written as it is found: what is known before, and how to write it.

    A `steady` one is packed to the same bytes whenever it is made: how long it takes has no part in them.
    """

    head: dict[str, Any]
    write: Callable[[BinaryIO], None]
    gzip: bool = False
    steady: bool = False


class GuardedAnswer(NamedTuple):
    """An answer and the outline of the query that it answers."""

    answer: Answer
    outline: Outline
    warnings: list[QueryWarning]


Call: TypeAlias = Callable[[Reader, Args], Any]


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


def query(store: Reader, args: Args) -> Stream:
    """Answer SPARQL as bytes.

    Arguments: `query`, and its `length` at most; `results` and `triples`, names of the formats for the two
    kinds of answer, or None where the asker takes none, who asked for `accept`; `default` and `named`, lists
    of graphs, or None; `sources`, to add columns for the graphs behind each row; `most`, rows or triples to
    give at most, or None; `gzip`; `missing`, the services whose part the text lacks, when it was filled with
    what other services answered. Head: `form`, `format`, `volatile` when asking again may answer otherwise,
    and `capped` when `most` was given, `warnings` when there are any.
    """
    dataset = None
    if args.get("default") is not None:
        dataset = Dataset(tuple(map(URIRef, args["default"])), tuple(map(URIRef, args["named"])))
    sources = bool(args.get("sources"))
    answer, outline, warnings = ask(store, args["query"], dataset, args.get("length"), sources=sources)
    known = _choose_format(answer.form, args)
    head = {"form": answer.form, "format": known.name, "volatile": outline.volatile or "missing" in args}
    most, gzip = args.get("most"), bool(args.get("gzip"))
    notes = {"missing": args["missing"]} if args.get("missing") else {}
    if warnings:
        notes["warnings"] = head["warnings"] = [one._asdict() for one in warnings]
    if most is not None:
        answer, head["capped"] = cap_answer(answer, most)
        notes |= {"capped": most} if head["capped"] else {}
    return Stream(head, lambda output: write_noted(answer, output, known, notes), gzip)


def check(_store: Reader, args: Args) -> list[list[str]]:
    """Parse a query that asks other services, before they are asked.

    Arguments: `query`, with the group of each SERVICE clause as if it were asked here, and its `length` at
    most; `groups`, a SELECT for each of them. Result: the variables of each. Raises what `ask` raises.
    """
    _parse(check_query(args["query"], Bounds(length=args["length"])).text)
    groups = [check_query(text, Bounds(length=len(text))).text for text in args["groups"]]
    return [_parse(text).variables for text in groups]


def graph(store: Reader, args: Args) -> Stream:
    """Give the triples of one graph: https://www.w3.org/TR/sparql11-http-rdf-update/#http-get.

    Arguments: `graph`, an IRI, or None for the default graph; `format`; `gzip`.
    """
    iri, known = args["graph"], find_format(args["format"])
    answer = store.read_graph(None if iri is None else URIRef(iri))
    head = {"form": "triples", "format": known.name, "volatile": False}
    return Stream(head, lambda output: answer.write(output, known), bool(args.get("gzip")))


def select(store: Reader, args: Args) -> dict[str, Any]:
    """Answer a SELECT as plain rows.

    Arguments: `query`; `bindings`, terms by variable. Result: `variables` and `rows`, each a mapping from
    bound variables to terms. Terms are written as in https://www.w3.org/TR/sparql11-results-json/.
    """
    bindings = {name: read_term(term) for name, term in args.get("bindings", {}).items()}
    answer = answer_query(store, bind_text(args["query"], bindings))
    rows = [{name: write_plain(term) for name, term in row.items()} for row in answer.rows()]
    return {"variables": answer.variables, "rows": rows}


def read_term(plain: Mapping[str, str]) -> Term:
    """Return the term that a mapping of the SPARQL results format means."""
    if plain["type"] == "uri":
        return URIRef(plain["value"])
    if plain["type"] == "bnode":
        return BNode(plain["value"])
    datatype = plain.get("datatype")
    language = plain.get("xml:lang")
    return Literal(plain["value"], language, URIRef(datatype) if datatype else None, normalize=False)


def write_plain(term: Term) -> dict[str, str]:
    """Return a term as a mapping of the SPARQL results format."""
    if isinstance(term, URIRef):
        return {"type": "uri", "value": str(term)}
    if isinstance(term, BNode):
        return {"type": "bnode", "value": str(term)}
    plain = {"type": "literal", "value": str(term)}
    if term.language:
        plain["xml:lang"] = term.language
    elif term.datatype:
        plain["datatype"] = str(term.datatype)
    return plain


def show_term(term: EngineTerm) -> str:
    """Return a term as plain words: an IRI or a literal's text, and a triple term as it is written."""
    return str(from_engine(term)) if is_plain(term) else f"<<( {term} )>>"


def write_row(variables: Iterable[str], row: Solution) -> dict[str, dict[str, str]]:
    """Return a row as mappings of the SPARQL results format; a triple term as its text."""
    bound = ((name, term) for name, term in zip(variables, row, strict=True) if term is not None)
    return {
        name: write_plain(from_engine(term))
        if is_plain(term)
        else {"type": "literal", "value": f"<<( {term} )>>"}
        for name, term in bound
    }


def write_bytes(output: BinaryIO, text: bytes) -> None:
    """Write an answer that is there as a whole."""
    output.write(text)


def list_iris(rows: Iterable[Mapping[str, Mapping[str, str]]]) -> Iterator[URIRef]:
    """Yield the IRIs in rows."""
    return (URIRef(term["value"]) for row in rows for term in row.values() if term["type"] == "uri")


def _parse(text: str) -> Answer:
    try:
        return Store().query(text)
    except QuerySyntaxError as error:
        raise explain_syntax_error(text, error) from error


def _choose_format(form: str, args: Args) -> Format:
    known, asked = (RDF_FORMATS, args["triples"]) if form == "triples" else (RESULT_FORMATS, args["results"])
    if asked is None:
        raise NotAcceptable(args.get("accept") or "that", [one.media_type for one in known])
    return find_format(asked)
