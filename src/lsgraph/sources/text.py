"""The folder of source files and the text in them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

from lsgraph.errors import SourceError, SourceMissing
from lsgraph.sources.masking import find_private, mask_stretch, merge_ranges
from lsgraph.vocabulary import Span

_ID: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_find_private: Final = lru_cache(maxsize=32)(find_private)  # a third of a second for a long text
_NOTHING: Final[Mapping[str, Sequence[tuple[int, int]]]] = {}


class Sources:
    """The source documents in a folder, one UTF-8 file `<source>.txt` each, exactly as received.

    `withheld` is where stretches stand, by source, that are never shown.
    """

    def __init__(self, folder: Path, withheld: Mapping[str, Sequence[tuple[int, int]]] = _NOTHING) -> None:
        self._folder, self._withheld = folder, withheld
        self._texts: dict[str, str] = {}
        self._private: dict[str, list[tuple[int, int]]] = {}

    def ids(self) -> list[str]:
        """Return the ids of the sources at hand, sorted."""
        return sorted(file.stem for file in self._folder.glob("*.txt") if _ID.fullmatch(file.stem))

    def has(self, source: str) -> bool:
        """Return whether that source's text is at hand."""
        return bool(_ID.fullmatch(source)) and (self._folder / f"{source}.txt").is_file()

    def text(self, source: str) -> str:
        """Return a source's text, unmasked; raises SourceMissing, or SourceError when it is not UTF-8."""
        if source not in self._texts:
            self._texts[source] = self._read(source)
        return self._texts[source]

    def shown(self, span: Span) -> str:
        """Return the text of a span with private and withheld stretches masked, those cut by its ends too."""
        text = self.text(span.source)
        if span.source not in self._private:
            withheld = self._withheld.get(span.source, ())
            self._private[span.source] = merge_ranges([*_find_private(text), *withheld])
        return mask_stretch(text, span.start, span.end, self._private[span.source])

    def _read(self, source: str) -> str:
        if not self.has(source):
            raise SourceMissing(source, self.ids())
        try:
            return (self._folder / f"{source}.txt").read_bytes().decode("utf-8")
        except UnicodeDecodeError as error:
            raise SourceError(f"{source}.txt is not UTF-8 at byte {error.start}; fetch it again") from error


def checksum(text: str) -> str:
    """Return the sha256 of the text's UTF-8 bytes, in lower-case hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()
