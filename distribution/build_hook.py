"""Adds to the wheel what it is made with: a bill of materials and the notices of third parties.

Both tell of lsgraph and of everything that `pip install lsgraph` brings, in the versions that were installed
where the wheel was built. Bill: CycloneDX 1.6 in `.dist-info/sboms` (https://peps.python.org/pep-0770/).
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from packaging.requirements import Requirement

_LICENCE = re.compile(r"(licen[cs]e|copying|notice|authors)", re.IGNORECASE)
_RULE = "=" * 80


class NoticesHook(BuildHookInterface):  # type: ignore[type-arg]
    """Writes both files while a wheel is built; an editable installation has none."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the files and have them put into the wheel."""
        if version == "editable":
            return
        folder = Path(tempfile.mkdtemp(prefix="lsgraph-wheel-"))
        needed = sorted(find_needed(self.metadata.core.dependencies), key=lambda one: one.name.lower())
        bill, notices = folder / "lsgraph.cdx.json", folder / "THIRD-PARTY-NOTICES.txt"
        bill.write_text(write_bill(Path(self.root), [one.name for one in needed]), encoding="utf-8")
        notices.write_text(write_notices(needed), encoding="utf-8")
        build_data["sbom_files"].append(str(bill))
        build_data["force_include"][str(notices)] = "lsgraph/resources/THIRD-PARTY-NOTICES.txt"


def find_needed(requirements: list[str]) -> list[Distribution]:
    """Return the installed distributions that the requirements bring, directly or not."""
    found: dict[str, Distribution] = {}
    waiting = [(Requirement(text), frozenset[str]()) for text in requirements]
    while waiting:
        wanted, extras = waiting.pop()
        if wanted.marker and not any(wanted.marker.evaluate({"extra": extra}) for extra in extras or {""}):
            continue
        name = re.sub(r"[-_.]+", "-", wanted.name).lower()
        if name in found:
            continue
        try:
            found[name] = distribution(wanted.name)
        except PackageNotFoundError as error:
            raise RuntimeError(f"{wanted.name} is not installed where the wheel is built") from error
        own = frozenset(wanted.extras)
        waiting += [(Requirement(text), own) for text in found[name].requires or ()]
    return list(found.values())


def write_bill(root: Path, names: list[str]) -> str:
    """Return the bill of materials, of those packages only, the same for the same versions."""
    command = [sys.executable, "-m", "cyclonedx_py", "environment", "--output-reproducible", "--of", "JSON"]
    command += ["--pyproject", str(root / "pyproject.toml"), sys.executable]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"cyclonedx-py could not write the bill of materials: {done.stderr.strip()}")
    bill = json.loads(done.stdout)
    known = {re.sub(r"[-_.]+", "-", name).lower() for name in names}
    kept = [one for one in bill["components"] if re.sub(r"[-_.]+", "-", one["name"]).lower() in known]
    marks = {one["bom-ref"] for one in kept} | {"root-component"}
    bill["components"] = kept
    bill["dependencies"] = [
        {**one, "dependsOn": [mark for mark in one.get("dependsOn", ()) if mark in marks]}
        for one in bill["dependencies"]
        if one["ref"] in marks
    ]
    return json.dumps(bill, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def write_notices(needed: list[Distribution]) -> str:
    """Return the licences of packages, each with its name, version, licence and texts."""
    head = "lsgraph is installed with the packages below. Each is under its own licence.\n"
    return "\n".join([head, *(part for one in needed for part in _notice(one))])


def _notice(one: Distribution) -> Iterator[str]:
    texts = one.metadata.get_all("License-Expression") or one.metadata.get_all("License") or [""]
    said = str(texts[0])
    classed = [
        text.rpartition(" :: ")[2] for text in one.metadata.get_all("Classifier") or () if "License" in text
    ]
    licence = said if said and "\n" not in said else ", ".join(classed) or "see below"
    yield f"{_RULE}\n{one.name} {one.version}\nLicence: {licence}\n{_RULE}\n"
    for file in one.files or ():
        if ".dist-info" in str(file) and _LICENCE.search(file.name):
            yield _decode(Path(str(file.locate())).read_bytes()).strip() + "\n"


def _decode(data: bytes) -> str:
    """Return the text of a licence; some are older than UTF-8."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")
