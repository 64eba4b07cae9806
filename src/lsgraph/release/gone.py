"""The list of releases that are gone: withdrawn with a reason, or no longer kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Final

from lsgraph.errors import ReleaseDamaged

GONE: Final = "gone.json"
WITHDRAWN: Final = "withdrawn"
PRUNED: Final = "no longer kept"


@dataclass(frozen=True)
class GoneRelease:
    """A release that is gone: its id, what became of it and why, when that was, and the date of its data."""

    id: str
    what: str
    reason: str
    date: str
    issued: str


def read_gone(root: Path) -> dict[str, GoneRelease]:
    """Return the releases that are gone, by id; raises ReleaseDamaged."""
    try:
        held = json.loads((root / GONE).read_bytes())
        if not isinstance(held, list):
            raise TypeError(held)
        return {one["id"]: GoneRelease(**{key.name: str(one[key.name]) for key in _FIELDS}) for one in held}
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise ReleaseDamaged(
            f"the list of withdrawn releases ({GONE} in the folder of releases) cannot be read; put it back "
            "from a copy, or remove it if no release was ever withdrawn"
        ) from error


def write_gone(gone: Mapping[str, GoneRelease]) -> bytes:
    """Return the list as JSON, sorted by id."""
    listed = [asdict(one) for _, one in sorted(gone.items())]
    return (json.dumps(listed, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()


_FIELDS: Final = fields(GoneRelease)
