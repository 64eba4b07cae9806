"""The table of the calls that the service's workers answer: data, and pages made of it."""

from __future__ import annotations

from collections.abc import Mapping

from lsgraph.resources import find_resources
from lsgraph.web.page_templates import Templates
from lsgraph.web.rendered_ontology import list_ontology_pages
from lsgraph.web.rendered_pages import list_pages
from lsgraph.web.rendered_reviews import list_reviews
from lsgraph.web.renderer import Renderer
from lsgraph.workers.calls import Call
from lsgraph.workers.table import list_calls


def list_service_calls() -> Mapping[str, Call]:
    """Return all calls; their templates are compiled here, once, before workers are forked."""
    templates = Templates()
    templates.compile()
    renderer = Renderer(templates, find_resources())
    return {
        **list_calls(),
        **list_pages(renderer),
        **list_reviews(renderer),
        **list_ontology_pages(renderer),
    }
