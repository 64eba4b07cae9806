"""What calls of workers that answer with a page have in common.

Rendering is work of a client's size, as the query behind it: done by a worker, it has the deadline, the
memory and the share of a call, and the web process only passes bytes on.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lsgraph.calls.call import Args, ReplyHead, Stream, write_text
from lsgraph.queries import list_queries
from lsgraph.resources import Resources
from lsgraph.web.rendering.page_templates import Templates
from lsgraph.web.rendering.presenter import Labels, Presenter


class Renderer:
    """Templates, stored questions, and how a page becomes the answer of a call."""

    def __init__(self, templates: Templates, files: Resources) -> None:
        self._templates, self.files = templates, files
        self.questions = list_queries(files.queries, "competency")

    def page(
        self, args: Args, template: str, context: Mapping[str, Any], *, volatile: bool = False
    ) -> Stream:
        """Return a page as the answer; a `volatile` one may be another next time."""
        text = self._templates.render(template, args["reader"], context).encode()
        return write_text(ReplyHead("page", volatile=volatile), text, steady=True)


def present(args: Args, labels: Labels) -> Presenter:
    """Return what names and links for the reader of a page."""
    reader = args["reader"]
    return Presenter(reader["language"], reader["root"], labels)
