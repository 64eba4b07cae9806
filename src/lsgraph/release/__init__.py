"""Immutable releases: write, open, list, point `current`."""

from lsgraph.release.caches import discard_unsound, has_seal, is_sound, seal
from lsgraph.release.manifest import Facts, Manifest
from lsgraph.release.reading import CURRENT, Release, find_damaged, hash_file, list_releases, open_release
from lsgraph.release.writing import point, write_release

__all__ = [
    "CURRENT",
    "Facts",
    "Manifest",
    "Release",
    "discard_unsound",
    "find_damaged",
    "has_seal",
    "hash_file",
    "is_sound",
    "list_releases",
    "open_release",
    "point",
    "seal",
    "write_release",
]
