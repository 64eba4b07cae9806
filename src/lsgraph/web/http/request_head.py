"""What the head of a request must be, beyond what the parser demands."""

from __future__ import annotations

from typing import Final

import httptools

from lsgraph.errors import LsgraphError, RequestError

METHODS: Final = ("GET", "HEAD", "POST", "OPTIONS")
_VERSIONS: Final = ("1.1", "1.0")


def check_head(headers: list[tuple[bytes, bytes]], version: str) -> int:
    """Return the length that a head gives its body; raises RequestError where others may read another."""
    if version not in _VERSIONS:
        raise RequestError(f"HTTP/{version} is not spoken here; HTTP/1.1 is")
    names = [name for name, _ in headers]
    hosts = names.count(b"host")
    if hosts > 1 or (hosts == 0 and version == "1.1"):
        raise RequestError(f"a request has the header Host once, not {hosts} times")
    if b"transfer-encoding" in names:
        codings = [value.lower() for name, value in headers if name == b"transfer-encoding"]
        if codings != [b"chunked"] or version == "1.0":
            raise RequestError("no transfer coding is read here but chunked, and that in HTTP/1.1 only")
    return int(headers[names.index(b"content-length")][1]) if b"content-length" in names else 0


def explain_fault(error: httptools.HttpParserError) -> LsgraphError:
    """Return what is wrong with a request: our own reason, or the parser's."""
    reason = error.__context__
    if isinstance(reason, LsgraphError):
        return reason
    return RequestError(f"the request is not HTTP/1.1: {reason or error}")
