"""Templates filled in: for pages made by workers, and for the small ones that tell of a fault."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from lsgraph.web.rendering.texts import LANGUAGES, TEXTS, texts, write_number

Context: TypeAlias = Mapping[str, object]
"""What a template shows, by the names that it knows."""

_FOLDER: Final = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class PageReader:
    """Who reads a page: the language, the root below which links stay, the release that is current.

    `other_language` is the address of the same page in the other language, `edition` what tells the templates
    and texts it is made of from changed ones.
    """

    language: str
    root: str
    release: str
    other_language: str
    edition: str


class Templates:
    """The templates of all pages."""

    def __init__(self) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(_FOLDER),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )

    def compile(self) -> None:
        """Compile every template and read the texts, so that a process forked from this one need not."""
        for language in LANGUAGES:
            texts(language)
        for name in self._environment.list_templates():
            self._environment.get_template(name)

    def read_edition(self) -> str:
        """Return what tells these templates and texts from changed ones."""
        digest = hashlib.blake2b(digest_size=8)
        for path in (*sorted(_FOLDER.iterdir()), *sorted(TEXTS.iterdir())):
            digest.update(path.read_bytes())
        return digest.hexdigest()

    def render(self, template: str, reader: PageReader, context: Context) -> str:
        """Return a page in the reader's language."""
        return self._environment.get_template(template).render(
            **context,
            number=lambda number: write_number(number, reader.language),
            t=texts(reader.language),
            lang=reader.language,
            root=reader.root,
            release=reader.release,
            other_language=reader.other_language,
        )
