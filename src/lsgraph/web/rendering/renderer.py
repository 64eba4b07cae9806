"""What calls of workers that answer with a page have in common.

Rendering is work of a client's size, as the query behind it: done by a worker, it has the deadline, the
memory and the share of a call, and the web process only passes bytes on.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lsgraph.calls.call import ReplyHead, Stream, write_text
from lsgraph.queries import list_queries
from lsgraph.resources import Resources
from lsgraph.store import Labels
from lsgraph.web.rendering.page_arguments import PageCall
from lsgraph.web.rendering.page_templates import Context, PageReader, Templates
from lsgraph.web.rendering.presenter import Presenter

PAGE: Final = ReplyHead("page")


class Renderer:
    """Templates, stored questions, and how a page becomes the answer of a call."""

    def __init__(self, templates: Templates, files: Resources) -> None:
        self._templates, self.files = templates, files
        self.questions = list_queries(files.queries, "competency")

    def page(self, asked: PageCall, template: str, context: Context, head: ReplyHead = PAGE) -> Stream:
        """Return a page as the answer; its head may say that it may be another next time."""
        return write_text(head, self._templates.render(template, asked.reader, context).encode(), steady=True)


def present(reader: PageReader, labels: Mapping[str, Labels]) -> Presenter:
    """Return what names and links for the reader of a page."""
    return Presenter(reader.language, reader.root, labels)
