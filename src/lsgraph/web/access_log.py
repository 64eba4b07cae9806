"""The access log: one line of JSON for each request, without query text and addresses unless asked for."""

from __future__ import annotations

import hashlib
import json
import logging
import logging.handlers
import secrets
import sys
import time
from typing import Any, Final

from lsgraph.web.record import Record

STANDARD_OUTPUT: Final = "-"


class AccessLog:
    """Writes records to a file, which another program may rotate, or to standard output for `-`.

    A client is told from another by a hash under a key that is made at start and kept nowhere. The text of
    queries is written only `with_queries`.
    """

    def __init__(self, place: str, *, with_queries: bool) -> None:
        self._with_queries = with_queries
        self._key = secrets.token_bytes(16)
        self._handler: logging.Handler = (
            logging.StreamHandler(sys.stdout)
            if place == STANDARD_OUTPUT
            else logging.handlers.WatchedFileHandler(place, encoding="utf-8")
        )
        self._handler.setFormatter(logging.Formatter("%(message)s"))

    def write(self, record: Record) -> None:
        """Write one request."""
        line = json.dumps(self._describe(record), ensure_ascii=True)
        self._handler.handle(logging.makeLogRecord({"msg": line, "levelno": logging.INFO}))

    def close(self) -> None:
        """Close the file."""
        self._handler.close()

    def _describe(self, record: Record) -> dict[str, Any]:
        now = time.time()
        line: dict[str, Any] = {
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
