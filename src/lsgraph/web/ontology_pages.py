"""The ontology as a page, a diagram and files: /spec, its shapes, and each code list whole."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from rdflib import OWL, RDFS, SKOS, URIRef
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from lsgraph.errors import NotAcceptable
from lsgraph.queries import bind, find_query
from lsgraph.resources import Resources as Files
from lsgraph.settings import Settings
from lsgraph.store import RDF_FORMATS, Store, find_format
from lsgraph.vocabulary import BASE
from lsgraph.web.diagram import Diagram, DrawnClass, draw
from lsgraph.web.frame import Frame, make_presenter, read_language
from lsgraph.web.negotiate import choose_media_type
from lsgraph.web.present import Link, Presenter, swedish_order
from lsgraph.web.resource import HTML, Resources
from lsgraph.web.texts import texts
from lsgraph.workers import Pool

SVG: Final = "image/svg+xml"
_SPEC: Final = BASE + "spec"
_ROWS: Final = 5000
_RDF: Final = {one.suffix: one.media_type for one in RDF_FORMATS}
_PARTS: Final = ("terms", "relations", "uses", "schemes", "header")
_MAPPINGS: Final = {str(one) for one in (
    SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch,
    OWL.equivalentClass, OWL.equivalentProperty,
)}  # fmt: skip


@dataclass(frozen=True)
class Term:
    """A class or property as the page shows it."""

    iri: str
    name: str
    kind: str
    link: Link
    other_label: str
    definition: str
    above: tuple[Link, ...]
    below: tuple[Link, ...]
    domain: tuple[Link, ...]
    range: tuple[Link, ...]
    properties: tuple[Link, ...]
    mappings: tuple[Link, ...]
    count: int
    example: Link | None


class OntologyPages:
    """The pages and files of one release's ontology; what they hold is asked for once."""

    def __init__(self, pool: Pool, frame: Frame, files: Files, settings: Settings) -> None:
        self._pool, self._frame, self._queries = pool, frame, files.queries
        self._things = Resources(pool, frame, settings)
        self._topics = read_topics(files)
        self._asking = asyncio.Lock()
        self._answers: dict[str, dict[str, Any]] = {}

    def routes(self) -> list[Route]:
        """Return the routes, to stand before those of identifiers."""
        return [
            Route("/spec", self.ontology),
            Route("/spec.{suffix}", self.ontology),
            Route("/spec/diagram", self.diagram),
            Route("/spec/diagram.svg", self.diagram),
            Route("/spec/shape", self.shapes),
            Route("/spec/shape.{suffix}", self.shapes),
            Route("/def/{scheme:str}", self.code_list),
        ]

    async def ontology(self, request: Request) -> Response:
        """Show the ontology as a page, or give it whole as RDF."""
        media_type = _choose(request, (HTML, *_RDF.values()))
        if media_type != HTML:
            return await self._file(find_query(self._queries, "export/ontology").text, media_type)
        view = await self._view(request)
        return self._frame.render(
            request,
            "ontology.html",
            topics=view.topics(),
            header=view.header(),
            schemes=view.schemes(),
            diagram=view.diagram(),
            forms=[(suffix, media_type) for suffix, media_type in _RDF.items()],
        )

    async def diagram(self, request: Request) -> Response:
        """Give the class diagram as a file of its own, its links the IRIs of the terms."""
        view = await self._view(request, whole_iris=True)
        page = self._frame.render(request, "diagram.svg", diagram=view.diagram())
        return Response(page.body, media_type=SVG, headers={"Vary": "Accept-Language"})

    async def shapes(self, request: Request) -> Response:
        """Give all shapes as RDF."""
        media_type = _choose(request, tuple(_RDF.values()))
        return await self._file(find_query(self._queries, "export/shapes").text, media_type)

    async def code_list(self, request: Request) -> Response:
        """Show a code list as any other thing, or give it whole as RDF."""
        name, dot, suffix = request.path_params["scheme"].partition(".")
        asked = suffix if dot else request.query_params.get("format")
        accept = _RDF.get(asked, HTML) if asked else request.headers.get("accept")
        media_type = choose_media_type(accept, (HTML, *_RDF.values()))
        scheme = URIRef(f"{BASE}def/{name}")
        if media_type is None or media_type == HTML or not await self._has_scheme(scheme):
            return await self._things.describe(request)
        query = bind(find_query(self._queries, "export/code-list"), {"scheme": scheme})
        return await self._file(query, media_type)

    async def _has_scheme(self, scheme: URIRef) -> bool:
        rows = (await self._ask())["schemes"]["rows"]
        return any(row["scheme"]["value"] == str(scheme) for row in rows)

    async def _file(self, query: str, media_type: str) -> Response:
        known = next(one for one in RDF_FORMATS if one.media_type == media_type)
        args = {"query": query, "results": None, "triples": known.name, "gzip": False}
        reply = await self._pool.stream("query", args)
        body = b"".join([piece async for piece in reply.pieces()])
        headers = {"Vary": "Accept", "Lsgraph-Release": self._pool.release.id}
        return Response(body, media_type=media_type, headers=headers)

    async def _ask(self) -> dict[str, dict[str, Any]]:
        async with self._asking:
            for part in _PARTS:
                if part not in self._answers:
                    text = find_query(self._queries, f"pages/ontology-{part}").text
                    self._answers[part] = await self._pool.call("table", {"query": text, "limit": _ROWS})
        return self._answers

    async def _view(self, request: Request, *, whole_iris: bool = False) -> View:
        answers = await self._ask()
        labels = {iri: name for part in answers.values() for iri, name in part["labels"].items()}
        presenter = make_presenter(request, labels)
        return View(answers, presenter, read_language(request), self._topics, whole_iris=whole_iris)


class View:
    """The ontology in one language, from the answers to the page's queries."""

    def __init__(
        self,
        answers: Mapping[str, dict[str, Any]],
        presenter: Presenter,
        language: str,
        topics: Mapping[str, str],
        *,
        whole_iris: bool,
    ) -> None:
        self._rows = {
            part: [{name: term["value"] for name, term in row.items()} for row in answer["rows"]]
            for part, answer in answers.items()
        }
        self._header = answers["header"]["rows"]
        self._presenter, self._language, self._topics = presenter, language, topics
        self._whole_iris, self._words = whole_iris, texts(language)
        self._uses = {row["term"]: row for row in self._rows["uses"]}
        self._terms = [self._term(row) for row in self._rows["terms"]]

    def topics(self) -> list[dict[str, Any]]:
        """Return each topic with its classes and its properties, all in the order of their names."""
        listed = []
        for topic in sorted({self._topics.get(term.iri, "") for term in self._terms}):
            terms = [term for term in self._terms if self._topics.get(term.iri, "") == topic]
            terms.sort(key=lambda term: swedish_order(term.link.text))
            listed.append(
                {
                    "key": topic,
                    "name": self._topic_name(topic),
                    "groups": [
                        (self._words["classes"], [one for one in terms if one.kind == "Class"]),
                        (self._words["properties"], [one for one in terms if one.kind != "Class"]),
                    ],
                }
            )
        return listed

    def header(self) -> list[tuple[Link, list[Link]]]:
        """Return what the ontology says of itself, in the reader's language."""
        found: dict[str, list[Link]] = {}
        for row in self._header:
            if row["value"].get("xml:lang", self._language) == self._language:
                found.setdefault(row["property"]["value"], []).append(self._presenter.link(row["value"]))
        return [(self._link(name), values) for name, values in found.items() if name != str(RDFS.label)]

    def schemes(self) -> list[dict[str, Any]]:
        """Return the code lists with their number of concepts."""
        return [{"link": self._link(row["scheme"]), "count": row["count"]} for row in self._rows["schemes"]]

    def diagram(self) -> Diagram:
        """Return the drawing of all classes."""
        classes: dict[str, list[DrawnClass]] = {}
        own = {term.iri: self._topics.get(term.iri, "") for term in self._terms}
        for term in self._terms:
            if term.kind == "Class":
                name = self._topic_name(own[term.iri])
                classes.setdefault(name, []).append(self._drawn(term, own))
        return draw(classes)

    def _drawn(self, term: Term, own: Mapping[str, str]) -> DrawnClass:
        above = self._others(RDFS.subClassOf, term.iri)
        near = next((one for one in above if own.get(one) == own[term.iri]), None)
        relations = tuple(
            (self._link(one), next(map(self._link, self._others(RDFS.range, one)), None))
            for one in self._users(RDFS.domain, term.iri)
        )
        foreign = tuple(self._link(one) for one in above if one != near)
        return DrawnClass(term.iri, self._link(term.iri), near, foreign, relations)

    def _term(self, row: Mapping[str, str]) -> Term:
        iri, mine = row["term"], self._language
        other = "en" if mine == "sv" else "sv"
        kind = row["kind"].rpartition("#")[2]
        over = RDFS.subClassOf if kind == "Class" else RDFS.subPropertyOf
        use = self._uses.get(iri)
        return Term(
            iri=iri,
            name=iri.removeprefix(_SPEC + "/"),
            kind=kind,
            link=self._link(iri),
            other_label=row[f"label_{other}"],
            definition=row[f"definition_{mine}"],
            above=self._links(self._others(over, iri)),
            below=self._links(self._users(over, iri)),
            domain=self._links(self._others(RDFS.domain, iri)),
            range=self._links(self._others(RDFS.range, iri)),
            properties=self._links(self._users(RDFS.domain, iri)),
            mappings=self._links(
                one["other"]
                for one in self._rows["relations"]
                if one["term"] == iri and one["relation"] in _MAPPINGS
            ),
            count=int(use["count"]) if use else 0,
            example=self._link(use["example"]) if use and "example" in use else None,
        )

    def _others(self, relation: URIRef, term: str) -> list[str]:
        rows = self._rows["relations"]
        return [row["other"] for row in rows if row["term"] == term and row["relation"] == str(relation)]

    def _users(self, relation: URIRef, term: str) -> list[str]:
        rows = self._rows["relations"]
        return [row["term"] for row in rows if row["other"] == term and row["relation"] == str(relation)]

    def _links(self, iris: Iterable[str]) -> tuple[Link, ...]:
        return tuple(sorted(map(self._link, iris), key=lambda link: swedish_order(link.text)))

    def _link(self, iri: str) -> Link:
        link = self._presenter.link({"type": "uri", "value": iri})
        return Link(link.text, iri, iri, link.lang) if self._whole_iris else link

    def _topic_name(self, topic: str) -> str:
        return self._words.get(f"topic_{topic}", topic)


def read_topics(files: Files) -> dict[str, str]:
    """Return the topic of each term: the name of the module it stands in."""
    topics: dict[str, str] = {}
    for path in sorted((files.ontology / "modules").glob("*.ttl")):
        module = Store()
        module.load(path, find_format("turtle"))
        topics |= {str(quad.subject): path.stem for quad in module.quads(predicate=RDFS.isDefinedBy)}
    return topics


def _choose(request: Request, offers: tuple[str, ...]) -> str:
    asked = request.path_params.get("suffix") or request.query_params.get("format")
    known = {**_RDF, "html": HTML}
    if asked is not None and asked not in known:
        raise NotAcceptable(asked, list(known))
    accept = known[asked] if asked else request.headers.get("accept")
    chosen = choose_media_type(accept, offers)
    if chosen is None:
        raise NotAcceptable(str(accept), offers)
    return chosen
