"""Gives the answers of workers: unchanged, kept from before, or as they come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from lsgraph.settings import Settings
from lsgraph.web.cache import Cache, Entry, make_etag, matches_etag
from lsgraph.web.frame import Frame
from lsgraph.web.negotiate import Choice, takes_gzip
from lsgraph.web.record import note
from lsgraph.web.transfer import Patience, Transfer
from lsgraph.web.vigil import Vigil, identify_client
from lsgraph.workers import Pool, Reply, Shelf

_PINNED: Mapping[str, str] = {"Cache-Control": "public, max-age=86400"}


@dataclass(frozen=True)
class Asked:
    """A call of workers that answers in a chosen format.

    `args` decide the answer together with the release, whose id is in `release` when the client named it.
    """

    call: str
    args: Mapping[str, Any]
    choice: Choice
    release: str | None

    def name(self) -> tuple[str, str]:
        """Return what tells this call from another one to the same release."""
        forms = tuple(offer and offer.media_type for offer in self.choice)
        deciding = sorted(item for item in self.args.items() if item[0] != "accept")
        return (self.call, repr((deciding, forms)))


@dataclass(frozen=True)
class Delivery:
    """The workers of the current release and of old ones, and the answers kept."""

    pool: Pool
    shelf: Shelf
    cache: Cache
    frame: Frame
    settings: Settings

    async def answer(self, request: Request, vigil: Vigil, asked: Asked) -> Response:
        """Answer a request; raises what the call raises, ReleaseMissing, QueryStopped or Busy."""
        release = self._find_release(asked)
        name = asked.name()
        etag = make_etag(release, *name)
        headers = _make_headers(release, etag, asked)
        note(request.scope, release=release)
        if request.method != "POST" and matches_etag(request.headers.get("if-none-match"), etag):
            return Response(None, 304, headers)
        gzip = takes_gzip(request.headers.get("accept-encoding"))
        key = (release, *name, gzip)
        if entry := self.cache.get(key):
            note(request.scope, kept=True)
            return _answer_kept(entry, headers)
        vigil.begin()
        pool = await self._find_pool(asked)
        reply = await pool.stream(asked.call, {**asked.args, "gzip": gzip}, identify_client(request))
        return await self._send(request, asked, reply, key)

    def _find_release(self, asked: Asked) -> str:
        current = self.pool.release.id
        return current if asked.release in (None, current) else self.shelf.find(str(asked.release)).id

    async def _find_pool(self, asked: Asked) -> Pool:
        if asked.release in (None, self.pool.release.id):
            return self.pool
        return await self.shelf.take(str(asked.release))

    async def _send(
        self, request: Request, asked: Asked, reply: Reply, key: tuple[str, str, str, bool]
    ) -> Response:
        offer = asked.choice.triples if reply.head["form"] == "triples" else asked.choice.results
        assert offer is not None
        release, volatile, rows = reply.release.id, reply.head["volatile"], _describe_rows(asked, reply)
        headers = _make_headers(release, make_etag(release, *asked.name()), asked, volatile=volatile) | rows

        def keep(entry: Entry) -> None:
            if not volatile and release == key[0]:
                self.cache.put(key, entry, len(key[2]))

        patience = Patience(self.settings.deadline, self.settings.transfer)
        transfer = Transfer(
            reply, offer.media_type, headers, patience, self.cache.largest, keep, tuple(rows.items())
        )
        await transfer.read_start(request.scope["http_version"])
        return transfer


def _make_headers(release: str, etag: str, asked: Asked, *, volatile: bool = False) -> dict[str, str]:
    headers = {"Lsgraph-Release": release, "Vary": "Accept, Accept-Encoding"}
    if volatile:
        return {**headers, "Cache-Control": "no-store"}
    kept = _PINNED if asked.release else {"Cache-Control": "no-cache"}
    return {**headers, "ETag": etag, **kept}


def _describe_rows(asked: Asked, reply: Reply) -> dict[str, str]:
    """Return the header that says whether an answer has all rows, when the client set a cap."""
    if "capped" not in reply.head:
        return {}
    return {"Lsgraph-Rows": f"capped={asked.args['most']}" if reply.head["capped"] else "whole"}


def _answer_kept(entry: Entry, headers: dict[str, str]) -> Response:
    if entry.encoding:
        headers = {**headers, "Content-Encoding": entry.encoding}
    return Response(entry.body, 200, headers | dict(entry.headers), entry.media_type)
