"""Renders small pages in the web process, and tells workers who reads the others."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse

from lsgraph.web.http.address_language import LANGUAGE_KEY
from lsgraph.web.rendering.page_templates import PageReader, Templates
from lsgraph.web.rendering.texts import LANGUAGES, choose_language

STATIC: Final = Path(__file__).parent / "static"

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Pages load nothing from elsewhere."""


class PageFrame:
    """The frame that every page of one release, an id, stands in."""

    def __init__(self, release: str, templates: Templates | None = None) -> None:
        self.release = release
        if templates is None:
            templates = Templates()
            templates.compile()  # so that a fault can be told where no file can be opened any more
        self._templates = templates
        self._edition = self._templates.read_edition()

    def of_release(self, release: str) -> PageFrame:
        """Return the same frame for another release."""
        return PageFrame(release, self._templates)

    def render(self, request: Request, template: str, status: int = 200, **context: object) -> HTMLResponse:
        """Return a page in the reader's language; what may be large is rendered by workers instead."""
        reader = self.describe_reader(request)
        page = self._templates.render(template, reader, context)
        return HTMLResponse(page, status, page_headers(reader.language))

    def describe_reader(self, request: Request, release: str | None = None) -> PageReader:
        """Return what a page needs to know of who asks for it, from this release or another."""
        language = read_language(request)
        return PageReader(
            language=language,
            root=read_root(request),
            release=release or self.release,
            other_language=_other_language(request, language),
            edition=self._edition,
        )


def page_headers(language: str) -> dict[str, str]:
    """Return the headers of every page."""
    return {
        "Content-Language": language,
        "Content-Security-Policy": POLICY,
        "Vary": "Accept, Accept-Language, Accept-Encoding",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
    }


def read_language(request: Request) -> str:
    """Return the language to answer a request in."""
    named = request.query_params.get("lang") or request.scope.get(LANGUAGE_KEY)
    return choose_language(named, request.headers.get("accept-language"))


def read_root(request: Request) -> str:
    """Return what addresses of links begin with, without a slash at the end: the language stays in them."""
    language = request.scope.get(LANGUAGE_KEY)
    return f"{read_base(request)}/{language}" if language else read_base(request)


def read_base(request: Request) -> str:
    """Return the path prefix below which the site is served, without a slash at the end."""
    return str(request.scope.get("root_path", "")).rstrip("/")


def _other_language(request: Request, language: str) -> str:
    """Return the address of the same page in the other language, which stays in every link from there."""
    other, base = next(one for one in LANGUAGES if one != language), read_base(request)
    url = request.url.remove_query_params("lang")
    path = url.path.removeprefix(base)
    return f"{base}/{other}{path}" + (f"?{url.query}" if url.query else "")
