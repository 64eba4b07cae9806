"""Writes an answer that lacks something its asker knows of, so that JSON says so in the body too."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, BinaryIO, Final, cast

from msgspec import Struct

from lsgraph.calls.call import ReplyHead
from lsgraph.calls.codec import encode
from lsgraph.queries.pitfalls import QueryWarning
from lsgraph.store import Answer, Format

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

_MEMBER: Final = "lsgraph"


class ResultNotes(Struct, frozen=True, omit_defaults=True):
    """What an answer lacks: services that gave nothing, what the query may not mean, rows cut to a number."""

    missing: tuple[str, ...] = ()
    warnings: tuple[QueryWarning, ...] = ()
    capped: int | None = None


def write_noted(answer: Answer, output: BinaryIO, known: Format, head: ReplyHead) -> None:
    """Write an answer with what its head says that it lacks.

    Results in JSON get a member `lsgraph`, such as `{"capped": 10}`; the other formats have no place for it.
    """
    notes = ResultNotes(head.missing, head.warnings, head.most if head.capped else None)
    if known.name == "json" and notes != ResultNotes():
        output = cast("BinaryIO", _WithMember(output, notes))
    answer.write(output, known)


class _WithMember(io.RawIOBase):
    """Passes a JSON object on, with one member put first."""

    def __init__(self, output: BinaryIO, notes: ResultNotes) -> None:
        self._output = output
        self._start = b'{"%b":%b,' % (_MEMBER.encode(), encode(notes))

    def writable(self) -> bool:
        """Say that one can write here."""
        return True

    def write(self, data: ReadableBuffer) -> int:
        """Pass bytes on."""
        piece = bytes(data)
        if self._start and piece:
            assert piece[:1] == b"{"
            self._output.write(self._start + piece[1:])
            self._start = b""
        else:
            self._output.write(piece)
        return len(piece)
