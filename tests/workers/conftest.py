"""A small release for the workers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from rdflib import Literal, URIRef

from lsgraph.release import Release, ReleaseMetadata, write_release
from lsgraph.store import Quad, Store

GRAPH = URIRef("https://w3id.org/lsgraph/res/passage/a-0-10")


def write_small(root: Path, statements: int) -> Release:
    """Write a release of so many statements in one passage."""
    store = Store()
    store.add(Quad(URIRef(f"urn:s{one}"), URIRef("urn:p"), Literal(one), GRAPH) for one in range(statements))
    return write_release(root, store, b"", ReleaseMetadata("1", "2020-01-01"))


@pytest.fixture(scope="session")
def write_release_of() -> Callable[[Path, int], Release]:
    """Return what writes a release of so many statements."""
    return write_small


@pytest.fixture(scope="session")
def small_release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """Return a release of 300 statements."""
    return write_small(tmp_path_factory.mktemp("releases"), 300)
