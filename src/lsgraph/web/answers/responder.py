"""Gives the answers of workers: unchanged, kept from before, or as they come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from importlib.metadata import version
from typing import Final, TypeAlias, TypeVar

from starlette.requests import Request
from starlette.responses import Response

from lsgraph.calls.call import Call, FactCall, ReplyHead, Stream
from lsgraph.calls.codec import encode_deciding
from lsgraph.calls.sparql import ClientQueryCall
from lsgraph.errors import NotAcceptable
from lsgraph.queries.pitfalls import write_header
from lsgraph.release import Release
from lsgraph.settings import Settings
from lsgraph.web.answers.federation import Services
from lsgraph.web.answers.release_facts import ReleaseFacts
from lsgraph.web.answers.single_flight import SingleFlight
from lsgraph.web.answers.streaming import Spools, WorkerStream, read_start
from lsgraph.web.http.cache import Cache, CacheEntry, make_etag, matches_etag
from lsgraph.web.http.disconnect import DisconnectWatch, identify_client
from lsgraph.web.http.negotiate import Choice, takes_gzip
from lsgraph.web.http.request_log import note
from lsgraph.web.rendering.page_frame import PageFrame
from lsgraph.workers import ArchivePools, Pool, Reply

T = TypeVar("T")

_Key: TypeAlias = tuple[str, str, str, bool]
CLIENT_LEFT: Final = 499
"""The status, for the log alone, of a request whose client did not wait."""
_NO_CHOICE: Final = Choice(None, None)
IMMUTABLE: Final[Mapping[str, str]] = {"Cache-Control": "public, max-age=31536000, immutable"}
"""The header of what is named by the id of a release: https://www.rfc-editor.org/rfc/rfc8246"""
_ANY_TAG: Final = "*"


@dataclass(frozen=True)
class CallRequest:
    """A call of workers that answers in a chosen format.

    The call decides the answer together with the release, whose id is in `release` when the client named it,
    and in `made_for` when call and `headers` were made for the one that was current. `media_type` is that of
    an answer of one form only, such as a page, and `headers` are its own. `seconds` are what it may take,
    when that is not what calls of its kind may. Who asks for a `shared` answer while it is made waits for
    that one. An `exact` one has the same bytes whenever it is made, and a strong tag. `accept` is what a
    client asked for that is told so when nothing fits.
    """

    call: Call[Stream]
    choice: Choice = _NO_CHOICE
    release: str | None = None
    media_type: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float | None = None
    shared: bool = False
    made_for: str | None = None
    exact: bool = False
    accept: str = ""

    @property
    def is_federated(self) -> bool:
        """Say whether other services had a part in it, so that it is never kept."""
        return isinstance(self.call, ClientQueryCall) and self.call.query.is_federated

    @cached_property
    def name(self) -> tuple[str, str]:
        """Return what tells this call from another one to the same release, unless it is federated."""
        name = type(self.call).__name__
        if self.is_federated:
            return (name, "")
        forms = (self.media_type, *(offer and offer.media_type for offer in self.choice))
        return (name, encode_deciding((self.call, forms)))


@dataclass(frozen=True)
class Responder:
    """The workers of the current release and of old ones, and the answers kept."""

    pool: Pool
    shelf: ArchivePools
    cache: Cache
    frame: PageFrame
    settings: Settings
    services: Services
    flights: SingleFlight[tuple[CacheEntry, str]] = field(default_factory=SingleFlight)
    spools: Spools = field(default_factory=Spools)
    facts: ReleaseFacts = field(default_factory=ReleaseFacts)

    async def answer(self, request: Request, vigil: DisconnectWatch, asked: CallRequest) -> Response:
        """Answer a request; raises what the call raises, ReleaseMissing, QueryStopped or Busy."""
        release = self.find_release(asked)
        key = (release, *asked.name, takes_gzip(request.headers.get("accept-encoding")))
        etag = _make_etag(key, asked)
        headers = _make_headers(release, etag, asked)
        note(request.scope, release=release)
        if not asked.is_federated:
            held = None if request.method == "POST" else request.headers.get("if-none-match")
            if held != _ANY_TAG and matches_etag(held, etag):
                return Response(None, 304, headers)
            if entry := self.cache.get(key):
                note(request.scope, kept=True)
                return Response(None, 304, headers) if held == _ANY_TAG else _answer_whole(entry, headers)
        vigil.begin()
        if asked.shared:
            making = self.flights.join(key, lambda: self._make_whole(request, asked, key))
            entry, release = await making
            etag = _make_etag((release, *key[1:]), asked)
            return _answer_whole(entry, _make_headers(release, etag, asked))
        try:
            reply = await self._stream(request, asked, key)
        except NotAcceptable as error:
            if asked.accept and type(error) is NotAcceptable:
                raise NotAcceptable(asked.accept, error.available) from error
            raise
        try:
            return await self._send(request, asked, reply, key, headers)
        except BaseException:  # whatever it is, its worker is free again
            reply.close()
            raise

    async def give(self, request: Request, asked: CallRequest) -> Response:
        """Answer a request of a route that watches no client itself; raises what `answer` raises."""
        async with DisconnectWatch(request.receive) as vigil:
            return await self.answer(request, vigil, asked)
        return Response(None, CLIENT_LEFT)

    async def _make_whole(self, request: Request, asked: CallRequest, key: _Key) -> tuple[CacheEntry, str]:
        """Return an answer that several may wait for, and the release it is from; keep it."""
        reply = await self._stream(request, asked, key)
        try:
            body = await reply.whole()
        finally:
            reply.close()
        entry = replace(_describe(asked, reply.head), body=body)
        if reply.release.id == key[0]:
            self.cache.put(key, entry, len(key[2]))
        return entry, reply.release.id

    async def _stream(self, request: Request, asked: CallRequest, key: _Key) -> Reply:
        """Put a call to workers of its release, and of no other, though the current one move meanwhile."""
        client, call = identify_client(request.scope), asked.call
        if isinstance(call, FactCall):
            call = replace(call, found=await self.know(request, call.fact, asked.release, key[0]))
        pool = await self.find_pool(asked.release)
        release = asked.release or asked.made_for
        return await pool.stream(call, client, asked.seconds, release, gzip=key[-1])

    async def know(self, request: Request, fact: Call[T], named: str | None, release: str) -> T:
        """Return a fact about a release, whose id the client may have named; raises what its call raises."""
        pool = await self.find_pool(named)
        return await self.facts.know(pool, release, fact, identify_client(request.scope))

    def find_release(self, asked: CallRequest) -> str:
        """Return the id of the release to ask; raises ReleaseMissing."""
        if asked.release is None and asked.made_for is not None:
            return asked.made_for
        return self.find(asked.release).id

    def find(self, release_id: str | None) -> Release:
        """Return a release that is kept, or the current one; raises ReleaseMissing."""
        current = self.pool.release
        return current if release_id in (None, current.id) else self.shelf.find(str(release_id))

    async def find_pool(self, release_id: str | None) -> Pool:
        """Return the workers of a release, or of the current one; raises ReleaseMissing or Busy."""
        if release_id in (None, self.pool.release.id):
            return self.pool
        return await self.shelf.take(str(release_id))

    async def _send(
        self,
        request: Request,
        asked: CallRequest,
        reply: Reply,
        key: _Key,
        headers: dict[str, str],
    ) -> Response:
        start = await read_start(reply)
        release, volatile, frame = reply.release.id, reply.head.volatile, _describe(asked, reply.head)
        lasts = release == key[0] and not volatile
        if not lasts:
            etag = _make_etag((release, *key[1:]), asked)
            headers = _make_headers(release, etag, asked, volatile=volatile)

        def keep(body: bytes) -> None:
            if lasts:
                self.cache.put(key, replace(frame, body=body), len(key[2]))

        if start.is_whole:
            body = b"".join(start.pieces)
            keep(body)
            return _answer_whole(replace(frame, body=body), headers)
        headers = _add_headers(frame, headers)
        transfer = WorkerStream(
            reply, start.pieces, frame.media_type, headers, self.cache.largest, keep, self.spools
        )
        return await _prepare(request, transfer)


async def _prepare(request: Request, transfer: WorkerStream) -> Response:
    if request.scope["http_version"] == "1.0" and request.method != "HEAD":
        await transfer.read_rest()
    return transfer


@lru_cache(1)
def _read_version() -> str:
    """Return the version of the program, which decides how an answer is written."""
    return version("lsgraph")


def _make_etag(key: _Key, asked: CallRequest) -> str:
    """Return the tag of an answer: an exact one has one for each content coding."""
    release, call, arguments, packed = key
    coding = ("gzip" if packed else "identity",) if asked.exact else ()
    return make_etag(_read_version(), release, call, arguments, *coding, exact=asked.exact)


def _make_headers(release: str, etag: str, asked: CallRequest, *, volatile: bool = False) -> dict[str, str]:
    headers = {"Vary": "Accept, Accept-Encoding", **asked.headers, "Lsgraph-Release": release}
    if volatile:
        return {**headers, "Cache-Control": "no-store"}
    kept = IMMUTABLE if asked.release else {"Cache-Control": "no-cache"}
    return {"ETag": etag, **kept, **headers}


def _describe(asked: CallRequest, head: ReplyHead) -> CacheEntry:
    """Return what is known of an answer before its bytes.

    When the client set a cap, a header says whether the answer has all rows; another names the services that
    it lacks.
    """
    media_type = asked.media_type or _choose_media_type(asked.choice, head.form)
    rows: tuple[tuple[str, str], ...] = ()
    if head.most is not None:
        rows = (("Lsgraph-Rows", f"capped={head.most}" if head.capped else "whole"),)
    if head.warnings:
        rows += (("Lsgraph-Warning", write_header(one.en for one in head.warnings)),)
    if head.missing:
        rows += (("Lsgraph-Missing", ", ".join(f"<{one}>" for one in head.missing)),)
    return CacheEntry(b"", media_type, head.encoding, rows)


def _choose_media_type(choice: Choice, form: str) -> str:
    offer = choice.triples if form == "triples" else choice.results
    assert offer is not None
    return offer.media_type


def _add_headers(entry: CacheEntry, headers: dict[str, str]) -> dict[str, str]:
    coding = {"Content-Encoding": entry.encoding} if entry.encoding else {}
    return {**headers, **coding, **dict(entry.headers)}


def _answer_whole(entry: CacheEntry, headers: dict[str, str]) -> Response:
    return Response(entry.body, 200, _add_headers(entry, headers), entry.media_type)
