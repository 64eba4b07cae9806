"""Gives the answers of workers: unchanged, kept from before, or as they come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from lsgraph.settings import Settings
from lsgraph.web.cache import Cache, Entry, make_etag, matches_etag
from lsgraph.web.frame import Frame
from lsgraph.web.negotiate import Choice, takes_gzip
from lsgraph.web.record import note
from lsgraph.web.services import Services
from lsgraph.web.transfer import Patience, Transfer, read_start
from lsgraph.web.vigil import Vigil, identify_client
from lsgraph.workers import Pool, Reply, Shelf

_PINNED: Mapping[str, str] = {"Cache-Control": "public, max-age=86400"}


@dataclass(frozen=True)
class Asked:
    """A call of workers that answers in a chosen format.

    `args` decide the answer together with the release, whose id is in `release` when the client named it;
    `seconds` are what it may take, when that is less than what any call may.
    """

    call: str
    args: Mapping[str, Any]
    choice: Choice
    release: str | None
    seconds: float | None = None

    @property
    def is_federated(self) -> bool:
        """Say whether other services had a part in it, so that it is never kept."""
        return "missing" in self.args

    @cached_property
    def name(self) -> tuple[str, str]:
        """Return what tells this call from another one to the same release, unless it is federated."""
        if self.is_federated:
            return (self.call, "")
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
    services: Services

    async def answer(self, request: Request, vigil: Vigil, asked: Asked) -> Response:
        """Answer a request; raises what the call raises, ReleaseMissing, QueryStopped or Busy."""
        release = self.find_release(asked)
        name = asked.name
        etag = make_etag(release, *name)
        headers = _make_headers(release, etag, asked)
        note(request.scope, release=release)
        key = (release, *name, takes_gzip(request.headers.get("accept-encoding")))
        if not asked.is_federated:
            if request.method != "POST" and matches_etag(request.headers.get("if-none-match"), etag):
                return Response(None, 304, headers)
            if entry := self.cache.get(key):
                note(request.scope, kept=True)
                return _answer_whole(entry, headers)
        vigil.begin()
        pool = await self._find_pool(asked)
        client, args = identify_client(request.scope), {**asked.args, "gzip": key[-1]}
        reply = await pool.stream(asked.call, args, client, asked.seconds)
        return await self._send(request, asked, reply, key, headers)

    def find_release(self, asked: Asked) -> str:
        """Return the id of the release to ask; raises ReleaseMissing."""
        current = self.pool.release.id
        return current if asked.release in (None, current) else self.shelf.find(str(asked.release)).id

    async def _find_pool(self, asked: Asked) -> Pool:
        if asked.release in (None, self.pool.release.id):
            return self.pool
        return await self.shelf.take(str(asked.release))

    async def _send(
        self,
        request: Request,
        asked: Asked,
        reply: Reply,
        key: tuple[str, str, str, bool],
        headers: dict[str, str],
    ) -> Response:
        start = await read_start(reply)
        release, volatile, frame = reply.release.id, reply.head["volatile"], _describe(asked, reply)
        lasts = release == key[0] and not volatile
        if not lasts:
            headers = _make_headers(release, make_etag(release, *asked.name), asked, volatile=volatile)

        def keep(body: bytes) -> None:
            if lasts:
                self.cache.put(key, replace(frame, body=body), len(key[2]))

        if start.is_whole:
            body = b"".join(start.pieces)
            keep(body)
            return _answer_whole(replace(frame, body=body), headers)
        patience = Patience(self.settings.deadline, self.settings.transfer)
        headers = _add_headers(frame, headers)
        transfer = Transfer(
            reply, start.pieces, frame.media_type, headers, patience, self.cache.largest, keep
        )
        if request.scope["http_version"] == "1.0":
            await transfer.read_rest()
        return transfer


def _make_headers(release: str, etag: str, asked: Asked, *, volatile: bool = False) -> dict[str, str]:
    headers = {"Lsgraph-Release": release, "Vary": "Accept, Accept-Encoding"}
    if volatile:
        return {**headers, "Cache-Control": "no-store"}
    kept = _PINNED if asked.release else {"Cache-Control": "no-cache"}
    return {**headers, "ETag": etag, **kept}


def _describe(asked: Asked, reply: Reply) -> Entry:
    """Return what is known of an answer before its bytes.

    When the client set a cap, a header says whether the answer has all rows; another names the services that
    it lacks.
    """
    offer = asked.choice.triples if reply.head["form"] == "triples" else asked.choice.results
    assert offer is not None
    rows: tuple[tuple[str, str], ...] = ()
    if "capped" in reply.head:
        rows = (("Lsgraph-Rows", f"capped={asked.args['most']}" if reply.head["capped"] else "whole"),)
    if asked.args.get("missing"):
        rows += (("Lsgraph-Missing", ", ".join(f"<{one}>" for one in asked.args["missing"])),)
    return Entry(b"", offer.media_type, reply.head.get("encoding"), rows)


def _add_headers(entry: Entry, headers: dict[str, str]) -> dict[str, str]:
    coding = {"Content-Encoding": entry.encoding} if entry.encoding else {}
    return {**headers, **coding, **dict(entry.headers)}


def _answer_whole(entry: Entry, headers: dict[str, str]) -> Response:
    return Response(entry.body, 200, _add_headers(entry, headers), entry.media_type)
