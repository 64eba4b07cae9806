"""How good a release is: counts, coverage, evidence, doubts, checks, and its validation report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from lsgraph.release import Release
from lsgraph.vocabulary import Kind, shorten
from lsgraph.web.delivery import Delivery
from lsgraph.web.frame import make_presenter, read_language
from lsgraph.web.review import Review

_DUPLICATES: Final = ("same-name", "same-identifier")
_ONTOLOGY: Final = "owl:"
_KINDS: Final = {kind.value.lower(): kind.value for kind in Kind}

Row = Mapping[str, Mapping[str, str]]


class QualityPages:
    """The quality page of the current release, or of the one that `release` names."""

    def __init__(self, delivery: Delivery, queries: Path) -> None:
        self._review, self._frame = Review(delivery), delivery.frame
        self._queries = str(queries)
        self._sources = str(delivery.settings.sources) if delivery.settings.sources else None

    def routes(self) -> list[Route]:
        """Return the routes of the quality page and of the report in its other forms."""
        return [
            Route("/quality", self.page),
            Route("/quality.ttl", self.turtle),
            Route("/quality.txt", self.text),
        ]

    async def page(self, request: Request) -> Response:
        """Show how good the release is."""
        release = self._find(request)
        args = {"queries": self._queries, "report": str(release.report_file), "sources": self._sources}
        found = await self._review.ask(request, "quality", release, args)
        presenter = make_presenter(request, found["labels"])
        answer = self._frame.render(
            request,
            "quality.html",
            shown=release.manifest,
            link=presenter.link,
            name=lambda iri: presenter.link({"type": "uri", "value": iri}),
            kinds=_show_kinds(found["graphs"]),
            evidence=_show_evidence(found["evidence"]),
            classes=_split_classes(found["classes"]),
            names=[_plain(row) for row in found["names"]],
            ratings=[
                (presenter.link(row["rating"]), int(row["judgements"]["value"])) for row in found["ratings"]
            ],
            doubts=[(row["judgement"], row.get(read_language(request))) for row in found["doubts"]],
            duplicates=[check for check in found["checks"] if check["name"] in _DUPLICATES],
            checks=found["checks"],
            report=found["report"],
            coverage=[_show_coverage(one) for one in found["coverage"]],
        )
        return _mark(answer, release)

    async def turtle(self, request: Request) -> Response:
        """Give the release's validation report as it was written."""
        release = self._find(request)
        return _mark(FileResponse(release.report_file, media_type="text/turtle"), release)

    async def text(self, request: Request) -> Response:
        """Give the validation report as text in the reader's language."""
        release, language = self._find(request), read_language(request)
        args = {"report": str(release.report_file), "language": language}
        told = await self._review.ask(request, "report_text", release, args)
        headers = {"Content-Language": language, "Vary": "Accept-Language"}
        return _mark(PlainTextResponse(told, headers=headers), release)

    def _find(self, request: Request) -> Release:
        return self._review.find(request.query_params.get("release"))


def _mark(answer: Response, release: Release) -> Response:
    answer.headers["Lsgraph-Release"] = release.id
    return answer


def _plain(row: Row) -> dict[str, Any]:
    return {
        name: int(term["value"]) if term["value"].isdecimal() else term["value"] for name, term in row.items()
    }


def _show_kinds(rows: Sequence[Row]) -> list[dict[str, Any]]:
    found = {_KINDS[row["kind"]["value"]]: _plain(row) for row in rows}
    none = {"graphs": 0, "statements": 0}
    return [{**none, **found.get(kind.value, {}), "kind": kind.value} for kind in Kind]


def _show_evidence(rows: Sequence[Row]) -> list[dict[str, Any]]:
    found = [{**_plain(row), "kind": _KINDS[row["kind"]["value"]]} for row in rows]
    total = sum(one["statements"] for one in found)
    return [{**one, "share": one["statements"] / total} for one in found]


def _split_classes(rows: Sequence[Row]) -> dict[str, list[dict[str, Any]]]:
    """Return the classes of things apart from those of the ontology's own language."""
    groups: dict[str, list[dict[str, Any]]] = {"things": [], "terms": []}
    for row in rows:
        about_terms = shorten(row["class"]["value"]).startswith(_ONTOLOGY)
        groups["terms" if about_terms else "things"].append({**_plain(row), "class": row["class"]})
    return groups


def _show_coverage(one: dict[str, Any]) -> dict[str, Any]:
    length = one["end"] - one["start"]
    reasons = sorted(one["dismissed"].items(), key=lambda item: -item[1])
    return {
        **one,
        "length": length,
        "reasons": [(reason, count, count / length) for reason, count in reasons],
    }
