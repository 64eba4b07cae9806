"""Fixtures: the project's folders, a tiny graph, and a built release."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from lsgraph.build import build
from lsgraph.release import Release
from lsgraph.resources import Resources, find_resources, find_sources
from lsgraph.store import Store, find_format
from tests.left_out import LeftOutTests, read_reviewed
from tests.slow_tests import SlowTests

TINY = Path(__file__).parent / "cases" / "tiny.trig"


def pytest_configure(config: pytest.Config) -> None:
    """Have slow tests, and those left out, told by the process that sums up."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(SlowTests())
        config.pluginmanager.register(LeftOutTests(read_reviewed()))


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


@pytest.fixture(scope="session")
def service(release: Release) -> Iterator[str]:
    """Return the address of the real service, run as `lsgraph serve` runs it, on the built release."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = {**os.environ, "PORT": str(port), "LSGRAPH_RELEASES": str(release.root), "LSGRAPH_DEADLINE": "10"}
    process = subprocess.Popen([sys.executable, "-m", "lsgraph", "serve"], env=env)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_until_it_answers(address, process)
        yield address
    finally:
        process.terminate()
        process.wait(15)


def _wait_until_it_answers(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if process.poll() is not None:
            pytest.fail(f"the service ended with {process.returncode}")
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(address + "/health").is_success:
                return
        time.sleep(0.1)
    pytest.fail("the service did not answer within 30 seconds")
