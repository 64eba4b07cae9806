"""Renders pages: templates, words, language and addresses."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from lsgraph.web.present import Labels, Presenter
from lsgraph.web.texts import LANGUAGES, choose_language, texts

STATIC: Final = Path(__file__).parent / "static"
_TEMPLATES: Final = Path(__file__).parent / "templates"

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Pages load nothing from elsewhere."""


class Frame:
    """The frame that every page of one release stands in."""

    def __init__(self, release: str) -> None:
        self._release = release
        self._templates = Environment(
            loader=FileSystemLoader(_TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def render(self, request: Request, template: str, status: int = 200, **context: Any) -> HTMLResponse:
        """Return a page in the reader's language."""
        language = read_language(request)
        page = self._templates.get_template(template).render(
            **context,
            t=texts(language),
            lang=language,
            root=read_root(request),
            release=self._release,
            other_language=_other_language(request, language),
        )
        headers = {
            "Content-Language": language,
            "Content-Security-Policy": POLICY,
            "Vary": "Accept, Accept-Language",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
        }
        return HTMLResponse(page, status, headers)


def read_language(request: Request) -> str:
    """Return the language to answer a request in."""
    return choose_language(request.query_params.get("lang"), request.headers.get("accept-language"))


def read_root(request: Request) -> str:
    """Return the path prefix below which the site is served, without a slash at the end."""
    return str(request.scope.get("root_path", "")).rstrip("/")


def make_presenter(request: Request, labels: Labels) -> Presenter:
    """Return a presenter for the reader's language and the site's root."""
    return Presenter(read_language(request), read_root(request), labels)


def _other_language(request: Request, language: str) -> str:
    other = next(one for one in LANGUAGES if one != language)
    return "?" + str(request.url.include_query_params(lang=other).query)
