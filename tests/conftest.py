"""Fixtures: the project's folders, a tiny graph, and a built release."""

from __future__ import annotations

from pathlib import Path

import pytest

from lsgraph.build import build
from lsgraph.release import Release
from lsgraph.resources import Resources, find_resources, find_sources
from lsgraph.store import Store, find_format

TINY = Path(__file__).parent / "cases" / "tiny.trig"


@pytest.fixture(scope="session")
def resources() -> Resources:
    """Return the project's own ontology, data and queries."""
    return find_resources()


@pytest.fixture(scope="session")
def sources_folder() -> Path:
    """Return the folder of source documents; tests that need it are left out, visibly, without it."""
    folder = find_sources()
    if folder is None:
        pytest.skip("the source documents are not at hand (../shared/sources)")
    return folder


@pytest.fixture
def tiny() -> Store:
    """Return a store with a handful of statements of each kind."""
    store = Store()
    store.load(TINY, find_format("trig"))
    return store


@pytest.fixture(scope="session")
def release(resources: Resources, tmp_path_factory: pytest.TempPathFactory) -> Release:
    """Return a release built from the project's own data."""
    return build(resources, tmp_path_factory.mktemp("releases"), lambda _: None)


@pytest.fixture(scope="session")
def graph(release: Release) -> Store:
    """Return the built release as a store with its merged default graph."""
    return release.open_store()
