"""What web and workers say to each other over a socket: a request, then frames of an answer.

A request is a length (4 bytes, big endian) and JSON. A frame is its kind (1 byte), a length and that many
bytes: HEAD is JSON and comes once the first bytes of the answer exist, DATA is a piece of it, END closes a
whole answer, FAULT is an exception as JSON, at any time and last.
"""

from __future__ import annotations

import json
import struct
from typing import Any, Final

import lsgraph.errors
from lsgraph.errors import LsgraphError, QueryStopped

HEAD: Final = b"H"
DATA: Final = b"D"
END: Final = b"E"
FAULT: Final = b"F"

REQUEST_LENGTH: Final = struct.Struct(">I")
FRAME_HEAD: Final = struct.Struct(">cI")


def encode_request(call: str, args: dict[str, Any], seconds: float) -> bytes:
    """Return a request for a named call that may take so many seconds."""
    body = json.dumps({"call": call, "args": args, "seconds": seconds}).encode()
    return REQUEST_LENGTH.pack(len(body)) + body


def encode_frame(kind: bytes, payload: bytes = b"") -> bytes:
    """Return a frame."""
    return FRAME_HEAD.pack(kind, len(payload)) + payload


def encode_json(kind: bytes, value: Any) -> bytes:
    """Return a frame that holds JSON."""
    return encode_frame(kind, json.dumps(value).encode())


def encode_fault(error: LsgraphError) -> bytes:
    """Return an exception as a frame: its class and the data it carries, or else its sentence."""
    fields = {name: value for name, value in vars(error).items() if not name.startswith("_")}
    fault = {"class": type(error).__name__, "fields": fields, "message": str(error)}
    return encode_frame(FAULT, json.dumps(fault, default=str).encode())


def decode_fault(payload: bytes) -> LsgraphError:
    """Return the exception in a frame; only classes of `lsgraph.errors` come out."""
    fault = json.loads(payload)
    kind = getattr(lsgraph.errors, fault["class"], None)
    if not (isinstance(kind, type) and issubclass(kind, LsgraphError)):
        return QueryStopped("crash", fault["message"])
    try:
        error = kind(**fault["fields"]) if fault["fields"] else kind(fault["message"])
    except TypeError:
        error = LsgraphError(fault["message"])
    return error
