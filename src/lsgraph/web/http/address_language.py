"""The language in the address: `/en/…` and `/sv/…` are the pages at `…`, and so are all links from there."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

LANGUAGE_KEY: Final = "lsgraph.language"
"""Where the scope of a request holds the language that its address names."""


@dataclass(frozen=True)
class AddressLanguage:
    """Middleware that takes the language out of an address, below the path that the site is served at."""

    app: ASGIApp
    base: str
    languages: Collection[str]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, as one for the address without the language."""
        if scope["type"] == "http":
            scope = self._read(scope)
        await self.app(scope, receive, send)

    def _read(self, scope: Scope) -> Scope:
        base = self.base if str(scope["path"]).startswith(f"{self.base}/") else ""
        language, _, rest = str(scope["path"]).removeprefix(f"{base}/").partition("/")
        if language not in self.languages:
            return scope
        raw = scope.get("raw_path") or b""
        before = f"{base}/{language}".encode()
        return {
            **scope,
            "path": f"{base}/{rest}",
            "raw_path": base.encode() + (raw.removeprefix(before) or b"/"),
            LANGUAGE_KEY: language,
        }
