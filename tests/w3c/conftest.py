"""W3C's tests of SPARQL 1.1, from where they can be had; without them a test is left out, visibly."""

from __future__ import annotations

import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Final

import pytest
import rdflib

_HOME: Final = Path(__file__).parents[2] / ".bench" / "suites"
_SOURCE: Final = f"rdflib-{rdflib.__version__}"
_SECONDS: Final = 300


@pytest.fixture(scope="session")
def current_suite() -> Path:
    """Return the folder `sparql11` of https://github.com/w3c/rdf-tests, when somebody put it there."""
    folder = _HOME / "rdf-tests" / "sparql" / "sparql11"
    if not folder.is_dir():
        pytest.skip("W3C's current tests are not at hand; clone w3c/rdf-tests into .bench/suites")
    return folder


@pytest.fixture(scope="session")
def old_suite() -> Path:
    """Return the folder `sparql11` of the tests of 2013, which the source of rdflib holds."""
    if not (_HOME / _SOURCE).is_dir():
        _HOME.mkdir(parents=True, exist_ok=True)
        wanted = ["--no-deps", "--no-binary", "rdflib", _SOURCE.replace("-", "=="), "-d", str(_HOME)]
        pip = [sys.executable, "-m", "pip", "download", "-q", "--disable-pip-version-check", *wanted]
        if subprocess.run(pip, capture_output=True, timeout=_SECONDS).returncode:
            pytest.skip("the source of rdflib, which holds W3C's tests of 2013, cannot be had from PyPI")
        with tarfile.open(_HOME / f"{_SOURCE}.tar.gz") as archive:
            archive.extractall(_HOME, filter="data")
    return _HOME / _SOURCE / "test" / "data" / "suites" / "w3c" / "sparql11"


@pytest.fixture(params=["current_suite", "old_suite"], scope="session")
def suite(request: pytest.FixtureRequest) -> Path:
    """Return each of the two in turn."""
    folder: Path = request.getfixturevalue(request.param)
    return folder
