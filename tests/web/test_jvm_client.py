"""The HTTP client of the JDK, which Jena and RDF4J go by, posts queries and gets its answers."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

JAVA = shutil.which("java")
CLIENT = Path(__file__).parent / "jvm" / "Client.java"


@pytest.mark.slow
@pytest.mark.skipif(JAVA is None, reason="no java on the PATH")
def test_the_client_of_the_jdk_is_answered(site: Any) -> None:
    done = subprocess.run(
        [str(JAVA), str(CLIENT), site.sparql], capture_output=True, text=True, timeout=120, check=False
    )
    if "jdk.compiler" in done.stderr:
        pytest.skip("the java on the PATH has no compiler")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[:6] == [
        "form 200 true",
        "direct 200 true",
        "again 200 o 7",
        "large 200 true",
        "stream 200 true",
        "get 200 true",
    ]
    assert lines[6:] == ["many 200 true"] * 20
