"""Finds ontology, data and queries: inside the installed package, or at the project root."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from lsgraph.errors import ResourceMissing

_INSTALLED = Path(__file__).parent
_CHECKOUT = Path(__file__).parents[3]


@dataclass(frozen=True)
class Resources:
    """The three folders that a graph is made from."""

    ontology: Path
    data: Path
    queries: Path


def find_resources() -> Resources:
    """Return the folders of this installation; raises ResourceMissing when one is absent."""
    return Resources(*(_find_folder(name) for name in ("ontology", "data", "queries")))


def find_sources() -> Path | None:
    """Return the folder of source documents beside the checkout, if there is one."""
    folder = _CHECKOUT.parent / "shared" / "sources"
    return folder if folder.is_dir() else None


def _find_folder(name: str) -> Path:
    places = (_INSTALLED / name, _CHECKOUT / name)
    for place in places:
        if place.is_dir():
            return place
    raise ResourceMissing(name, places)
