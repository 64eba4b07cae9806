"""The named calls behind pages."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

from rdflib import RDFS, URIRef

from lsgraph.calls.call import Args, ReplyHead, Stream, answer_named
from lsgraph.calls.downloads import JSON_LD, find_release, give_part
from lsgraph.calls.sparql import (
    ask,
    list_iris,
    read_term,
    show_term,
    write_plain,
    write_row,
)
from lsgraph.coverage import cover
from lsgraph.describe import Description, describe
from lsgraph.errors import NotAcceptable
from lsgraph.export import (
    BOM,
    describe_release,
    disarm,
    region_codes,
)
from lsgraph.provenance import COLUMNS, list_carriers
from lsgraph.queries import answer_query, find_query
from lsgraph.reason import Explanation, explain
from lsgraph.resources import find_resources
from lsgraph.search import build_index, has_index, search
from lsgraph.sources import open_sources
from lsgraph.store import (
    Answer,
    Labels,
    Quad,
    Reader,
    Store,
    Term,
    cap_answer,
    find_all_labels,
    find_format,
    find_labels,
)


def table(store: Reader, args: Args) -> dict[str, Any]:
    """Answer any query for a page: at most `limit` rows with the names of what they mention.

    `columns` are the columns to show at most, `cells` the rows times those, `triples` the triples; each may
    be left out. `sources` adds columns for the graphs behind each row, which always show; `length` bounds the
    query, in characters. `volatile` in the result says that asking again may answer otherwise, `warnings`
    what the query may not mean.
    """
    sources = bool(args.get("sources"))
    answer, outline, warnings = ask(store, args["query"], length=args.get("length"), sources=sources)
    told = {"volatile": outline.volatile, "warnings": [asdict(one) for one in warnings]}
    if answer.form == "boolean":
        return {"form": "boolean", "verdict": bool(answer), **told}
    if answer.form == "triples":
        return {"form": "triples", **_write_turtle(answer, args.get("triples")), **told}
    places = _choose_columns(len(answer.variables), args.get("columns"), len(COLUMNS) if sources else 0)
    variables = [answer.variables[place] for place in places]
    limit = min(args["limit"], args.get("cells", args["limit"] * len(places)) // max(1, len(places)))
    found = list(islice(answer.solutions(), limit + 1))
    shown = [write_row(variables, tuple(row[place] for place in places)) for row in found[:limit]]
    return {
        "form": "solutions",
        "variables": variables,
        "columns": len(answer.variables),
        "rows": shown,
        "labels": _labels(store, {*list_iris(shown), *(_list_carriers(shown) if sources else ())}),
        "cut": len(found) > len(shown),
        **told,
    }


def spreadsheet(store: Reader, args: Args) -> Stream:
    """Give the rows of a query as CSV for a spreadsheet program: no cell of it is a formula.

    Arguments as of `query`. Raises NotAcceptable for an answer without rows.
    """
    sources = bool(args.get("sources"))
    answer, outline, _ = ask(store, args["query"], length=args.get("length"), sources=sources)
    if answer.form != "solutions":
        raise NotAcceptable("a table", ["text/turtle"] if answer.form == "triples" else ["text/html"])
    head = ReplyHead("solutions", volatile=outline.volatile or "missing" in args)
    return Stream(head, lambda output: _write_sheet(answer, output))


def describe_page(store: Reader, args: Args) -> dict[str, Any]:
    """Describe a thing, or a release, as JSON."""
    return _description(store, args).as_dict()


def describe_rdf(store: Reader, args: Args) -> Stream:
    """Describe a thing in an RDF format.

    It is triples of the default graph in every format, so that whoever asks nothing of graphs reads it whole.
    TriG and N-Quads have the graphs that say so beside, and JSON-LD has with `graphs`.
    """
    known = find_format(args["format"])
    graphs = known.graphs and (known.name != JSON_LD or bool(args.get("graphs")))
    quads = _description(store, args).quads()
    part = Store()
    part.add(quad._replace(graph=None) for quad in quads)
    if graphs:
        part.add(quads)
    return give_part(part, known, graphs=graphs)


def find(store: Reader, args: Args) -> dict[str, Any]:
    """Search the release's index, and name the classes of what is found, each hit's narrowest first."""
    found = search(Path(args["index"]), args["text"], args["limit"], args["offset"])
    classes = {URIRef(name) for hit in found.hits for name in hit.classes}
    wider = Counter(str(quad.subject) for quad in set(_superclasses(store, classes)))
    plain = asdict(found)
    for hit in plain["hits"]:
        hit["classes"] = sorted(hit["classes"], key=lambda name: (-wider[name], name))
    return {**plain, "labels": _labels(store, classes)}


def make_index(store: Reader, args: Args) -> None:
    """Build the release's search index, unless another worker has."""
    folder = Path(args["index"])
    if not has_index(folder):
        build_index(store, folder, open_sources(store, args.get("sources")))


def why(store: Reader, args: Args) -> dict[str, Any]:
    """Explain a statement: the proof as nested JSON, with the names of everything in it."""
    subject, predicate, obj = (read_term(args[name]) for name in ("subject", "predicate", "object"))
    proof = explain(store.local_copy(), Quad(URIRef(subject), URIRef(predicate), obj))
    mentioned = {term for one in _flatten(proof) for term in (*_terms(one), *one.graphs)}
    return {"proof": _plain_proof(proof), "labels": _labels(store, mentioned)}


def regions(store: Reader, _args: Args) -> list[dict[str, Any]]:
    """List the regions that have a county code."""
    return [{"code": code, "labels": find_labels(store, iri)} for code, iri in region_codes(store)]


def retired(store: Reader, _args: Args) -> list[dict[str, str]]:
    """List the identifiers no longer used: `identifier`, `date`, `replacement` if any, reason `sv`, `en`."""
    answer = answer_query(store, find_query(find_resources().queries, "pages/retired").text)
    return [{name: str(term) for name, term in row.items()} for row in answer.rows()]


def coverage(store: Reader, args: Args) -> dict[str, Any]:
    """Tell how much of each source is stated, named only, dismissed and unread."""
    report = cover(store.local_copy(), open_sources(store, args.get("sources")))
    parts = (*report.sources, *report.works)
    iris = {iri for part in parts for iri in (part.iri, *part.dismissed)}
    iris |= {one.reason for part in parts for one in part.only_named if one.reason is not None}
    return {**asdict(report), "labels": _labels(store, iris)}


PAGE_CALLS: Final = (
    answer_named("table", table),
    answer_named("spreadsheet", spreadsheet),
    answer_named("describe", describe_page),
    answer_named("describe_rdf", describe_rdf),
    answer_named("search", find),
    answer_named("make_index", make_index),
    answer_named("regions", regions),
    answer_named("retired", retired),
    answer_named("why", why),
    answer_named("coverage", coverage),
)


def _description(store: Reader, args: Args) -> Description:
    if args.get("release"):
        store = describe_release(find_release(args))
    return describe(store, URIRef(args["iri"]))


def _flatten(proof: Explanation) -> Iterator[Explanation]:
    yield proof
    for premise in proof.premises:
        yield from _flatten(premise)


def _terms(proof: Explanation) -> tuple[Term, ...]:
    """Return the terms of a proven statement, which has no variables left."""
    return cast("tuple[Term, ...]", proof.statement)


def _plain_proof(proof: Explanation) -> dict[str, Any]:
    return {
        "statement": [write_plain(term) for term in _terms(proof)],
        "graphs": [str(graph) for graph in proof.graphs],
        "rule": proof.rule,
        "premises": [_plain_proof(premise) for premise in proof.premises],
    }


def _list_carriers(rows: Iterable[Mapping[str, Mapping[str, str]]]) -> Iterator[URIRef]:
    """Yield the graphs and documents that the added columns of rows name."""
    for row in rows:
        for column in COLUMNS:
            yield from map(URIRef, list_carriers(column, row[column]["value"]))


def _superclasses(store: Reader, classes: Iterable[URIRef]) -> Iterator[Quad]:
    """Yield, in no graph, which classes the release says are wider than some classes."""
    for quad in store.quads_about(classes, RDFS.subClassOf):
        yield quad._replace(graph=None)


def _labels(store: Reader, terms: Iterable[Term]) -> dict[str, Labels]:
    return find_all_labels(store, (term for term in terms if isinstance(term, URIRef)))


def _write_sheet(answer: Answer, output: BinaryIO) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    text.write(BOM)
    writer.writerow(map(disarm, answer.variables))
    for row in answer.solutions():
        writer.writerow("" if term is None else disarm(show_term(term)) for term in row)
        output.write(text.getvalue().encode())
        text.seek(0)
        text.truncate()
    output.write(text.getvalue().encode())


def _choose_columns(count: int, most: int | None, last: int) -> list[int]:
    """Return the places of the columns to show: the first ones, and so many at the end in any case."""
    if most is None or count <= most:
        return list(range(count))
    return [*range(most - last), *range(count - last, count)]


def _write_turtle(answer: Answer, most: int | None) -> dict[str, Any]:
    cut = False
    if most is not None:
        answer, cut = cap_answer(answer, most)
    text = io.BytesIO()
    answer.write(text, find_format("turtle"))
    return {"text": text.getvalue().decode(), "cut": cut, "triples": most}
