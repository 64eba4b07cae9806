"""Speaks HTTP with a SPARQL server, so that whatever goes wrong there has a name here.

https://www.w3.org/TR/sparql11-protocol/ · https://www.w3.org/TR/sparql11-http-rdf-update/
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from typing import Final
from urllib.parse import urlencode

import httpx

from lsgraph.errors import StoreError, StoreRefused, StoreUnreachable
from lsgraph.store.address import show_address
from lsgraph.store.answer_head import find_head_fault, read_media_type

FORM: Final = "application/x-www-form-urlencoded"

_CONNECT_SECONDS: Final = 5.0
_SLACK_SECONDS: Final = 5.0
_LONGEST_TOLD: Final = 300
_BAD_QUERY: Final = frozenset((400, 413, 422))
_NOT_TAKEN: Final = frozenset((*_BAD_QUERY, 404, 405, 406, 409, 411, 415, 501))


class Connection:
    """A client of one server, with as many connections as answers are read at once.

    Redirects are not followed and the environment's proxies are not used.
    """

    def __init__(self) -> None:
        self._client = httpx.Client(trust_env=False, headers={"Accept-Encoding": "identity"})
        self._open: list[httpx.Response] = []

    def ask(self, url: str, fields: Sequence[tuple[str, str]], accept: Sequence[str], seconds: float) -> Body:
        """Post the fields of a query and return the answer, to be read as it comes.

        Raises StoreUnreachable, or StoreRefused when the server says that the query is at fault.
        """
        headers = {"Content-Type": FORM, "Accept": ", ".join(accept)}
        content = urlencode(fields).encode()
        response = self._send("POST", url, content, headers, seconds, _BAD_QUERY)
        self._open.append(response)
        return Body(response, _check_type(response, accept))

    def tell(
        self, method: str, url: str, content: bytes | Iterable[bytes], media_type: str, seconds: float
    ) -> None:
        """Send an update, a graph or a dataset; raises StoreUnreachable or StoreRefused."""
        headers = {"Content-Type": media_type, "Connection": "close"}  # a refusal may leave a part unread
        self._send(method, url, content, headers, seconds, _NOT_TAKEN).close()

    def release(self) -> None:
        """Close what is still being read, so that the server stops working on it."""
        for response in self._open:
            response.close()
        self._open.clear()

    def close(self) -> None:
        """Hang up."""
        self.release()
        self._client.close()

    def _send(
        self,
        method: str,
        url: str,
        content: bytes | Iterable[bytes],
        headers: dict[str, str],
        seconds: float,
        refusals: frozenset[int],
    ) -> httpx.Response:
        timeout = httpx.Timeout(seconds + _SLACK_SECONDS, connect=_CONNECT_SECONDS)
        request = self._client.build_request(method, url, content=content, headers=headers, timeout=timeout)
        where = show_address(url)
        try:
            response = self._put_through(request)
        except (httpx.HTTPError, OSError) as error:
            raise StoreUnreachable(f"the store at {where} does not answer: {_why(error)}") from error
        if not response.is_success:
            raise _name_fault(response, refusals)
        return response

    def _put_through(self, request: httpx.Request) -> httpx.Response:
        """Send a request, a query once more when the server hangs up on it as an idle connection may."""
        try:
            return self._client.send(request, stream=True)
        except httpx.RemoteProtocolError:
            if request.headers["Content-Type"] != FORM:
                raise
            return self._client.send(request, stream=True)


class Body(io.RawIOBase):
    """The bytes of an answer, as they come; raises StoreUnreachable when they end too early."""

    def __init__(self, response: httpx.Response, media_type: str) -> None:
        self.address = show_address(str(response.url))
        self.media_type = media_type
        self._response = response
        self._pieces = response.iter_bytes()
        self._held = b""

    def readable(self) -> bool:
        """Say that one can read here."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Return at most `size` bytes; none at the end."""
        while not self._held:
            piece = self._next()
            if piece is None:
                return b""
            self._held = piece
        length = len(self._held) if size < 0 else size
        piece, self._held = self._held[:length], self._held[length:]
        return piece

    def break_off(self, why: str) -> StoreUnreachable:
        """Return the fault of an answer that ends before its end."""
        return StoreUnreachable(f"the answer of the store at {self.address} broke off: {why}")

    def _next(self) -> bytes | None:
        try:
            return next(self._pieces, None)
        except (httpx.HTTPError, httpx.StreamError, OSError) as error:
            raise self.break_off(_why(error)) from error


def _check_type(response: httpx.Response, accept: Sequence[str]) -> str:
    """Return the media type of an answer that can be read and is said to be whole."""
    address = show_address(str(response.url))
    fault = find_head_fault(response.status_code, response.headers, accept)
    if fault is None and not _is_framed(response):
        fault = "does not say where its answers end, so that a part would look whole"
    if fault:
        response.close()
        raise StoreUnreachable(f"the store at {address} {fault}")
    return read_media_type(response.headers)


def _is_framed(response: httpx.Response) -> bool:
    chunked = "chunked" in response.headers.get("transfer-encoding", "").lower()
    return chunked or "content-length" in response.headers or response.http_version == "HTTP/2"


def _name_fault(response: httpx.Response, refusals: frozenset[int]) -> StoreError:
    address, status = show_address(str(response.url)), response.status_code
    told = _read_told(response)
    response.close()
    if status in refusals:
        return StoreRefused(f"the store at {address} refused the request ({status}){told}", status)
    hints = {
        401: "; give it a user name and password in the address",
        403: "; it does not let this service in",
        404: "; there is no dataset there",
    }
    return StoreUnreachable(f"the store at {address} answered {status}{hints.get(status, '')}{told}")


def _read_told(response: httpx.Response) -> str:
    """Return what a server says of a fault, as the end of a sentence; nothing of a page or of many words."""
    if read_media_type(response.headers) != "text/plain":
        return ""
    try:
        first = next(response.iter_text(_LONGEST_TOLD), "")
    except httpx.HTTPError:
        return ""
    line = re.sub(r"\s+", " ", first).strip()[:_LONGEST_TOLD]
    return f": {line}" if line else ""


def _why(error: Exception) -> str:
    if isinstance(error, httpx.TimeoutException):
        return "it takes too long"
    return str(error) or type(error).__name__
