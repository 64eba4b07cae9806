"""What web and workers say to each other over a socket: a request, then frames of an answer.

A request is a length (4 bytes, big endian) and JSON of `Request`. A frame is its kind (1 byte), a length and
that many bytes: HEAD is JSON and comes once the first bytes of the answer exist, DATA is a piece of it, END
closes a whole answer, FAULT is an exception as JSON, at any time and last.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from msgspec import Raw

import lsgraph.errors
from lsgraph.calls.call import AnyCall
from lsgraph.calls.codec import Jsonable, decode, embed, encode
from lsgraph.errors import LsgraphError, QueryStopped

Plain: TypeAlias = str | int | float | None

HEAD: Final = b"H"
DATA: Final = b"D"
END: Final = b"E"
FAULT: Final = b"F"

REQUEST_LENGTH: Final = struct.Struct(">I")
FRAME_HEAD: Final = struct.Struct(">cI")


@dataclass(frozen=True)
class Request:
    """A call by the name of its class, its arguments as JSON, the seconds it may take, whether to pack."""

    call: str
    arguments: Raw
    seconds: float
    gzip: bool = False


@dataclass(frozen=True)
class FaultMessage:
    """An exception: the name of its class, the data it carries, and its sentence."""

    kind: str
    fields: Mapping[str, Plain | list[Plain]]
    message: str


def encode_request(call: AnyCall, seconds: float, *, gzip: bool = False) -> bytes:
    """Return a request for a call that may take so many seconds."""
    body = encode(Request(type(call).__name__, embed(call), seconds, gzip))
    return REQUEST_LENGTH.pack(len(body)) + body


def encode_frame(kind: bytes, payload: bytes = b"") -> bytes:
    """Return a frame."""
    return FRAME_HEAD.pack(kind, len(payload)) + payload


def encode_fault(error: LsgraphError) -> bytes:
    """Return an exception as a frame: its class and the data it carries, or else its sentence."""
    fields = {
        name: [_plain(one) for one in value] if isinstance(value, tuple | list) else _plain(value)
        for name, value in vars(error).items()
        if not name.startswith("_")
    }
    return encode_frame(FAULT, encode(FaultMessage(type(error).__name__, fields, _readable(str(error)))))


def decode_fault(payload: bytes) -> LsgraphError:
    """Return the exception in a frame; only classes of `lsgraph.errors` come out."""
    fault = decode(payload, FaultMessage)
    kind = getattr(lsgraph.errors, fault.kind, None)
    if not (isinstance(kind, type) and issubclass(kind, LsgraphError)):
        return QueryStopped("crash", fault.message)
    try:
        return kind(**fault.fields) if fault.fields else kind(fault.message)
    except TypeError:
        return LsgraphError(fault.message)


def _plain(value: Jsonable) -> Plain:
    """Return a value that JSON has a form of: what an exception carries, or its text."""
    return value if value is None or isinstance(value, int | float) else _readable(str(value))


def _readable(text: str) -> str:
    """Return a text without what UTF-8 has no bytes for, as a file's name may hold."""
    return text.encode("utf-8", "replace").decode()
