"""Writes an answer that its asker wanted only the first rows of, so that JSON says so in the body too."""

from __future__ import annotations

import io
import json
from typing import Any, BinaryIO, Final, cast

from lsgraph.store import Answer, Format

_MEMBER: Final = "lsgraph"


def write_capped(answer: Answer, output: BinaryIO, known: Format, capped: int | None) -> None:
    """Write an answer; `capped` is the number of rows that it was cut to, or None when it is whole.

    Results in JSON get a member `lsgraph`, such as `{"capped": 10}`; the other formats have no place for it.
    """
    if capped is not None and known.name == "json":
        output = cast("BinaryIO", _WithMember(output, {"capped": capped}))
    answer.write(output, known)


class _WithMember(io.RawIOBase):
    """Passes a JSON object on, with one member put first."""

    def __init__(self, output: BinaryIO, value: dict[str, Any]) -> None:
        self._output = output
        self._start = f'{{"{_MEMBER}":{json.dumps(value)},'.encode()

    def writable(self) -> bool:
        """Say that one can write here."""
        return True

    def write(self, data: Any) -> int:
        """Pass bytes on."""
        piece = bytes(data)
        if self._start and piece:
            assert piece[:1] == b"{"
            self._output.write(self._start + piece[1:])
            self._start = b""
        else:
            self._output.write(piece)
        return len(piece)
