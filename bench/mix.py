"""The mix of queries: one file each, its header says what it asks."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent / "queries"
POINT_LOOKUP: Final = "point-lookup"


@dataclass(frozen=True)
class Question:
    """One query of the mix; with `counted` any rows are right as long as they are so many."""

    name: str
    title: str
    text: str
    counted: bool

    def vary(self, number: int) -> str:
        """Return the query with a comment of its own, so that no engine can answer it from a cache."""
        return f"{self.text}# {number}\n"


def read_mix(folder: Path = FOLDER) -> list[Question]:
    """Return every query, by name."""
    return [_read(path) for path in sorted(folder.glob("*.rq"))]


def _read(path: Path) -> Question:
    text = path.read_text(encoding="utf-8")
    header = [line.lstrip("# ") for line in text.splitlines() if line.startswith("#")]
    return Question(path.stem, header[0], text, any("number of rows" in line for line in header))
