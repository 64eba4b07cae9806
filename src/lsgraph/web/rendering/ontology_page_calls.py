"""The page and the drawing of the ontology, as workers render them."""

from __future__ import annotations

from functools import cached_property
from typing import Final

from rdflib.namespace import DCTERMS

from lsgraph.calls.call import Handler, Stream
from lsgraph.calls.tables import list_rows
from lsgraph.queries import find_query
from lsgraph.store import RDF_FORMATS, Reader
from lsgraph.web.rendering.ontology_view import View, read_topics
from lsgraph.web.rendering.page_arguments import DiagramPageCall, OntologyPageCall, PageCall
from lsgraph.web.rendering.renderer import Renderer, present

_MOST_ROWS: Final = 5_000
_PARTS: Final = ("terms", "relations", "uses", "schemes", "header")


def list_ontology_pages(renderer: Renderer) -> tuple[Handler, ...]:
    """Return the calls of these pages."""
    pages = _OntologyPages(renderer)
    return (OntologyPageCall.answered_by(pages.ontology), DiagramPageCall.answered_by(pages.diagram))


class _OntologyPages:
    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer

    def ontology(self, store: Reader, asked: OntologyPageCall) -> Stream:
        """Show the ontology."""
        view = self._view(store, asked, whole_iris=False)
        context = {
            "topics": view.topics(),
            "title": view.told(DCTERMS.title),
            "description": view.told(DCTERMS.description),
            "header": view.header(),
            "schemes": view.schemes(),
            "diagram": view.diagram(),
            "forms": [(one.suffix, one.media_type) for one in RDF_FORMATS],
        }
        return self._renderer.page(asked, "ontology.html", context)

    def diagram(self, store: Reader, asked: DiagramPageCall) -> Stream:
        """Draw the classes, with the IRIs of the terms as links."""
        view = self._view(store, asked, whole_iris=True)
        return self._renderer.page(asked, "diagram.svg", {"diagram": view.diagram()})

    def _view(self, store: Reader, asked: PageCall, *, whole_iris: bool) -> View:
        queries = self._renderer.files.queries
        answers = {
            part: list_rows(store, find_query(queries, f"pages/ontology-{part}").text, _MOST_ROWS)
            for part in _PARTS
        }
        labels = {iri: name for part in answers.values() for iri, name in part.labels.items()}
        presenter = present(asked.reader, labels)
        return View(answers, presenter, asked.reader.language, self._topics, whole_iris=whole_iris)

    @cached_property
    def _topics(self) -> dict[str, str]:
        return read_topics(self._renderer.files)
