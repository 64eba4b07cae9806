"""Writes an answer that lacks something its asker knows of, so that JSON says so in the body too."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from typing import Any, BinaryIO, Final, cast

from lsgraph.store import Answer, Format

_MEMBER: Final = "lsgraph"


def write_noted(answer: Answer, output: BinaryIO, known: Format, notes: Mapping[str, Any]) -> None:
    """Write an answer; `notes` say what it lacks, and are empty when it is whole.

    `capped` is the number of rows that it was cut to, `missing` the services that gave nothing, `warnings`
    what the query may not mean. Results in JSON get a member `lsgraph`, such as `{"capped": 10}`; the other
    formats have no place for it.
    """
    if notes and known.name == "json":
        output = cast("BinaryIO", _WithMember(output, notes))
    answer.write(output, known)


class _WithMember(io.RawIOBase):
    """Passes a JSON object on, with one member put first."""

    def __init__(self, output: BinaryIO, value: Mapping[str, Any]) -> None:
        self._output = output
        self._start = f'{{"{_MEMBER}":{json.dumps(dict(value))},'.encode()

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
