"""What the head of an answer over HTTP says against it: one check for stores and for services of others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

_WHOLE: Final = 200  # Virtuoso has 206 for what it found in time
_PARTIAL: Final = ("x-sql-state", "x-sparql-maxrows", "lsgraph-missing")
"""How Virtuoso says that rows are missing, and how lsgraph says that services are."""

_LONGEST_TYPE_CHARACTERS: Final = 80


def read_media_type(headers: Mapping[str, str]) -> str:
    """Return the media type of an answer in lower case, without its parameters."""
    return str(headers.get("content-type", "")).partition(";")[0].strip().lower()


def find_head_fault(status: int, headers: Mapping[str, str], accept: Sequence[str]) -> str | None:
    """Return why an answer is none that was asked for, or not all of one; None when the head says nothing.

    The names of `headers` are in lower case, or found in any.
    """
    media_type = read_media_type(headers)
    if status != _WHOLE:
        why = "leads elsewhere and is not followed" if 300 <= status < 400 else "is no whole answer"
        return f"answered {status}, which {why}"
    if media_type not in accept:
        shown = media_type[:_LONGEST_TYPE_CHARACTERS] or "something"
        return f"answered with {shown} where {accept[0]} was asked for"
    if odd := next((name for name in _PARTIAL if name in headers), None):
        mend = "; lift its limits" if odd.startswith("x-") else ""
        return f"gives a part of the answer only ({odd}: {headers[odd]}){mend}"
    if str(headers.get("lsgraph-rows", "whole")) != "whole":
        return "gives a part of the answer only (lsgraph-rows)"
    return None
