"""The manifest of a release: what it is, and the checksums of its files."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Final, Self

from lsgraph.errors import ReleaseDamaged

ID_LENGTH: Final = 16
QUADS: Final = "quads.nq"
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_FILE: Final = re.compile(r"[a-z0-9-]+(\.[a-z0-9]+)*")
_MEND: Final = "build the release again"


@dataclass(frozen=True)
class ReleaseMetadata:
    """What the manifest says beyond what can be counted: ontology version and date."""

    version: str
    issued: str


@dataclass(frozen=True)
class Manifest:
    """What a release is: its id (the start of its SHA-256), counts, date and the checksums of its files."""

    id: str
    sha256: str
    version: str
    issued: str
    quads: int
    graphs: int
    by_kind: Mapping[str, int]
    files: Mapping[str, str]

    def to_json(self) -> bytes:
        """Return the manifest as JSON with sorted keys."""
        return (json.dumps(asdict(self), indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()

    @classmethod
    def from_json(cls, data: bytes, name: str) -> Self:
        """Return the manifest of the release called `name`, whatever else it holds; raises ReleaseDamaged."""
        try:
            held = json.loads(data)
            manifest = cls(
                id=_text(held["id"]),
                sha256=_text(held["sha256"]),
                version=_text(held["version"]),
                issued=_text(held["issued"]),
                quads=_count(held["quads"]),
                graphs=_count(held["graphs"]),
                by_kind={_text(kind): _count(size) for kind, size in held["by_kind"].items()},
                files={_text(file): _text(digest) for file, digest in held["files"].items()},
            )
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise ReleaseDamaged(
                f"the manifest of release {name} cannot be read ({error}); {_MEND}"
            ) from error
        manifest._agree(name)
        return manifest

    def _agree(self, name: str) -> None:
        """Raise ReleaseDamaged when the manifest contradicts itself or the name of its release."""
        if self.id != name or not self.sha256.startswith(self.id):
            raise ReleaseDamaged(f"the manifest of release {name} is that of release {self.id!r}; {_MEND}")
        if self.files.get(QUADS) != self.sha256:
            raise ReleaseDamaged(
                f"the manifest of release {name} has another checksum for {QUADS} than its id says; {_MEND}"
            )
        for file, digest in self.files.items():
            if not _FILE.fullmatch(file) or not _DIGEST.fullmatch(digest):
                raise ReleaseDamaged(
                    f"the manifest of release {name} names {file!r}, which is no file of it; {_MEND}"
                )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not a text")
    return value


def _count(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError(f"{value!r} is not a number")
    return value
