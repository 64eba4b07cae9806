"""One worker: reads requests from its socket, answers each with frames, and ends with it."""

from __future__ import annotations

import io
import os
import socket
import sys
import time
import zlib
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO, Final, Protocol, cast

from lsgraph.calls.call import Handler, ReplyHead, Stream
from lsgraph.calls.codec import decode, encode
from lsgraph.errors import LsgraphError, QueryTooLarge, ServiceFault, StoreError, explain_os_error
from lsgraph.store import Reader
from lsgraph.workers.sandbox import limit_processor_time
from lsgraph.workers.wire import DATA, END, HEAD, REQUEST_LENGTH, Request, encode_fault, encode_frame

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

OUT_OF_MEMORY_EXIT: Final = 77
"""Exit code of a worker that Python itself told of a lack of memory."""

_READ_BYTES: Final = 65_536
_PIECE_BYTES: Final = 32_768
_FLUSH_SECONDS: Final = 0.05
_GZIP_FROM_BYTES: Final = 1_024
_VALUE_BYTES: Final = 33_554_432
_HEAD_OF_VALUE: Final = encode_frame(HEAD, encode(ReplyHead()))


def serve(link: socket.socket, store: Reader, calls: Mapping[str, Handler]) -> None:
    """Answer requests until the other side closes the socket."""
    with link:
        requests = RequestReader(link)
        while request := requests.read():
            limit_processor_time(request.seconds)
            try:
                _answer(link, store, calls[request.call], request)
            except (BrokenPipeError, ConnectionResetError):
                return
            except MemoryError:
                os._exit(OUT_OF_MEMORY_EXIT)


class RequestReader:
    """Where requests come from; one that lies ready as a whole is read at once."""

    def __init__(self, link: socket.socket) -> None:
        self._link = link
        self._data = bytearray()

    def read(self) -> Request | None:
        """Return the next request, or None when the other side has closed."""
        head = REQUEST_LENGTH.size
        if not self._fill(head):
            return None
        end = head + REQUEST_LENGTH.unpack_from(self._data)[0]
        if not self._fill(end):
            return None
        body = bytes(self._data[head:end])
        del self._data[:end]
        return decode(body, Request)

    def _fill(self, size: int) -> bool:
        while len(self._data) < size:
            piece = self._link.recv(_READ_BYTES)
            if not piece:
                return False
            self._data += piece
        return True


class Packer(Protocol):
    """What packs a stream of bytes: an object of zlib."""

    def compress(self, data: bytes, /) -> bytes:
        """Return what is packed so far."""

    def flush(self, mode: int, /) -> bytes:
        """Return the rest of it."""


class ResponseWriter(io.RawIOBase):
    """Where a call writes its answer: sends it on in pieces of about 32 KiB, or what there is after 50 ms."""

    def __init__(self, link: socket.socket, head: ReplyHead, *, gzip: bool, steady: bool = False) -> None:
        self._link, self._head, self._gzip, self._steady = link, head, gzip, steady
        self._held = bytearray()
        self._sent_at = time.monotonic()
        self._packer: Packer | None = None
        self._begun = False

    def writable(self) -> bool:
        """Say that one can write here."""
        return True

    def write(self, data: ReadableBuffer) -> int:
        """Take bytes in and send them on when there is enough of them or enough time has passed."""
        before = len(self._held)
        self._held += data
        taken = len(self._held) - before
        late = not self._steady and time.monotonic() - self._sent_at > _FLUSH_SECONDS
        if late or len(self._held) >= _PIECE_BYTES:
            self._link.sendall(self._take(last=False))
            self._sent_at = time.monotonic()
        return taken

    def finish(self) -> None:
        """Send what is left and say that the answer is whole."""
        self._link.sendall(self._take(last=True) + encode_frame(END))

    def _take(self, *, last: bool) -> bytes:
        head = b""
        if not self._begun:
            self._begun = True
            if self._gzip and len(self._held) >= _GZIP_FROM_BYTES:
                self._packer = zlib.compressobj(1, wbits=31)
                self._head = replace(self._head, encoding="gzip")
            head = encode_frame(HEAD, encode(self._head))
        piece = bytes(self._held)
        self._held.clear()
        if self._packer:
            piece = self._packer.compress(piece) + self._packer.flush(
                zlib.Z_FINISH if last else zlib.Z_SYNC_FLUSH
            )
        return head + b"".join(
            encode_frame(DATA, piece[at : at + _PIECE_BYTES]) for at in range(0, len(piece), _PIECE_BYTES)
        )


def _answer(link: socket.socket, store: Reader, call: Handler, request: Request) -> None:
    try:
        store.begin(request.seconds)
        found = call.answer(store, bytes(request.arguments))
        if isinstance(found, Stream):
            outlet = ResponseWriter(link, found.head, gzip=request.gzip, steady=found.steady)
            found.write(cast("BinaryIO", outlet))
            store.confirm()
            outlet.finish()
        else:
            store.confirm()
            if len(found) > _VALUE_BYTES:
                raise QueryTooLarge(f"the answer has more than {_VALUE_BYTES} bytes; ask for less of it")
            link.sendall(_HEAD_OF_VALUE + encode_frame(DATA, found) + encode_frame(END))
    except LsgraphError as error:
        if isinstance(error, ServiceFault):
            sys.excepthook(*sys.exc_info())
        link.sendall(encode_fault(error))
    except (BrokenPipeError, ConnectionResetError):
        raise
    except OSError as error:
        sys.excepthook(*sys.exc_info())
        link.sendall(encode_fault(explain_os_error(error)))
    except (ValueError, RuntimeError) as error:
        link.sendall(encode_fault(StoreError(f"the answer could not be written: {error}")))
    except MemoryError:
        raise
    except Exception as error:  # a fault of ours: told in the log, and the worker lives on
        sys.excepthook(*sys.exc_info())
        link.sendall(encode_fault(ServiceFault(f"the answer could not be made ({type(error).__name__})")))
    finally:
        store.end()
