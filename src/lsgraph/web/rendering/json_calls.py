"""What pages show, as JSON for programs: written by workers, as pages are."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from lsgraph.calls.call import Args, Handler, ReplyHead, Stream, answer_named, write_text
from lsgraph.calls.matrix import read_filter, read_matrix
from lsgraph.calls.matrix_cell import read_cell
from lsgraph.calls.pages import describe_page, find, why
from lsgraph.calls.sparql import write_plain
from lsgraph.export import EXPORTS
from lsgraph.queries import Query, list_queries
from lsgraph.release import find_damaged, list_releases, read_gone
from lsgraph.resources import Resources
from lsgraph.store import Reader
from lsgraph.vocabulary import Kind

_KINDS: Final = {kind.value.lower(): kind.value for kind in Kind}
_OTHER: Final = "other"
_INTEGER: Final = "http://www.w3.org/2001/XMLSchema#integer"

Row = Mapping[str, Mapping[str, str]]


def list_json_calls(files: Resources) -> tuple[Handler, ...]:
    """Return the calls that answer with JSON; `found` is what the call of the same name has found."""
    questions = [_show_question(one) for one in list_queries(files.queries, "competency")]
    return (
        _as_json("thing_json", lambda store, args: _write_terms(describe_page(store, args))),
        _as_json("search_json", find),
        _as_json("why_json", why),
        _as_json("matrix_json", lambda store, args: asdict(read_matrix(store, read_filter(args)))),
        _as_json("cell_json", lambda store, args: asdict(read_cell(store, args))),
        _as_json("coverage_json", lambda _, args: args["found"]),
        _as_json("quality_json", lambda _, args: _show_quality(args["found"])),
        _as_json("difference_json", lambda _, args: _show_difference(args)),
        _as_json("regions_json", lambda _, args: {"regions": args["found"]}),
        _as_json("retired_json", lambda _, args: {"retired": args["found"]}),
        _as_json("downloads_json", lambda _, args: _show_downloads(args)),
        _as_json("questions_json", lambda _, args: {"questions": questions}),
        _as_json("releases_json", lambda _, args: _show_releases(args), volatile=True),
    )


def _as_json(name: str, call: Callable[[Reader, Args], Any], *, volatile: bool = False) -> Handler:
    """Return the call that writes what another one finds; equal findings give equal bytes."""

    def answer(store: Reader, args: Args) -> Stream:
        found = call(store, args)
        text = json.dumps(found, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        return write_text(ReplyHead("json", volatile=volatile), text, steady=True)

    return answer_named(name, answer)


def _write_terms(found: Mapping[str, Any]) -> dict[str, Any]:
    """Return a description with its terms in the form of SPARQL results."""
    parts = ("statements", "details", "incoming", "contents")
    return {**found, **{part: [_write_statement(one) for one in found[part]] for part in parts}}


def _write_statement(one: Mapping[str, Any]) -> dict[str, Any]:
    subject, value = (
        {"xml:lang" if name == "lang" else name: text for name, text in one[role].items()}
        for role in ("subject", "object")
    )
    return {**one, "subject": subject, "object": value}


def _show_quality(found: Mapping[str, Any]) -> dict[str, Any]:
    """Return the quality of a release with its counts as numbers."""
    plain = {part: _show_rows(found[part]) for part in ("classes", "names", "ratings", "doubts")}
    kinds = {part: list(map(_show_kind, _show_rows(found[part]))) for part in ("graphs", "evidence")}
    coverage = [{name: one[name] for name in one if name != "outline"} for one in found["coverage"]]
    return {**found, **plain, **kinds, "coverage": coverage}


def _show_rows(rows: Iterable[Row]) -> list[dict[str, str | int]]:
    return [{name: _show_value(term) for name, term in row.items()} for row in rows]


def _show_value(term: Mapping[str, str]) -> str | int:
    return int(term["value"]) if term.get("datatype") == _INTEGER else term["value"]


def _show_kind(row: dict[str, str | int]) -> dict[str, str | int]:
    return {**row, "kind": _KINDS.get(str(row["kind"]), _OTHER)}


def _show_difference(args: Args) -> dict[str, Any]:
    return {**args["found"], "before": args["before"], "after": args["after"]}


def _show_downloads(args: Args) -> dict[str, Any]:
    """Return the addresses of a release in each format, below `site`."""
    base = f"{args['site']}/export/{args['id']}"
    codes: Sequence[str] = [one["code"] for one in args["found"]]
    formats = [
        {
            "name": one.name,
            "media_type": one.media_type,
            "title": {"sv": one.title_sv, "en": one.title_en},
            "whole": f"{base}/lsgraph.{one.suffix}",
            "regions": {code: f"{base}/region-{code}.{one.suffix}" for code in codes},
        }
        for one in EXPORTS
    ]
    return {"release": args["id"], "formats": formats}


def _show_question(one: Query) -> dict[str, Any]:
    parameters = [
        {
            "name": parameter.name,
            "kind": parameter.kind,
            "note": parameter.note,
            "default": None if parameter.default is None else write_plain(parameter.default),
        }
        for parameter in one.parameters
    ]
    return {
        "name": one.name,
        "title": one.title,
        "description": one.description,
        "parameters": parameters,
        "keywords": one.keywords,
        "query": one.text,
    }


def _show_releases(args: Args) -> dict[str, Any]:
    """List the releases in the folder `root`, latest first; `current` is the one that is served."""
    root = Path(args["root"])
    gone = sorted(read_gone(root).values(), key=lambda one: (one.date, one.id), reverse=True)
    return {
        "current": args["current"],
        "releases": [asdict(release.manifest) for release in list_releases(root)],
        "gone": [asdict(one) for one in gone],
        "damaged": list(find_damaged(root)),
    }
