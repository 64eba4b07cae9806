"""The access log: one line of JSON for each request, without query text and addresses unless asked for."""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import logging.handlers
import secrets
import sys
import time
from typing import Final, TextIO

from lsgraph.web.http.request_log import Note, RequestRecord

STANDARD_OUTPUT: Final = "-"
_TOLD_AGAIN_SECONDS: Final = 60.0


class _Raising(logging.Handler):
    """Lets a fault of the file through, in place of a traceback for every line."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  (the name that logging gives it)
        """Raise what is being handled."""
        raise


class _StreamHandler(_Raising, logging.StreamHandler[TextIO]):
    """Standard output."""


class _FileHandler(_Raising, logging.handlers.WatchedFileHandler):
    """A file that another program may rotate."""


class AccessLog:
    """Writes records to a file, which another program may rotate, or to standard output for `-`.

    A client is told from another by a hash under a key that is made at start and kept nowhere. The text of
    queries is written only `with_queries`.
    """

    def __init__(self, place: str, *, with_queries: bool) -> None:
        self._with_queries = with_queries
        self._key = secrets.token_bytes(16)
        self._handler: logging.Handler = (
            _StreamHandler(sys.stdout) if place == STANDARD_OUTPUT else _FileHandler(place, encoding="utf-8")
        )
        self._handler.setFormatter(logging.Formatter("%(message)s"))
        self._told_at = -_TOLD_AGAIN_SECONDS

    def write(self, record: RequestRecord) -> None:
        """Write one request."""
        line = logging.makeLogRecord({"msg": json.dumps(self._describe(record)), "levelno": logging.INFO})
        try:
            self._handler.handle(line)
        except OSError:
            self._tell_fault()

    def close(self) -> None:
        """Close the file."""
        with contextlib.suppress(OSError):
            self._handler.close()

    def _tell_fault(self) -> None:
        """Say in the service's own log, once a minute at most, that lines of the access log are lost."""
        if time.monotonic() - self._told_at >= _TOLD_AGAIN_SECONDS:
            self._told_at = time.monotonic()
            logging.getLogger("lsgraph.web").warning(
                "requests cannot be written to the access log (%s); they are answered all the same",
                sys.exc_info()[1],
            )

    def _describe(self, record: RequestRecord) -> dict[str, Note]:
        now = time.time()
        line: dict[str, Note] = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now)) + f".{int(now % 1 * 1000):03d}Z",
            "method": record.method,
            "path": record.path,
            "status": record.status,
            "bytes": record.size,
            "ms": round(record.seconds * 1000, 2),
            "whole": record.whole,
            "client": hashlib.blake2b(record.client.encode(), digest_size=6, key=self._key).hexdigest(),
        }
        shown = record.notes.keys() if self._with_queries else record.notes.keys() - {"query"}
        return line | {name: record.notes[name] for name in sorted(shown)}
