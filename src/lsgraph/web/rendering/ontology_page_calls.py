"""The page and the drawing of the ontology, as workers render them."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Final

from rdflib.namespace import DCTERMS

from lsgraph.calls.call import Args, Handler, Stream, answer_named
from lsgraph.calls.pages import table
from lsgraph.queries import find_query
from lsgraph.store import RDF_FORMATS, Reader
from lsgraph.web.rendering.ontology_view import View, read_topics
from lsgraph.web.rendering.renderer import Renderer, present

_MOST_ROWS: Final = 5_000
_PARTS: Final = ("terms", "relations", "uses", "schemes", "header")


def list_ontology_pages(renderer: Renderer) -> tuple[Handler, ...]:
    """Return the calls of these pages."""
    pages = _OntologyPages(renderer)
    return (answer_named("ontology_page", pages.ontology), answer_named("diagram_page", pages.diagram))


class _OntologyPages:
    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer

    def ontology(self, store: Reader, args: Args) -> Stream:
        """Show the ontology."""
        view = self._view(store, args, whole_iris=False)
        context = {
            "topics": view.topics(),
            "title": view.told(DCTERMS.title),
            "description": view.told(DCTERMS.description),
            "header": view.header(),
            "schemes": view.schemes(),
            "diagram": view.diagram(),
            "forms": [(one.suffix, one.media_type) for one in RDF_FORMATS],
        }
        return self._renderer.page(args, "ontology.html", context)

    def diagram(self, store: Reader, args: Args) -> Stream:
        """Draw the classes, with the IRIs of the terms as links."""
        view = self._view(store, args, whole_iris=True)
        return self._renderer.page(args, "diagram.svg", {"diagram": view.diagram()})

    def _view(self, store: Reader, args: Args, *, whole_iris: bool) -> View:
        answers = {part: self._ask(store, part) for part in _PARTS}
        labels = {iri: name for part in answers.values() for iri, name in part["labels"].items()}
        language = args["reader"]["language"]
        return View(answers, present(args, labels), language, self._topics, whole_iris=whole_iris)

    def _ask(self, store: Reader, part: str) -> dict[str, Any]:
        text = find_query(self._renderer.files.queries, f"pages/ontology-{part}").text
        return table(store, {"query": text, "limit": _MOST_ROWS})

    @cached_property
    def _topics(self) -> dict[str, str]:
        return read_topics(self._renderer.files)
