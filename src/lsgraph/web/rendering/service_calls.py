"""The table of the calls that the service's workers answer: data, and pages and JSON made of it."""

from __future__ import annotations

from lsgraph.calls.call import Handler
from lsgraph.calls.registry import list_calls
from lsgraph.resources import find_resources
from lsgraph.search import load_lemmas
from lsgraph.web.rendering.document_page_calls import list_document_pages
from lsgraph.web.rendering.json_calls import list_json_calls
from lsgraph.web.rendering.matrix_page_calls import list_matrix_pages
from lsgraph.web.rendering.ontology_page_calls import list_ontology_pages
from lsgraph.web.rendering.organisations_page_calls import list_organisations_page
from lsgraph.web.rendering.page_calls import list_pages
from lsgraph.web.rendering.page_templates import Templates
from lsgraph.web.rendering.renderer import Renderer
from lsgraph.web.rendering.review_page_calls import list_reviews
from lsgraph.web.rendering.start_page_calls import list_start_page


def list_service_calls() -> tuple[Handler, ...]:
    """Return all calls; templates and the dictionary are read here, once, before workers are forked."""
    load_lemmas()
    templates = Templates()
    templates.compile()
    files = find_resources()
    renderer = Renderer(templates, files)
    return (
        *list_calls(),
        *list_start_page(renderer),
        *list_pages(renderer),
        *list_document_pages(renderer),
        *list_reviews(renderer),
        *list_matrix_pages(renderer),
        *list_organisations_page(renderer),
        *list_ontology_pages(renderer),
        *list_json_calls(files),
    )
