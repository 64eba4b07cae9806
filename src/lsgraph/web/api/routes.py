"""The routes that answer with JSON: what the pages show, by the same door."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Coroutine
from typing import Final, TypeAlias

from fastapi.routing import APIRoute
from starlette.datastructures import URL
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from lsgraph.calls.call import Call, FactCall, Stream
from lsgraph.calls.coverage import CoverageCall
from lsgraph.calls.difference import DifferenceCall
from lsgraph.calls.matrix import MatrixFilter
from lsgraph.calls.matrix_cell import CellCall
from lsgraph.calls.quality import QualityCall
from lsgraph.calls.searches import SearchCall
from lsgraph.calls.things import DescribeCall, WhyCall
from lsgraph.errors import IdentifierWithdrawn
from lsgraph.queries import read_argument
from lsgraph.resources import Resources
from lsgraph.store import JsonTerm
from lsgraph.vocabulary import PREFIXES
from lsgraph.web.answers.responder import CallRequest, Responder
from lsgraph.web.answers.retired import RetiredIdentifiers
from lsgraph.web.answers.search_index import SearchIndexes
from lsgraph.web.api import difference_models, matrix_models, models, review_models
from lsgraph.web.api.document import JSON_NAME
from lsgraph.web.api.parameters import (
    After,
    AreaNumber,
    Before,
    CountyCode,
    GoalNumber,
    Limit,
    LinkKinds,
    LinkStates,
    ObjectTerm,
    Offset,
    PredicateIri,
    ReleaseId,
    SearchText,
    SubjectIri,
    ThingIri,
    Year,
)
from lsgraph.web.http.disconnect import identify_client
from lsgraph.web.http.forms import Form
from lsgraph.web.rendering import json_arguments as calls
from lsgraph.web.rendering.page_frame import read_root

JSON: Final = "application/json"
_RELEASES: Final = PREFIXES["release"]

Endpoint: TypeAlias = Callable[..., Coroutine[None, None, Response]]


class ApiRoutes:
    """Answers programs from the release that is served, or from the one that `release` names."""

    def __init__(
        self, delivery: Responder, files: Resources, indexes: SearchIndexes, retired: RetiredIdentifiers
    ) -> None:
        self._delivery, self._indexes, self._retired = delivery, indexes, retired
        self._settings, self._queries = delivery.settings, files.queries

    def routes(self) -> list[APIRoute]:
        """Return the routes, each with the form of its answers."""
        return [
            _make_route("/api/thing", self.thing, models.ThingForm),
            _make_route("/api/search", self.search, models.SearchForm),
            _make_route("/api/why", self.why, models.WhyForm),
            _make_route("/api/matrix", self.matrix, matrix_models.MatrixForm),
            _make_route("/api/cell", self.cell, matrix_models.CellAnswerForm),
            _make_route("/api/coverage", self.coverage, review_models.CoverageForm),
            _make_route("/api/quality", self.quality, review_models.QualityForm),
            _make_route("/api/releases", self.releases, review_models.ReleasesForm),
            _make_route("/api/diff", self.difference, difference_models.DifferenceForm),
            _make_route("/api/regions", self.regions, models.RegionsForm),
            _make_route("/api/questions", self.questions, models.QuestionsForm),
            _make_route("/api/downloads", self.downloads, models.DownloadsForm),
            _make_route("/api/retired", self.retired, models.RetiredListForm),
        ]

    async def thing(self, request: Request, iri: ThingIri, release: ReleaseId = None) -> Response:
        """Give all that the release says about one IRI, each statement with the graphs that make it."""
        name = str(read_argument("iri", iri))
        if not release and (moved := await self._find_retired(request, name)):
            return moved
        described = name.removeprefix(_RELEASES) if name.startswith(_RELEASES) else None
        thing = DescribeCall(name, self._settings.releases, described)
        return await self._give(request, calls.ThingJsonCall(thing), release)

    async def search(
        self,
        request: Request,
        q: SearchText,
        limit: Limit = 20,
        offset: Offset = 0,
        release: ReleaseId = None,
    ) -> Response:
        """Give what a search finds in names, descriptions and passages, best first."""
        found = self._delivery.find(release or None)
        await self._indexes.prepare(found)
        search = SearchCall(found.search_folder, q, limit, offset)
        return await self._give(request, calls.SearchJsonCall(search), release, exact=False)

    async def why(
        self,
        request: Request,
        subject: SubjectIri,
        predicate: PredicateIri,
        value: ObjectTerm,
        release: ReleaseId = None,
    ) -> Response:
        """Give the proof of a statement: its rule and premises, down to the passages."""
        why = WhyCall(
            JsonTerm.of(read_argument("iri", subject)),
            JsonTerm.of(read_argument("iri", predicate)),
            JsonTerm.of(read_argument("text" if value.startswith('"') else "iri", value)),
        )
        return await self._give(request, calls.WhyJsonCall(why), release)

    async def matrix(
        self,
        request: Request,
        kind: LinkKinds,
        state: LinkStates,
        area: AreaNumber = "",
        year: Year = "",
        release: ReleaseId = None,
    ) -> Response:
        """Give which national goals each region serves, through what, and what was not looked at."""
        chosen = MatrixFilter(tuple(kind), tuple(state), area, year)
        return await self._give(request, calls.MatrixJsonCall(chosen), release)

    async def cell(
        self, request: Request, number: GoalNumber, code: CountyCode, release: ReleaseId = None
    ) -> Response:
        """Give what stands behind one cell of the matrix: statements, evidence, what was looked at."""
        return await self._give(request, calls.CellJsonCall(CellCall(number, code)), release)

    async def coverage(self, request: Request, release: ReleaseId = None) -> Response:
        """Give how much of each source is stated, named only, dismissed and unread, with its outline."""
        call = calls.CoverageJsonCall(CoverageCall(self._settings.sources))
        return await self._give(request, call, release)

    async def quality(self, request: Request, release: ReleaseId = None) -> Response:
        """Give how good a release is, counted in itself."""
        report = self._delivery.find(release or None).report_file
        look = QualityCall(self._queries, report, self._settings.sources)
        return await self._give(request, calls.QualityJsonCall(look), release)

    async def releases(self, request: Request) -> Response:
        """List the releases, latest first, and those that are gone."""
        call = calls.ReleasesJsonCall(self._settings.releases, self._delivery.pool.release.id)
        return await self._give(request, call, None)

    async def difference(self, request: Request, before: Before = None, after: After = None) -> Response:
        """Give what changed from one release to another."""
        earlier, later = (self._delivery.find(named or None).id for named in (before, after))
        compare = DifferenceCall(self._settings.releases, earlier, later, self._queries)
        return await self._give(request, calls.DifferenceJsonCall(compare), after)

    async def regions(self, request: Request, release: ReleaseId = None) -> Response:
        """List the regions that have a county code, by which a slice is downloaded."""
        return await self._give(request, calls.RegionsJsonCall(), release)

    async def questions(self, request: Request) -> Response:
        """List the stored questions with their SPARQL."""
        return await self._give(request, calls.QuestionsJsonCall(), None)

    async def downloads(self, request: Request, release: ReleaseId = None) -> Response:
        """List the formats in which the release can be downloaded, with addresses."""
        site = self._delivery.settings.public_url or str(request.base_url)
        call = calls.DownloadsJsonCall(self._delivery.find(release or None).id, site.rstrip("/"))
        return await self._give(request, call, release)

    async def retired(self, request: Request, release: ReleaseId = None) -> Response:
        """List the identifiers no longer used, and what replaced them."""
        return await self._give(request, calls.RetiredJsonCall(), release)

    async def _find_retired(self, request: Request, iri: str) -> Response | None:
        """Send the asker for a replaced identifier on; raises IdentifierWithdrawn for a withdrawn one."""
        found = await self._retired.find(iri, identify_client(request.scope))
        if found is None:
            return None
        if found.replacement is None:
            raise IdentifierWithdrawn(found.identifier, found.date, found.en, found.sv)
        address = URL(f"{read_root(request)}/api/thing").include_query_params(iri=found.replacement)
        return RedirectResponse(str(address), 308)

    async def _give(
        self, request: Request, call: Call[Stream], release: str | None, *, exact: bool = True
    ) -> Response:
        """Answer with a call of workers; one for a fact about the release is made once for all who wait."""
        asked = CallRequest(
            call,
            release=release or None,
            media_type=JSON,
            headers={"Vary": "Accept-Encoding"},
            shared=isinstance(call, FactCall),
            made_for=self._delivery.frame.release,
            exact=exact,
        )
        return await self._delivery.give(request, asked)


def _make_route(path: str, endpoint: Endpoint, form: type[Form]) -> APIRoute:
    name = path.rpartition("/")[2] + JSON_NAME
    return APIRoute(
        path,
        endpoint,
        methods=["GET", "HEAD"],
        response_model=form,
        response_description=inspect.getdoc(form) or "",
        operation_id=name,
    )
