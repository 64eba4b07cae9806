"""The one place where calls and their results become JSON, and JSON becomes them again.

Dataclasses, named tuples and plain values are written as they are, paths and IRIs as text.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final, TypeAlias, TypeVar

import msgspec.json
from msgspec import Raw
from msgspec.json import Encoder

T = TypeVar("T")

Jsonable: TypeAlias = object
"""A dataclass, a named tuple, a path, an IRI, or plain values of these."""


def encode(value: Jsonable) -> bytes:
    """Return a value as JSON; raises NotImplementedError for one that JSON has no form of."""
    return _ENCODER.encode(value)


def decode(data: bytes, kind: type[T]) -> T:
    """Return the value of that type that JSON holds; raises msgspec.ValidationError for another type's."""
    return msgspec.json.decode(data, type=kind, dec_hook=_read)


def encode_exactly(value: Jsonable) -> bytes:
    """Return a value as JSON that is the same for equal values: names and members of sets in order."""
    return _EXACT.encode(value)


def encode_deciding(value: Jsonable) -> str:
    """Return as JSON what of a value decides an answer.

    Of a path only whether there is one: where things lie on this machine decides nothing, and replicas give
    equal answers equal tags.
    """
    return _DECIDING.encode(value).decode()


def embed(value: Jsonable) -> Raw:
    """Return a value as JSON to stand in another one, to be read once its type is known."""
    return Raw(encode(value))


def _write(value: Jsonable) -> str:
    if isinstance(value, str | Path):  # an IRI is a kind of text
        return str(value)
    raise NotImplementedError(f"JSON has no form of a {type(value).__name__}")


def _write_deciding(value: Jsonable) -> str | bool:
    return True if isinstance(value, Path) else _write(value)


def _read(kind: type[T], value: str) -> T:
    return kind(value)  # type: ignore[call-arg]  # a path or an IRI: each is made of its text


_ENCODER: Final = Encoder(enc_hook=_write)
_EXACT: Final = Encoder(enc_hook=_write, order="deterministic")
_DECIDING: Final = Encoder(enc_hook=_write_deciding)
